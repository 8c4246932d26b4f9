"""The data dictionary: every table, field, code list and rule, told from the models alone."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField, IntegerRangeField
from django.db import models

HEAD = """# Data dictionary

Made from the models by `manage.py data_dictionary`; a test holds it to them. Text fields that may be empty hold "" for
not known, others null. Money is in pounds, areas in m² or hectares as the field's name says, geometry in EPSG:27700.
Every record marked *history* is kept, with each change, by the database; *version* moves with each change.
"""


def data_dictionary() -> str:
    """The whole dictionary as Markdown."""
    parts = [HEAD]
    for config in apps.get_app_configs():
        if Path(config.path).parent == Path(settings.BASE_DIR):
            parts.append(f"## {config.verbose_name}\n")
            parts += [_model(model) for model in config.get_models() if not hasattr(model, "pgh_tracked_model")]
    return "\n".join(parts)


def _model(model: type[models.Model]) -> str:
    marks = [mark for mark, name in (("history", "pgh_event_model"), ("version", "version")) if hasattr(model, name)]
    marked = f" *({', '.join(marks)})*" if marks else ""
    lines = [f"### {model._meta.object_name}{marked}", "", _words(model), "", f"Table `{model._meta.db_table}`.", ""]
    lines += ["| field | is | may be unknown | values |", "|---|---|---|---|"]
    lines += [_field(field) for field in model._meta.fields if not field.primary_key or field.name != "id"]
    rules = list(_rules(model))
    if rules:
        lines += ["", "Rules the database keeps:", "", *rules]
    return "\n".join([*lines, ""])


def _words(model: type[models.Model]) -> str:
    return " ".join((inspect.getdoc(model) or "").split())


def _field(field: Any) -> str:
    unknown = "yes" if field.null or (field.blank and isinstance(field, models.CharField | models.TextField)) else ""
    kept = " (kept by the database)" if not field.editable or isinstance(field, models.GeneratedField) else ""
    return f"| `{field.name}` | {_kind(field)}{kept} | {unknown} | {_values(field)} |"


def _kind(field: Any) -> str:
    """What a field holds, in words."""
    if field.related_model:
        return f"one {field.related_model._meta.object_name}"
    if isinstance(field, GeometryField):
        return {"POINT": "point", "MULTIPOLYGON": "polygons"}.get(field.geom_type, "shape")
    if isinstance(field, models.DecimalField):
        return f"number, {field.decimal_places} decimals"
    if isinstance(field, models.CharField) and field.max_length:
        return f"text, at most {field.max_length:,}"
    if isinstance(field, ArrayField):
        return f"list of {_kind(field.base_field)}"
    kinds = {
        IntegerRangeField: "first and last number",
        models.TextField: "text",
        models.BooleanField: "yes or no",
        models.DateTimeField: "moment",
        models.DateField: "date",
        models.FileField: "file",
        models.JSONField: "structure",
        models.UUIDField: "UUID",
        models.IntegerField: "whole number",
        models.GeneratedField: "text",
    }
    return next((words for kind, words in kinds.items() if isinstance(field, kind)), "value")


def _values(field: Any) -> str:
    """The field's code list, or its explanation."""
    if field.choices:
        return "; ".join(f"`{code}` {label}" for code, label in field.flatchoices if code != "")
    return str(field.help_text)


def _rules(model: type[models.Model]) -> Iterator[str]:
    """Each constraint: its own words for people where it has them, else its name, which is a sentence."""
    for rule in model._meta.constraints:
        message = str(rule.violation_error_message)
        if message == str(rule.default_violation_error_message):
            message = rule.name.replace("_", " ").capitalize() + "."
        if isinstance(rule, models.UniqueConstraint) and rule.fields:
            message += f" One for each {' + '.join(rule.fields)}."
        yield f"* `{rule.name}`: {message}"
