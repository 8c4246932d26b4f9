"""The operator's choices are checked before they reach a page."""

import pytest
from django.test import override_settings

from totalplace.calc.contrast import contrast
from totalplace.checks import brand_colour_carries_white_words


def test_contrast_agrees_with_published_figures():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    # The darkest grey that still passes on white, as WCAG's own material gives it.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("rating", ["#d4351c", "#00703c"])
def test_the_ratings_colours_are_seen_on_white(rating):
    assert contrast(rating, "#ffffff") >= 3


def test_amber_alone_is_not_seen_on_white_which_is_why_its_shape_has_a_dark_edge():
    assert contrast("#f47738", "#ffffff") < 3 <= contrast("#0b0c0c", "#ffffff")


@pytest.mark.parametrize(
    ("colour", "id_"),
    [("#12436d", None), ("#ffdd00", "totalplace.E002"), ("navy", "totalplace.E001"), ("#fff;}*{", "totalplace.E001")],
)
def test_a_colour_that_hides_the_header_or_is_none_is_refused_at_start(colour, id_):
    with override_settings(BRAND_COLOUR=colour):
        assert [problem.id for problem in brand_colour_carries_white_words(None)] == ([id_] if id_ else [])
