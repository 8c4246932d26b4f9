"""What the tests of editing do on a page: fill in a form as a browser would, send it, choose in a conflict."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client

from estate.models import Property
from tests.integration.estate.conftest import County
from totalplace.selectors.history import Change, history_of


def boxes(client: Client, address: str) -> dict[str, Any]:
    """The form of a page as a browser would send it back untouched."""
    return filled(client.get(address).context["form"])


def filled(form: Any) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    sent: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if getattr(field.field, "look", "") == "rows":
            for number, row in enumerate(value):
                sent |= {f"{field.name}-{number}-{key}": text for key, text in row.items()}
        elif value is not None and value is not False:
            sent[field.name] = value
    return sent


def send(client: Client, address: str, **changes: Any) -> Any:
    """Open a form, change some of its boxes, save."""
    return post(client, address, boxes(client, address) | changes)


def post(client: Client, address: str, sent: dict[str, Any]) -> Any:
    """A request as it is outside a test: its history context ends with it, though the test's transaction goes on."""
    new_context()
    return client.post(address, sent)


def new_context() -> None:
    """End the history context that the test's one transaction would carry on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


def told(county: County, reason: str) -> Change:
    """The one change of County Hall's history that was made for this reason."""
    history = history_of(county.hall, user=county.people["officer-wcc"])
    (change,) = [each for each in history if each.why == reason]
    return change


def edit(prop: Property, rest: str) -> str:
    """An address under a property's edit/."""
    return f"/estate/{prop.reference}/edit/{rest}/"


def on_page(answer: Any) -> dict[str, list[str]]:
    """What the page of a conflict would send, as its hidden boxes and checked choices stand."""
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]+>", answer.content.decode()):
        parts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if parts.get("type") == "hidden" or (parts.get("type") == "radio" and " checked" in tag):
            sent.setdefault(parts["name"], []).append(unescape(parts["value"]))
    sent.pop("csrfmiddlewaretoken", None)
    return sent
