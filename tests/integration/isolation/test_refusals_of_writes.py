"""What a write is refused with says of a hidden site what it says of a site that is not there: to the last letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from estate.services.sites import make_site
from tests.integration.isolation.answers import said
from tests.integration.isolation.question import NOBODYS_REFERENCE, Question
from tests.integration.isolation.scene import Scene

GOOD = '{"name": "Mine", "rating": "red", "reason": "no_change"}'
BODIES = ("{}", GOOD, '{"organisation": "BDC"}', "[", '{"use": 7}')
HEADERS: tuple[dict[str, str], ...] = ({}, {"If-Match": '"1-00000000"'}, {"If-Match": "*"}, {"If-Match": "colour"})


def of_a_property() -> Iterator[str]:
    """The names of all addresses about one property by its reference alone."""
    found = get_resolver().reverse_dict
    for name in found:
        by_reference = any(names == ["reference"] for forms, *_ in found.getlist(name) for _, names in forms)
        if isinstance(name, str) and by_reference and takes_properties(name):
            yield name


def takes_properties(name: str) -> bool:
    """Whether an address takes the reference of a property: claims and planned changes have references of their own."""
    try:
        return bool(reverse(name, args=[NOBODYS_REFERENCE]))
    except NoReverseMatch:
        return False


def pairs(client: Client, method: str, name: str, hidden: str, **sent: Any) -> tuple[str, str]:
    """What is said of the hidden site, and of none."""
    there, nowhere = (reverse(name, args=[reference]) for reference in (hidden, NOBODYS_REFERENCE))
    question = Question(there, nowhere, (hidden, NOBODYS_REFERENCE))
    answers = [question.strip(said(client.generic(method, path, **sent))) for path in (there, nowhere)]
    return answers[0], answers[1]


@pytest.mark.parametrize("person", ["officer-bdc", "partner"])
def test_no_page_or_resource_of_a_hidden_site_refuses_otherwise_than_of_none(scene: Scene, person: str) -> None:
    client, hidden = scene.client(person), scene.hidden.reference
    names = sorted(of_a_property())
    assert {"api_property", "api_close", "property_merge"} <= set(names)
    for name in names:
        if not name.startswith("api_"):
            form = {"data": "references=x&name=Mine", "content_type": "application/x-www-form-urlencoded"}
            there, nowhere = pairs(client, "POST", name, hidden, **form)
            assert there == nowhere, name
            continue
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            for body in BODIES:
                sent: dict[str, Any] = {"data": body, "content_type": "application/json", "headers": HEADERS[1]}
                there, nowhere = pairs(client, method, name, hidden, **sent)
                assert there == nowhere, (method, name, body)
        for headers in HEADERS:
            sent = {"data": GOOD, "content_type": "application/json", "headers": headers}
            there, nowhere = pairs(client, "PATCH", name, hidden, **sent)
            assert there == nowhere, (name, headers)


def test_a_hidden_site_named_beside_ones_own_is_refused_as_one_that_is_not_there(scene: Scene) -> None:
    officer, own = scene.people["officer-bdc"], scene.neighbour
    site = make_site(user=officer, name="Hall site", properties=[own.pk])
    asked: list[tuple[str, dict[str, Any]]] = [
        (reverse("property_merge", args=[own.reference]), {"references": "{}"}),
        (reverse("merge_begin"), {"chosen": [own.reference, "{}"]}),
        (reverse("site_add"), {"name": "Mine", "references": "{}"}),
        (reverse("site_add"), {"name": "Mine", "references": f"{own.reference} {{}}"}),
        (reverse("site_join", args=[site.pk]), {"references": "{}"}),
        (reverse("site_leave", args=[site.pk]), {"property": "{}", "version": "1"}),
        (reverse("bulk_begin"), {"chosen": ["{}"], "references": "{}"}),
    ]
    for path, data in asked:
        told = []
        for reference in (scene.hidden.reference, NOBODYS_REFERENCE):
            sent = json.loads(json.dumps(data).replace("{}", reference))
            question = Question(path, words=(scene.hidden.reference, NOBODYS_REFERENCE))
            # A browser of its own each time: a page also shows what the one before it left to be said.
            told.append(question.strip(said(scene.client("officer-bdc").post(path, sent))))
        assert told[0] == told[1], path
