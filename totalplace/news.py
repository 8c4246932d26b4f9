"""The kinds of news that a person is told of: apps register theirs in `ready()`.

    news.register(news.Kind("estate.review", "Ratings to review", 10, find=reviews_due, subjects=subjects))

A kind says what is new for one person, and names records for one who may see them at that moment. It is asked about
the bodies whose officer she is, and no others: a digest is about one's own estate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to tell: `key` (at most 100 characters) is the same for as long as it is the same news.

    `words` do not name the record. `object_id` is None where several records are meant, which `path` lists.
    """

    key: str
    organisation: int
    words: str
    object_id: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as one who may see it reads it. A sensitive one has its `name` in no e-mail, only its reference."""

    reference: str
    name: str
    path: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of news. `find(user, bodies)` reads what there is to tell of these bodies, at most a few hundred.

    `subjects(user, keys)` reads those records that `user` may see now.
    """

    code: str
    label: str
    order: int
    find: Callable[[Any, Collection[int]], list[Found]]
    subjects: Callable[[Any, Collection[int]], Mapping[int, Subject]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let people be told of this kind; registering its code again replaces it."""
    _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    """Every kind, in order."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.code))


def kind_coded(code: str) -> Kind | None:
    """The kind of this code; None for one that is registered no more."""
    return _kinds.get(code)
