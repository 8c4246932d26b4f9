"""All that is held of one young person: every table that leads to her, found from the models themselves.

So a table that is added tomorrow is in the copy that she is given, and goes when her record goes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from neets.models import AccessLog, Identification, Plan, YoungPerson


def tables() -> Iterator[tuple[type[models.Model], str]]:
    """Each model whose rows are of one person, histories included, with the path of conditions that leads to her."""
    yield YoungPerson, "pk"
    for model in apps.get_app_config("neets").get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is YoungPerson:
                yield model, field.name
            elif field.related_model is Plan:
                yield model, f"{field.name}__person"


def histories() -> Iterator[tuple[type[models.Model], str]]:
    """Those of them that are event tables."""
    return ((model, path) for model, path in tables() if hasattr(model, "pgh_tracked_model"))


def held_of(person: YoungPerson) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table that has any, with codes in words where a list has them. Asked under stewardship."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model, path in tables():
        rows = model._default_manager.filter(**{path: person.pk}).order_by("pk")
        found[model._meta.label_lower] = [_row(row) for row in rows]
    for log in (AccessLog, Identification):
        found[log._meta.label_lower] = [_row(row) for row in log.objects.filter(pseudonym=person.pseudonym)]
    return {name: rows for name, rows in found.items() if rows}


def _row(row: models.Model) -> dict[str, Any]:
    return {field.name: _value(row, field) for field in row._meta.concrete_fields if field.name != "pgh_context"}


def _value(row: models.Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    if value is None:
        return None
    if field.related_model is not None:
        return _named(row, field, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return value if isinstance(value, bool | int | str | list | dict) else _text(value)


def _named(row: models.Model, field: Any, key: Any) -> Any:
    """A record that is no one person's by its name, another of hers by its number."""
    of_her = {model for model, _ in tables()}
    return key if field.related_model in of_her or field.name == "pgh_obj" else str(getattr(row, field.name))


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
