"""What somebody of each role can learn from every page, file and address of young people, asked by the thousand.

A small county is counted for real; the attacker asks over HTTP, in sequences made up from a fixed seed, and the exact
counts say afterwards whether she learnt one. ATTACKS=5000 makes so many sequences for each role (without it, some).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse

from neets.calc.lattice import LEVELS
from neets.choices.records import Band, Purpose
from neets.models import Agency, Assessment, MonthlyCount, Release, ReleasedCount, StatusSpell, YoungPerson
from neets.querysets.row_security import opened
from neets.services import counting
from neets.services.analyses import let_out_analyses
from neets.services.counting import make_counts
from neets.urls import urlpatterns
from tests.attacking import SMALLEST, Attacker
from tests.factories import WORCESTER, make_person, square
from tests.young_people import make_agency
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area, User

pytestmark = pytest.mark.django_db
ATTACKS = int(os.environ.get("ATTACKS", "20"))
TODAY = dt.date(2026, 11, 12)
MONTHS = 3
ROLES: dict[str, list[tuple[str, str | None]]] = {
    "partner": [(Role.PARTNER, None)],
    "officer": [(Role.OFFICER, "WCC")],
    "programme": [(Role.PROGRAMME, None)],
    "analyst": [(Role.ANALYST, None)],
    "caseworker": [(Role.CASEWORKER, "WCC")],
    "neet-lead": [(Role.NEET_LEAD, None)],
    "administrator": [(Role.ADMINISTRATOR, None)],
}
COLUMNS = ("neet", "not_known", "other")


def _areas() -> list[Area]:
    """A county of three districts, each of four wards, all squares."""
    east, north = WORCESTER
    since = dt.date(2000, 1, 1)

    def area(level: str, code: str, parent: Area | None, at: tuple[int, int], side: int) -> Area:
        boundary = square(east + at[0], north + at[1], side)
        return Area.objects.create(
            level=level, code=code, name=f"Area {code}", parent=parent, boundary=boundary, valid_from=since
        )

    county, wards = area(AreaLevel.COUNTY, settings.COUNTY_CODE, None, (0, 0), 6000), []
    for one in range(3):
        district = area(AreaLevel.DISTRICT, f"E0700000{one}", county, (2000 * one, 0), 2000)
        for two in range(4):
            at = (2000 * one + 1000 * (two % 2), 1000 * (two // 2))
            wards.append(area(AreaLevel.WARD, f"E0500000{one}{two}", district, at, 1000))
    return wards


def _people(wards: list[Area], agency: Agency) -> None:
    """Wards of some twenty to sixty, where few are without work or learning, and in some nobody is."""
    rng, people, codes = random.Random(11), [], []
    for ward in [*wards, None]:
        for _ in range(rng.randint(15, 60)):
            born = dt.date(rng.randint(2002, 2009), rng.randint(1, 12), 1)
            home = ward.pk if ward else None
            people.append(YoungPerson(pseudonym=f"{rng.getrandbits(128):032x}", birth_month=born, home_id=home))
            codes.append(rng.choices(("210", "330", "619", "810"), (8, 6, 2, 1))[0])
    with opened(Purpose.LOADING):
        made = YoungPerson.objects.bulk_create(people)
        StatusSpell.objects.bulk_create(
            StatusSpell(person=person, agency=agency, code=code, start=dt.date(2026, 1, 1))
            for person, code in zip(made, codes, strict=True)
        )
        Assessment.objects.bulk_create(
            Assessment(person=person, agency=agency, on=dt.date(2026, 2, 1), domains=["learning"], minutes=30)
            for person, code in zip(made, codes, strict=True)
            if code == "619"
        )


@pytest.fixture(scope="module")
def county(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """A county counted and let out, and somebody of each role; taken back when the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        _people(_areas(), make_agency())
        make_counts(today=TODAY, months=MONTHS)
        let_out_analyses(today=TODAY)
        for name, roles in ROLES.items():
            make_person(name, roles)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(county: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Asker:
    """A browser of one role that remembers what each address answered: (status, file's name, body)."""

    def __init__(self, role: str) -> None:
        self.client = Client()
        self.client.force_login(User.objects.get(username=role), backend="django.contrib.auth.backends.ModelBackend")
        self.answers: dict[str, tuple[int, str, str]] = {}

    def ask(self, address: str) -> tuple[int, str, str]:
        if address not in self.answers:
            answer = self.client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            name = answer.headers.get("Content-Disposition", "")
            self.answers[address] = answer.status_code, name, _steady(body.decode("utf-8-sig"))
        return self.answers[address]


def _steady(body: str) -> str:
    """A page without what differs from one answer to the next: its secrets of forms and scripts."""
    return re.sub(r'(nonce|value|csrf[^=]*)="[A-Za-z0-9+/=_-]{20,}"', "", body)


# --- Every address ------------------------------------------------------------------------------------

FINER = (
    "ward=E05000000", "lsoa=E01000001", "area=E0700000", "level=lsoa", "level=ward", "sex=female", "age=17", "code=619",
    "need=1", "characteristic=110", "agency=CONNEX", "born=2008-03", "ordering=neet", "min=1", "max=4", "q=1",
    "month=2026-10-15", "month=2026-13", "month=2031-01", "ages=17", "ages=16_19", "limit=1", "pseudonym=0",
)  # fmt: skip
OF_COUNTS = {
    f"neets.views.{name}"
    for name in ("front", "rates", "savings", "journeys", "duplication", "guarantees", "month_end")
}
OF_THE_LATTICE = {"neet_who", "neet_who_csv", "neet_where", "neet_where_csv", "neet_where_layer"}
MONTHS_ASKED = ("2026-08", "2026-09", "2026-10")


def addresses() -> list[str]:
    """Every address of young people that takes no name, alone and with each question of the lattice and finer ones."""
    found = []
    for pattern in urlpatterns:
        if not isinstance(pattern, URLPattern) or pattern.callback.__module__ not in OF_COUNTS:
            continue
        address = reverse(pattern.name)
        queries = ["", *(f"month={month}" for month in MONTHS_ASKED), *(f"ages={band}" for band in Band.values)]
        queries += [f"ages={band}&month={month}" for band in Band.values for month in MONTHS_ASKED]
        if pattern.name not in OF_THE_LATTICE:
            queries = ["", "month=2026-09", "ages=16_18"]
        found += [f"{address}?{query}".rstrip("?") for query in (*queries, *FINER[:: 1 if len(queries) > 3 else 8])]
    return found


# --- What she concludes -------------------------------------------------------------------------------


def truth() -> dict[tuple[str, str, str, str], int]:
    """(band, month, area's code, column) → the exact count, as nobody who asks may know it."""
    found: dict[tuple[str, str, str, str], int] = {}
    codes = dict(Area.objects.values_list("pk", "code"))
    with opened(Purpose.COUNTING):
        months = set(MonthlyCount.objects.values_list("month", flat=True))
        for month in months:
            for band in Band.values:
                counts, parents = counting._table(month, Band(band), by_ward="ward" in LEVELS[band])
                for (row, column), people in counts.items():
                    place: str | None = row
                    while place is not None:
                        name = codes.get(int(place), place) if place.isdigit() else place
                        for each in (column, "cohort"):
                            key = (band, f"{month:%Y-%m}", name, each)
                            found[key] = found.get(key, 0) + people
                        place = parents.get(place)
    return found


def told_by_files(asker: Asker, address: str, attacker: Attacker) -> int:
    """Write down what a file tells; how many counts that was."""
    status, _, body = asker.ask(address)
    if status != 200 or ".csv" not in address or "young people" not in body.partition("\n")[0]:
        return 0
    asked = dict(pair.split("=") for pair in address.partition("?")[2].split("&") if pair)
    number = 0
    for row in csv.DictReader(io.StringIO(body)):
        for column, heading in (("cohort", "young people"), ("neet", "NEET"), ("not_known", "not known")):
            key = (asked.get("ages", "16_24"), row["month"], row["code"], column)
            attacker.told(key, int(row[heading]) if row[heading] else None)
            number += 1
    return number


def sums(band: str, month: str) -> Iterator[tuple[Any, list[Any]]]:
    """Which counts add up to which; people whose home nobody knows are a hidden row of every district and county."""
    areas = list(Area.objects.values_list("code", "parent__code", "level"))
    rows = [code for code, _, level in areas if level in LEVELS[band]]
    for whole in rows:
        parts = [code for code, parent, _ in areas if parent == whole and code in rows]
        for column in (*COLUMNS, "cohort"):
            if parts:
                yield (band, month, whole, column), [(band, month, row, column) for row in (*parts, f"?{whole}")]
        yield (band, month, whole, "cohort"), [(band, month, whole, column) for column in COLUMNS]


def everything_joined() -> Attacker:
    """An attacker who knows how all tables of all ages hang together, and as yet no count."""
    attacker = Attacker()
    for month in MONTHS_ASKED:
        for band in Band.values:
            attacker.sums += list(sums(band, month))
        for code, level in Area.objects.values_list("code", "level"):
            for inner, outer in ((Band.NI_117, Band.PILOT), (Band.DFE, Band.NI_117)):
                if level in LEVELS[inner]:
                    attacker.among += [((inner.value, month, code, "neet"), (outer.value, month, code, "neet"))]
    return attacker


def leaks(attacker: Attacker, true: dict[Any, int]) -> list[Any]:
    attacker.conclude()
    return list(attacker.given_away(true))


@pytest.mark.parametrize("role", ROLES)
def test_no_sequence_of_questions_by_any_role_gives_a_small_count_away(role: str) -> None:
    asker, rng, true = Asker(role), random.Random(f"attacks of {role}"), truth()
    every, known = addresses(), everything_joined()
    learnt = 0
    for _ in range(ATTACKS):
        attacker = Attacker(sums=known.sums, among=known.among)
        for address in rng.sample(every, k=rng.randint(2, 5)):
            learnt += told_by_files(asker, address, attacker)
        # What changes nothing gives nothing away: conclusions cost more than questions.
        if attacker.least:
            assert leaks(attacker, true) == []
    assert learnt > 0 or ATTACKS < 20


def test_with_every_file_of_every_month_and_told_which_are_small_none_is_pinned() -> None:
    attacker, asker, true = everything_joined(), Asker("analyst"), truth()
    assert sum(told_by_files(asker, address, attacker) for address in addresses()) > 300
    small = [key for key, people in true.items() if people < SMALLEST]
    for key in small:
        attacker.told(key, None, small=True)
    assert leaks(attacker, true) == []
    assert len(small) > 20
    assert min(attacker.possible(key) for key in small) >= 3


def test_the_same_attack_succeeds_where_counts_are_shown_as_they_are() -> None:
    """Neither rounded nor hidden beside a small one: then small ones are worked out."""
    attacker, true = everything_joined(), truth()
    for key, people in true.items():
        small = people < SMALLEST
        attacker.told(key, None, small)
        if not small and not key[2].startswith("?"):
            attacker.least[key] = attacker.most[key] = people
    assert leaks(attacker, true)


# --- Refusals, and pages that depend on nothing but what was let out -------------------------------------


@pytest.mark.parametrize("query", FINER)
def test_a_finer_question_is_refused_or_changes_nothing(query: str) -> None:
    asker = Asker("neet-lead")
    for name in ("neet_who", "neet_who_csv", "neet_where", "neet_where_csv", "neet_where_layer"):
        status, _, body = asker.ask(f"{reverse(name)}?{query}")
        assert status == 400, (name, query)
        assert "Traceback" not in body


def scramble() -> None:
    """Everybody is gone, and every exact count is another."""
    with opened(Purpose.LOADING), connection.cursor() as cursor:
        cursor.execute("DELETE FROM neets_statusspell; DELETE FROM neets_assessment; DELETE FROM neets_youngperson")
        cursor.execute("UPDATE neets_monthlycount SET people = people + 7")


def test_pages_files_names_titles_and_charts_are_the_same_whoever_the_people_are() -> None:
    """Before and after an edit as large as can be: every byte of every answer comes of what was let out."""
    before, after = Asker("neet-lead"), Asker("neet-lead")
    asked = random.Random(5).sample(addresses(), k=60)
    told = {address: before.ask(address) for address in asked}
    scramble()
    make_counts(today=TODAY, months=MONTHS)
    let_out_analyses(today=TODAY)
    changed = [address for address in asked if _undated(after.ask(address)) != _undated(told[address])]
    assert changed == []


def _undated(answer: tuple[int, str, str]) -> tuple[int, str, str]:
    """An answer without the moment of the latest run, which says nothing of anybody."""
    return answer[0], answer[1], re.sub(r"Counted on [^<.]*\.", "", answer[2])


def test_that_comparison_can_fail() -> None:
    before, after = Asker("neet-lead"), Asker("neet-lead")
    address = reverse("neet_where")
    told = before.ask(address)
    ReleasedCount.objects.filter(area__level=AreaLevel.WARD, people__gte=10).update(people=25)
    assert after.ask(address) != told


def test_the_names_of_files_say_the_question_and_nothing_of_the_answer() -> None:
    asker = Asker("analyst")
    for address in (each for each in addresses() if re.search(r"\.\w+(\?|$)", each)):
        status, name, _ = asker.ask(address)
        if status == 200 and name:
            numbers = re.findall(r"\d+", name.replace("16_24", "").replace("16_18", "").replace("16_17", ""))
            assert all(number in ("2026", "08", "09", "10") for number in numbers), name


def test_hidden_counts_stand_in_the_order_of_their_names() -> None:
    """Sorted by rate, those without one stand last, by name: their order says nothing of their size."""
    _, _, body = Asker("partner").ask(reverse("neet_where"))
    rows = re.findall(r"<tr.*?</tr>", body, re.S)
    hidden = [re.search(r"Area E05\d+", row).group() for row in rows if re.search(r"not shown</td></tr>$", row)]  # type: ignore[union-attr]
    assert len(hidden) > 1
    assert hidden == sorted(hidden)


def test_the_ledger_has_each_table_once() -> None:
    assert Release.objects.filter(question__startswith="16").count() == len(Band) * MONTHS
    make_counts(today=TODAY, months=MONTHS)
    assert Release.objects.filter(question__startswith="16").count() == len(Band) * MONTHS
