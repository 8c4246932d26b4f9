"""What splitting a property would do, before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from estate.calc.shares import Shares, by_area, shared, together
from estate.models import Property
from estate.querysets import outlines
from estate.selectors.held import Counted, Held, as_seen, counted, held_by

# The figures that the parts share, and the decimals each is stored with.
SHARED = {"gross_internal_area_m2": 2, "site_area_ha": 4, "book_value": 2, "required_maintenance": 2}
# Outlines drawn along the same wall seldom meet to the centimetre.
OVERLAP_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part as its officer described it. `shares` holds what she wrote of each shared figure, None for nothing."""

    name: str
    local_reference: str = ""
    category: str = ""
    use: str = ""
    shares: Mapping[str, Decimal | None] = field(default_factory=dict)
    boundary: GEOSGeometry | None = None


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """How a property is to be split. With `goes_on`, the first part is the property itself; else it is closed.

    `moves` says by a portion's key which part it goes to, from 0; what it leaves out goes to the first. `titles` says
    by key which parts a title covers; likewise.
    """

    goes_on: bool
    parts: Sequence[Part]
    moves: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part as it would be. `figures` are the shared ones, in the order of SHARED; `outline_m2` None without one."""

    part: Part
    reference: str
    figures: Mapping[str, Decimal | None]
    outline_m2: float | None
    held: Sequence[Held]
    counts: Counted


@dataclass(frozen=True, slots=True)
class SplitSeen:
    """What a split would do: the parts, what each figure adds up to, and what should be looked at (`doubts`)."""

    original: Property
    plan: SplitPlan
    before: Counted
    outline_m2: float | None
    parts: Sequence[PartSeen]
    shares: Mapping[str, Shares]
    doubts: Sequence[str]
    seen: str

    @property
    def drawn_m2(self) -> float | None:
        """What the parts' outlines enclose together, m²."""
        known = [each.outline_m2 for each in self.parts if each.outline_m2 is not None]
        return sum(known) if known else None


def split_preview(original: Property, plan: SplitPlan) -> SplitSeen:
    """What `plan` would make of `original` as it is now."""
    held = held_by([original.pk])
    shares = shares_of(original, plan)
    parts = []
    for number, part in enumerate(plan.parts):
        goes = [each for each in held if number in destinations(plan, each)]
        is_original = plan.goes_on and number == 0
        parts.append(
            PartSeen(
                part=part,
                reference=original.reference if is_original else "",
                figures={name: share.parts[number] for name, share in shares.items()},
                outline_m2=part.boundary.area if part.boundary else None,
                held=goes,
                counts=counted(goes),
            )
        )
    return SplitSeen(
        original=original,
        plan=plan,
        before=counted(held),
        outline_m2=original.boundary.area if original.boundary else None,
        parts=parts,
        shares=shares,
        doubts=[*_doubts_of_place(original, plan), *_doubts_of_shares(shares), *_doubts_of_use(parts)],
        seen=as_seen([original], held),
    )


def destinations(plan: SplitPlan, held: Held) -> Sequence[int]:
    """The parts a portion goes to: one, but for a title, which may cover several."""
    if held.kind == "titles":
        return plan.titles.get(held.key, (0,))
    return (plan.moves.get(held.key, 0),)


def shares_of(original: Property, plan: SplitPlan) -> dict[str, Shares]:
    """Each shared figure as the parts would have it. Land that nobody wrote down is shared by the outlines."""
    found = {}
    for name in SHARED:
        asked = [part.shares.get(name) for part in plan.parts]
        whole = getattr(original, name)
        if name == "site_area_ha" and whole is not None and original.boundary:
            asked = [
                by_area(whole, part.boundary.area, original.boundary.area)
                if given is None and part.boundary and not (plan.goes_on and number == 0)
                else given
                for number, (given, part) in enumerate(zip(asked, plan.parts, strict=True))
            ]
        found[name] = shared(whole, asked, rest_to_first=plan.goes_on)
    return found


def overlapping(plan: SplitPlan) -> list[tuple[int, int, float]]:
    """(one part, another, m²) of each two whose outlines overlap by more than a wall's thickness; parts from 0."""
    drawn = {number: part.boundary for number, part in enumerate(plan.parts) if part.boundary}
    return [each for each in outlines.overlaps(drawn) if each[2] > OVERLAP_M2]


def _doubts_of_place(original: Property, plan: SplitPlan) -> list[str]:
    if original.boundary is None:
        return []
    doubts = []
    drawn = [part for part in plan.parts if part.boundary]
    for number, part in enumerate(plan.parts, start=1):
        if part.boundary and (outside := part.boundary.difference(original.boundary).area) > OVERLAP_M2:
            doubts.append(f"Part {number}, {part.name}, reaches {outside:,.0f} m² outside the outline there is.")
    if drawn and not plan.goes_on:
        left = outlines.rest(original.boundary, [part.boundary for part in drawn if part.boundary])
        if left is not None and left.area > OVERLAP_M2:
            doubts.append(f"{left.area:,.0f} m² of the outline are in no part.")
    missing = [str(number) for number, part in enumerate(plan.parts, start=1) if not part.boundary]
    if missing:
        doubts.append(f"No outline is known of part {', '.join(missing)}.")
    return doubts


def _doubts_of_use(parts: Sequence[PartSeen]) -> list[str]:
    """Where the users that stay with a part have more floor than it has."""
    doubts = []
    for number, each in enumerate(parts, start=1):
        floor = each.figures["gross_internal_area_m2"]
        rows = [row for held in each.held if held.kind == "occupations" for row in held.records]
        used = together([row.area_m2 for row in rows])
        if floor is not None and used is not None and used > floor:
            doubts.append(f"The users of part {number} have {used:,.0f} m², and the part {floor:,.0f} m² of floor.")
    return doubts


UNITS: Mapping[str, tuple[str, str, str]] = {
    "gross_internal_area_m2": ("floor area", "", " m²"),
    "site_area_ha": ("site area", "", " ha"),
    "book_value": ("book value", "£", ""),
    "required_maintenance": ("required maintenance", "£", ""),
}


def told(name: str, value: Any) -> str:
    """A shared figure as a sentence has it."""
    _, before, after = UNITS[name]
    digits = f"{value:,.{SHARED[name] if after else 0}f}"
    return f"{before}{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{after}"


def _doubts_of_shares(shares: Mapping[str, Shares]) -> list[str]:
    doubts = []
    for name, share in shares.items():
        label = UNITS[name][0]
        if share.whole is None or not share.difference:
            continue
        if share.given is None:
            doubts.append(f"The {label} of {told(name, share.whole)} is given to no part.")
        else:
            more = "more" if share.difference > 0 else "less"
            amount = told(name, abs(share.difference))
            doubts.append(f"The parts’ {label} is {told(name, share.given)} together, {amount} {more} than there is.")
    return doubts
