"""Every page there is, in every state: for everybody, by keyboard alone, on the narrowest phone, without scripts.

The pages are those of the URLconf (every_page/addresses.py): an address that is added and opened by nothing here fails.
What a page is for is tested with its own journeys; here is asked what every page owes to whoever opens it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browser.every_page import addresses, estate_states, other_states, spend_states, young_people_states
from tests.browser.every_page.checks import (
    HEIGHT,
    NARROW,
    WIDE,
    Axe,
    by_keyboard,
    fits,
    open_view,
    prepare,
    without_scripts,
)
from tests.browser.every_page.county import prepared
from tests.browser.every_page.view import View
from tests.browsing import Server

PICTURES = os.environ.get("SCREENSHOTS")
# The pages are shared out so that two workers open them at once; each share makes ready the county again.
SHARES = 2
PHONE = 390
# A package draws these from our schema, piece by piece after the page is there, and their markup is its own: axe and
# Tab are asked of ours.
OF_A_PACKAGE = ("api_docs",)
Tabs = Callable[[str, bool], Page]


@pytest.fixture
def views(server: Server) -> Iterator[tuple[list[View], dict[str, Client]]]:
    """Everything there is to open, and a session of each person."""
    cache.clear()
    scene, clients = prepared()
    found = [
        *addresses.pages(scene, clients), *estate_states.states(scene, clients),
        *other_states.of_imports(scene), *other_states.of_the_rest(scene), *spend_states.of_spend(scene),
        *young_people_states.of_young_people(scene),
    ]  # fmt: skip
    with other_states.at_work(scene.people["officer-wcc"]) as working:
        yield [*found, *working], clients


@pytest.fixture
def tabs(browser: Browser, server: Server, views: tuple[list[View], dict[str, Client]]) -> Iterator[Tabs]:
    """A tab of a person, with scripts or without; each is opened once."""
    opened: dict[tuple[str, bool], Page] = {}

    def tab(person: str, scripts: bool) -> Page:
        if (person, scripts) not in opened:
            context = browser.new_context(base_url=server.url, locale="en-GB", java_script_enabled=scripts)
            context.set_default_timeout(10_000)
            cookie = views[1][person].cookies.get(settings.SESSION_COOKIE_NAME)
            if cookie:
                context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
            opened[person, scripts] = context.new_page()
        return opened[person, scripts]

    yield tab
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize("share", range(SHARES))
def test_every_address_is_opened_and_open_to_everybody(views, tabs: Tabs, axe: Axe, share: int):
    unopened = addresses.names() - {view.name for view in views[0]}
    assert addresses.gone() == set(), "NO_PAGES names what is not there"
    assert unopened == set(), "these need a view in every_page/, or a word in NO_PAGES on why they are no page"
    found = [f"{view}: {said}" for view in views[0][share::SHARES] for said in faults(view, tabs, axe)]
    assert found == [], "\n".join(found)


def faults(view: View, tabs: Tabs, axe: Axe) -> Iterator[str]:
    """All that is wrong with one view."""
    page = tabs(view.person, True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"a script failed: {error}"))
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    yield from open_view(page, view)
    prepare(page)
    scripted = page.evaluate("window.everyPage.seen()")
    yield from () if view.name in OF_A_PACKAGE else axe(page)
    yield from fits(page)
    yield from () if view.name in OF_A_PACKAGE else by_keyboard(page)
    if PICTURES:
        take(page, view)
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    yield from () if view.name in OF_A_PACKAGE else axe(page)
    yield from fits(page)
    yield from errors
    plain = tabs(view.person, False)
    plain.set_viewport_size({"width": WIDE, "height": HEIGHT})
    yield from open_view(plain, view)
    prepare(plain)
    yield from without_scripts(scripted, plain)


def take(page: Page, view: View) -> None:
    """A picture of the view on a desk and on a phone, for whoever asks for them: SCREENSHOTS=folder."""
    name = re.sub(r"\W+", "-", f"{view.name} {view.person} {view.status} {view.path}")[:120]
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
