"""A county of two districts with two wards each, its bodies and officers, and steps of the budget protocol."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.test import Client

from spend.models import PlannedChange
from spend.services.planned_changes import draft_change, show_to_partners
from spend.services.protocol import find_alarms, tell_officers
from tests.factories import make_officer, make_organisation, make_person, square
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area, Population

SIGNED = datetime.date(2010, 1, 18)
WARD, OTHER_WARD, DISTRICT, OTHER_DISTRICT, COUNTY = "E05000001", "E05000002", "E07000001", "E07000002", "E10000001"
LSOA = "E01000001"


def today_and(days: int) -> datetime.date:
    """The day so many days from today."""
    return datetime.date.today() + datetime.timedelta(days=days)


def make_place(level: AreaLevel, code: str, name: str, side: float, parent: Area | None, **at: float) -> Area:
    """A square area in force, as wide as `side` metres."""
    made = Area(
        level=level, code=code, name=name, parent=parent, valid_from=datetime.date(2013, 1, 1),
        boundary=square(at.get("easting", 380_000), at.get("northing", 250_000), side),
    )  # fmt: skip
    made.save()
    return made


def build() -> SimpleNamespace:
    """The county; three bodies that signed the protocol, each with an officer, and one that did not."""
    county = make_place(AreaLevel.COUNTY, COUNTY, "Countyshire", 40_000, None)
    north = make_place(AreaLevel.DISTRICT, DISTRICT, "North", 20_000, county)
    south = make_place(AreaLevel.DISTRICT, OTHER_DISTRICT, "South", 20_000, county, northing=270_000)
    ward = make_place(AreaLevel.WARD, WARD, "Foley", 10_000, north)
    other = make_place(AreaLevel.WARD, OTHER_WARD, "Oldington", 10_000, north, easting=390_000)
    make_place(AreaLevel.WARD, "E05000003", "Lickey", 20_000, south, northing=270_000)
    make_place(AreaLevel.LSOA, LSOA, "Foley 001A", 2_000, ward)
    for code, people in ((WARD, 6_000), (OTHER_WARD, 2_000), ("E05000003", 4_000)):
        Population.objects.create(area_code=code, year=2024, people=people)
    bodies = {
        code: make_organisation(code, name=name, short_name=short, protocol_signed_on=signed)
        for code, name, short, signed in (
            ("WCC", "Worcestershire County Council", "County council", SIGNED),
            ("BDC", "Bromsgrove District Council", "Bromsgrove", SIGNED),
            ("NHSW", "NHS Worcestershire", "NHS", SIGNED),
            ("FESTIVAL", "Festival Housing", "", None),
        )
    }
    people = {f"officer-{code.lower()}": make_officer(code) for code in ("WCC", "BDC", "NHSW")}
    people["programme"] = make_person("programme", [(Role.PROGRAMME, None)])
    people["partner"] = make_person("partner", [(Role.PARTNER, None)])
    return SimpleNamespace(county=county, north=north, ward=ward, other=other, **bodies, people=people)


def draft(county: SimpleNamespace, code: str, **values: Any) -> PlannedChange:
    """A draft of a body's own officer: a cut of £100,000 a year to older people's care in the first ward."""
    made_up = {
        "title": f"Day centre, {code}", "description": "Closes two days a week.", "service": "adults", "kind": "cut",
        "groups": ["older"], "people_affected": 120, "decision_due_on": today_and(60),
        "amounts": (("2026/27", Decimal("-100000")),), "areas": (WARD,),
    }  # fmt: skip
    user = county.people[f"officer-{code.lower()}"]
    return draft_change(user=user, organisation=getattr(county, code), values=made_up | values)


def enter(county: SimpleNamespace, code: str, **values: Any) -> PlannedChange:
    """The same, shown to partners."""
    made = draft(county, code, **values)
    user = county.people[f"officer-{code.lower()}"]
    return show_to_partners(user=user, pk=made.pk, version=made.version).record


def look() -> tuple[int, int]:
    """What a worker does after each write: (e-mails sent, not sent)."""
    find_alarms()
    return tell_officers()


def client_of(county: SimpleNamespace, person: str) -> Client:
    """A browser in which that person has signed in; nobody for ""."""
    client = Client()
    if person:
        client.force_login(county.people[person])
    return client
