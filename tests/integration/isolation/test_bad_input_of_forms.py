"""What an officer's pages are given by accident or malice, and where each is shown to be refused in words.

The issue's own list, each with the test that holds it; and every box of every form filled with what no box expects.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.integration.isolation.addresses import questions
from tests.integration.isolation.scene import Scene
from tests.integration.isolation.test_bad_input import no_error
from tests.integration.isolation.test_other_bodies import tries

TESTS = Path(__file__).resolve().parents[2]
HELD_BY = {
    "stale version": "integration/editing/test_conflicts.py::test_the_same_field_is_asked_with_all_three_states",
    "two tabs": "browser/test_drawing.py::test_two_tabs_draw_differently_and_both_are_on_one_map",
    "double click on save": "integration/rating/test_service.py::test_the_same_rating_sent_twice_is_stored_once",
    "rating without its reason": "integration/rating/test_rows.py::test_each_refusal_says_why_in_words",
    "lease that ends before it starts, and 31/02/2027": "integration/editing/test_forms.py::"
    "test_what_is_wrong_with_a_belonging_is_said_at_its_box",
    "5,001 rows in bulk": "integration/estate/test_bulk.py::test_5001_are_refused_and_5000_are_taken",
    "one forbidden row": "integration/estate/test_bulk.py::"
    "test_one_forbidden_row_and_one_that_is_hidden_are_told_alike",
    "a sensitive site's id guessed": "contract/test_rights_everywhere.py::"
    "test_no_answer_is_other_than_if_it_had_never_been",
    "script in a note": "integration/isolation/test_bad_input.py::test_a_note_keeps_any_words_and_shows_them_as_words",
    "a program with a .pdf name": "integration/isolation/test_attachments.py::"
    "test_a_web_page_or_program_is_refused_whatever_it_is_called",
    "mail server down": "integration/core/test_administration.py::"
    "test_with_the_mail_server_down_the_person_is_stored_and_the_page_says_that_no_link_went_out",
}
# A null byte alone and among letters, a megabyte, a day that is none, a number too long for any column.
VALUES = ("\0", "a\0b", "x" * 1_000_000, "31/02/2027", "9" * 400)


@pytest.mark.parametrize("named", HELD_BY.values(), ids=list(HELD_BY))
def test_each_bad_input_of_the_list_has_its_test(named: str) -> None:
    path, _, name = named.partition("::")
    assert f"def {name}" in (TESTS / path).read_text(encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize("value", VALUES, ids=["null", "null within", "a megabyte", "no day", "no number"])
def test_no_value_in_any_box_of_any_form_breaks_it(scene: Scene, value: str) -> None:
    client = scene.client("officer-wcc")
    for name, (path, data, _) in tries(scene).items():
        no_error(client.post(path, dict.fromkeys(data, value)), name)
        for field in data if value == "a\0b" else ():
            no_error(client.post(path, data | {field: value}), f"{name} {field}")


@pytest.mark.django_db
@pytest.mark.parametrize("value", VALUES[1:3], ids=["null within", "a megabyte"])
def test_no_value_in_the_boxes_of_a_page_breaks_it(scene: Scene, value: str) -> None:
    """Every page that an officer can open and that has a form: all its boxes at once, with her version still good."""
    client = scene.client("officer-wcc")
    for path in sorted({question.path for question in questions(scene) if "?" not in question.path}):
        form = form_on(client, path)
        if form is None:
            continue
        boxes = {field.html_name: value for field in form}
        version = form["version"].value() if "version" in form.fields else None
        kept = {"version": version} if version else {}
        no_error(client.post(path, boxes | kept), path)
        if len(value) < 1000:
            no_error(client.get(path, boxes), path)


def form_on(client: Client, path: str) -> Any:
    """The Django form that a page shows; None where it shows none."""
    answer = client.get(path)
    if answer.streaming:
        answer.close()
    context = getattr(answer, "context", None)
    form = context.get("form") if context else None
    return form if hasattr(form, "fields") else None
