"""What the tests of splitting and merging do: fill in the pages as a browser would, and count what there is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.test import Client

from estate.models import (
    EnergyUse,
    Lease,
    LeaseBreak,
    Occupation,
    Property,
    PropertySuccession,
    PropertyTitle,
    Reshaping,
    RunningCost,
    Valuation,
)
from tests.integration.editing.steps import new_context
from totalplace.selectors.history import Change, history_of

LINE = "LINESTRING (385060 253900, 385060 254200)"
# Each with its columns that may not change in sum, whoever has them.
KEPT = {
    Lease: ("annual_rent",),
    LeaseBreak: (),
    Occupation: ("area_m2", "desks"),
    RunningCost: ("amount",),
    Valuation: ("amount",),
    EnergyUse: ("kwh",),
}


def filled(form: Any) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, "", []):
            sent[field.html_name] = value
    return sent


def start_split(client: Client, prop: Property, **given: Any) -> Any:
    new_context()
    asked = {"parts": "2", "goes_on": "yes", "outline": "line"} | given
    return client.post(f"/estate/{prop.reference}/edit/split/", asked)


def describe(client: Client, address: str, **given: Any) -> Any:
    """Send a form as it opens, but for `given`."""
    new_context()
    sent = filled(client.get(address).context["form"]) | {"reason": "Sold in lots"} | given
    return client.post(address, {name: value for name, value in sent.items() if value is not None})


def confirm(client: Client, address: str) -> Any:
    """Press the button of a preview."""
    seen = client.get(address).context["preview"].seen
    new_context()
    return client.post(address, {"seen": seen})


def split(client: Client, prop: Property, start: dict[str, Any] | None = None, **given: Any) -> Reshaping:
    """Split a property by its pages from end to end."""
    answer = start_split(client, prop, **(start or {}))
    assert answer.status_code == 302, answer.context["form"].errors
    answer = describe(client, answer.url, **({"line": LINE, "name_2": "East yard"} | given))
    assert answer.status_code == 302, answer.context["form"].errors
    answer = confirm(client, answer.url)
    assert answer.status_code == 302, answer.context["problems"]
    return Reshaping.objects.latest("created_at")


def start_merge(client: Client, *props: Property) -> Any:
    new_context()
    return client.post("/estate/merges/", {"chosen": [prop.reference for prop in props]})


def merge(client: Client, keep: Property, *others: Property, **given: Any) -> Reshaping:
    """Merge properties by their pages from end to end."""
    answer = start_merge(client, keep, *others)
    assert answer.status_code == 302, answer.context["problems"]
    answer = client.post(answer.url, {"keep": str(keep.pk)})
    answer = describe(client, answer.url, **given)
    assert answer.status_code == 302, answer.context["form"].errors
    answer = confirm(client, answer.url)
    assert answer.status_code == 302, answer.context["problems"]
    return Reshaping.objects.latest("created_at")


def undo(client: Client, reshaping: Reshaping) -> Any:
    new_context()
    return client.post(f"/estate/reshaped/{reshaping.pk}/undo/")


def everything() -> dict[str, Any]:
    """Every row of the register, but for versions and times: equal when all is as it was."""
    found = {}
    for model in (Property, *KEPT, PropertyTitle, PropertySuccession):
        untold = {"version", "created_at", "updated_at", "search_words"}
        names = [each.attname for each in model._meta.concrete_fields if each.name not in untold]
        found[model.__name__] = [
            tuple(getattr(value, "ewkt", value) for value in row)
            for row in model.objects.order_by("pk").values_list(*names)
        ]
    return found


def sums(*but: type) -> dict[str, Any]:
    """What there is of everything in the register, all properties together; of the open ones, their own figures."""
    figures = ("gross_internal_area_m2", "site_area_ha", "book_value", "required_maintenance")
    found: dict[str, Any] = dict(Property.objects.in_register().aggregate(**{name: Sum(name) for name in figures}))
    for model, names in KEPT.items():
        if model not in but:
            of_open = ~Q(**{f"{'lease__' if model is LeaseBreak else ''}property__status": "closed"})
            counted = {f"{model.__name__}.{name}": Sum(name, filter=of_open) for name in names}
            found |= model.objects.aggregate(**{f"{model.__name__}s": Count("pk", filter=of_open)}, **counted)
    return {name: Decimal(str(value)) if value is not None else None for name, value in found.items()}


def told_of(prop: Property, user: Any) -> Change:
    """The one change of a property's history that was made for the reason given here."""
    (change,) = [each for each in history_of(prop, user=user) if each.why == "Sold in lots"]
    return change
