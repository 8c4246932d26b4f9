"""Loads the synthetic cohort: its agencies, what they offer, its young people and what happened to them, in SQL."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pghistory
from django.conf import settings
from django.db import connection, transaction

from neets.choices.records import Purpose
from neets.demo.homes import SOURCE, level_of_homes
from neets.models import Agency, Provision, YoungPerson
from neets.querysets.row_security import opened
from totalplace.models import Organisation

REASON = "Synthetic young people"
SQL = Path(__file__).parent / "sql"
STEPS = {
    "1_people": "Young people are in.",
    "2_spells": "What they were doing is in.",
    "3_events": "What agencies did is in.",
    "4_sam": "Sam is in.",
}
# Tables that the steps work in. What was built in is told to whoever loads, and kept nowhere.
WORKING = "demo_home demo_person demo_spell demo_truth demo_neet demo_double demo_second demo_sam demo_sam_step".split()
# The share of all who move between work, training and nothing, so that about 9% have nothing at any time.
PRONE = 0.229
MONTHS = 26
# Any number that no other lock of ours is: two loads at once would both find nobody.
_LOCK = 7_304_027

Truth = list[tuple[str, ...]]


@transaction.atomic
def load(people: int, seed: int, today: datetime.date, contacts: int, progress: Callable[[str], None]) -> Truth | None:
    """Load about `people` of 16 to 24, with up to `contacts` contacts in each spell of having nothing.

    Answers the faults that were built in, for tests: (kind, pseudonym, agency, other agency, day, detail) each. None,
    and nothing changed, where there are young people already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    with opened(Purpose.LOADING), pghistory.context(reason=REASON, command="load_young_people"):
        if YoungPerson.objects.exists():
            return None
        agencies = _write_agencies()
        _write_provision(agencies)
        month = today.replace(day=1)
        level, weights = level_of_homes()
        values = {
            "people": people,
            "seed": seed,
            "today": today,
            "month": month,
            "since": _months_before(month, MONTHS),
            "contacts": contacts,
            "prone": PRONE,
            "level": level,
            "weights": weights,
            "connexions": agencies["CONNEX"].pk,
            "jobcentre": agencies["JCP"].pk,
        }
        return _run(values, progress)


def _run(values: dict[str, Any], progress: Callable[[str], None]) -> Truth:
    with connection.cursor() as cursor:
        for name, said in STEPS.items():
            cursor.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"), values)
            progress(said)
        cursor.execute("SELECT kind, pseudonym, agency, other, day::text, detail FROM demo_truth ORDER BY 1, 2, 5")
        truth = cursor.fetchall()
        cursor.execute(f"DROP TABLE {', '.join(WORKING)}")
        cursor.execute("ANALYZE neets_youngperson, neets_statusspell, neets_client, neets_contact, neets_assessment")
    return truth


def _rows(name: str) -> list[dict[str, str]]:
    path = settings.BASE_DIR / "fixtures" / "demo" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_agencies() -> dict[str, Agency]:
    """The demonstration's two dozen; those that are there already stay as they are."""
    bodies = {body.code: body for body in Organisation.objects.all()}
    for row in _rows("agencies.csv"):
        Agency.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "kind": row["kind"],
                "audience": row["audience"],
                "organisation": bodies.get(row["organisation"]),
                "sends_data": row["sends_data"] == "yes",
                "is_synthetic": True,
            },
        )
    return {agency.code: agency for agency in Agency.objects.all()}


def _write_provision(agencies: dict[str, Agency]) -> None:
    """What they offer: made up, and marked so."""
    numbers = ("age_from", "age_to", "places", "cost")
    for row in _rows("provision.csv"):
        code, agency, payment = row.pop("code"), row.pop("agency"), row.pop("payment")
        fields = row | {name: int(row[name]) for name in numbers}
        Provision.objects.get_or_create(
            code=code,
            defaults=fields
            | {
                "agency": agencies[agency],
                "payment": int(payment) if payment else None,
                "source": SOURCE,
                "is_synthetic": True,
            },
        )


def _months_before(month: datetime.date, months: int) -> datetime.date:
    """The first day of a month so many before."""
    number = month.year * 12 + month.month - 1 - months
    return datetime.date(number // 12, number % 12 + 1, 1)
