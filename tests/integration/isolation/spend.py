"""Spend's addresses in the isolation tests: what is spent says nothing of the secret site, whoever asks and however."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from spend.models import Claim, Count, Line
from spend.services.claims import add_claim
from spend.services.reference import load_reference
from spend.views.questions import QUESTIONS
from tests.integration.isolation.question import Question, Questions
from tests.integration.isolation.scene import MARK, Scene

OF_THE_API = (
    "counts", "bodies", "lines", "flows", "streams", "neighbourhoods", "peers", "overheads", "typologies", "sources",
    "deflators",
    "control_rules", "codes", "themes", "summary", "package",
)  # fmt: skip


def counted() -> None:
    """Have the county's count there, once."""
    if not Count.objects.exists():
        load_reference()


def _of_line(name: str) -> Questions:
    """A page of a line, and of one that is not there."""

    def questions(scene: Scene) -> list[Question]:
        counted()
        line = Line.objects.get(body__code="WCC")
        return [Question(reverse(name, args=[reference])) for reference in (line.reference, "SL-999999")]

    return questions


def _of_count(name: str) -> Questions:
    """A page of a count, and of one that is not there."""

    def questions(scene: Scene) -> list[Question]:
        counted()
        return [Question(reverse(name, args=[key])) for key in (Count.objects.get().key, "none")]

    return questions


def asked(name: str, *queries: str) -> Questions:
    """An address as it is, and with each of the queries."""

    def questions(scene: Scene) -> list[Question]:
        counted()
        return [Question(f"{reverse(name)}{query}") for query in ("", *queries)]

    return questions


def searched(name: str, *queries: str) -> Questions:
    """A list, each of the queries, and a search for the secret site's own word, which the page repeats as asked."""

    def questions(scene: Scene) -> list[Question]:
        search = Question(f"{reverse(name)}?q={MARK}", words=(MARK, ""))
        return [*asked(name, *queries)(scene), search]

    return questions


def _files(scene: Scene) -> list[Question]:
    return [Question(reverse("spend_csv", args=[question.key])) for question in QUESTIONS]


def claim_of(scene: Scene) -> Claim:
    """A claim that the county's officer brought and shared."""
    there = Claim.objects.filter(report="Isolation").first()
    return there or add_claim(
        user=scene.people["officer-wcc"],
        values={"report": "Isolation", "place": "Page 1", "statement": "It is £10 a head.", "low": Decimal(10),
                "unit": "gbp_each", "formula": "spend / people", "is_shared": True},
        inputs=[{"name": "spend", "value": Decimal(5000), "unit": "gbp", "place": "Table 1"},
                {"name": "people", "value": Decimal(500), "unit": "people", "place": "Table 1"}],
    )  # fmt: skip


def of_claim(name: str, *queries: str) -> Questions:
    """An address of a claim: of one that is there, and of none."""

    def questions(scene: Scene) -> list[Question]:
        addresses = [reverse(name, args=[reference]) for reference in (claim_of(scene).reference, "CL-999999")]
        return [Question(f"{address}{query}") for address in addresses for query in ("", *queries)]

    return questions


ADDRESSES: dict[str, Questions] = {
    "spend_lines": searched("spend_lines", f"?count={MARK}", "?body=WCC&page=2"),
    "spend_line": _of_line("spend_line"),
    "spend_line_edit": _of_line("spend_line_edit"),
    "api_spend_line": _of_line("api_spend_line"),
    "spend_count_add": asked("spend_count_add"),
    "spend_count_edit": _of_count("spend_count_edit"),
    "spend_reconciliation": asked("spend_reconciliation", f"?count={MARK}"),
    "spend": asked("spend", f"?count={MARK}"),
    **{f"spend_{each.key}": asked(f"spend_{each.key}", f"?count={MARK}", "?x=1") for each in QUESTIONS},
    "spend_csv": _files,
    "claim_list": searched("claim_list", "?q=head", "?verdict=agrees&kind=other", "?page=2"),
    "claim_csv": asked("claim_csv", "?verdict=agrees"),
    "claim_add": asked("claim_add"),
    "contradiction_list": asked("contradiction_list"),
    **{name: of_claim(name) for name in ("claim", "claim_edit", "claim_withdraw", "api_spend_claim")},
    "api_spend_claims": asked("api_spend_claims", f"?q={MARK}", "?verdict=agrees", "?format=csv"),
    "api_spend_contradictions": asked("api_spend_contradictions"),
    **{f"api_spend_{name}": asked(f"api_spend_{name}", f"?count={MARK}", "?by=body") for name in OF_THE_API},
}

WRITES = {
    "spend_count_add", "spend_count_edit",
    "api_spend_lines", "api_spend_line", "spend_line_edit", "spend_reconciliation", "claim_add", "claim_edit",
    "claim_withdraw",
}  # fmt: skip
READ_ONLY = set(ADDRESSES) - WRITES


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    counted()
    line, claim = Line.objects.get(body__code="WCC"), claim_of(scene)
    word = {"body": "WCC", "amount": str(line.amount)}
    return {
        "spend_line_edit": (reverse("spend_line_edit", args=[line.reference]), {"amount": "1", "version": 1}, 403),
        "spend_count_add": (reverse("spend_count_add"), {"title": "Mine"}, 403),
        "spend_count_edit": (reverse("spend_count_edit", args=[line.count.key]), {"title": "Mine", "version": 1}, 403),
        "api_spend_lines": (reverse("api_spend_lines"), {"label": "Mine", "amount": 1}, 403),
        # Changed by PATCH and DELETE alone.
        "api_spend_line": (reverse("api_spend_line", args=[line.reference]), {"amount": 1}, 405),
        # Says on the page that it may not be, and leads back to it.
        "spend_reconciliation": (reverse("spend_reconciliation"), word, 302),
        # Whoever has a role may bring a claim, so what is sent here is nothing that could be stored.
        "claim_add": (reverse("claim_add"), {"report": ""}, 422),
        "claim_edit": (reverse("claim_edit", args=[claim.reference]), {"report": "Mine", "version": 1}, 403),
        "claim_withdraw": (reverse("claim_withdraw", args=[claim.reference]), {"version": claim.version}, 403),
    }
