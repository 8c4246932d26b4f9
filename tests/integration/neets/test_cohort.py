"""The synthetic cohort is what the pilot told of, marked as made up, and its built-in faults are there to be found."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from neets.calc.disclosure import SMALLEST
from neets.calc.duplication import Assessment as Assessed
from neets.calc.duplication import detection, repeated_assessments
from neets.choices import Standing, codes_standing
from neets.choices.records import Band, Column, Purpose
from neets.demo.load import load
from neets.models import (
    Agency,
    Assessment,
    Client,
    MonthlyCount,
    Release,
    ReleasedCount,
    StatusSpell,
    YoungPerson,
)
from neets.querysets.row_security import opened
from neets.services.counting import make_counts, whole_months
from totalplace.choices import AreaLevel
from totalplace.models import Area

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
OCTOBER = datetime.date(2026, 10, 1)
PEOPLE = 3_000


@pytest.fixture(scope="module")
def cohort(django_db_setup: Any, django_db_blocker: Any) -> Iterator[list[tuple[str, ...]]]:
    """A small cohort in the demonstration's county, loaded once; each test takes back what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", today=TODAY, verbosity=0)
        truth = load(PEOPLE, 1, TODAY, 3, lambda words: None)
        make_counts(today=TODAY, months=2)
        yield truth or []
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(cohort: list) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def standing(on: datetime.date, *wanted: str) -> int:
    """How many of 16 to 24 had one of these standings on a day, counted one by one."""
    codes = {code for each in wanted for code in codes_standing(each)}
    found = 0
    with opened(Purpose.COUNTING):
        latest: dict[int, StatusSpell] = {}
        spells = StatusSpell.objects.select_related("person").filter(start__lte=on)
        for spell in spells.exclude(end__lte=on).order_by("person", "ascertained_on", "-pk"):
            kept = latest.get(spell.person_id)
            if kept is None or spell.ascertained_on:
                latest[spell.person_id] = spell
    for spell in latest.values():
        months = (on.year - spell.person.birth_month.year) * 12 + on.month - spell.person.birth_month.month
        found += 16 * 12 <= months < 25 * 12 and (not codes or spell.code in codes)
    return found


def test_everybody_is_marked_as_synthetic_and_nobody_has_more_than_a_month_of_birth() -> None:
    with opened(Purpose.COUNTING):
        assert not YoungPerson.objects.filter(is_synthetic=False).exists()
        assert YoungPerson.objects.count() == PEOPLE * 10 // 9 + 1  # those of 25 too, who were 24 last year; and Sam
    assert Agency.objects.filter(is_synthetic=True).count() == 24


def test_almost_nine_in_a_hundred_have_nothing() -> None:
    end = datetime.date(2026, 10, 31)
    share = standing(end, Standing.NEET) / standing(end)
    assert 0.08 < share < 0.1


def test_the_exact_counts_are_those_counted_one_by_one() -> None:
    end = datetime.date(2026, 10, 31)
    with opened(Purpose.COUNTING):
        counted = list(MonthlyCount.objects.filter(month=OCTOBER).values_list("code", "people"))
    assert sum(people for _, people in counted) == standing(end)
    neet = codes_standing(Standing.NEET)
    assert sum(people for code, people in counted if code in neet) == standing(end, Standing.NEET)


def test_exact_counts_are_shown_to_nobody_without_the_purpose() -> None:
    with opened(Purpose.STEWARDSHIP):
        assert not MonthlyCount.objects.exists()


def test_nothing_small_is_let_out_and_wards_are() -> None:
    out = ReleasedCount.objects.filter(month=OCTOBER, band=Band.PILOT)
    assert set(out.values_list("area__level", flat=True)) == {"county", "district", "ward"}
    told = [people for people in out.values_list("people", flat=True) if people is not None]
    assert all(people >= SMALLEST and people % 5 == 0 for people in told)
    assert out.filter(people=None).exists()
    assert set(ReleasedCount.objects.filter(band=Band.DFE).values_list("area__level", flat=True)) == {
        AreaLevel.COUNTY,
        AreaLevel.DISTRICT,
    }


def test_a_month_that_is_out_stays_as_it_is_when_a_record_is_corrected() -> None:
    out = list(ReleasedCount.objects.order_by("pk").values_list("month", "area", "column", "people"))
    ledger = Release.objects.count()
    with opened(Purpose.LOADING):
        StatusSpell.objects.filter(code="619").update(code="210")
    assert make_counts(today=TODAY, months=2) == 0
    assert list(ReleasedCount.objects.order_by("pk").values_list("month", "area", "column", "people")) == out
    assert Release.objects.count() == ledger == 2 * len(Band)


def test_the_wards_and_districts_of_the_county_add_up_to_it_within_rounding() -> None:
    def people(level: str) -> list[int | None]:
        out = ReleasedCount.objects.filter(month=OCTOBER, band=Band.PILOT, column=Column.COHORT, area__level=level)
        return list(out.values_list("people", flat=True))

    (county,) = people("county")
    districts = [number or 0 for number in people("district")]
    assert len(districts) == 6
    # One in a hundred has no home on record.
    assert abs((county or 0) * 0.99 - sum(districts)) < 60


def test_wards_are_drawn_where_the_county_has_none_and_cover_it() -> None:
    wards = Area.objects.current().filter(level=AreaLevel.WARD)
    assert wards.count() > 60
    assert all(wards.values_list("is_illustrative", flat=True))
    county = Area.objects.current().get(level=AreaLevel.COUNTY)
    assert sum(ward.boundary.area for ward in wards) == pytest.approx(county.boundary.area, rel=0.02)


def test_repeated_assessments_that_were_built_in_are_found(cohort: list) -> None:
    planted = {(who, day) for kind, who, _, _, day, _ in cohort if kind == "repeated_assessment"}
    with opened(Purpose.COUNTING):
        rows = list(Assessment.objects.values_list("pk", "person__pseudonym", "agency__code", "on", "domains"))
    made = [Assessed(pk, who, domain, agency, on) for pk, who, agency, on, domains in rows for domain in domains]
    found = {(repeat.again.person, repeat.again.on.isoformat()) for repeat in repeated_assessments(made)}
    result = detection(found, planted)
    assert len(planted) > 30
    assert result.recall == 1
    assert result.precision is not None
    assert result.precision > 0.9


def test_double_tracking_and_training_again_were_built_in(cohort: list) -> None:
    kinds = {kind: {row[1] for row in cohort if row[0] == kind} for kind in ("double_tracking", "same_level_again")}
    assert min(map(len, kinds.values())) > 10
    with opened(Purpose.COUNTING):
        tracked = Client.objects.filter(agency__code="JCP", person__pseudonym__in=kinds["double_tracking"])
        assert tracked.count() == len(kinds["double_tracking"])


def test_sam_is_there_and_his_journey_is_the_submissions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5('Sam of the submission')")
        (pseudonym,) = cursor.fetchone()
    with opened(Purpose.COUNTING):
        codes = StatusSpell.objects.filter(person__pseudonym=pseudonym).order_by("start").values_list("code", flat=True)
        assert "230 619 360 619 350 619 350 619 410 619 820 330 619".split() == list(codes)


def test_a_register_that_has_young_people_is_left_as_it_is(capsys: pytest.CaptureFixture) -> None:
    call_command("load_young_people", people=100)
    assert "nothing was changed" in capsys.readouterr().out


def test_the_same_seed_makes_the_same_cohort(cohort: list) -> None:
    with opened(Purpose.STEWARDSHIP):
        before = set(YoungPerson.objects.values_list("pseudonym", "birth_month", "sex", "home"))
        for name in "characteristic contact assessment enrolment offer referral client statusspell youngperson".split():
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM neets_{name}")
    again = load(PEOPLE, 1, TODAY, 3, lambda words: None)
    assert again == cohort
    with opened(Purpose.STEWARDSHIP):
        assert set(YoungPerson.objects.values_list("pseudonym", "birth_month", "sex", "home")) == before


@pytest.mark.parametrize("wrong", [("--people", "none"), ("--people", "0"), ("--today", "yesterday")])
def test_what_cannot_be_read_is_told(wrong: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="write it"):
        call_command("load_young_people", *wrong)


def test_whole_months_end_with_the_one_before_today() -> None:
    assert whole_months(datetime.date(2027, 1, 1), 2) == [datetime.date(2026, 11, 1), datetime.date(2026, 12, 1)]
