"""Grid references name squares of the National Grid, checked against published places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalplace.calc.grid import HEIGHT, WIDTH, GridPoint, grid_reference, parse_grid_reference
from totalplace.calc.values import Refused


@pytest.mark.parametrize(
    ("reference", "point"),
    [
        ("SO 849 548", GridPoint(384950, 254850, 100)),
        ("SO849548", GridPoint(384950, 254850, 100)),
        ("so 849,548", GridPoint(384950, 254850, 100)),
        ("SO 84912 54812", GridPoint(384912, 254812, 1)),
        ("SO 8491 5481", GridPoint(384915, 254815, 10)),
        ("SO 84 54", GridPoint(384500, 254500, 1000)),
        ("SO 8 5", GridPoint(385000, 255000, 10_000)),
        # Trig pillars at the ends of the country: Caister water tower, Ben Nevis, Sumburgh Head's square.
        ("TG 51409 13177", GridPoint(651409, 313177, 1)),
        ("NN 16665 71285", GridPoint(216665, 771285, 1)),
        ("HU 40 08", GridPoint(440500, 1108500, 1000)),
        ("SV 91 10", GridPoint(91500, 10500, 1000)),
    ],
)
def test_a_reference_is_the_centre_of_its_square(reference, point):
    assert parse_grid_reference(reference).value == point


def test_a_coarse_reference_says_how_coarse():
    assert parse_grid_reference("SO 84 54").note == "“SO 84 54” places it only to 1,000 m"
    assert parse_grid_reference("SO 849 548").note is None


@pytest.mark.parametrize(
    "text", ["SO 849 5481", "SO 8495481", "AI 12 12", "J 12 34", "SO", "384912 254812", "AA 12 12", "WR1 1AA"]
)
def test_what_is_no_reference_is_refused(text):
    with pytest.raises(Refused):
        parse_grid_reference(text)


def test_unknown_is_unknown():
    assert parse_grid_reference("TBC").value is None


@given(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.sampled_from([2, 4, 6, 8, 10]))
def test_there_and_back_stays_in_the_square(easting, northing, digits):
    reference = grid_reference(easting, northing, digits)
    point = parse_grid_reference(reference).value
    assert abs(point.easting - easting) <= point.precision
    assert abs(point.northing - northing) <= point.precision
    assert grid_reference(point.easting, point.northing, digits) == reference


def test_off_the_grid_there_is_no_reference():
    for easting, northing, digits in ((-1, 0, 6), (0, HEIGHT, 6), (384912, 254812, 5)):
        with pytest.raises(ValueError, match=r"[Gg]rid"):
            grid_reference(easting, northing, digits)
