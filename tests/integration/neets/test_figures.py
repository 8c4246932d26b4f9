"""The monthly job: each settled month is let out once, by the worker, and an empty register lets out nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from neets.choices.analyses import Analysis
from neets.models import CountRun, ReleasedAnalysis, ReleasedCount
from neets.services import figures
from tests.factories import square
from tests.young_people import make_agency, make_spell, make_young_person
from totalplace import schedules
from totalplace.choices import AreaLevel
from totalplace.jobs import Progress
from totalplace.models import Area, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> None:
    """A county in which twelve young people are looking for work."""
    since = dt.date(2000, 1, 1)
    Area.objects.create(
        level=AreaLevel.COUNTY, code=settings.COUNTY_CODE, name="County", boundary=square(), valid_from=since
    )
    agency = make_agency()
    today = timezone.localdate()
    for _ in range(12):
        person = make_young_person(birth_month=dt.date(today.year - 18, 1, 1))
        make_spell(person, agency, start=today - dt.timedelta(days=300))


def run() -> Job:
    """The job's work within the test's own transaction."""
    made = Job.objects.create(kind=figures.KIND)
    figures.make_figures(Progress(made.pk, connection))
    made.refresh_from_db()
    return made


def test_a_settled_month_is_let_out_once_and_a_second_run_does_nothing(somebody: None) -> None:
    run()
    due = timezone.localdate() - dt.timedelta(days=figures.SETTLED_AFTER_DAYS)
    last = (due.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    assert set(ReleasedAnalysis.objects.values_list("analysis", "month")) == {(each.value, last) for each in Analysis}
    assert ReleasedCount.objects.filter(month=last).exists()
    assert run().message == "Every settled month is out already."
    assert CountRun.objects.count() == 1


def test_a_month_waits_until_agencies_had_time_to_send_it(somebody: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def months_out(today: dt.date) -> set[dt.date]:
        monkeypatch.setattr(figures.timezone, "localdate", lambda: today)
        run()
        return set(ReleasedAnalysis.objects.values_list("month", flat=True))

    year = timezone.localdate().year
    before, after = dt.date(year - 1, 12, 1), dt.date(year, 1, 1)
    assert months_out(dt.date(year, 2, 9)) == {before}
    assert months_out(dt.date(year, 2, 10)) == {before, after}


def test_an_empty_register_lets_out_nothing_that_its_first_load_could_not_mend(db: None) -> None:
    run()
    assert not ReleasedAnalysis.objects.exists()
    assert not CountRun.objects.exists()


def test_the_worker_begins_it_by_itself_and_a_load_begins_it_too(db: None) -> None:
    assert schedules._from_hour[figures.KIND] == 3
    assert figures.after_a_load(user=None).kind == figures.KIND
