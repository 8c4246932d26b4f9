"""What merging properties would do, before it is done: what differs, what can be chosen, what it adds up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from estate.calc.shares import together
from estate.models import Property, Site
from estate.querysets import outlines
from estate.selectors.held import Counted, Held, as_seen, counted, held_by
from estate.selectors.splits import OVERLAP_M2
from totalplace.selectors.wording import NOT_KNOWN, FieldWording

# Further apart than this, and one record is seldom what was meant.
FAR_METRES = 500
SUM, OWN, JOINED = "sum", "own", "joined"
# What a property may have only once, by what tells it apart.
ONCE: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "occupations": lambda row: (row.organisation_id, row.use),
    "costs": lambda row: (row.year, row.heading),
    "valuations": lambda row: (row.valued_on, row.basis),
    "energy-use": lambda row: (row.year, row.fuel),
    "titles": lambda row: (row.title_id,),
}


@dataclass(frozen=True, slots=True)
class Detail:
    """Columns that are chosen together: half of one address and half of another are no address."""

    key: str
    label: str
    columns: tuple[str, ...]
    is_summed: bool = False


DETAILS = (
    Detail("name", "Name", ("name",)),
    Detail("address", "Address", ("street_number", "street", "locality", "post_town", "postcode")),
    Detail("uprn", "UPRN", ("uprn",)),
    Detail("description", "Description", ("description",)),
    Detail("category", "Category", ("category",)),
    Detail("use", "Use", ("use",)),
    Detail("status", "Status", ("status",)),
    Detail("floor", "Gross internal floor area", ("gross_internal_area_m2",), is_summed=True),
    Detail("land", "Site area", ("site_area_ha",), is_summed=True),
    Detail("built", "Built year", ("built_year",)),
    Detail("condition", "Condition", ("condition",)),
    Detail("suitability", "Functional suitability", ("functional_suitability",)),
    Detail("maintenance", "Required maintenance", ("required_maintenance",), is_summed=True),
    Detail("energy", "Energy rating", ("energy_rating", "energy_rating_expires_on")),
    Detail("tenure", "Tenure", ("tenure",)),
    Detail("holding", "How it is held", ("holding",)),
    Detail("held_for", "Reason for holding", ("reason_for_holding",)),
    Detail("community", "Asset of community value", ("is_community_asset",)),
    Detail(
        "value", "Book value", ("book_value", "book_value_basis", "book_value_date", "book_value_method"),
        is_summed=True,
    ),
    Detail("sharing", "Sharing", ("sharing_potential", "sharing_note")),
    Detail("site", "Site", ("site_id",)),
)  # fmt: skip
BY_KEY = {detail.key: detail for detail in DETAILS}


@dataclass(frozen=True, slots=True)
class Option:
    """One way to have a detail: the values, in words, and whose they are. `key` is SUM, or the property's number."""

    key: str
    words: str
    whose: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A detail in which the properties differ, with what can be chosen; `suggested` is an option's key."""

    detail: Detail
    options: Sequence[Option]
    suggested: str


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Which property goes on, and what was chosen of each detail in which they differ; the outline likewise.

    `chosen` maps a detail's key to an option's; what it leaves out is as suggested. `outline` is JOINED, all of them
    as one, or OWN, that of the property that goes on.
    """

    keep: int
    chosen: Mapping[str, str] = field(default_factory=dict)
    outline: str = JOINED


@dataclass(frozen=True, slots=True)
class MergeSeen:
    """What a merge would do: `values` of the one that goes on, what moves to it, what should be looked at."""

    kept: Property
    others: Sequence[Property]
    values: Mapping[str, Any]
    changes: Sequence[tuple[str, str, str]]
    moving: Sequence[tuple[Property, Sequence[Held]]]
    counts: Mapping[int, Counted]
    outline_m2: float | None
    doubts: Sequence[str]
    seen: str
    together: Counted

    @property
    def after(self) -> dict[str, Any]:
        """The columns of the one that goes on, as they would be."""
        return {name: self.values.get(name, getattr(self.kept, name)) for detail in DETAILS for name in detail.columns}


def questions(properties: Sequence[Property], keep: int) -> list[Question]:
    """The details in which the properties differ. Suggested: the sum of areas and money, else that of the one that
    goes on, else, where it knows nothing, the first that is known."""
    ordered = sorted(properties, key=lambda prop: (prop.pk != keep, prop.pk))
    names = _site_names(properties)
    found = []
    for detail in DETAILS:
        options = _options(detail, ordered, names)
        if len(options) > 1:
            found.append(Question(detail, options, options[0].key))
    return found


def _options(detail: Detail, ordered: Sequence[Property], names: Mapping[int, str]) -> list[Option]:
    """The sum where there is one to make, then each different value: that of the one that goes on first if known."""
    groups: dict[tuple[Any, ...], list[Property]] = {}
    for prop in ordered:
        groups.setdefault(tuple(getattr(prop, name) for name in detail.columns), []).append(prop)
    if len(groups) < 2 and not (detail.is_summed and getattr(ordered[0], detail.columns[0]) is not None):
        return []
    options = [
        Option(
            str(props[0].pk),
            _words(detail, props[0], names),
            ", ".join(prop.reference for prop in props),
            dict(zip(detail.columns, values, strict=True)),
        )
        for values, props in groups.items()
    ]
    options.sort(key=lambda each: _is_blank(each.values))
    return [*_sum(detail, ordered), *options]


def _sum(detail: Detail, ordered: Sequence[Property]) -> list[Option]:
    name = detail.columns[0]
    known = [prop for prop in ordered if getattr(prop, name) is not None]
    if not detail.is_summed or len(known) < 2:
        return []
    total = together([getattr(prop, name) for prop in known])
    # The rest is said of the sum where it is true of each: the day is that of the oldest of what was added.
    values: dict[str, Any] = {name: total}
    for other in detail.columns[1:]:
        each = [getattr(prop, other) for prop in known]
        days = [day for day in each if day]
        if other.endswith("_date"):
            values[other] = min(days) if days else None
        else:
            values[other] = each[0] if len(set(each)) == 1 else ""
    unknown = len(ordered) - len(known)
    whose = "all together" if not unknown else f"{len(known)} of {len(ordered)}; of the others it is not known"
    return [Option(SUM, FieldWording(Property._meta.get_field(name), _no_names).words(total), whose, values)]


def _is_blank(values: Mapping[str, Any]) -> bool:
    return all(value is None or value == "" for value in values.values())


def _words(detail: Detail, prop: Property, names: Mapping[int, str]) -> str:
    told = []
    for name in detail.columns:
        value = getattr(prop, name)
        if value is not None and value != "":
            field_ = next(each for each in Property._meta.concrete_fields if name in (each.attname, each.name))
            told.append(FieldWording(field_, lambda model, key: names[key]).words(value))
    return ", ".join(told) or NOT_KNOWN


def _no_names(model: Any, key: int) -> str:
    raise LookupError(f"no figure points at {model.__name__} {key}")


def _site_names(properties: Sequence[Property]) -> dict[int, str]:
    return dict(
        Site.objects.filter(pk__in={each.site_id for each in properties if each.site_id}).values_list("pk", "name")
    )


def values_of(properties: Sequence[Property], plan: MergePlan) -> dict[str, Any]:
    """The columns of the property that goes on, as chosen. KeyError for a choice that is not offered."""
    values: dict[str, Any] = {}
    for question in questions(properties, plan.keep):
        by_key = {option.key: option for option in question.options}
        values |= by_key[plan.chosen.get(question.detail.key, question.suggested)].values
    drawn = [prop.boundary for prop in properties if prop.boundary]
    if plan.outline == JOINED and drawn:
        values["boundary"] = outlines.joined(drawn) if len(drawn) > 1 else drawn[0]
    if any(prop.is_sensitive for prop in properties):
        values["is_sensitive"] = True
    return values


def merge_preview(properties: Sequence[Property], plan: MergePlan) -> MergeSeen:
    """What `plan` would make of `properties` as they are now."""
    kept = next(prop for prop in properties if prop.pk == plan.keep)
    others = [prop for prop in properties if prop.pk != plan.keep]
    held = held_by([prop.pk for prop in properties])
    values = values_of(properties, plan)
    outline = values.get("boundary", kept.boundary)
    return MergeSeen(
        kept=kept,
        others=others,
        values=values,
        changes=_changes(kept, values, properties),
        moving=[(prop, [each for each in held if each.property_id == prop.pk]) for prop in others],
        counts={prop.pk: counted(each for each in held if each.property_id == prop.pk) for prop in properties},
        outline_m2=outline.area if outline else None,
        doubts=_doubts(properties, plan),
        seen=as_seen(properties, held),
        together=_together(held),
    )


def _together(held: Sequence[Held]) -> Counted:
    """What would belong to the one that goes on: what two have alike counts once, for it is added up."""
    once: dict[tuple[Any, ...], Held] = {}
    for portion in held:
        row = portion.records[0]
        once.setdefault((portion.kind, *(ONCE[portion.kind](row) if portion.kind in ONCE else (row.pk,))), portion)
    return counted(once.values())


def _changes(kept: Property, values: Mapping[str, Any], properties: Sequence[Property]) -> list[tuple[str, str, str]]:
    """(detail, before, after) of the one that goes on; its outline is told beside."""
    names = _site_names(properties)
    found = []
    for column, value in values.items():
        if column == "boundary" or getattr(kept, column) == value:
            continue
        field_ = next(each for each in Property._meta.concrete_fields if column in (each.attname, each.name))
        wording = FieldWording(field_, lambda model, key: names[key])
        found.append((wording.label, wording.words(getattr(kept, column)), wording.words(value)))
    return found


def _distance(one: Property, other: Property) -> float:
    """Metres between what is known of the places of two; nought where nothing is."""
    here, there = one.boundary or one.location, other.boundary or other.location
    return float(here.distance(there)) if here and there else 0.0


def _doubts(properties: Sequence[Property], plan: MergePlan) -> list[str]:
    doubts = []
    by_number = {prop.pk: prop for prop in properties}
    drawn = {prop.pk: prop.boundary for prop in properties if prop.boundary}
    for one, other, area in outlines.overlaps(drawn):
        if area > OVERLAP_M2:
            both = f"{by_number[one].reference} and {by_number[other].reference}"
            doubts.append(f"The outlines of {both} overlap by {area:,.0f} m²: it counts once in the joined outline.")
    for prop in properties:
        if (metres := _distance(by_number[plan.keep], prop)) > FAR_METRES:
            doubts.append(f"{prop.reference} is {metres / 1000:,.1f} km from the one that goes on.")
    missing = [prop.reference for prop in properties if not prop.boundary]
    if drawn and missing:
        doubts.append(f"No outline is known of {', '.join(missing)}: the joined outline is without it.")
    if len({prop.is_sensitive for prop in properties}) > 1:
        hidden = ", ".join(prop.reference for prop in properties if prop.is_sensitive)
        doubts.append(
            f"{hidden} is a sensitive site, so all of them are from now on: shown only to their own body’s officers "
            "and the programme team."
        )
    return doubts
