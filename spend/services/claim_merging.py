"""Two people at one claim: its columns, inputs and conflicts, compared as each of them saw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from spend.models import Claim, ClaimConflict, ClaimInput
from totalplace.selectors.versions import Authorship, last_author, values_at
from totalplace.services.merging import Conflict, reconcile

# What belongs to a claim and is no column of it, and where its history is.
PARTS = {"inputs": ClaimInput, "conflicts": ClaimConflict}
OF_AN_INPUT = frozenset("name label value unit source place quote live".split())
Row = dict[str, Any]


def reconcile_claim(
    user: Any, claim: Claim, expected: int, mine: Mapping[str, Any], opened: Mapping[str, Any]
) -> dict[str, Any]:
    """What of `mine`, from `as_compared`, has to be stored in the locked claim; Conflict where a choice is needed."""
    now = {"inputs": _plain(inputs_of(claim)), "conflicts": conflicts_of(user, claim)}
    was = {"inputs": _inputs_at(claim, expected), "conflicts": opened.get("conflicts", now["conflicts"])}
    parts = {name: (was[name], now[name]) for name in PARTS if name in mine}
    try:
        return reconcile(claim, expected=expected, mine=mine, parts=parts)
    except Conflict as conflict:
        raise _with_authors_of_parts(conflict) from conflict


def as_compared(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their parts in the form in which two of them are one: inputs by name, references in order."""
    said = dict(values)
    if "inputs" in said:
        said["inputs"] = _plain(said["inputs"])
    if "conflicts" in said:
        said["conflicts"] = references(said["conflicts"])
    return said


def references(written: Iterable[str]) -> list[str]:
    """References of claims as the register writes them, each once, in order."""
    return sorted({reference.strip().upper() for reference in written if reference.strip()})


def conflicts_of(user: Any, claim: Claim) -> list[str]:
    """The references of the claims that this one conflicts with, of those that the person sees."""
    seen = claim.conflicts.filter(other__in=Claim.objects.visible_to(user))
    return sorted(seen.values_list("other__reference", flat=True))


def inputs_of(claim: Claim) -> list[Row]:
    """The claim's inputs as they stand, in their order."""
    return [{name: getattr(each, name) for name in OF_AN_INPUT} for each in claim.inputs.all()]


def _inputs_at(claim: Claim, version: int) -> list[Row] | None:
    """The inputs as that version was worked out of them; None where it was never kept."""
    kept = values_at(Claim, claim.pk, version, ["worked_from"])
    return None if kept is None else _plain(kept["worked_from"])


def _plain(inputs: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Inputs in the order of their names, by what a person says of them: a live one's number is not hers."""
    rows = [
        {
            "name": each["name"],
            "value": None if each.get("live") or each["value"] is None else Decimal(each["value"]),
            "unit": each.get("unit") or ClaimInput._meta.get_field("unit").default,
            "place": each["place"],
            "live": each.get("live", ""),
        }
        for each in inputs
    ]
    return sorted(rows, key=lambda row: row["name"])


def _with_authors_of_parts(conflict: Conflict) -> Conflict:
    authors: dict[str, Authorship] = dict(conflict.authors)
    for name, model in PARTS.items():
        if any(field.name == name for field in conflict.fields):
            author = last_author(model, Q(claim_id=conflict.record.pk))
            authors |= {name: author} if author else {}
    return Conflict(conflict.record, conflict.expected, conflict.fields, authors)
