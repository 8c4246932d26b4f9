"""What is copied in PostgreSQL's binary form is, to the last digit, what its text would have been."""

from __future__ import annotations

import struct

import numpy as np
import pyarrow as pa
import pytest
import shapely
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from totalplace.importing.copying import copy_in, copy_parsed_in
from totalplace.importing.shapes import outlines, points

KINDS = {
    "words": "text", "code": "varchar(40)", "year": "smallint", "row": "integer", "big": "bigint", "yes": "boolean",
    "day": "date", "amount": "numeric(14, 2)", "area": "numeric(12, 4)", "titles": "varchar(12)[]",
}  # fmt: skip
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.decimals(-99_999_999, 99_999_999, places=4, allow_nan=False).map(lambda number: format(number, "f"))
VALUES = {
    "words": WORDS, "code": WORDS, "year": st.integers(-32768, 32767).map(str),
    "row": st.integers(-(2**31), 2**31 - 1).map(str), "big": st.integers(-(2**63), 2**63 - 1).map(str),
    "yes": st.sampled_from(["t", "f"]), "day": st.dates().map(str),
    "amount": NUMBERS | st.sampled_from(["999999999999.99", "0", "0.004999999999", "-0.01", "12"]), "area": NUMBERS,
    "titles": st.lists(st.from_regex("[A-Z]{2}[0-9]{1,6}", fullmatch=True), max_size=3).map(
        lambda titles: "{" + ",".join(titles) + "}"
    ),
}  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()}), min_size=1)


def stored(copy, columns):
    """What a table holds after a copy, as text."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS taken")
        listed = ", ".join(f"{name} {kind}" for name, kind in KINDS.items())
        cursor.execute(f"CREATE TEMPORARY TABLE taken (number serial, {listed}) ON COMMIT DROP")
        copy("taken", columns)
        cursor.execute(f"SELECT {', '.join(f'{name}::text' for name in KINDS)} FROM taken ORDER BY number")
        return cursor.fetchall()


class BothForms(TestCase):
    @settings(deadline=None, max_examples=40)
    @given(ROWS)
    def test_every_type_is_the_same_in_both(self, rows):
        columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in KINDS}
        assert stored(copy_parsed_in, columns) == stored(copy_in, columns)


SQUARE = shapely.box(384_000, 254_000, 384_040, 254_040)
HOLED = shapely.Polygon(SQUARE.exterior.coords, [shapely.box(384_010, 254_010, 384_020, 254_020).exterior.coords])
PAIR = shapely.MultiPolygon([SQUARE, shapely.box(385_000, 254_000, 385_040.125, 254_040)])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form",
    [
        lambda shape: shapely.to_wkb(shape),
        lambda shape: shapely.to_wkb(shape, byte_order=0),
        lambda shape: shapely.to_wkb(shapely.set_srid(shape, 27700), include_srid=True),
        lambda shape: shapely.to_wkb(shapely.force_3d(shape, 7)),
        lambda shape: shapely.to_wkb(shape) + b"what stands behind it",
    ],
)
def test_every_form_of_an_outline_is_stored_as_the_same_multipolygon(form):
    shapes = np.array([SQUARE, None, HOLED, PAIR], dtype=object)
    as_read = np.array([None if shape is None else form(shape) for shape in shapes], dtype=object)
    made = outlines(shapes, as_read)
    assert stored_shapes("MultiPolygon", made) == [
        None if shape is None else shapely.MultiPolygon(shapely.get_parts(shape).tolist()) for shape in shapes
    ]


def test_a_plain_polygon_is_passed_on_as_it_is():
    """Other than the shape beside it, so that it shows which of the two was taken."""
    other = shapely.box(1, 2, 3, 4)
    made = outlines(np.array([SQUARE], dtype=object), np.array([shapely.to_wkb(other)], dtype=object))
    assert shapely.from_wkb(made[0].as_py()).geoms[0] == other


def test_a_damaged_head_is_not_passed_on():
    wrong = struct.pack("<BI", 1, 2) + shapely.to_wkb(SQUARE)[5:]
    made = outlines(np.array([SQUARE], dtype=object), np.array([wrong], dtype=object))
    assert shapely.from_wkb(made[0].as_py()).geoms[0] == SQUARE


@pytest.mark.django_db
def test_points_are_stored_as_they_are_and_none_where_a_coordinate_is_none():
    made = points(np.array([384_912.25, np.nan, 1.0]), np.array([254_812.5, 2.0, np.inf]))
    assert stored_shapes("Point", made) == [shapely.Point(384_912.25, 254_812.5), None, None]


def stored_shapes(kind, column):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE drawn (number serial, shape geometry({kind}, 27700)) ON COMMIT DROP")
        copy_parsed_in("drawn", {"shape": column})
        cursor.execute("SELECT ST_AsBinary(shape) FROM drawn ORDER BY number")
        return [None if wkb is None else shapely.from_wkb(bytes(wkb)) for (wkb,) in cursor.fetchall()]
