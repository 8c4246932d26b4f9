"""How the pages of an import speak of what an app lets in, and where they lead: said by the app, shown by the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from totalplace.importing.targets import target_for

if TYPE_CHECKING:
    from totalplace.models import ImportBatch, User


class Touched(NamedTuple):
    """A record that an import added or changed: its title, its reference, and the address of its page ("" for none)."""

    title: str
    reference: str
    url: str


def _nowhere(reference: str) -> str:
    return ""


def _nothing(batch: ImportBatch, user: User) -> list[Touched]:
    return []


@dataclass(frozen=True, eq=False)
class ImportPages:
    """Words and addresses of one kind of import.

    `prefix` begins the names of its addresses (`totalplace.import_addresses`). `noun` is "one,many". `together` gives
    fields that are decided as one their leader. `faults` and `matched_by` name codes in words.
    """

    prefix: str
    crumb: tuple[str, str]
    title: str
    lead: str
    noun: str
    whose: str
    list_words: str
    list_url: Callable[[ImportBatch], str]
    advice: tuple[str, ...] = ()
    record_url: Callable[[str], str] = _nowhere
    touched: Callable[[ImportBatch, User], list[Touched]] = _nothing
    touched_url: Callable[[ImportBatch], str] | None = None
    together: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    matched_by: Mapping[str, str] = field(default_factory=dict)
    may_clear: bool = True
    # What the page of an import that is in shows further, of its app's own.
    result_template: str = ""
    missing_order: tuple[str, ...] = ("name", "id")

    @property
    def one(self) -> str:
        return self.noun.partition(",")[0]

    @property
    def many(self) -> str:
        return self.noun.partition(",")[2]


_pages: dict[str, ImportPages] = {}


def register_pages(kind: str, pages: ImportPages) -> None:
    """Say how the pages of this kind speak; called from an app's `ready()`."""
    _pages[kind] = pages


def pages_for(kind: str) -> ImportPages:
    """The words and addresses of a kind; KeyError when no app registered it."""
    return _pages[kind]


def kinds_at(prefix: str) -> list[tuple[str, str]]:
    """The (kind, label) of what is let in at the addresses that begin so, in the order of registration."""
    return [(kind, target_for(kind).label) for kind, pages in _pages.items() if pages.prefix == prefix]


def step_url(batch: ImportBatch, step: str) -> str:
    """The address of a step of this import: "columns", "faults" …"""
    return reverse(f"{pages_for(batch.kind).prefix}_{step}", args=[batch.pk])


def list_url(batch: ImportBatch) -> str:
    """The address where files like this one are uploaded, and imports so far listed."""
    return reverse(f"{pages_for(batch.kind).prefix}_list")
