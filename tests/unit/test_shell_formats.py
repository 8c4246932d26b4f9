"""Figures are written one way everywhere, and what is unknown says so."""

import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict

from totalplace.pagination import page_links, shown_numbers
from totalplace.templatetags import components, formats

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("pounds", "shown"),
    [
        (0, "£0"),
        (1234567, "£1,234,567"),
        (Decimal("1234567.50"), "£1,234,568"),
        (Decimal("12.50"), "£12.50"),
        (Decimal("-1200"), f"{MINUS}£1,200"),
        (Decimal("-0.001"), "£0.00"),
        (None, "not known"),
        ("", "not known"),
    ],
)
def test_money_in_tables_is_whole_pounds_with_thousands_and_nought_is_not_unknown(pounds, shown):
    assert formats.money(pounds) == shown


@pytest.mark.parametrize(
    ("pounds", "shown"),
    [
        (950, "£950"),
        (9999, "£9,999"),
        (10_000, "£10k"),
        (999_499, "£999k"),
        (999_500, "£1.0m"),
        (1_234_567, "£1.2m"),
        (999_949_999, "£999.9m"),
        (999_950_000, "£1.0bn"),
        (4_020_000_000, "£4.0bn"),
        (-31_000_000, f"{MINUS}£31.0m"),
        (None, "not known"),
    ],
)
def test_money_in_prose_is_short_and_never_rounds_up_into_a_thousand_of_its_unit(pounds, shown):
    assert formats.money_short(pounds) == shown


def test_areas_keep_their_unit_on_the_same_line():
    assert formats.area_m2(Decimal("1234.4")) == f"1,234{NBSP}m²"
    assert formats.hectares("1.225") == f"1.23{NBSP}ha"
    assert formats.area_m2(0) == f"0{NBSP}m²"
    assert formats.hectares(None) == "not known"


def test_dates_are_written_out_and_moments_in_local_time():
    assert formats.date(datetime.date(2027, 3, 3)) == "3 March 2027"
    late_on_the_second = datetime.datetime(2027, 7, 2, 23, 5, tzinfo=datetime.UTC)
    assert formats.date(late_on_the_second) == "3 July 2027"
    assert formats.moment(late_on_the_second) == "3 July 2027 at 12:05am"
    assert formats.date(None) == "not known"


def test_unknown_is_said_and_false_and_nought_are_not_unknown():
    assert formats.known(None) == formats.known("") == "not known"
    assert formats.known(0) == 0
    assert formats.yes_no(False) == "No"
    assert formats.yes_no(None) == "not known"


def test_counts_agree_with_their_word():
    assert formats.plural(1, "property,properties") == "1 property"
    assert formats.plural(1312, "property,properties") == "1,312 properties"


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
        (7, 53, [1, None, 6, 7, 8, None, 53]),
        (53, 53, [1, None, 52, 53]),
    ],
)
def test_pages_offer_the_ends_and_the_neighbours_and_leave_out_only_gaps_of_two_or_more(number, last, shown):
    assert shown_numbers(number, last) == shown


def test_page_links_keep_the_filters_and_the_sort():
    links = page_links(QueryDict("q=hall&rag=red&rag=green&page=2"), 2, 3)
    assert links.previous_url == "?q=hall&rag=red&rag=green&page=1"
    assert links.next_url == "?q=hall&rag=red&rag=green&page=3"
    assert page_links(QueryDict(""), 1, 1).next_url == ""


def test_progress_says_100_only_when_finished_and_nothing_when_the_end_is_unknown():
    assert components.percent_of(99_999, 100_000) == 99
    assert components.percent_of(100_000, 100_000) == 100
    assert components.percent_of(5, 0) is None
