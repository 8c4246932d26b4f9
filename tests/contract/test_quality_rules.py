"""The list of rules that people read is the one that the check asks."""

from django.conf import settings

from estate.choices import Dimension
from estate.querysets.quality import RULES
from estate.selectors.quality_rules import rules_document
from estate.views.mending import FORMS


def test_the_documents_list_of_rules_is_current() -> None:
    written = (settings.BASE_DIR / "docs" / "data-quality.md").read_text(encoding="utf-8")
    assert written == rules_document(), "run `manage.py data_quality_rules` and commit docs/data-quality.md"


def test_the_list_names_every_rule_once() -> None:
    text = rules_document()
    assert [rule.code for rule in RULES if text.count(f"| `{rule.code}` |") != 1] == []
    assert {rule.dimension for rule in RULES} == set(Dimension)


def test_every_rule_names_a_part_that_has_a_form() -> None:
    assert {rule.part for rule in RULES} <= set(FORMS)
