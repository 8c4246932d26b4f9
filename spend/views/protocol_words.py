"""The columns of planned changes, answers and rules in words, for the page of a conflict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from spend.choices import ChangeKind, Group
from spend.selectors.planned_areas import areas_coded
from totalplace.models import Organisation
from totalplace.selectors.wording import FieldWording
from totalplace.templatetags.formats import money


def words_of(model: type[models.Model]) -> Callable[[str, Any], str]:
    """A function that tells the value of one of a model's columns, or of what belongs to it."""

    def words(name: str, value: Any) -> str:
        if name in _PARTS:
            return _PARTS[name](value) or "none"
        field = next(each for each in model._meta.concrete_fields if name in (each.attname, each.name))
        return FieldWording(field, lambda related, key: str(related._default_manager.get(pk=key))).words(value)

    return words


def _amounts(rows: Any) -> str:
    return "; ".join(f"{year}: {money(amount)}" for year, amount in rows)


def _areas(codes: Any) -> str:
    names = areas_coded(codes)
    return "; ".join(names.get(code, code) for code in codes)


def _effects(rows: Any) -> str:
    names = dict(Organisation.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "name"))
    return "; ".join(f"{names.get(body, body)}: {money(cost)} {words}".strip() for body, cost, words in rows)


def _labelled(codes: type[models.TextChoices]) -> Callable[[Any], str]:
    labels = dict(codes.choices)
    return lambda values: "; ".join(str(labels.get(value, value)) for value in values)


_PARTS: dict[str, Callable[[Any], str]] = {
    "amounts": _amounts,
    "areas": _areas,
    "effects": _effects,
    "groups": _labelled(Group),
    "community_kinds": _labelled(ChangeKind),
}
