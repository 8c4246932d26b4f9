"""Bad input: each parameter's fault is named in a problem document, and nothing breaks or waits."""

from __future__ import annotations

import json

from estate.models import Property
from tests.integration.api.conftest import faults, program_of
from tests.integration.isolation.test_bad_input import NASTY
from tests.integration.ogc.conftest import GRID, ITEMS
from totalplace.ogc import items
from totalplace.ogc.parameters import OF_ITEMS

REFUSED = [
    ("bbox", "-2.1,52.1,-2.3,52.3", "greater"),
    ("bbox", "-2.3,52.3,-2.1,52.1", "greater"),
    ("bbox", "-200,52,-2,53", "outside the world"),
    ("bbox", "NaN,52,-2,53", "finite"),
    ("bbox", "inf,52,-2,53", "finite"),
    ("bbox", "1,2,3,4,5", "5 values"),
    ("bbox", "a,b,c,d", "number"),
    ("bbox", "' OR 1=1 --", "1 values"),
    ("bbox-crs", "EPSG:27700", "not one of"),
    ("crs", "http://www.opengis.net/def/crs/EPSG/0/9999999", "not one of"),
    ("crs", "file:///etc/passwd", "not one of"),
    ("limit", "0", "whole number"),
    ("limit", "-1", "whole number"),
    ("limit", "ten", "whole number"),
    ("limit", "٣", "whole number"),
    ("cursor", "bnVsbA", "No page"),
    ("cursor", "WyJyZWZlcmVuY2UiLGZhbHNlLDEsMF0", "No page"),
    ("datetime", "yesterday", "not a day"),
    ("datetime", "2026-01-01/2026-02-01/2026-03-01", "more than one"),
    ("sortby", "password", "not one of"),
    ("properties", "name,password", "password"),
    ("skipGeometry", "maybe", "not one of"),
    ("f", "xml", "not one of"),
    ("filter-lang", "ecql", "not one of"),
    ("filter-crs", "x", "not one of"),
    ("colour", "red", "no parameter"),
    ("rag", "purple", "not one of: red, amber, green"),
    ("book_value", "x", "not a number"),
    ("built_year", "NaN", "not a number"),
    ("is_sensitive", "1", "true or false"),
    ("closed_on", "2026-02-30", "not a day"),
    ("filter", "colour = 'red'", "There are: reference"),
    ("filter", "organisation__name = 'x'", "no property"),
    ("filter", "rag = 5", "different kinds"),
    ("filter", "book_value LIKE '%1%'", "There should be a text"),
    ("filter", "name LIKE '" + "%" * 30 + "'", "at most 6 times"),
    ("filter", "name LIKE 'a\\'", "single backslash"),
    ("filter", "name", "no condition by itself"),
    ("filter", "5", "not a value"),
    ("filter", "rag AND use", "no condition by itself"),
    ("filter", "name = (rag = 'red')", "value should"),
    ("filter", "casei(name)", "compare it"),
    ("filter", "S_INTERSECTS(POINT(0 51), POINT(0 51))", "written out"),
    ("filter", "((((((book_value ^ 99) ^ 99) ^ 99) ^ 99) ^ 99) ^ 99) > 1", "larger than"),
    ("filter", "S_INTERSECTS(name, POINT(0 0))", "written out"),
    ("filter", "S_INTERSECTS(geometry, POINT(500 0))", "outside the world"),
    ("filter", "S_INTERSECTS(geometry, POLYGON((0 50, 1 51, 0 51, 1 50, 0 50)))", "not valid"),
    ("filter", "geometry = 'x'", "compared by S_INTERSECTS"),
    ("filter", "T_AFTER(name, DATE('2026-01-01'))", "a day or a moment"),
    ("filter", "T_AFTER(5, DATE('2026-01-01'))", "days, moments"),
    ("filter", "pg_sleep(10)", "no operator or function"),
    ("filter", "(" * 100 + "TRUE" + ")" * 100, "nested"),
    ("filter", '{"op":"and","args":[' * 100, "not JSON|nested"),
    ("filter", " OR ".join(["rag = 'red'"] * 300), "250 terms"),
]


def test_each_is_refused_by_name_and_reason(analyst):
    """One test, for the county is the same for all."""
    for name, value, why in REFUSED:
        answer = analyst.get(ITEMS, {name: value})
        assert answer.status_code == 400, (name, value)
        assert list(faults(answer)) == [name]
        assert any(each in faults(answer)[name] for each in why.split("|")), faults(answer)


def test_all_that_is_wrong_is_said_at_once(analyst):
    answer = analyst.get(ITEMS, {"bbox": "1", "crs": "x", "colour": "red", "filter": "("})
    assert set(faults(answer)) == {"bbox", "crs", "colour", "filter"}
    assert set(faults(analyst.get(f"{ITEMS}?limit=1&limit=2"))) == {"limit"}


def test_no_value_of_any_parameter_breaks_it(analyst):
    for name in (*OF_ITEMS, "name", "rag", "book_value", "updated_at", "__class__"):
        for value in NASTY:
            answer = analyst.get(ITEMS, {name: value.encode("utf-8", "replace").decode()})
            if answer.status_code != 200:
                # Refused by its name; a null byte before any name is read.
                assert answer.status_code == 400, (name, value[:40])
                assert list(faults(answer)) == [name] or "null byte" in json.loads(answer.content)["detail"]
            assert b"psycopg2" not in answer.content


def test_no_absurd_address_breaks_it(analyst):
    for part in ("%27", "x" * 3000, "..%2f", "%F0%9F%98%80", "WP-" + "9" * 60, "properties;DROP"):
        for path in (f"/ogc/collections/{part}", f"/ogc/collections/{part}/items", f"{ITEMS}/{part}"):
            answer = analyst.get(path)
            assert answer.status_code == 404, path
            faults(answer)


def test_values_are_values_whatever_they_look_like(analyst, county):
    Property.objects.filter(pk=county.depot.pk).update(name="x' OR '1'='1")
    found = json.loads(analyst.get(ITEMS, {"name": "x' OR '1'='1"}).content)
    assert found["numberMatched"] == 1
    found = json.loads(analyst.get(ITEMS, {"filter": "name = 'x'' OR ''1''=''1'"}).content)
    assert found["numberMatched"] == 1


def test_only_reading_is_there(analyst, county):
    writing = program_of(county.people["programme"], may_write=True)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(analyst, method)(ITEMS).status_code == 403
        assert getattr(writing, method)(ITEMS).status_code == 405


def test_what_takes_too_long_is_given_up_and_said(analyst, monkeypatch):
    monkeypatch.setattr(items, "LONGEST_MILLISECONDS", 1)
    slow = " OR ".join([f"name LIKE '%a%{number}%b%c%d%e'" for number in range(40)])
    body = Property.objects.first().organisation
    Property.objects.bulk_create(Property(organisation=body, name="ab" * 90) for _ in range(500))
    answer = analyst.get(ITEMS, {"filter": slow})
    assert answer.status_code == 503
    assert "takes longer" in faults(answer)["filter"]


def test_a_box_far_away_in_metres_finds_nothing(analyst):
    answer = analyst.get(ITEMS, {"bbox": "5000000,5000000,6000000,6000000", "bbox-crs": GRID})
    assert json.loads(answer.content)["numberMatched"] == 0
