"""What a change did, in words that name no record."""

from __future__ import annotations

from collections.abc import Iterable

from estate.choices import ChangeKind
from estate.selectors.changes import ChangeLine, Touched

NOUNS = {
    ChangeKind.PROPERTY: ("property", "properties"),
    ChangeKind.RATING: ("rating", "ratings"),
    ChangeKind.WITHDRAWAL: ("rating", "ratings"),
    ChangeKind.TITLE: ("title", "titles"),
    ChangeKind.LEASE: ("lease", "leases"),
    ChangeKind.BREAK: ("lease break", "lease breaks"),
    ChangeKind.REVIEW: ("rent review", "rent reviews"),
    ChangeKind.OCCUPATION: ("occupation", "occupations"),
    ChangeKind.COST: ("running cost", "running costs"),
    ChangeKind.VALUATION: ("valuation", "valuations"),
    ChangeKind.ENERGY: ("energy figure", "energy figures"),
    ChangeKind.WAIVER: ("waiver", "waivers"),
    ChangeKind.NOTE: ("note", "notes"),
    ChangeKind.ATTACHMENT: ("attachment", "attachments"),
}
# Of a change of more kinds of record, the line tells the first ones.
KINDS_TOLD = 3
DONE = {"insert": "added", "update": "changed", "delete": "removed"}


def done_to_one(line: ChangeLine) -> str:
    """changed; 1 lease added"""
    own = [each for each in line.touched if each.kind == ChangeKind.PROPERTY]
    others = [each for each in line.touched if each.kind != ChangeKind.PROPERTY]
    return "; ".join([*(_verbs(each) for each in own), *(_counted(each) for each in others)])


def done_to_many(line: ChangeLine, most: int | None = KINDS_TOLD) -> str:
    """1,204 properties added and changed; more than 1,000 leases added; and more"""
    told = [_counted(each) for each in line.touched]
    return "; ".join(told if most is None or len(told) <= most else [*told[:most], "and more"])


def _counted(touched: Touched) -> str:
    """more than 1,000 properties added"""
    one, many = NOUNS[touched.kind]
    noun = one if touched.records == 1 and not touched.is_more else many
    return f"{'more than ' if touched.is_more else ''}{touched.records:,} {noun} {_verbs(touched)}"


def _verbs(touched: Touched) -> str:
    if touched.kind == ChangeKind.WITHDRAWAL:
        return "taken back"
    return _joined(DONE[label] for label in ("insert", "update", "delete") if label in touched.done)


def _joined(words: Iterable[str]) -> str:
    return " and ".join(words)
