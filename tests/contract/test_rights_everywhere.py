"""A sensitive site shows nowhere to those who may not see it: every address there is, asked by every kind of person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.integration.isolation import matrix
from tests.integration.isolation.addresses import ADDRESSES, every_address, is_of_sign_in
from tests.integration.isolation.asking import (
    Answer,
    Asked,
    County,
    answers_without,
    county,
    undone,
    with_shape,
)
from tests.integration.isolation.changing import busy_day
from tests.integration.isolation.scene import PERSONS, SECRETS, forget_the_secret

pytestmark = pytest.mark.django_db
# Of the others, those who may see the site are asked less, and the analyst sees what the partner sees.
ASKED_EVERYTHING = set(PERSONS) - {"analyst"}
READING = ("get", "head", "options")
WRITING = ("post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def built(django_db_setup: Any, django_db_blocker: Any, static_files: None) -> Iterator[County]:
    """The county, built once for all these tests: each takes back what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield county()
        transaction.set_rollback(True)


@pytest.fixture
def asking(built: County) -> Iterator[County]:
    with undone():
        yield built


def test_no_page_comes_into_being_unwatched():
    """A new address needs an entry in tests/integration/isolation/addresses.py: then it is asked like all others."""
    own = {name for name, pattern in every_address() if not is_of_sign_in(pattern)}
    assert own - set(ADDRESSES) == set(), "these addresses have no entry in the table"
    assert set(ADDRESSES) - {name for name, _ in every_address()} == set(), "the table names what is not there"


# --- The matrix ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", matrix.COLUMNS)
def test_each_role_is_told_what_the_page_of_rights_says(asking, person):
    heard = asking.hear(person, main=person not in ASKED_EVERYTHING)
    found, title = matrix.cells(matrix.column(asking, person, heard)), matrix.COLUMNS[person]
    if matrix.is_to_be_written():
        matrix.write(title, found)
    kept = matrix.written()[title]
    told = {path: word for path, word in found.items() if path in kept or word != matrix.REFUSED}
    assert told == kept, f"docs/rights.md says otherwise; if that is meant, run this file with {matrix.WRITE}=1"


def test_the_secret_is_there_for_those_who_may_see_it(asking):
    """Else the tests below would pass on an empty county: each secret word is found by the county's own officer."""
    everything = "\n".join(answer.words.lower() for answer in asking.hear("officer-wcc", main=True).values())
    assert [secret for secret in SECRETS if secret not in everything and secret != "wr999zz"] == []


# --- What nobody who may not see it is told --------------------------------------------------------------


@pytest.mark.parametrize("person", PERSONS)
def test_no_answer_is_other_than_if_it_had_never_been(asking, person):
    """Status, headers with their ETag and length, cookies and body, to the last byte; and no word of it is in any."""
    scene, main = asking.scene, person not in ASKED_EVERYTHING
    heard = asking.hear(person, main=main)
    assert told(asking, heard) == []
    assert [path for path, answer in heard.items() if answer.status >= 500 and "/readyz" not in path] == []
    open_to_her = answered(asking.main() if main else asking.asked, heard)
    without = answers_without(scene, person, open_to_her, lambda: forget_the_secret(scene))
    assert differing(heard, without) == []


def test_no_answer_moves_while_it_is_worked_on(asking):
    """Whoever asks again with the ETag that she had is answered 304: no edit, rating, lease or closing of the hidden
    site moves a list, a sum, a tile, a calendar or a file."""
    scene, heard = asking.scene, asking.hear("officer-bdc")
    asked = [each for each in answered(asking.asked, heard) if not each[1].twin]
    assert differing(heard, answers_without(scene, "officer-bdc", asked, lambda: busy_day(scene))) == []


@pytest.mark.parametrize("person", ["officer-bdc", "partner", "caseworker", "anonymous"])
@pytest.mark.parametrize("methods", [READING, WRITING], ids=["reading", "writing"])
def test_it_is_asked_for_like_what_is_not_there(asking, person, methods):
    """The same answer, and the same questions to the database in the same order: there is nothing to time."""
    scene, differ = asking.scene, []
    client, other = scene.client(person), scene.client(person)
    for _, question in asking.about_hidden():
        for method in methods if "?" not in question.path else methods[:1]:
            there, shape = with_shape(client, question, method, question.path)
            nowhere, others_shape = with_shape(other, question, method, question.twin)
            assert told(asking, {question.path: there}) == []
            if not same(there, nowhere, question.path, question.twin):
                differ.append((method, question.path, "answers"))
            elif shape != others_shape:
                differ.append((method, question.path, shape, others_shape))
    assert differ == []


def same(there: Answer, nowhere: Answer, path: str, twin: str) -> bool:
    """Whether two answers tell nothing apart. Where the addresses differ in length, so may they."""
    alike = (there.status, there.words) == (nowhere.status, nowhere.words)
    return alike and (there.length == nowhere.length or len(path) != len(twin))


def told(asking: County, found: dict[str, Answer]) -> list[tuple[str, str]]:
    """Each word of the secret that stands in an answer."""
    secrets = (*SECRETS, asking.scene.hidden.reference.lower())
    return [(path, secret) for path, answer in found.items() for secret in secrets if secret in answer.words.lower()]


def answered(asked: list[Asked], heard: dict[str, Answer]) -> list[Asked]:
    """The questions that were not refused."""
    return [each for each in asked if heard[each[1].path].status < 300]


def differing(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """The addresses of `other` that answered otherwise in `one`."""
    return [path for path, answer in other.items() if answer != one[path]]
