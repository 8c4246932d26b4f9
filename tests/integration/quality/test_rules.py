"""Each rule finds the record that breaks it, and lets the one pass that only nearly does."""

from __future__ import annotations

import pytest

from estate.models import QualityFinding
from estate.querysets.quality import BY_CODE, RULES
from estate.services.quality import check_properties
from tests.integration.quality.conftest import found, make
from tests.integration.quality.examples import EXAMPLES, Given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]


def test_every_rule_has_its_examples_and_its_own_code() -> None:
    """A rule that is added without a record that breaks it and one that does not fails here."""
    assert set(EXAMPLES) == {rule.code for rule in RULES}
    assert len(BY_CODE) == len(RULES)
    assert [rule.code for rule in RULES if not (rule.title and rule.remedy.endswith((".", "…")) and rule.part)] == []


def test_a_sound_record_breaks_no_rule() -> None:
    assert found(make(Given())) == set()


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_record_that_breaks_the_rule_is_found(code: str) -> None:
    assert code in found(make(EXAMPLES[code][0]))


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_record_that_nearly_breaks_it_is_not(code: str) -> None:
    assert code not in found(make(EXAMPLES[code][1]))


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_fault_that_is_mended_is_gone_and_keeps_its_day_until_then(code: str) -> None:
    made = make(EXAMPLES[code][0])
    found(made)
    first = QualityFinding.objects.get(property=made, rule=code)
    assert first.detail == first.detail.strip()
    check_properties([made.pk])
    assert QualityFinding.objects.get(property=made, rule=code).found_at == first.found_at
    made.delete()
    check_properties([made.pk])
    assert not QualityFinding.objects.filter(property_id=made.pk).exists()
