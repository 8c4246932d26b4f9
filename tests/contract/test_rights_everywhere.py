"""A sensitive site shows nowhere to those who may not see it: every address there is, asked by every kind of person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.integration.isolation.addresses import ADDRESSES, Question, every_address, is_of_sign_in, questions
from tests.integration.isolation.answers import said
from tests.integration.isolation.scene import PERSONS, SECRETS, Scene, build

READING = ("get", "head", "options")
WRITING = ("post", "put", "patch", "delete")


@pytest.fixture
def scene(db: Any) -> Scene:
    return build()


def twins_answer(client: Client, method: str, question: Question) -> str:
    return question.strip(said(getattr(client, method)(question.twin)))


def test_no_page_comes_into_being_unwatched():
    """A new address needs an entry in tests/integration/isolation/addresses.py: then it is asked like all others."""
    own = {name for name, pattern in every_address() if not is_of_sign_in(pattern)}
    assert own - set(ADDRESSES) == set(), "these addresses have no entry in the table"
    assert set(ADDRESSES) - {name for name, _ in every_address()} == set(), "the table names what is not there"


def test_the_secret_is_there_for_those_who_may_see_it(scene):
    """Else the tests below would pass on an empty county: each secret word is found by the county's own officer."""
    client = scene.client("officer-wcc")
    everything = "\n".join(
        question.strip(said(client.get(question.path))).lower()
        for question in questions(scene)
        if "q=" not in question.path
    )
    assert [secret for secret in SECRETS if secret not in everything and secret != "wr999zz"] == []
    assert scene.hidden.reference in said(client.get(f"/estate/{scene.hidden.reference}/"))


@pytest.mark.parametrize("person", PERSONS)
def test_no_address_tells_a_word_of_it_nor_that_it_is_there(scene, person):
    told, differing, broken = [], [], []
    client, other = scene.client(person), scene.client(person)
    for question in questions(scene):
        for method in READING if "?" not in question.path else READING[:1]:
            answer = getattr(client, method)(question.path)
            words = question.strip(said(answer))
            told += [
                (method, question.path, s) for s in (*SECRETS, scene.hidden.reference.lower()) if s in words.lower()
            ]
            if answer.status_code >= 500 and not question.path.startswith("/readyz"):
                broken.append((method, question.path, answer.status_code))
            if question.twin and words != twins_answer(other, method, question):
                differing.append((method, question.path))
    assert {"told": told, "differing": differing, "broken": broken} == {"told": [], "differing": [], "broken": []}


@pytest.mark.parametrize("person", PERSONS)
def test_writing_to_it_is_answered_like_writing_to_nothing(scene, person):
    told, differing, broken = [], [], []
    client, other = scene.client(person), scene.client(person)
    for question in (each for each in questions(scene) if each.twin and "q=" not in each.path):
        for method in WRITING:
            answer = getattr(client, method)(question.path)
            words = question.strip(said(answer))
            told += [(method, question.path, secret) for secret in SECRETS if secret in words.lower()]
            if answer.status_code >= 500:
                broken.append((method, question.path, answer.status_code))
            if question.twin and words != twins_answer(other, method, question):
                differing.append((method, question.path))
    assert {"told": told, "differing": differing, "broken": broken} == {"told": [], "differing": [], "broken": []}
