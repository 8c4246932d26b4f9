"""Illustrative planned changes: made up, marked so, and such that each kind of alarm is there to be seen."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pghistory
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import transaction

from spend.calc.years import year_of, years_from
from spend.models import PlannedChange
from spend.services.planned_changes import draft_change, respond, show_to_partners
from spend.services.protocol import find_alarms
from totalplace.choices import AreaLevel
from totalplace.models import Area, Organisation

REASON = "Illustrative planned changes"
MADE_UP = "Made up for the demonstration"
BROMSGROVE, WYRE_FOREST, COUNTY = "E07000234", "E07000239", "E10000034"
WARDS = (("ILL000001", "Bromsgrove west (illustrative)"), ("ILL000002", "Bromsgrove east (illustrative)"))


@dataclass(frozen=True, slots=True)
class Plan:
    """One planned change: thousands of pounds a year from next year on, and days until it is to be decided."""

    body: str
    title: str
    description: str
    service: str
    kind: str
    groups: tuple[str, ...]
    people: int | None
    thousands: tuple[int, ...]
    areas: tuple[str, ...]
    due_in_days: int
    effects: tuple[tuple[str, int | None, str], ...] = ()
    is_draft: bool = False


def plans(ward: str) -> list[Plan]:
    """What the demonstration's bodies plan; two cuts meet in `ward`."""
    return [
        Plan(
            "WCC", "Day opportunities for older people: three days a week instead of five",
            "Two day centres open on three days. Carers are offered a direct payment instead.", "adults", "cut",
            ("older", "carers"), 240, (-180, -360), (BROMSGROVE,), 75,
            (("WPCT", 90, "More people stay in hospital longer, because nobody is at home."),),
        ),
        Plan(
            "BDC", "Dial-a-ride: end of the weekday service",
            "The subsidy ends. Journeys to the day centres and to surgeries have to be made otherwise.", "transport",
            "closure", ("older", "disabled", "rural"), 310, (-65, -65), (ward,), 60,
        ),
        Plan(
            "WFDC", "Garden waste: a yearly charge", "Households pay for the brown bin.", "environment", "fee",
            ("everyone",), None, (-110, -110, -110), (WYRE_FOREST,), 14,
        ),
        Plan(
            "WPCT", "Rapid response team for older people", "Nurses who visit at home within two hours.", "adults",
            "growth", ("older",), 500, (120, 240), (COUNTY,), 90,
        ),
        Plan(
            "BDC", "Grants to community centres", "Under discussion with the trustees.", "voluntary", "cut",
            ("voluntary",), None, (-20,), (BROMSGROVE,), 120, is_draft=True,
        ),
    ]  # fmt: skip


@transaction.atomic
def load_planned_changes(user: Any) -> int:
    """Enter them as `user`, one of the programme team, where none is there yet. How many were entered."""
    if PlannedChange.objects.filter(is_synthetic=True).exists():
        return 0
    bodies = {each.code: each for each in Organisation.objects.filter(is_partner=True)}
    with pghistory.context(user=user.pk, username=user.username, reason=REASON):
        wanted = [plan for plan in plans(_ward()) if plan.body in bodies]
        places = set(Area.objects.current().values_list("code", flat=True))
        made = [_enter(user, plan, bodies) for plan in wanted if set(plan.areas) <= places]
        _answer(user, made, bodies)
        find_alarms()
    return len(made)


def _ward() -> str:
    """The ward in which two cuts meet: the first of Bromsgrove's, or the half of it that is drawn for want of any."""
    district = Area.objects.current().filter(level=AreaLevel.DISTRICT, code=BROMSGROVE).first()
    if district is None:
        return ""
    wards = Area.objects.current().filter(level=AreaLevel.WARD, parent=district).order_by("name")
    if (first := wards.first()) is not None:
        return first.code
    west, south, east, north = district.boundary.extent
    middle = (west + east) / 2
    for (code, name), (left, right) in zip(WARDS, ((west, middle), (middle, east)), strict=True):
        half = district.boundary.intersection(Polygon.from_bbox((left, south, right, north)))
        shape = half if isinstance(half, MultiPolygon) else MultiPolygon(half, srid=27700)
        shape.srid = 27700
        Area.objects.create(
            level=AreaLevel.WARD, code=code, name=name, parent=district, boundary=shape, source=MADE_UP,
            valid_from=district.valid_from, is_illustrative=True,
        )  # fmt: skip
    return WARDS[0][0]


def _enter(user: Any, plan: Plan, bodies: dict[str, Organisation]) -> PlannedChange:
    today = datetime.date.today()
    years = years_from(year_of(today + datetime.timedelta(days=365)), len(plan.thousands))
    values = {
        "title": plan.title, "description": plan.description, "service": plan.service, "kind": plan.kind,
        "groups": list(plan.groups), "people_affected": plan.people,
        "decision_due_on": today + datetime.timedelta(days=plan.due_in_days),
        "amounts": tuple((year, Decimal(pounds * 1000)) for year, pounds in zip(years, plan.thousands, strict=True)),
        "areas": plan.areas,
        "effects": tuple(
            (bodies[code].pk, None if pounds is None else Decimal(pounds * 1000), words)
            for code, pounds, words in plan.effects
            if code in bodies
        ),
    }  # fmt: skip
    made = draft_change(user=user, organisation=bodies[plan.body], values=values, reason=REASON, is_synthetic=True)
    if plan.is_draft:
        return made
    return show_to_partners(user=user, pk=made.pk, version=made.version, reason=REASON).record


def _answer(user: Any, made: list[PlannedChange], bodies: dict[str, Organisation]) -> None:
    """One body answers another, as the protocol asks."""
    first = next((change for change in made if change.organisation.code == "WCC"), None)
    if first is not None and "BDC" in bodies:
        words = "Illustrative: we plan to end the bus that takes people there. Let us decide both together."
        values = {"position": "talk", "cost": None, "words": words}
        respond(user=user, pk=first.pk, organisation=bodies["BDC"], version=None, values=values)
