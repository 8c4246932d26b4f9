"""Bringing claims: worked out as they are stored, nobody's version overwritten, nothing half stored."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from spend.models import Claim, ClaimInput, Line
from spend.services.claim_checks import check_claims
from spend.services.claims import MOST_INPUTS, add_claim, edit_claim, withdraw_claim
from tests.factories import make_person
from tests.integration.spend.claim_steps import analyst, brought, number, of_two, programme, said, small_count
from totalplace.services.merging import Conflict
from totalplace.versioning import StaleRecord

pytestmark = pytest.mark.django_db


def test_a_claim_is_worked_out_as_it_is_stored():
    claim = brought(analyst())
    assert claim.reference.startswith("CL-")
    assert (claim.worked_low, claim.verdict, claim.difference) == (10, "agrees", 0)
    assert [(each["name"], each["value"]) for each in claim.worked_from] == [("spend", "5000"), ("people", "500")]


def test_a_claim_that_does_not_follow_says_by_how_much():
    claim = brought(analyst(), low=Decimal(8))
    assert (claim.verdict, claim.difference, claim.percent) == ("differs", 2, 25)


def test_an_input_that_is_not_published_leaves_the_claim_untested():
    inputs = [number("spend", 5000), number("people", None)]
    claim = add_claim(user=analyst(), values=said(), inputs=inputs)
    assert (claim.verdict, claim.worked_low, claim.missing) == ("untestable", None, "people is not published.")


def test_a_claim_without_a_formula_must_say_what_is_missing():
    ana = analyst()
    with pytest.raises(ValidationError, match="Give a formula, or say what is missing"):
        add_claim(user=ana, values=said(formula=""), inputs=[])
    assert add_claim(user=ana, values=said(formula="", missing="The chart."), inputs=[]).verdict == "untestable"


@pytest.mark.parametrize(
    ("changes", "inputs", "field", "words"),
    [
        ({"formula": "__import__('os')"}, None, "formula", "does not belong in a formula"),
        ({"formula": "spend / peeple"}, None, "formula", "There is no input “peeple”. Add it."),
        ({"formula": "spend / (people - people)"}, None, "formula", "This divides by nought."),
        ({"formula": "9^9^9"}, None, "formula", "The second number must be whole, and at most"),
        ({"report": ""}, None, "report", "Say which report it belongs to."),
        ({"statement": ""}, None, "statement", "Write what is claimed"),
        ({"place": ""}, None, "place", "Say where"),
        ({"high": Decimal(3), "wording": "between"}, None, "high", "The upper end is below the lower"),
        ({"wording": "between"}, None, "high", "Give the upper end"),
        ({"tolerance": Decimal(-1)}, None, "tolerance", "cannot be negative"),
        ({}, [number("sum", 1)], "formula", "is a function's name"),
        ({"formula": "1"}, [number("Spend", 1)], "inputs", "A name is small letters"),
        ({"formula": "spend"}, [number("spend", 1), number("spend", 2)], "inputs", "Two inputs have this name"),
        ({"formula": "spend"}, [number("spend", 1, place="")], "inputs", "Say where"),
        ({"formula": "spend"}, [number("spend", None, live="nonsense")], "formula", "There is no figure of this name"),
        ({}, [number(f"n{i}", 1) for i in range(MOST_INPUTS + 1)], "formula", "at most 12 inputs"),
        ({"statement": "x" * 700}, None, None, "too long"),
        ({"low": Decimal(10) ** 25}, None, None, "too large"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_nothing_is_stored(changes, inputs, field, words):
    with pytest.raises(ValidationError) as refusal:
        add_claim(user=analyst(), values=said(**changes), inputs=of_two() if inputs is None else inputs)
    assert words in str(refusal.value)
    assert field is None or field in refusal.value.error_dict
    assert (Claim.objects.count(), ClaimInput.objects.count()) == (0, 0)


def test_nobody_without_a_role_brings_a_claim():
    for nobody in (AnonymousUser(), make_person("nemo")):
        with pytest.raises(PermissionDenied):
            add_claim(user=nobody, values=said(), inputs=of_two())


def test_a_second_click_on_save_does_not_make_a_second_claim():
    ana = analyst()
    assert brought(ana).pk == brought(ana).pk
    assert Claim.objects.count() == 1


def test_a_claim_is_changed_by_whoever_brought_it_at_the_version_that_she_saw():
    ana = analyst()
    claim = brought(ana)
    changed = edit_claim(
        user=ana, pk=claim.pk, version=claim.version,
        values=said(low=Decimal(4), inputs=[number("spend", 4000), number("people", 1000)]),
    ).record  # fmt: skip
    assert (changed.verdict, changed.worked_low, changed.version > claim.version) == ("agrees", 4, True)
    with pytest.raises(StaleRecord):
        edit_claim(user=ana, pk=claim.pk, version=claim.version, values=said(inputs=of_two()))
    assert sorted(ClaimInput.objects.values_list("name", "value")) == [("people", 1000), ("spend", 4000)]


def test_two_people_change_different_things_of_one_claim_and_both_stand():
    ana, pru = analyst(), programme()
    claim = brought(ana, is_shared=True)
    edit_claim(user=pru, pk=claim.pk, version=claim.version, values={"note": "Seen"})
    other = brought(ana, report="Another")
    # Whoever adds a conflict moves no version: it is compared with what was seen.
    edit_claim(user=pru, pk=claim.pk, version=claim.version, values={"conflicts": [other.reference]})
    rows = [number("spend", 6000, unit="gbp"), number("people", 500, unit="people")]
    edit_claim(user=ana, pk=claim.pk, version=claim.version, values={"inputs": rows})
    claim.refresh_from_db()
    assert (claim.note, claim.worked_low, claim.conflicts.get().other) == ("Seen", 12, other)


def test_nobody_takes_away_what_another_changed_in_the_same_place_unseen():
    ana, pru = analyst(), programme()
    claim, other = brought(ana, is_shared=True), brought(ana, is_shared=True, report="Another")
    six = [number("spend", 6000, unit="gbp"), number("people", 500, unit="people")]
    seven = [number("spend", 7000, unit="gbp"), number("people", 500, unit="people")]
    edit_claim(user=pru, pk=claim.pk, version=claim.version, values={"inputs": six, "conflicts": [other.reference]})
    with pytest.raises(Conflict) as met:
        edit_claim(
            user=ana, pk=claim.pk, version=claim.version, values={"inputs": seven, "conflicts": []},
            opened={"conflicts": []},
        )  # fmt: skip
    assert [(field.name, str(field.touched)) for field in met.value.fields] == [
        ("inputs", "both"), ("conflicts", "theirs"),
    ]  # fmt: skip
    assert set(met.value.authors) == {"inputs", "conflicts"}
    assert ClaimInput.objects.get(claim=claim, name="spend").value == 6000


def test_a_claim_that_was_worked_out_again_meanwhile_is_no_conflict():
    small_count()
    ana = analyst()
    rows = [number("spend", None, unit="gbp", live="small-2008.total"), number("people", 100, unit="people")]
    claim = add_claim(user=ana, values=said(low=Decimal("12.5")), inputs=rows)
    Line.objects.filter(label="Two").update(amount=1050)
    check_claims()
    edited = edit_claim(user=ana, pk=claim.pk, version=claim.version, values=said(note="Mine", inputs=rows))
    assert (edited.changed, edited.record.worked_low) == ({"low": Decimal(10), "note": "Mine"}, Decimal("22.5"))


def test_saving_what_is_there_already_makes_no_new_version():
    ana = analyst()
    claim = brought(ana)
    again = edit_claim(user=ana, pk=claim.pk, version=claim.version, values=said(inputs=of_two()))
    assert (again.record.version, again.changed) == (claim.version, {})


def test_others_do_not_change_it_but_the_programme_team_may():
    ana, other, pru = analyst(), analyst("otto"), programme()
    claim = brought(ana, is_shared=True)
    with pytest.raises(PermissionDenied):
        edit_claim(user=other, pk=claim.pk, version=claim.version, values=said())
    edit_claim(user=pru, pk=claim.pk, version=claim.version, values=said(note="Seen"))
    assert Claim.objects.get().note == "Seen"


def test_a_draft_is_not_there_for_others():
    claim, other = brought(analyst()), analyst("otto")
    with pytest.raises(Claim.DoesNotExist):
        edit_claim(user=other, pk=claim.pk, version=claim.version, values=said())
    with pytest.raises(Claim.DoesNotExist):
        withdraw_claim(user=other, pk=claim.pk, version=claim.version)


def test_a_withdrawn_claim_stays_for_those_who_cited_it():
    ana = analyst()
    claim = brought(ana, is_shared=True)
    withdrawn = withdraw_claim(user=ana, pk=claim.pk, version=claim.version)
    assert withdraw_claim(user=ana, pk=claim.pk, version=claim.version).pk == withdrawn.pk
    assert list(Claim.objects.standing()) == []
    assert Claim.objects.visible_to(analyst("otto")).filter(pk=claim.pk).exists()


def test_conflicts_name_claims_that_the_person_sees():
    ana, otto = analyst(), analyst("otto")
    seen, hidden = brought(otto, is_shared=True, report="Seen"), brought(otto, report="Hidden")
    claim = add_claim(user=ana, values=said(), inputs=of_two(), conflicts=[seen.reference.lower()])
    assert [each.other for each in claim.conflicts.all()] == [seen]
    with pytest.raises(ValidationError, match="There is no claim"):
        add_claim(user=ana, values=said(report="B"), inputs=of_two(), conflicts=[hidden.reference])
    with pytest.raises(ValidationError, match="does not conflict with itself"):
        edit_claim(user=ana, pk=claim.pk, version=claim.version, values=said(conflicts=[claim.reference]))


def test_the_database_refuses_a_verdict_without_a_figure_whoever_writes():
    claim = brought(analyst())
    with pytest.raises(IntegrityError, match="claim_worked_out_or_says_why_not"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(worked_low=None)
