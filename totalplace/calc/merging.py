"""Three-way comparison: a record as one person opened it, as it stands now, and as she wants it.

Pure, and the only place that decides whose value stands. A page, an inline change, a bulk change and an interface use
it alike, through `totalplace.services.merging`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import eq
from typing import Any

Same = Callable[[Any, Any], bool]


class Touched(StrEnum):
    """Who changed a field since it was opened."""

    NOBODY = "nobody"
    MINE = "mine"
    THEIRS = "theirs"
    # Both to the same value: there is nothing to choose.
    ALIKE = "alike"
    # Both, differently; or nobody knows how it was: only the person can say which stands.
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class FieldMerge:
    """One field in its three states. `base` is None beside `is_base_known` False when nobody knows how it was."""

    name: str
    base: Any
    theirs: Any
    mine: Any
    touched: Touched
    is_base_known: bool = True

    @property
    def suggested(self) -> Touched | None:
        """Whose value stands unless the person says otherwise; None where she must say."""
        if self.touched is Touched.BOTH:
            return None
        return Touched.MINE if self.touched is Touched.MINE else Touched.THEIRS


def compare(
    base: Mapping[str, Any] | None, theirs: Mapping[str, Any], mine: Mapping[str, Any], *, same: Same = eq
) -> list[FieldMerge]:
    """Each field of `mine` beside its two others, in `mine`'s order.

    `base` may lack a field, or be None, where the state that was opened is not kept: a difference there is BOTH.
    `same(a, b)` says whether two values are one to people (a place to the centimetre, text without its line ends).
    """
    return [_compared(name, base, theirs[name], value, same) for name, value in mine.items()]


def _compared(name: str, base: Mapping[str, Any] | None, theirs: Any, mine: Any, same: Same) -> FieldMerge:
    known = base is not None and name in base
    was = base[name] if base is not None and known else None
    return FieldMerge(name, was, theirs, mine, _touched(known, was, theirs, mine, same), known)


def _touched(known: bool, base: Any, theirs: Any, mine: Any, same: Same) -> Touched:
    if same(theirs, mine):
        return Touched.NOBODY if known and same(base, theirs) else Touched.ALIKE
    if not known:
        return Touched.BOTH
    if same(base, theirs):
        return Touched.MINE
    return Touched.THEIRS if same(base, mine) else Touched.BOTH


def differing(fields: Iterable[FieldMerge]) -> list[FieldMerge]:
    """The fields in which what stands now and what she wants are not the same."""
    return [field for field in fields if field.touched not in (Touched.NOBODY, Touched.ALIKE)]


def is_conflict(fields: Iterable[FieldMerge]) -> bool:
    """Whether storing all of `mine` would take away a change of somebody else's."""
    return any(field.touched in (Touched.THEIRS, Touched.BOTH) for field in fields)
