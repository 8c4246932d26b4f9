"""The collections that are published, which apps register in `ready()`.

    collections.register("deprivation", deprivation_collections)

Each registers a function that answers the collections it has for a person. What a collection's `rows` answers is what
that person may see, and the only way to it: pages, counts, filters and single features all start there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from totalplace.calc.reference_systems import STORED
from totalplace.db.texts import Column
from totalplace.selectors.keyset import Sort

# What the geometry is called in filters; GeoJSON has it beside the properties.
GEOMETRY = "geometry"
SHORT = {"rag": "RAG", "uprn": "UPRN", "lsoa": "LSOA", "rag_assessed_on": "RAG assessed on"}
Codes = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Queryable:
    """A property that filters may ask: its name, the field behind it, and of which kind of `totalplace.db.texts` it is.

    `is_blank`: the field holds "" where nothing is known. `values` are the codes it may have.
    """

    name: str
    source: str
    kind: str = "text"
    words: str = ""
    values: Sequence[str] = ()
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of features. Of `columns` the first is the feature's id, found again by the field `identity`.

    `shapes` are geometry fields in EPSG:27700, of which a feature has the first that is not null; `geojson` makes its
    text in a reference system. `when` are the fields of the first and last moment or day that a feature is about, by
    which `datetime` chooses; the last may be null, for without end. `shown` names the columns of the HTML table.
    `record` makes all its columns as a JSON object, where that is quicker than from the columns; `page` answers the
    address of a feature's own page. `extent` answers west, south, east and north in degrees: never of the features
    themselves, some of which may be hidden from who asks. `tallied` answers how many have those codes where that
    stands ready, else None.
    """

    id: str
    title: str
    description: str
    order: int
    rows: Callable[[Any], QuerySet]
    columns: Sequence[Column]
    queryables: Sequence[Queryable]
    shapes: Sequence[str]
    geojson: Callable[[int], Any]
    sorts: Mapping[str, Sort]
    extent: Callable[[], list[float]]
    shown: Sequence[str]
    identity: str = "pk"
    default_sort: str = "id"
    when: tuple[str, str] | None = None
    tallied: Callable[[Any, Codes], int | None] = field(default=lambda user, codes: None)
    record: Callable[[], Any] | None = None
    page: Callable[[str], str] | None = None

    @property
    def geometry(self) -> Any:
        """The geometry that a feature has, as an expression."""
        if len(self.shapes) == 1:
            return F(self.shapes[0])
        return Coalesce(*self.shapes, output_field=GeometryField(srid=STORED.srid))

    @property
    def by_name(self) -> dict[str, Queryable]:
        return {each.name: each for each in self.queryables}


_offers: dict[str, Callable[[Any], Iterable[Collection]]] = {}


def register(key: str, offer: Callable[[Any], Iterable[Collection]]) -> None:
    """Offer collections; registering the key again replaces the function."""
    _offers[key] = offer


def collections_for(user: Any) -> dict[str, Collection]:
    """The collections that `user` may read, by id, in order."""
    found = sorted((each for offer in _offers.values() for each in offer(user)), key=lambda each: each.order)
    return {each.id: each for each in found}


def title_of(name: str) -> str:
    """A property's name as a heading."""
    return SHORT.get(name, name.replace("_", " ").capitalize())


def queryables_of(columns: Iterable[Column], *, blank: Iterable[str] = (), but: Iterable[str] = ()) -> list[Queryable]:
    """The columns that are fields, as queryables. `blank` names those whose field holds "" where nothing is known."""
    blank, but = frozenset(blank), frozenset(but)
    return [
        Queryable(each.name, each.source, each.kind, each.words, each.values, each.name in blank)
        for each in columns
        if isinstance(each.source, str) and each.name not in but
    ]
