"""Asking every address as one person, of the county as it is and of the same one without some of its sites."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.integration.isolation.addresses import named_questions
from tests.integration.isolation.answers import said
from tests.integration.isolation.question import Question
from tests.integration.isolation.scene import Scene, build
from totalplace import afterwards

Asked = tuple[str, Question]
Remove = Callable[[], Any]
# What two statements may differ by that do the same: literals, and names that are counted up.
VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b|\"s\d+_x\d+\"|_django_curs_\w+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said, without the words that were asked for; its length as the header has it."""

    status: int
    words: str
    length: str


@dataclass(frozen=True, slots=True)
class County:
    """The county with its secret, and every question there is about it."""

    scene: Scene
    asked: list[Asked]
    heard: dict[tuple[str, bool], dict[str, Answer]] = field(default_factory=dict)

    def hear(self, person: str, *, main: bool = False) -> dict[str, Answer]:
        """What a person is answered to every question, or to the main ones: asked once, for every test undoes what it
        does."""
        if (person, main) not in self.heard:
            self.heard[person, main] = answers(self.scene, person, self.main() if main else self.asked)
        return self.heard[person, main]

    def about_hidden(self) -> list[Asked]:
        """The questions that name the secret site, each with a twin that names nothing."""
        return [(name, question) for name, question in self.asked if question.twin]

    def main(self) -> list[Asked]:
        """Of each address, those questions without a query, and one with: no search for the secret, if there is
        another."""
        plain = [each for each in self.asked if "?" not in each[1].path]
        rest: dict[str, list[Asked]] = {}
        for each in self.asked:
            if "?" in each[1].path:
                rest.setdefault(each[0], []).append(each)
        return plain + [min(found, key=lambda each: bool(each[1].twin)) for found in rest.values()]


def county() -> County:
    """The county, made inside the caller's transaction."""
    scene = build()
    made = County(scene, list(named_questions(scene)))
    afterwards.follow_in_worker()
    # A published file says when it was made, which is when it is first asked for.
    answers(scene, "anonymous", [each for each in made.asked if each[0].startswith("open_data")])
    return made


@contextmanager
def undone() -> Iterator[None]:
    """What is done in it is taken back afterwards. Refusals are meant here, so that nothing is logged."""
    logging.disable(logging.CRITICAL)
    try:
        with transaction.atomic():
            keep = transaction.savepoint()
            yield
            transaction.savepoint_rollback(keep)
    finally:
        logging.disable(logging.NOTSET)


def ask(client: Client, question: Question, method: str = "get", path: str = "") -> Answer:
    """The answer to a question, or, by `path`, to its twin."""
    # What the page before left to be said would stand on this one.
    client.cookies.pop("messages", None)
    answer = getattr(client, method)(path or question.path)
    # A workbook says inside when it was made, so it may be packed a byte longer the next time.
    length = "" if "spreadsheet" in answer.headers.get("Content-Type", "") else answer.headers.get("Content-Length", "")
    return Answer(answer.status_code, question.strip(said(answer)), length)


def answers(scene: Scene, person: str, asked: Iterable[Asked]) -> dict[str, Answer]:
    """The answer to each question by its path, asked in one new browser."""
    client = scene.client(person)
    return {question.path: ask(client, question) for _, question in asked}


def answers_without(scene: Scene, person: str, asked: Iterable[Asked], remove: Remove) -> dict[str, Answer]:
    """The same in the county as `remove` leaves it, which is taken back afterwards."""
    with undone():
        remove()
        afterwards.follow_in_worker()
        return answers(scene, person, asked)


def with_shape(client: Client, question: Question, method: str, path: str) -> tuple[Answer, list[str]]:
    """An answer, and what the database was asked for it, in order, without the values."""
    with CaptureQueriesContext(connection) as captured:
        answer = ask(client, question, method, path)
    return answer, [VALUES.sub("?", query["sql"]) for query in captured.captured_queries]
