"""Bodies learn from the register, before anything is decided, where their cuts meet and whom a saving costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spend.models import Alarm, PlannedReach
from spend.selectors.alarms import alarm_words
from spend.services.planned_changes import amend_change, decide, respond, set_rules
from spend.services.protocol import rules_in_force
from tests.integration.spend.protocol_steps import (
    COUNTY,
    DISTRICT,
    LSOA,
    OTHER_DISTRICT,
    OTHER_WARD,
    WARD,
    build,
    draft,
    enter,
    look,
    today_and,
)
from totalplace.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return build()


def standing(kind: str = "") -> list[Alarm]:
    """The alarms that stand, after a worker has looked."""
    look()
    found = Alarm.objects.standing()
    return list(found.filter(kind=kind) if kind else found)


def test_a_district_wide_cut_and_a_wards_own_meet_in_the_ward(county):
    whole = enter(county, "WCC", areas=(DISTRICT,))
    own = enter(county, "BDC", people_affected=40)
    [alarm] = standing("community")
    assert set(alarm.changes.all()) == {whole, own}
    assert (alarm.area_codes, alarm.groups) == ([WARD], ["older"])
    assert (alarm.first_year, alarm.last_year, alarm.decide_by) == ("2026/27", "2026/27", today_and(60))
    # The ward has 6,000 of the district's 8,000 people, so it bears three quarters of the district's cut.
    assert (alarm.amount, alarm.amount_there) == (Decimal(-200_000), Decimal(-175_000))
    assert (alarm.people_least, alarm.people_most) == (120, 160)


def test_cuts_of_one_body_alone_are_no_alarm(county):
    enter(county, "WCC")
    enter(county, "WCC", title="Another of its own")
    assert standing("community") == []


@pytest.mark.parametrize(
    "other",
    [
        {"areas": (OTHER_WARD,)},
        {"areas": (OTHER_DISTRICT,)},
        {"groups": ["young"]},
        {"amounts": (("2028/29", Decimal(-5)),)},
        {"kind": "growth", "service": "culture", "amounts": (("2026/27", Decimal(5)),)},
    ],
    ids=["another ward", "another district", "another group", "another year", "no cut"],
)
def test_what_does_not_meet_is_no_alarm(county, other):
    enter(county, "WCC")
    enter(county, "BDC", **other)
    assert standing("community") == []


@pytest.mark.parametrize(
    "other",
    [
        {"groups": ["everyone"]},
        {"areas": (COUNTY,)},
        {"areas": (LSOA,)},
        {"amounts": (("2025/26", Decimal(-5)), ("2027/28", Decimal(-5)))},
    ],
    ids=["everybody is also older people", "the county is also the ward", "part of the ward", "years around it"],
)
def test_what_takes_in_the_same_community_is_an_alarm(county, other):
    enter(county, "WCC")
    enter(county, "BDC", **other)
    [alarm] = standing("community")
    assert (alarm.area_codes, alarm.groups) == ([WARD], ["older"])


def test_drafts_and_dropped_changes_raise_none(county):
    enter(county, "WCC")
    draft(county, "BDC")
    assert standing("community") == []
    dropped = enter(county, "BDC", title="Another")
    [alarm] = standing("community")
    officer = county.people["officer-bdc"]
    decide(
        user=officer, pk=dropped.pk, version=dropped.version, decision="dropped", decided_on=today_and(0),
        reasons="After talks with the county council.",
    )  # fmt: skip
    assert standing("community") == []
    alarm.refresh_from_db()
    assert alarm.cleared_at is not None


def test_an_alarm_keeps_the_moment_at_which_it_was_first_seen(county):
    enter(county, "WCC")
    change = enter(county, "BDC")
    [alarm] = standing("community")
    amend_change(
        user=county.people["officer-bdc"], pk=change.pk, version=change.version,
        values={"amounts": (("2026/27", Decimal(-70_000)),)},
    )  # fmt: skip
    [again] = standing("community")
    assert (again.pk, again.first_seen_at, again.amount) == (alarm.pk, alarm.first_seen_at, Decimal(-170_000))


def test_which_kinds_are_cuts_and_how_many_bodies_are_many_is_the_programme_teams_to_say(county):
    enter(county, "WCC")
    enter(county, "BDC")
    assert standing("community") != []
    rules = rules_in_force()
    set_rules(user=county.people["programme"], version=rules.version, values={"least_bodies": 3})
    assert standing("community") == []


# --- A saving here that is a cost there ---------------------------------------------------------------------


def test_an_expected_cost_to_a_partner_is_an_alarm_until_she_answers_that_there_is_none(county):
    change = enter(county, "WCC", effects=((county.NHSW.pk, Decimal(30_000), "More admissions"),))
    [alarm] = standing("shunting")
    assert (alarm.partner, alarm.amount, list(alarm.changes.all())) == (county.NHSW, Decimal(30_000), [change])
    officer = county.people["officer-nhsw"]
    given = {"position": "cost", "cost": Decimal(55_000), "words": "Twelve more beds."}
    answer = respond(user=officer, pk=change.pk, organisation=county.NHSW, version=None, values=given).record
    assert [each.amount for each in standing("shunting")] == [Decimal(55_000)]
    given = {"position": "none", "cost": None, "words": ""}
    respond(user=officer, pk=change.pk, organisation=county.NHSW, version=answer.version, values=given)
    assert standing("shunting") == []


def test_a_cost_that_is_only_answered_is_an_alarm_too_known_or_not(county):
    change = enter(county, "WCC")
    given = {"position": "cost", "cost": None, "words": "We cannot tell yet."}
    respond(user=county.people["officer-bdc"], pk=change.pk, organisation=county.BDC, version=None, values=given)
    [alarm] = standing("shunting")
    assert (alarm.partner, alarm.amount) == (county.BDC, None)


def test_a_saving_and_another_bodys_growth_in_one_service_place_group_and_year_are_an_alarm(county):
    # Entered in this order, the cost has the lower number: the sentence must not turn them round.
    growth = enter(county, "NHSW", kind="growth", areas=(DISTRICT,), amounts=(("2027/28", Decimal(7)),))
    saving = enter(county, "WCC", amounts=(("2026/27", Decimal(-9)), ("2027/28", Decimal(-9))))
    [alarm] = standing("shunting")
    assert set(alarm.changes.all()) == {saving, growth}
    assert (alarm.partner, alarm.amount, alarm.first_year) == (county.NHSW, Decimal(7), "2027/28")
    [told] = alarm_words([alarm])
    assert told.sentence.startswith(
        f"What County council would save by {saving.reference} is a cost of £7 to NHS, entered as {growth.reference}"
    )


def test_growth_in_another_service_is_no_alarm(county):
    enter(county, "WCC")
    enter(county, "NHSW", kind="growth", service="health", amounts=(("2026/27", Decimal(7)),))
    assert standing("shunting") == []


# --- Entered too late --------------------------------------------------------------------------------------


def test_a_decision_due_before_partners_can_talk_is_an_alarm_and_one_in_good_time_is_none(county):
    enter(county, "WCC", decision_due_on=today_and(28))
    assert standing("late") == []
    late = enter(county, "BDC", decision_due_on=today_and(27), areas=(OTHER_DISTRICT,))
    [alarm] = standing("late")
    assert list(alarm.changes.all()) == [late]


def test_a_decision_entered_after_the_event_is_an_alarm_that_stays(county):
    change = enter(county, "WCC")
    decide(
        user=county.people["officer-wcc"], pk=change.pk, version=change.version, decision="adopted",
        decided_on=today_and(-10), reasons="The budget was set.",
    )  # fmt: skip
    [alarm] = standing("late")
    assert (list(alarm.changes.all()), alarm.decide_by) == ([change], None)


# --- Where a change falls ----------------------------------------------------------------------------------


def shares(change) -> dict[str, Decimal]:
    return dict(PlannedReach.objects.filter(change=change).values_list("area_code", "share"))


def test_a_county_wide_change_falls_in_every_ward_by_its_people_and_is_whole_in_all(county):
    found = shares(enter(county, "WCC", areas=(COUNTY,)))
    assert found == {
        WARD: Decimal("0.5"),
        OTHER_WARD: Decimal("0.166666666667"),
        "E05000003": Decimal("0.333333333333"),
    }
    assert sum(found.values()) == 1


def test_places_whose_people_nobody_counted_share_equally(county):
    found = shares(enter(county, "WCC", areas=(LSOA, OTHER_WARD)))
    assert found == {WARD: Decimal("0.5"), OTHER_WARD: Decimal("0.5")}


def test_where_no_wards_are_loaded_the_district_stands_for_itself(county):

    Area.objects.filter(level="ward", parent__code=OTHER_DISTRICT).delete()
    assert shares(enter(county, "WCC", areas=(OTHER_DISTRICT,))) == {OTHER_DISTRICT: 1}
