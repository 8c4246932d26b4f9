"""Places in an address are read as written, or refused in words that say why."""

from __future__ import annotations

import pytest

from estate.calc.places import FRAME, Box, Circle, NotAPlace, parse_box, parse_near, parse_ring


def test_a_box_a_circle_and_a_shape_are_read_as_written() -> None:
    assert parse_box("-2.3,52.15,-2.1,52.25") == Box(-2.3, 52.15, -2.1, 52.25)
    assert parse_near("-2.22, 52.19, 750") == Circle(-2.22, 52.19, 750)
    corners = ((-2.3, 52.1), (-2.1, 52.1), (-2.2, 52.3))
    assert parse_ring("-2.3,52.1,-2.1,52.1,-2.2,52.3").corners == (*corners, corners[0])
    assert parse_ring("-2.3,52.1,-2.1,52.1,-2.2,52.3,-2.3,52.1").corners == (*corners, corners[0])


def test_a_box_around_the_world_is_the_box_around_great_britain() -> None:
    assert parse_box("-180,-90,180,90").clipped() == Box(*FRAME)
    assert parse_box("100,10,110,20").clipped() is None
    ring = Box(-2, 52, -1, 53).ring(4)
    assert ring[0] == ring[-1]
    assert {(-2, 52), (-1, 52), (-1, 53), (-2, 53)} <= set(ring)


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (parse_box, "-2.1,52,-2.3,53", "is not west of its east"),
        (parse_box, "-2.3,53,-2.1,52", "is not south of its north"),
        (parse_box, "1,2,3,4,5", "There are 5 values"),
        (parse_box, "1,2,three,4", "Not every value between the commas is a number"),
        (parse_box, "nan,1,2,3", "finite"),
        (parse_box, "-inf,1,2,3", "finite"),
        (parse_box, "-181,1,2,3", "Longitude goes from -180"),
        (parse_near, "-2,52,0", "more than 0"),
        (parse_near, "-2,52,50001", "at most 50,000"),
        (parse_near, "-2,95,10", "latitude from -90 to 90"),
        (parse_ring, "1,2,3", "There are 3 values"),
        (parse_ring, "-2,52,-2,53", "3 to 100 corners, not 2"),
        (parse_ring, ",".join(["-2,52"] * 102), "3 to 100 corners, not 101"),
        (parse_ring, "50,50,51,50,51,51", "outside Great Britain"),
        (parse_ring, "1," * 4000, "at most 5,000"),
    ],
)
def test_what_is_no_place_is_refused_with_the_reason_and_the_form(read, text: str, why: str) -> None:
    with pytest.raises(NotAPlace, match=why) as refused:
        read(text)
    assert "such as" in str(refused.value)
