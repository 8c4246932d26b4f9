"""The preview says values as people write them, whatever form the database keeps them in."""

import datetime
from decimal import Decimal

import pytest

from estate.importers.fields import FIELDS
from totalplace.selectors.import_words import in_words

BY_NAME = {field.name: field for field in FIELDS}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("book_value", 352000.0, "£352,000"),
        ("book_value", Decimal("1234567.89"), "£1,234,567.89"),
        ("gross_internal_area_m2", 1234.0, "1,234"),
        ("gross_internal_area_m2", Decimal("80.00"), "80"),
        ("site_area_ha", 0.47, "0.47"),
        ("built_year", 1961, "1961"),
        ("lease_expires_on", "2027-03-03", "3 March 2027"),
        ("lease_expires_on", datetime.date(2027, 3, 3), "3 March 2027"),
        ("tenure", "freehold", "Freehold"),
        ("is_sensitive", False, "No"),
        ("title_numbers", ["WR1", "WR2"], "WR1, WR2"),
        ("name", "", None),
        ("book_value", None, None),
    ],
)
def test_a_value_is_said_by_the_kind_of_its_field(name, value, words):
    assert in_words(value, BY_NAME.get(name)) == words
