"""Loads the documents' claims, the facts they are worked out of and the contradictions: fixtures/reference/spend.

The files are the truth of what the documents say, and nobody edits these claims: what differs is brought into line, so
that a corrected file reaches every register. What people brought themselves is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Model

from spend.calc.formulas import parse
from spend.models import Claim, ClaimInput, Contradiction, ContradictionSide, Source
from spend.services.claim_checks import check_claims, worked_columns
from spend.services.reference import Row, rows_of, sources

REASON = "What the documents claim"
# Of a claim's row, what is stored as it stands; and what is a number.
TEXTS = ("kind", "place", "statement", "wording", "unit", "formula", "missing", "note")
NUMBERS = ("low", "high", "tolerance")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many claims and contradictions the files hold, and how many records were added or changed."""

    claims: int
    contradictions: int
    written: int


@transaction.atomic
def load_claims() -> Loaded:
    """Bring the documents' claims and contradictions into line with the files, and work all claims out."""
    with pghistory.context(reason=REASON):
        written = sources()
        documents = {each.key: each for each in Source.objects.all()}
        claims, some = _claims(documents)
        written += some + _inputs(claims, documents)
        contradictions, some = _contradictions(documents, claims)
        written += some
    check_claims(Claim.objects.filter(added_by=None))
    return Loaded(len(claims), contradictions, written)


def _claims(documents: dict[str, Source]) -> tuple[dict[str, Claim], int]:
    """The documents' claims by key, and how many of them were written. New ones are worked out before they are."""
    facts = {row["key"]: row for row in rows_of("facts")}
    there = {each.key: each for each in Claim.objects.filter(key__isnull=False)}
    found, written = {}, 0
    for row in rows_of("claims"):
        values: dict[str, Any] = {name: row[name] for name in TEXTS} | {name: _number(row[name]) for name in NUMBERS}
        values |= {"source": documents[row["source"]], "is_shared": True}
        claim = there.get(row["key"]) or Claim(key=row["key"], **values)
        if claim.pk is None:
            values |= worked_columns(claim, _inputs_of(claim, facts, documents), {})
        elif row["formula"]:
            values.pop("missing")  # The check's to write.
        written += _written(claim, values)
        found[row["key"]] = claim
    return found, written


def _inputs_of(claim: Claim, facts: dict[str, Row], documents: dict[str, Source]) -> list[ClaimInput]:
    """The inputs of a claim, not stored: the facts that its formula names."""
    return [
        ClaimInput(
            claim=claim,
            name=name,
            value=_number(facts[name]["value"]),
            source=documents[facts[name]["source"]],
            **{key: facts[name][key] for key in ("label", "unit", "place", "quote", "live")},
        )
        for name in (parse(claim.formula).names if claim.formula else ())
    ]


def _inputs(claims: dict[str, Claim], documents: dict[str, Source]) -> int:
    """The inputs of each claim as the files have them; how many were written or taken away."""
    facts = {row["key"]: row for row in rows_of("facts")}
    there = {(each.claim_id, each.name): each for each in ClaimInput.objects.filter(claim__in=claims.values())}
    written, new = 0, []
    for claim in claims.values():
        for made in _inputs_of(claim, facts, documents):
            each = there.pop((claim.pk, made.name), None)
            if each is None:
                new.append(made)
                continue
            # The value of a live figure is the register's.
            names = ("label", "unit", "place", "quote", "live", "source_id", *(() if made.live else ("value",)))
            written += _written(each, {name: getattr(made, name) for name in names})
    ClaimInput.objects.bulk_create(new)
    gone, _ = ClaimInput.objects.filter(pk__in=[each.pk for each in there.values()]).delete()
    return written + len(new) + gone


def _contradictions(documents: dict[str, Source], claims: dict[str, Claim]) -> tuple[int, int]:
    """How many contradictions there are, and how many records of them were written."""
    there = {each.number: each for each in Contradiction.objects.all()}
    sides = {(each.contradiction_id, each.order): each for each in ContradictionSide.objects.all()}
    found, written = {}, 0
    for row in rows_of("contradictions"):
        number = int(row["number"])
        found[number] = there.get(number) or Contradiction(number=number)
        written += _written(found[number], {"title": row["title"], "why": row["why"]})
    orders: dict[int, int] = {}
    for row in rows_of("contradiction_sides"):
        contradiction = found[int(row["number"])]
        order = orders[contradiction.number] = orders.get(contradiction.number, 0) + 1
        side = sides.pop((contradiction.pk, order), None)
        claim = claims[row["claim"]].pk if row["claim"] else None
        values = {"place": row["place"], "quote": row["quote"], "source_id": documents[row["source"]].pk}
        written += _written(
            side or ContradictionSide(contradiction=contradiction, order=order), values | {"claim_id": claim}
        )
    ContradictionSide.objects.filter(pk__in=[each.pk for each in sides.values()]).delete()
    return len(found), written


def _written(record: Model, values: dict[str, Any]) -> int:
    """Store `values` in a record where they differ; 1 if anything was stored."""
    differing = {name: value for name, value in values.items() if record.pk is None or getattr(record, name) != value}
    for name, value in differing.items():
        setattr(record, name, value)
    if record.pk is None:
        record.save()
        record.refresh_from_db()
        return 1
    if differing:
        record.save(update_fields=list(differing))
    return int(bool(differing))


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
