"""A status is read by the list it was written under; what nobody can translate is left to a person."""

from __future__ import annotations

import pytest

from neets import choices
from neets.choices import Activity, CodeList, Level, Standing


def test_every_code_of_every_list_has_a_heading_and_a_standing():
    for code_list in (CodeList.NCCIS_2010, CodeList.NCCIS_2020):
        for code in choices.codes_of(code_list):
            assert choices.group_of(code, code_list)
            assert choices.standing_of(code, code_list) in Standing


def test_the_neet_codes_are_those_of_the_list():
    assert choices.codes_standing("neet") == "540 610 615 616 619 620 630 640 650 660 670 680".split()
    assert "550" in choices.codes_standing("neet", CodeList.NCCIS_2010)
    assert choices.codes_standing("re_engagement") == ["530"]
    assert choices.codes_standing("other") == ["710", "720"]


def test_a_code_keeps_the_heading_of_its_own_list():
    assert choices.standing_of("550", CodeList.NCCIS_2010) == Standing.NEET
    assert choices.standing_of("550", CodeList.NCCIS_2020) == Standing.EET
    assert choices.label_of("440", CodeList.NCCIS_2010) == "Training through the Work Programme"
    assert choices.label_of("440") == "Work and Pensions training and support"


@pytest.mark.parametrize(
    ("written", "code_list", "code", "basis"),
    [
        ("619", CodeList.NCCIS_2010, "619", "same"),
        ("550", CodeList.NCCIS_2010, "550", "published"),
        ("720", CodeList.NCCIS_2010, None, "published"),
        (" Entry 2  Employment ", CodeList.WORDS_2009, "410", "our reading"),
        ("Jobseeker’s Allowance", CodeList.WORDS_2009, "619", "our reading"),
        ("moved away", CodeList.WORDS_2009, None, "our reading"),
    ],
)
def test_an_older_list_is_translated_and_says_on_whose_word(written, code_list, code, basis):
    translated = choices.translate(written, code_list)
    assert (translated.code, translated.basis) == (code, basis)


@pytest.mark.parametrize(
    ("written", "code_list"),
    [("999", "nccis-2010"), ("", "nccis-2020"), ("720", "nccis-2020"), ("playing pool", "words-2009")],
)
def test_what_no_list_knows_is_not_guessed(written, code_list):
    assert choices.translate(written, code_list) is None


def test_every_code_survives_translation_or_says_that_it_cannot():
    for code in choices.codes_of(CodeList.NCCIS_2010):
        translated = choices.translate(code, CodeList.NCCIS_2010)
        assert translated.code == code or (code == Activity.ASYLUM and translated.note)


def test_levels_have_an_order_and_learning_without_a_level_has_none():
    assert [Level(value).rank for value in ("none", "entry", "1", "2", "3", "4")] == [None, 0, 1, 2, 3, 4]
