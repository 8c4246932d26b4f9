"""What an import says of places and of itself reads as a person would say it."""

import pytest

from totalplace.views.imports.sentences import left_out, what_happened, what_will_happen
from totalplace.views.imports.shapes import features, from_text, size, words

PROPERTIES = "property,properties"
SQUARE = "SRID=27700;POLYGON ((385000 254000, 385100 254000, 385100 254100, 385000 254100, 385000 254000))"
WIDER = "SRID=27700;POLYGON ((385000 254000, 385200 254000, 385200 254100, 385000 254100, 385000 254000))"


def at(easting: float, northing: float) -> dict:
    return from_text(f"SRID=27700;POINT ({easting} {northing})")


@pytest.mark.parametrize(
    ("east", "north", "said"),
    [
        (100, 0, "The point moves 100 m east."),
        (0, -2500, "The point moves 2,500 m south."),
        (-30, 30, "The point moves 42 m north-west."),
        (0, 12_340, "The point moves 12.3 km north."),
        (0.3, 0.3, "The point moves by less than a metre."),
    ],
)
def test_a_move_is_told_in_metres_and_by_the_compass(east, north, said):
    assert words(at(385000, 254000), at(385000 + east, 254000 + north)) == said


def test_an_outline_is_told_by_its_area():
    assert size(from_text(SQUARE)) == "1.00\N{NO-BREAK SPACE}ha"
    said = words(from_text(SQUARE), from_text(WIDER))
    assert said == "The outline goes from 1.00\N{NO-BREAK SPACE}ha to 2.00\N{NO-BREAK SPACE}ha."


def test_a_place_that_comes_or_goes_is_said_so():
    assert words(None, at(385000, 254000)) == "The point is new."
    assert words(at(385000, 254000), None) == "The place is taken out."
    assert words(None, None) == ""


@pytest.mark.parametrize("text", ["", "High Street", "SRID=27700;POLYGON ((1 2", "SRID=4326;POINT (1 2)"])
def test_other_words_are_no_place(text):
    assert from_text(text) is None


def test_the_map_has_both_places_each_in_its_role():
    found = features(at(385000, 254000), from_text(SQUARE), "Town Hall")["features"]
    assert [each["properties"]["role"] for each in found] == ["old", "new"]


@pytest.mark.parametrize(
    ("counts", "before", "after"),
    [
        (
            {"new": 12, "changed": 3, "unchanged": 440},
            "12 properties will be added to WCC and 3 others changed; 440 properties stay as they are.",
            "12 properties were added to WCC and 3 others changed; 440 properties were as the file says already.",
        ),
        ({"new": 1}, "1 property of WCC will be added.", "1 property of WCC was added."),
        ({"changed": 2}, "2 properties of WCC will be changed.", "2 properties of WCC were changed."),
        (
            {"unchanged": 1},
            "Nothing changes for WCC; 1 property stays as it is.",
            "Nothing changed for WCC; 1 property was as the file says already.",
        ),
    ],
)
def test_an_import_is_told_in_a_sentence_before_and_after(counts, before, after):
    assert what_will_happen(counts, "WCC", PROPERTIES) == before
    assert what_happened(counts, "WCC", PROPERTIES) == after


def test_what_goes_no_further_is_said_with_why():
    assert left_out({"new": 5}) == ""
    assert left_out({"refused": 1}) == "1 row is refused for a value that cannot be stored."
    assert left_out({"refused": 5, "skipped": 2}) == (
        "5 rows are refused for a value that cannot be stored and 2 rows are left out as you said."
    )
