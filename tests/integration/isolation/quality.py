"""The addresses of data quality, for the tables of isolation tests."""

from __future__ import annotations

from django.urls import reverse

from tests.integration.isolation.question import NOBODYS_PK, NOBODYS_REFERENCE, Question, Questions
from tests.integration.isolation.scene import Scene


def _overview(scene: Scene) -> list[Question]:
    return [Question(f"{reverse('quality')}{query}") for query in ("", "?organisation=WCC", "?organisation=BDC")]


def _rules(scene: Scene) -> list[Question]:
    """Lists of faults that the secret site has, alone and with its neighbour, of all bodies and of each."""
    codes = ("title-of-another-body", "overlaps-another-body", "missing-street", scene.waiver.rule, "no-such-rule")
    address = [reverse("quality_rule", args=[code]) for code in codes]
    queries = ("?show=waived", "?organisation=WCC", "?organisation=BDC&show=waived", "?page=2")
    return [Question(each) for each in address] + [Question(f"{address[0]}{query}") for query in queries]


def _waivings(scene: Scene) -> list[Question]:
    rule = scene.waiver.rule
    there, nowhere = (
        reverse("quality_waive", args=[reference, rule]) for reference in (scene.hidden.reference, NOBODYS_REFERENCE)
    )
    # The neighbour's fault is shared with the secret site alone: it is not there, and there is nothing to waive.
    shared, none = (
        reverse("quality_waive", args=[scene.neighbour.reference, code])
        for code in ("title-of-another-body", "uprn-of-another-body")
    )
    return [Question(there, nowhere), Question(shared, none)]


def _withdrawal(scene: Scene) -> list[Question]:
    there, nowhere = (reverse("quality_withdraw", args=[pk]) for pk in (scene.waiver.pk, NOBODYS_PK))
    return [Question(there, nowhere)]


ADDRESSES: dict[str, Questions] = {
    "quality": _overview,
    "quality_check": lambda scene: [Question(reverse("quality_check"))],
    "quality_rule": _rules,
    "quality_waive": _waivings,
    "quality_withdraw": _withdrawal,
}
