"""Which field each column is: by what the body said last time, by the heading, and by what the cells look like."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from totalplace.importing.readers import Table
from totalplace.importing.readers.model import Column
from totalplace.importing.targets import ImportField, ImportTarget, plain_heading

SAMPLES = 5
LOOKED_AT = 200
# Below this likeness a heading could as well mean something else.
LIKENESS = 0.86
SURE, ALIKE, BY_LOOKS = 1.0, 0.7, 0.5
ENOUGH_ALIKE = 0.8
# A column that says the same of most rows names none of them.
FEW_NAMES = 0.2
# How readers call a column without a heading.
UNNAMED = "column"


@dataclass(frozen=True)
class ColumnSuggestion:
    """One column of the file and the field it probably is (None: not imported); `confidence` from 0 to 1."""

    column: str
    field: str | None
    confidence: float
    reason: str
    samples: list[str]


def headings_digest(headings: Iterable[str]) -> str:
    """A word for a file's headings: files with the same headings in the same order share it."""
    names = "\n".join(plain_heading(heading) for heading in headings)
    return hashlib.sha256(names.encode()).hexdigest()


def suggest_mapping(
    table: Table, target: ImportTarget, remembered: Mapping[str, Any] | None = None
) -> list[ColumnSuggestion]:
    """One suggestion a column, in the file's order; no field is suggested twice."""
    if remembered:
        return _as_remembered(table, remembered)
    claims = []
    named = {name for field in target.fields for name in _names(field)}
    for order, column in enumerate(table.columns):
        samples = sample_texts(column)
        # A heading that is some field's own name is not looked for among the likenesses of others.
        known = plain_heading(column.name) in named
        for field in target.fields:
            if known and plain_heading(column.name) not in _names(field):
                continue
            confidence, reason = _claim(column, field, samples)
            if confidence:
                claims.append((confidence, -order, column.name, field, reason))
    taken: dict[str, tuple[str, float, str]] = {}
    used: set[str] = set()
    for confidence, _, name, field, reason in sorted(claims, key=lambda claim: claim[:2], reverse=True):
        if name not in taken and field.name not in used:
            taken[name] = (field.name, confidence, reason)
            used.add(field.name)
    return [_suggestion(column, taken.get(column.name)) for column in table.columns]


def mapping_of(suggestions: list[ColumnSuggestion]) -> dict[str, str]:
    """{field: column heading} as a batch keeps it."""
    return {each.field: each.column for each in suggestions if each.field}


def _suggestion(column: Column, taken: tuple[str, float, str] | None) -> ColumnSuggestion:
    samples = sample_texts(column)[:SAMPLES]
    if taken is None:
        return ColumnSuggestion(column.name, None, 0.0, "" if samples else "empty", samples)
    return ColumnSuggestion(column.name, taken[0], taken[1], taken[2], samples)


def _as_remembered(table: Table, remembered: Mapping[str, Any]) -> list[ColumnSuggestion]:
    fields = {
        heading: field
        for field, headings in remembered.items()
        for heading in ([headings] if isinstance(headings, str) else headings)
    }
    return [
        ColumnSuggestion(
            column.name,
            fields.get(column.name),
            SURE if column.name in fields else 0.0,
            "as your body chose last time",
            sample_texts(column)[:SAMPLES],
        )
        for column in table.columns
    ]


def sample_texts(column: Column) -> list[str]:
    """The first different filled cells of a column, as text."""
    seen: dict[str, None] = {}
    values = column.arrow.slice(0, LOOKED_AT * 5).to_pylist() if column.arrow is not None else column.values
    for value in values[: LOOKED_AT * 5]:
        if value is not None and str(value).strip():
            seen[str(value)[:200]] = None
            if len(seen) >= LOOKED_AT:
                break
    return list(seen)


def _claim(column: Column, field: ImportField, samples: list[str]) -> tuple[float, str]:
    """How strongly a column claims a field, and why. An empty or hidden one claims less than one that is filled."""
    heading = plain_heading(column.name)
    by_heading = _by_heading(heading, field)
    by_looks = field.looks_like(samples) if field.looks_like and samples else 0.0
    if not by_heading and by_looks < ENOUGH_ALIKE:
        return 0.0, ""
    refused = _refused_share(field, samples[:40])
    if field.tells_apart and samples and len(samples) < FEW_NAMES * min(len(column), LOOKED_AT):
        return 0.0, ""
    weight = (0.4 if not samples else 1.0) * (0.8 if column.hidden else 1.0) * (1.0 - 0.7 * refused)
    if by_heading > ALIKE:
        # Two headings may mean the same field: what its cells look like decides between them.
        return weight * by_heading * (0.95 + 0.05 * by_looks), "the heading says so"
    if by_heading:
        return weight * (by_heading * 0.9 + 0.1 * by_looks), "the heading is much like it"
    return (weight * BY_LOOKS * by_looks, "its values look so") if len(samples) >= 3 else (0.0, "")


def _by_heading(heading: str, field: ImportField) -> float:
    names = _names(field)
    if heading in names[:2]:
        return SURE
    if heading in field.headings:
        # Earlier names are the more usual ones, so that "Site reference" wins over "Site" where a file has both.
        return SURE - 0.001 * (1 + field.headings.index(heading))
    if heading.startswith(UNNAMED) or len(heading) < 4:
        return 0.0
    near = difflib.get_close_matches(heading, names, n=1, cutoff=LIKENESS)
    if near:
        return ALIKE * difflib.SequenceMatcher(None, heading, near[0]).ratio()
    begins = [name for name in field.headings if len(name) > 5 and heading.startswith(f"{name} ")]
    return ALIKE * 0.8 if begins else 0.0


@cache
def _names(field: ImportField) -> tuple[str, ...]:
    """What a field is called: its label and name first, then what officers call it."""
    return (plain_heading(field.label), field.name.replace("_", " "), *field.headings)


def _refused_share(field: ImportField, samples: list[str]) -> float:
    """The share of sample cells that the field would refuse: a column of words is no column of money."""
    if not samples:
        return 0.0
    refused = 0
    for sample in samples:
        try:
            field.parser(sample)
        except ValueError:
            refused += 1
    return refused / len(samples)
