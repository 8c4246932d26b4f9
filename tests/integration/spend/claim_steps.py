"""People who use the claim register, and claims that they bring."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spend.models import Body, Claim, Count, Line, Source
from spend.services.claims import add_claim
from tests.factories import make_person
from totalplace.choices import Role


def analyst(name: str = "ana") -> Any:
    """Somebody with a role, who may bring claims."""
    return make_person(name, [(Role.ANALYST, None)])


def programme(name: str = "pru") -> Any:
    """Somebody who keeps the spend."""
    return make_person(name, [(Role.PROGRAMME, None)])


def said(**changes: Any) -> dict[str, Any]:
    """What a person says of a claim."""
    return {
        "report": "Budget paper", "kind": "count", "place": "Page 4", "statement": "It is £10 a head.",
        "wording": "exactly", "low": Decimal(10), "high": None, "unit": "gbp_each", "tolerance": None,
        "formula": "spend / people", "missing": "", "note": "", "is_shared": False,
    } | changes  # fmt: skip


def number(name: str, value: Any, **changes: Any) -> dict[str, Any]:
    """An input."""
    return {"name": name, "value": None if value is None else Decimal(str(value)), "place": "Table 1"} | changes


def of_two() -> list[dict[str, Any]]:
    return [number("spend", 5000, unit="gbp"), number("people", 500, unit="people")]


def brought(user: Any, **changes: Any) -> Claim:
    """A claim of this person's."""
    return add_claim(user=user, values=said(**changes), inputs=of_two())


def small_count(**changes: Any) -> Count:
    """A published count of three lines of two bodies: £1,000, £200 and £50 for 100 people."""
    source = Source.objects.get_or_create(key="a-report", defaults={"title": "A report", "is_public": True})[0]
    fields: dict[str, Any] = {"published_on": "2010-02-01", "population": 100} | changes
    count = Count.objects.create(
        key="small-2008", title="Small", place_name="Small", year=2008, source=source, place="Appendix", **fields
    )
    one = Body.objects.create(code="ONE", name="One", sector="county")
    two = Body.objects.create(code="TWO", name="Two", sector="district")
    for body, label, amount in ((one, "One, schools", 1000), (one, "One, roads", 200), (two, "Two", 50)):
        Line.objects.create(count=count, body=body, label=label, amount=amount, source=source, place="Appendix")
    return count
