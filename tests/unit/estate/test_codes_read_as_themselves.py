"""What the register writes, it reads back: every code and every label of every list, as itself."""

import pytest

from estate.importers import fields

CODED = [field for field in fields.FIELDS if field.choices]
CASES = [
    pytest.param(field, written, code, id=f"{field.name}: {written}")
    for field in CODED
    for code, label in field.choices.items()
    for written in (code, str(label))
]


@pytest.mark.parametrize(("field", "written", "code"), CASES)
def test_a_code_or_its_label_is_read_as_that_code(field, written, code):
    assert field.parser(written).value == code


def test_a_rating_of_a_is_not_the_better_one():
    rating = next(field for field in CODED if field.name == "energy_rating")
    assert [rating.parser(text).value for text in ("A", "a", "A+", "Band A", "A - 25")] == ["A", "A", "A+", "A", "A"]
