"""The check as people meet it: at once after a change, by a job once for two workers, and kept month by month."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.test import Client

from estate.models import Property, QualityFinding, QualityRun, QualityStale, QualityTally
from estate.querysets.quality import BY_CODE
from estate.selectors import quality as selectors
from estate.services import quality
from estate.services.quality.checking import KIND
from estate.services.quality.keeping_up import is_due
from tests.factories import make_officer, make_person, make_property
from tests.integration.quality.conftest import make
from tests.integration.quality.examples import Given, has
from totalplace import afterwards, jobs
from totalplace.choices import JobStatus, Role
from totalplace.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(place: None) -> Any:
    return make_person("partner", [(Role.PARTNER, None)])


def counted(user: Any, code: str) -> tuple[int, int]:
    """How many the pages say the rule is asked of, and how many break it."""
    count = next(each for each in selectors.rule_counts(user) if each.rule.code == code)
    return count.applicable, count.failing


def test_a_change_by_any_way_is_marked_and_checked_again(partner: Any) -> None:
    made = make(Given())
    afterwards.follow_in_worker()
    assert not QualityFinding.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE estate_property SET uprn = '' WHERE id = %s", [made.pk])
        cursor.execute("DELETE FROM estate_propertytitle WHERE property_id = %s", [made.pk])
    afterwards.follow_in_worker()
    assert set(QualityFinding.objects.values_list("rule", flat=True)) == {"missing-uprn", "missing-title"}
    assert counted(partner, "missing-uprn")[1] == 1
    Property.objects.filter(pk=made.pk).update(uprn="100120600001")
    afterwards.follow_in_worker()
    assert counted(partner, "missing-uprn")[1] == 0
    assert not QualityStale.objects.filter(property__isnull=False).exists()


def test_what_a_request_mends_is_gone_before_its_answer_is_read(place: None) -> None:
    made, officer = make(has(uprn="", name="")), make_officer("WCC")
    quality.check_everything()
    Property.objects.filter(pk=made.pk).update(uprn="100120600001")
    browser = Client()
    browser.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    # Any request that may have written looks after what was changed: here, one that adds a note.
    answer = browser.post(f"/records/property/{made.pk}/notes/", {"text": "The number is known now."})
    assert answer.status_code == 302
    assert set(QualityFinding.objects.values_list("rule", flat=True)) == {"missing-name"}


def test_a_pair_that_one_of_two_mends_is_mended_for_both(partner: Any) -> None:
    made = make(Given(beside={"uprn": "100120600001"}))
    quality.check_everything()
    assert QualityFinding.objects.filter(rule="uprn-of-another-body").count() == 2
    Property.objects.filter(pk=made.pk).update(uprn="100120600002")
    afterwards.follow_in_worker()
    assert QualityFinding.objects.filter(rule="uprn-of-another-body").count() == 0
    Property.objects.filter(pk=made.pk).update(uprn="100120600001")
    afterwards.follow_in_worker()
    assert QualityFinding.objects.filter(rule="uprn-of-another-body").count() == 2


def test_checking_one_by_one_counts_as_checking_everything_does(partner: Any) -> None:
    for number in range(4):
        make(has(uprn="" if number % 2 else f"10{number}", postcode="", is_sensitive=number == 3))
        afterwards.follow_in_worker()
    moved = Property.objects.order_by("pk").first()
    Property.objects.filter(pk=moved.pk).update(is_sensitive=True)
    afterwards.follow_in_worker()
    one_by_one = {each.rule.code: each.failing for each in selectors.rule_counts(partner)}
    quality.check_everything()
    together = {each.rule.code: each.failing for each in selectors.rule_counts(partner)}
    assert one_by_one == together
    assert together["missing-postcode"] == 2
    quality.check_everything()
    assert {each.rule.code: each.failing for each in selectors.rule_counts(partner)} == together


def test_a_score_is_the_weighted_share_of_what_is_asked_and_passed(partner: Any) -> None:
    made = make(has(uprn="", holding=""))
    quality.check_everything()
    asked = sum(BY_CODE[code].weight for code in selectors.rules_asked(made))
    failed = BY_CODE["missing-uprn"].weight + BY_CODE["missing-holding"].weight
    record = selectors.record_quality(made, partner)
    assert record.score == 100 * (asked - failed) // asked
    (body,) = selectors.body_quality(partner)
    assert body.quality.score == record.score
    assert (body.quality.faults, body.quality.by_gravity) == (2, {"high": 0, "medium": 1, "low": 1})


def test_a_months_figures_stay_when_the_next_month_is_better(partner: Any) -> None:
    made = make(has(uprn=""))
    quality.check_everything()
    this = datetime.date.today().replace(day=1)
    before = (this - datetime.timedelta(days=1)).replace(day=1)
    QualityTally.objects.filter(month=this).update(month=before)
    Property.objects.filter(pk=made.pk).update(uprn="100120600001")
    quality.check_everything()
    quality.check_everything()
    assert [(each.month, each.quality.faults) for each in selectors.months(partner)] == [(before, 1), (this, 0)]


def test_everything_is_checked_once_a_day_and_after_a_large_change(partner: Any) -> None:
    assert not is_due(), "an empty register has nothing to check"
    make(Given())
    assert is_due()
    quality.check_everything()
    assert not is_due()
    QualityStale.objects.create(property=None)
    assert is_due()
    quality.check_everything()
    assert not is_due()
    QualityRun.objects.update(day=datetime.date.today() - datetime.timedelta(days=1))
    assert is_due()
    QualityRun.objects.update(day=datetime.date.today(), rules="other rules")
    assert is_due()


def test_a_check_that_failed_is_not_begun_again_each_second(partner: Any) -> None:
    make(Given())
    Job.objects.create(kind=KIND, status=JobStatus.FAILED)
    assert not is_due()


@pytest.mark.django_db(transaction=True)
def test_two_workers_start_one_check(place: None) -> None:
    for _ in range(3):
        make_property("WCC")
    both = threading.Barrier(2)

    def worker() -> None:
        try:
            both.wait()
            quality.in_worker()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (queued,) = Job.objects.filter(kind=KIND)

    def run() -> None:
        try:
            jobs.run(queued.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert QualityRun.objects.count() == 1
    assert Job.objects.get(pk=queued.pk).status == JobStatus.DONE
    # No fault is counted twice, whoever looked after the marks.
    assert QualityTally.objects.filter(month=None, rule="missing-uprn", failing=3).exists()


@pytest.mark.django_db(transaction=True)
def test_changes_and_checks_side_by_side_leave_the_counts_true(place: None) -> None:
    made = [make_property("WCC", uprn=str(number + 1)).pk for number in range(6)]
    quality.check_everything()

    def change(mine: list[int]) -> None:
        try:
            for turn in range(15):
                Property.objects.filter(pk__in=mine).update(uprn="" if turn % 2 else str(1000 + turn + mine[0]))
                quality.after_request()
                if turn % 5 == 0:
                    quality.check_properties(made)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=change, args=(made[at::2],)) for at in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    quality.in_worker()
    kept = _counts()
    quality.check_everything()
    assert _counts() == kept


def _counts() -> dict[str, int]:
    """How many break each rule, as those count who see everything."""
    rows = QualityTally.objects.filter(month=None).values("rule").annotate(failing=Sum("failing"))
    return {row["rule"]: row["failing"] for row in rows if row["failing"]}
