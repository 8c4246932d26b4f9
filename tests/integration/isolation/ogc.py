"""The addresses of OGC API – Features in the isolation tests, asked with a person's session as pages are."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse

from tests.integration.isolation.question import NOBODYS_REFERENCE, Question, Questions
from tests.integration.isolation.scene import BOOK_VALUE, MARK, NO_MARK, NO_POSTCODE, NO_UPRN, POSTCODE, UPRN, Scene

COLLECTIONS = ("properties", "closed-properties", "districts")
# By each of these the secret site could be singled out.
NARROWED = (
    "f=html", "limit=1", "sortby=-book_value&limit=1", "sortby=book_value", "rag=green", "organisation=WCC",
    "category=specialist&use=other", "is_sensitive=true", "energy_rating=G&properties=name", "skipGeometry=true",
    "bbox=391200,255400,391300,255500&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/27700", "bbox=-3,51,-1,53",
    "datetime=2020-01-01/..", "crs=http://www.opengis.net/def/crs/EPSG/0/27700", f"book_value={BOOK_VALUE}",
    "built_year=1911",
)  # fmt: skip
FILTERS = (
    "book_value > 70000000", "book_value / 2 > 35000000", "is_sensitive", "NOT is_sensitive", "rag = 'green'",
    "NOT rag = 'green'", "site IS NOT NULL", "site IS NULL", "geometry IS NULL", "built_year = 1911 OR FALSE",
    "category = 'specialist' AND use = 'other'", "energy_rating IN ('G')", "T_AFTER(updated_at, DATE('2020-01-01'))",
    "S_INTERSECTS(geometry, BBOX(-2.135, 52.195, -2.125, 52.2))", "S_DISJOINT(geometry, POINT(-2.1296 52.1972))",
    "S_CONTAINS(geometry, POINT(-2.1290 52.1975))",
)  # fmt: skip


def _plain(name: str) -> Questions:
    return lambda scene: [Question(reverse(name)), Question(f"{reverse(name)}?f=html")]


def _of_collections(name: str) -> Questions:
    return lambda scene: [
        Question(f"{reverse(name, args=[each])}{query}") for each in COLLECTIONS for query in ("", "?f=html")
    ]


def _items(scene: Scene) -> list[Question]:
    address = reverse("ogc_items", args=["properties"])
    pairs = ((MARK, NO_MARK), (UPRN, NO_UPRN), (POSTCODE, NO_POSTCODE))
    asked = ["name = '{}'", "CASEI(name) LIKE CASEI('%{}%')", "uprn = '{0}' OR postcode = '{0}'"]
    found = [
        Question(*(f"{address}?filter={quote(each.format(word))}" for word in pair), pair)
        for pair in pairs
        for each in asked
    ]
    named = (
        ("name", f"{MARK} name", f"{NO_MARK} name"), ("uprn", UPRN, NO_UPRN), ("postcode", POSTCODE, NO_POSTCODE),
        ("reference", scene.hidden.reference, NOBODYS_REFERENCE),
    )  # fmt: skip
    found += [
        Question(f"{address}?{name}={quote(word)}", f"{address}?{name}={quote(other)}", (word, other))
        for name, word, other in named
    ]
    found += [Question(f"{address}?{each}") for each in NARROWED]
    found += [Question(f"{address}?limit={limit}&filter={quote(each)}") for each in FILTERS for limit in (1, 100)]
    return [*found, *_of_collections("ogc_items")(scene)]


def _item(scene: Scene) -> list[Question]:
    def at(reference: str, collection: str = "properties", query: str = "") -> str:
        return reverse("ogc_item", args=[collection, reference]) + query

    hidden = scene.hidden.reference
    return [
        *(Question(at(hidden, query=each), at(NOBODYS_REFERENCE, query=each)) for each in ("", "?f=html")),
        Question(at(hidden, "closed-properties"), at(NOBODYS_REFERENCE, "closed-properties")),
        *(Question(at(scene.plain.reference, query=each)) for each in ("", "?f=html")),
    ]


ADDRESSES: dict[str, Questions] = {
    **{name: _plain(name) for name in ("ogc_landing", "ogc_conformance", "ogc_api", "ogc_collections")},
    **{name: _of_collections(name) for name in ("ogc_collection", "ogc_queryables")},
    "ogc_items": _items,
    "ogc_item": _item,
}
