"""What is asked of a page: no violation at any width, nothing sideways, all of it by keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page, Response

from tests.browser.every_page.view import View

SCRIPTS = Path(__file__).parent / "in_the_page.js"
WIDE, NARROW, HEIGHT = 1280, 320, 900
SUBMIT = "sent => window.everyPage.submit(sent)"


def open_view(page: Page, view: View) -> Iterator[str]:
    """Open it and send what it sends; says where the answer is not the one that was meant."""
    answer = page.goto(view.path)
    _is_ready(page)
    if view.sends:
        prepare(page)
        with page.expect_navigation() as following:
            page.evaluate(SUBMIT, dict(view.sends))
        answer = following.value
        _is_ready(page)
    yield from _is_answered(answer, view)


def _is_answered(answer: Response | None, view: View) -> Iterator[str]:
    status = answer.status if answer else None
    if status != view.status:
        yield f"was answered {status} at {answer and answer.url}"


def _is_ready(page: Page) -> None:
    """Wait until the page's scripts run, where it has any that may."""
    if page.locator("body.js-enabled script[type=module]").count():
        page.locator("html[data-ready]").wait_for(state="attached")


def prepare(page: Page) -> None:
    """Bring in what asks the page: as the browser's own tools do, past the page's policy."""
    page.evaluate(SCRIPTS.read_text())


def fits(page: Page) -> Iterator[str]:
    """Nothing scrolls the page sideways."""
    for said in page.evaluate("window.everyPage.wider()"):
        yield f"scrolls sideways at {page.viewport_size['width']} px: {said}"


def by_keyboard(page: Page) -> Iterator[str]:
    """Tab comes to everything that can be used, and shows where it is."""
    keys = page.evaluate("window.everyPage.watchFocus()")
    press = page.context.new_cdp_session(page)
    for more in (keys, 10, keys):  # A second round where a page begins in its middle, as at its error summary.
        for _ in range(more):
            press.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Tab", "windowsVirtualKeyCode": 9})
        found = page.evaluate("window.everyPage.focused()")
        if not found["missed"]:
            break
    press.detach()
    yield from (f"Tab never comes to {each}" for each in found["missed"])
    yield from (f"focus does not show on {each}" for each in found["faint"])


def without_scripts(scripted: list[dict[str, str]], page: Page) -> Iterator[str]:
    """What stands on the page with scripts, and was not made by them, stands there without them."""
    found = page.evaluate("shown => window.everyPage.hidden(shown)", scripted)
    if not found["heading"]:
        yield "without scripts there is no heading"
    yield from (f"without scripts there is no sight of {each}" for each in found["hidden"])


Axe = Callable[[Page], list[str]]
