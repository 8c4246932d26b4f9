"""A rating is stored whole or not at all, once, by those who may; and it can be taken back without being lost."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, close_old_connections, connection, transaction

from estate.models import Property, RagAssessment, RagWithdrawal
from estate.services.judgements import Judgement
from estate.services.rating import RatingConflicts, rate, rate_many, withdraw
from tests.factories import make_officer, make_person, make_property
from totalplace.choices import Role
from totalplace.models import User
from totalplace.versioning import StaleRecord

pytestmark = pytest.mark.django_db

GREEN = Judgement("green", "declared_surplus")
RED = Judgement("red", "no_change")


@pytest.fixture
def officer(db: None) -> User:
    return make_officer("WCC")


def stands(prop: Property) -> tuple[Any, ...]:
    prop.refresh_from_db()
    return prop.rag, prop.rag_assessed_on, prop.next_review_on


def rated(officer: User, prop: Property, judgement: Judgement = GREEN) -> RagAssessment:
    prop.refresh_from_db()
    return rate(user=officer, property_id=prop.pk, version=prop.version, judgement=judgement).assessment


def test_a_rating_stands_on_the_property_with_its_day_and_its_next_review(officer: User) -> None:
    prop = make_property("WCC")
    made = rated(officer, prop)
    today = datetime.date.today()
    assert stands(prop) == ("green", today, made.next_review_on)
    assert (made.assessed_by, made.reason, made.supersedes) == (officer, "declared_surplus", None)
    assert 180 < (made.next_review_on - today).days < 186
    assert rated(officer, prop, RED).supersedes == made


def test_sharing_stands_beside_the_rating_and_is_left_alone_when_nothing_is_said(officer: User) -> None:
    prop = make_property("WCC", sharing_potential="possible", sharing_note="The hall")
    rated(officer, prop, RED)
    prop.refresh_from_db()
    assert (prop.sharing_potential, prop.sharing_note) == ("possible", "The hall")
    rated(officer, prop, Judgement("red", "no_change", sharing_potential="wanted", sharing_note=" A surgery "))
    prop.refresh_from_db()
    assert (prop.sharing_potential, prop.sharing_note) == ("wanted", "A surgery")


@pytest.mark.parametrize(
    ("judgement", "field", "remedy"),
    [
        (Judgement("", ""), "rating", "Choose red, amber or green"),
        (Judgement("purple", "no_change"), "rating", "is not a rating"),
        (Judgement("green", ""), "reason", "A green rating needs a reason. Choose one: Declared surplus;"),
        (Judgement("amber", ""), "reason", "An amber rating needs a reason. Choose one: Service change;"),
        (Judgement("red", ""), "reason", "Choose one: No change"),
        (Judgement("green", "no_change"), "reason", "is not a reason for a rating of green. Choose one: Declared"),
        (Judgement("green", "imported"), "reason", "is not a reason"),
        (Judgement("green", "other", note="  "), "note", "Write the reason in the note"),
        (Judgement("red", "no_change", note="x" * 4001), "note", "Shorten it to 4,000"),
        (Judgement("red", "no_change", note="a\0b"), "note", "cannot be stored"),
        (Judgement("red", "no_change", next_review_on=datetime.date.today()), "next_review_on", "later day"),
        (Judgement("red", "no_change", next_review_on=datetime.date(2099, 1, 1)), "next_review_on", "earlier day"),
        (Judgement("red", "no_change", sharing_potential="much"), "sharing_potential", "none, possible or wanted"),
    ],
)
def test_what_is_not_whole_is_refused_by_field_with_the_remedy(
    officer: User, judgement: Judgement, field: str, remedy: str
) -> None:
    prop = make_property("WCC")
    for attempt in (
        lambda: rate(user=officer, property_id=prop.pk, version=prop.version, judgement=judgement),
        lambda: rate_many(user=officer, versions={prop.pk: prop.version}, judgement=judgement),
    ):
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert list(refusal.value.message_dict) == [field]
        assert remedy in refusal.value.message_dict[field][0]
    assert not RagAssessment.objects.exists()


def test_a_stale_version_is_refused_and_shows_what_is_there_now(officer: User) -> None:
    prop = make_property("WCC")
    seen = prop.version
    rated(make_person("programme", [(Role.PROGRAMME, None)]), prop, RED)
    with pytest.raises(StaleRecord) as stale:
        rate(user=officer, property_id=prop.pk, version=seen, judgement=GREEN)
    assert stale.value.record.rag == "red"
    assert RagAssessment.objects.count() == 1


def test_an_address_changed_meanwhile_does_not_stop_a_rating(officer: User) -> None:
    prop = make_property("WCC")
    seen = prop.version
    Property.objects.filter(pk=prop.pk).update(street="High Street")
    made = rate(user=officer, property_id=prop.pk, version=seen, judgement=GREEN)
    assert (made.property.rag, made.property.street) == ("green", "High Street")
    assert rate(user=officer, property_id=prop.pk, version=seen, judgement=GREEN).is_repeat


@pytest.mark.django_db(transaction=True)  # In the transaction that adds a property its first rating moves nothing.
def test_a_rating_that_changes_no_more_than_its_reason_is_not_overwritten_unseen(officer: User) -> None:
    prop, programme = make_property("WCC"), make_person("programme", [(Role.PROGRAMME, None)])
    rated(officer, prop, RED)
    prop.refresh_from_db()
    seen = prop.version
    rated(programme, prop, Judgement("red", "other", note="The school closes"))
    with pytest.raises(StaleRecord):
        rate(user=officer, property_id=prop.pk, version=seen, judgement=RED)
    # Nor is one taken back that left everything as it is again.
    now = rated(programme, prop, Judgement("red", "other", note="The school closes"))
    prop.refresh_from_db()
    withdraw(user=programme, assessments=[now.pk])
    with pytest.raises(StaleRecord):
        rate(user=officer, property_id=prop.pk, version=prop.version, judgement=RED)
    # A version that was never kept says nothing of what she saw.
    with pytest.raises(StaleRecord):
        rate(user=officer, property_id=prop.pk, version=1, judgement=RED)


def test_what_another_said_about_sharing_is_not_overwritten_unseen(officer: User) -> None:
    prop = make_property("WCC")
    Property.objects.filter(pk=prop.pk).update(sharing_potential="wanted")
    for said in ({"sharing_potential": "none"}, {"sharing_potential": "possible", "sharing_note": "A hall"}):
        judgement = Judgement("red", "no_change", **said)
        with pytest.raises(StaleRecord):
            rate(user=officer, property_id=prop.pk, version=prop.version, judgement=judgement)
    beside = Judgement("red", "no_change", sharing_note="A hall")
    made = rate(user=officer, property_id=prop.pk, version=prop.version, judgement=beside)
    assert (made.property.sharing_potential, made.property.sharing_note) == ("wanted", "A hall")


def test_taking_a_rating_back_takes_back_what_it_said_about_sharing(officer: User) -> None:
    prop = make_property("WCC", sharing_potential="possible", sharing_note="The hall")
    said = Judgement("red", "no_change", sharing_potential="wanted", sharing_note="A surgery")
    [after] = withdraw(user=officer, assessments=[rated(officer, prop, said).pk])
    assert (after.sharing_potential, after.sharing_note) == ("possible", "The hall")
    # What was edited since is somebody's later word.
    again = rated(officer, prop, said)
    Property.objects.filter(pk=prop.pk).update(sharing_note="A library")
    [after] = withdraw(user=officer, assessments=[again.pk])
    assert (after.sharing_potential, after.sharing_note) == ("possible", "A library")


def test_the_same_rating_sent_twice_is_stored_once(officer: User) -> None:
    prop = make_property("WCC")
    first = rate(user=officer, property_id=prop.pk, version=prop.version, judgement=GREEN)
    again = rate(user=officer, property_id=prop.pk, version=prop.version, judgement=GREEN)
    assert (again.assessment, again.is_repeat, again.property.version) == (
        first.assessment, True, first.property.version,
    )  # fmt: skip
    # The same again, of the property as it stands now, is another: still once.
    now = rate(user=officer, property_id=prop.pk, version=first.property.version, judgement=GREEN)
    twice = rate(user=officer, property_id=prop.pk, version=first.property.version, judgement=GREEN)
    assert (twice.is_repeat, twice.assessment) == (True, now.assessment)
    assert RagAssessment.objects.count() == 2


def test_who_may_not_change_a_property_cannot_rate_it_nor_learn_of_a_hidden_one(officer: User) -> None:
    theirs, secret = make_property("BDC"), make_property("BDC", is_sensitive=True)
    with pytest.raises(PermissionDenied):
        rate(user=officer, property_id=theirs.pk, version=theirs.version, judgement=GREEN)
    for pk in (secret.pk, 999_999_999):
        with pytest.raises(Property.DoesNotExist):
            rate(user=officer, property_id=pk, version=1, judgement=GREEN)
    mine = make_property("WCC")
    for other in (theirs.pk, secret.pk, 999_999_999):
        with pytest.raises(PermissionDenied, match="not yours to rate"):
            rate_many(user=officer, versions={mine.pk: mine.version, other: 1}, judgement=GREEN)
    assert not RagAssessment.objects.exists()


def test_many_are_rated_together_or_not_at_all(officer: User) -> None:
    properties = [make_property("WCC") for _ in range(3)]
    versions = {prop.pk: prop.version for prop in properties}
    rated(officer, properties[1], RED)
    with pytest.raises(RatingConflicts) as refused:
        rate_many(user=officer, versions=versions, judgement=GREEN)
    [conflict] = refused.value.conflicts
    assert (conflict.property, conflict.standing.rating) == (properties[1], "red")
    assert [stands(prop)[0] for prop in properties] == ["", "red", ""]

    versions[properties[1].pk] = Property.objects.get(pk=properties[1].pk).version
    made = rate_many(user=officer, versions=versions, judgement=GREEN)
    assert [stands(prop)[0] for prop in properties] == ["green"] * 3
    withdraw(user=officer, assessments=made)
    assert [stands(prop)[0] for prop in properties] == ["", "red", ""]


def test_rating_many_asks_the_database_as_often_as_rating_two(
    officer: User, django_assert_max_num_queries: Any
) -> None:
    versions = {prop.pk: prop.version for prop in (make_property("WCC") for _ in range(40))}
    with django_assert_max_num_queries(8):
        rate_many(user=officer, versions=versions, judgement=GREEN)


def test_taking_a_rating_back_restores_what_stood_before_and_loses_nothing(officer: User) -> None:
    prop = make_property("WCC")
    rated(officer, prop, RED)
    before = stands(prop)
    made = rated(officer, prop)
    version = prop.version
    [after] = withdraw(user=officer, assessments=[made.pk], note="Pressed the wrong key")
    assert stands(prop) == before
    assert after.version == prop.version > version
    assert RagAssessment.objects.count() == 2
    assert made.withdrawal.note == "Pressed the wrong key"
    # Pressed twice, it is taken back once.
    withdraw(user=officer, assessments=[made.pk])
    assert RagWithdrawal.objects.count() == 1


def test_a_property_that_had_no_rating_has_none_again(officer: User) -> None:
    prop = make_property("WCC")
    withdraw(user=officer, assessments=[rated(officer, prop).pk])
    assert stands(prop) == ("", None, None)
    made = rated(officer, prop)
    assert made.supersedes is None
    assert stands(prop)[0] == "green"


def test_only_the_rating_that_stands_can_be_taken_back(officer: User) -> None:
    prop = make_property("WCC")
    first = rated(officer, prop)
    rated(make_person("programme", [(Role.PROGRAMME, None)]), prop, RED)
    with pytest.raises(RatingConflicts) as refused:
        withdraw(user=officer, assessments=[first.pk])
    assert refused.value.conflicts[0].standing.rating == "red"
    with pytest.raises(PermissionDenied):
        withdraw(user=make_officer("BDC"), assessments=[first.pk])
    with pytest.raises(RagAssessment.DoesNotExist):
        withdraw(user=officer, assessments=[999_999_999])
    assert not RagWithdrawal.objects.exists()


def test_plain_sql_can_neither_change_nor_delete_an_assessment_or_a_withdrawal(officer: User) -> None:
    prop = make_property("WCC")
    withdraw(user=officer, assessments=[rated(officer, prop).pk])
    for statement in (
        "UPDATE estate_ragassessment SET rating = 'red'",
        "DELETE FROM estate_ragwithdrawal",
        "UPDATE estate_ragwithdrawal SET note = 'x'",
    ):
        with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_rate_at_once_one_is_told(officer: User) -> None:
    prop = make_property("WCC")
    people = [officer, make_person("programme", [(Role.PROGRAMME, None)])]
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def judge(person: User, judgement: Judgement) -> None:
        close_old_connections()
        barrier.wait()
        try:
            rate(user=person, property_id=prop.pk, version=prop.version, judgement=judgement)
            outcomes.append(judgement.rating)
        except StaleRecord:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=judge, args=pair) for pair in zip(people, (GREEN, RED), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["green", "stale"], ["red", "stale"])
    assert stands(prop)[0] in outcomes
    assert RagAssessment.objects.count() == 1
