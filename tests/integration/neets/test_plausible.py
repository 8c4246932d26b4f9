"""What cannot be is refused by the database, by whatever way it comes, with words that say what is wrong."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from neets.choices.records import Purpose
from neets.models import Assessment, Characteristic, Contact, Offer, StatusSpell, YoungPerson
from neets.querysets.row_security import opened
from tests.young_people import BORN, SEEN, make_agency, make_spell, make_young_person

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


def refused(rule: str, model: type, **fields: Any) -> None:
    """Creating it fails by that rule."""
    with opened(Purpose.LOADING), pytest.raises(IntegrityError, match=rule), transaction.atomic():
        model.objects.create(**fields)


def test_one_agencys_spells_never_overlap_and_two_agencies_may() -> None:
    connexions, jobcentre = make_agency("CONNEX"), make_agency("JOBS", "DWP")
    person = make_young_person()
    make_spell(person, connexions, start=SEEN, end=SEEN + 30 * A_DAY)
    make_spell(person, connexions, "210", start=SEEN + 30 * A_DAY)  # the end is exclusive
    make_spell(person, jobcentre, start=SEEN)
    spell = {"person": person, "agency": connexions, "code": "619", "start": SEEN + 29 * A_DAY}
    refused("statusspell_one_at_a_time", StatusSpell, **spell)


@pytest.mark.parametrize("days", [0, -1])
def test_a_spell_that_ends_as_it_starts_or_before_is_refused(days: int) -> None:
    spell = {"person": make_young_person(), "agency": make_agency(), "code": "619", "start": SEEN}
    refused("end_not_before_start", StatusSpell, **spell, end=SEEN + days * A_DAY)
    with opened(Purpose.LOADING), pytest.raises(ValidationError, match="ends before it starts"):
        StatusSpell(**spell, end=SEEN + days * A_DAY).full_clean()


@pytest.mark.parametrize("code", ["999", "", "61", "NET"])
def test_a_code_that_is_on_no_list_is_refused(code: str) -> None:
    refused("code_known", StatusSpell, person=make_young_person(), agency=make_agency(), code=code, start=SEEN)


@pytest.mark.parametrize(
    ("birth_month", "rule"),
    [
        (datetime.date(2016, 10, 1), "younger than 13"),  # she would be nine
        (datetime.date(1985, 10, 1), "older than 25"),  # and here forty
        (datetime.date(2025, 11, 1), "before she was born"),
    ],
)
def test_a_month_of_birth_that_cannot_be_is_refused_with_the_event(birth_month: datetime.date, rule: str) -> None:
    person, agency = make_young_person(birth_month=birth_month), make_agency()
    refused(rule, StatusSpell, person=person, agency=agency, code="619", start=SEEN)
    refused(rule, Contact, person=person, agency=agency, on=SEEN, kind="visit", result="reached")
    refused(rule, Assessment, person=person, agency=agency, on=SEEN, domains=["learning"])


def test_the_last_month_of_25_is_let_in_and_the_next_is_not() -> None:
    person, agency = make_young_person(birth_month=datetime.date(2000, 3, 1)), make_agency()
    # Born on any day of March 2000, she may be 25 until the end of March 2026.
    make_spell(person, agency, start=datetime.date(2026, 3, 31), end=datetime.date(2026, 4, 1))
    refused("older than 25", StatusSpell, person=person, agency=agency, code="619", start=datetime.date(2026, 4, 1))


def test_a_characteristic_may_begin_in_childhood_but_not_before_birth() -> None:
    person, agency = make_young_person(), make_agency()
    with opened(Purpose.LOADING):
        Characteristic.objects.create(person=person, agency=agency, code="110", start=datetime.date(2012, 1, 1))
    before = BORN - A_DAY
    refused("before she was born", Characteristic, person=person, agency=agency, code="160", start=before)


def test_a_month_of_birth_is_not_corrected_into_what_cannot_be() -> None:
    person = make_young_person()
    make_spell(person, make_agency())
    with opened(Purpose.LOADING), pytest.raises(IntegrityError, match="With this month of birth"), transaction.atomic():
        YoungPerson.objects.filter(pk=person.pk).update(birth_month=datetime.date(2016, 3, 1))


@pytest.mark.parametrize("pseudonym", ["Sam Jones", "QQ123456C", "", "a" * 31, "A" * 32])
def test_a_pseudonym_is_never_a_name_or_number(pseudonym: str) -> None:
    refused("pseudonym_form", YoungPerson, pseudonym=pseudonym, birth_month=BORN)


def test_a_full_date_of_birth_is_refused() -> None:
    refused("birth_month_is_a_month", YoungPerson, pseudonym="a" * 32, birth_month=BORN + 12 * A_DAY)


def test_an_offer_says_made_exactly_when_it_has_a_day() -> None:
    offer = {"person": make_young_person(), "agency": make_agency(), "guarantee": "september", "due_on": SEEN}
    refused("offer_made_on_a_day", Offer, **offer, status="made")
    refused("offer_made_on_a_day", Offer, **offer, made_on=SEEN)


@pytest.mark.parametrize("domains", [[], ["gossip"], ["learning", "gossip"]])
def test_an_assessment_says_which_domains(domains: list[str]) -> None:
    assessment = {"person": make_young_person(), "agency": make_agency(), "on": SEEN}
    refused("domains_known", Assessment, **assessment, domains=domains)
