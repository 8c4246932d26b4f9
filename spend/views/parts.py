"""The parts of the section Spend, as its own navigation and its front page lead to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from totalplace.navigation import everybody
from totalplace.permissions import Action, may, rights_of


def reads_spend(user: Any) -> bool:
    """Whether more than what is published is open to this person."""
    return rights_of(user).sees_spend


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the section: its name, the name of its address, what is found there and who is shown it."""

    title: str
    url_name: str
    about: str
    visible: Callable[[Any], bool] = reads_spend


def imports_spend(user: Any) -> bool:
    """Whether there is a body whose spending this person may import."""
    return may(user, Action.ANSWER_FOR_SPEND)


PARTS = (
    Part("Lines", "spend_lines", "Every line of a count, in its source’s words", everybody),
    Part("Reconciliation", "spend_reconciliation", "What is in, what is missing and what is counted twice"),
    Part("Claims", "claim_list", "Every figure that documents state, worked out again", everybody),
    Part("Planned changes", "protocol", "What bodies plan, told to their partners before they decide"),
    Part("Payments", "payment_list", "What bodies paid to whom, as they publish it", everybody),
    Part("Suppliers", "supplier_list", "Who is paid, by which bodies and how much", everybody),
    Part("Imports", "spend_import_list", "Bring in payments, budgets and outturns", imports_spend),
)


def addresses(user: Any) -> list[tuple[Part, str]]:
    """The parts open to `user`, each with its address."""
    found = []
    for part in PARTS:
        if part.visible(user):
            try:
                found.append((part, reverse(part.url_name)))
            except NoReverseMatch:
                continue
    return found


def other_parts(user: Any) -> list[dict[str, str]]:
    """What the front page says of the other parts."""
    return [{"title": part.title, "url": url, "about": part.about} for part, url in addresses(user)]


def links_for(user: Any, path: str) -> list[dict[str, Any]]:
    """The section's own navigation: the questions and the other parts; the one that `path` is in is current."""
    front = reverse("spend")
    entries = [("Questions", front), *((part.title, url) for part, url in addresses(user))]
    inside = [url for _, url in entries if url != front and path.startswith(url)]
    here = max(inside, key=len, default=front)
    return [{"title": title, "url": url, "current": url == here} for title, url in entries]
