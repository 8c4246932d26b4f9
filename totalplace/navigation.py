"""The service navigation and the header's search box, filled by the apps in `ready()`.

A section appears when its app registers it and hides from people who may not open it, so the header never leads
to a page that is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


def everybody(user: Any) -> bool:
    """A section open to all, signed in or not."""
    return True


def signed_in(user: Any) -> bool:
    """A section open to whoever has signed in."""
    return bool(user.is_authenticated)


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the service navigation.

    `url_name` is reversed when the page is drawn; `order` places it (map 10, estate 20, spend 30, young people 40,
    places 50, open data 60, organisations 70, imports 80); `visible` says who is shown it.
    """

    title: str
    url_name: str
    order: int
    visible: Callable[[Any], bool] = signed_in


@dataclass(frozen=True, slots=True)
class SearchBox:
    """Where the header's search goes: a GET to `url_name` with the words in `q`.

    `suggest_url_name`, where there is one, answers suggestions for them (see static/js/components/suggest.js).
    """

    label: str
    url_name: str
    visible: Callable[[Any], bool] = signed_in
    suggest_url_name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A section as one person sees it on one page."""

    title: str
    url: str
    current: bool


_sections: dict[str, Section] = {}
_search_boxes: list[SearchBox] = []


def register(section: Section) -> None:
    """Put a section in the service navigation; registering its url_name again replaces it."""
    _sections[section.url_name] = section


def register_search(box: SearchBox) -> None:
    """Put a search box in the header. The one registered last is shown."""
    _search_boxes.append(box)


def links_for(user: Any, path: str) -> list[Link]:
    """The sections `user` may open, in order. The longest address that begins `path` is the current one."""
    shown = [section for section in _sections.values() if section.visible(user)]
    addresses = {section.url_name: reverse(section.url_name) for section in shown}
    here = max(
        (url for url in addresses.values() if path.startswith(url)),
        key=len,
        default=None,
    )
    return [
        Link(
            section.title,
            addresses[section.url_name],
            addresses[section.url_name] == here,
        )
        for section in sorted(shown, key=lambda section: section.order)
    ]


def search_for(user: Any) -> dict[str, str] | None:
    """The search box `user` is shown as {label, url, suggest_url}, or None."""
    for box in reversed(_search_boxes):
        if box.visible(user):
            suggest_url = reverse(box.suggest_url_name) if box.suggest_url_name else ""
            return {"label": box.label, "url": reverse(box.url_name), "suggest_url": suggest_url}
    return None
