"""Every cell parser in one place. Each is pure: it answers `Parsed`, or raises `Refused` with a reason and a remedy."""

from __future__ import annotations

from .dates import parse_date
from .identifiers import parse_postcode, parse_titles, parse_uprn
from .parsed import NOTHING_WORDS, Parsed, Refused, nothing
from .quantities import parse_area_m2, parse_hectares, parse_integer, parse_money, parse_number, parse_year
from .words import parse_boolean, parse_choice, parse_text

__all__ = [
    "NOTHING_WORDS",
    "Parsed",
    "Refused",
    "nothing",
    "parse_area_m2",
    "parse_boolean",
    "parse_choice",
    "parse_date",
    "parse_hectares",
    "parse_integer",
    "parse_money",
    "parse_number",
    "parse_postcode",
    "parse_text",
    "parse_titles",
    "parse_uprn",
    "parse_year",
]
