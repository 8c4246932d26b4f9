"""Fixtures for journeys in a real Chromium: `page`, `signed_in(page, username)` and `axe(page)`."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
# Violations alone are told: to describe all that is right takes axe longer than to look. `preload` would ask for every
# style sheet and recording again, for rules about what no page of ours has.
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing that a page asks for may leave this machine, whatever the page says.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


class Server:
    """Total Place as it is served, on a free port of this machine."""

    def __init__(self) -> None:
        # WhiteNoise serves the collected files; Django's own test handler would know only their sources.
        self._thread = LiveServerThread("localhost", static_handler=lambda application: application)
        self._thread.daemon = True
        self._thread.start()
        self._thread.is_ready.wait()
        if self._thread.error:
            raise self._thread.error
        self.url = f"http://localhost:{self._thread.port}"

    def come_to_rest(self, patience: float = 10) -> None:
        """Wait until all that the browser asked is answered, at most `patience` seconds.

        A page that is left leaves questions behind, and they would hold the tables that the test's end empties.
        """
        deadline = time.monotonic() + patience
        for thread in threading.enumerate():
            # Each of the browser's connections has a thread, which ends with it and lets go of its database.
            if "process_request_thread" in thread.name:
                thread.join(max(0, deadline - time.monotonic()))

    def stop(self) -> None:
        """Close the port."""
        self._thread.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for each worker: $CHROMIUM, else the one on the path."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.fail("the browser tests need Chromium: run bin/test, or set CHROMIUM=/path/to/chromium")
    # Playwright's loop runs in this thread, and Django would take every query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def _served(django_db_setup: None, static_files: None) -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def server(_served: Server, transactional_db: None) -> Iterator[Server]:
    """A running Total Place over the test's own database; `server.url` is its address."""
    yield _served
    _served.come_to_rest()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser profile of its own for each test; `page.goto("/estate/")` goes to the server under test."""
    opened = browser.new_context(base_url=server.url, locale="en-GB", timezone_id="Europe/London")
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page 1280 px wide. A script error, or anything else that it logs as one, fails the test."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.extend(_complaint(message)))
    _wait_for_scripts(opened)
    yield opened
    if not request.node.get_closest_marker("console_errors_expected"):
        assert errors == [], "the browser's console shows errors"


def _wait_for_scripts(page: Page) -> None:
    """Make `goto` and `reload` of this page return only once its scripts run: a key pressed before is lost."""

    def waiting(go: Callable[..., Any]) -> Callable[..., Any]:
        def gone(*args: Any, **options: Any) -> Any:
            response = go(*args, **options)
            if page.locator("script[type=module]").count():
                page.locator("html[data-ready]").wait_for(state="attached")
            return response

        return gone

    page.goto, page.reload = waiting(page.goto), waiting(page.reload)  # type: ignore[method-assign]


def _complaint(message: ConsoleMessage) -> list[str]:
    """A console error in words. That the page itself was refused (403, 404…) is the test's own business."""
    address = message.location.get("url", "")
    page_itself = message.page is not None and address == message.page.url
    if message.type != "error" or (page_itself and message.text.startswith("Failed to load resource")):
        return []
    return [f"{message.text} ({address})"]


@pytest.fixture
def signed_in(server: Server) -> Callable[[Page, str], Page]:
    """A function that signs a person in on a page by their session, without the sign-in form."""

    def sign_in(page: Page, username: str) -> Page:
        client = Client()
        client.force_login(
            get_user_model().objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
        return page

    return sign_in


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """A function that checks a page against WCAG 2.2 AA and returns each violation as a line."""
    source = AXE.read_text()

    def violations(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        report: dict[str, Any] = page.evaluate(
            "async options => ({ violations: (await axe.run(options)).violations })", AXE_OPTIONS
        )
        return [
            f"{found['id']} ({found['impact']}): {found['help']} at {[node['target'] for node in found['nodes'][:3]]}"
            for found in report["violations"]
        ]

    return violations
