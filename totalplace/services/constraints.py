"""A database constraint's refusal as words at a field: the constraints hold for every writer, these are for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction

CANNOT = "The database refused this: check the values. Nothing was stored."


@contextmanager
def explained(model: type[models.Model], *, deferred: bool = False) -> Iterator[None]:
    """Turn what the model's constraints refuse inside the block into a ValidationError that names the field.

    The block is a savepoint, so the transaction around it can go on. `deferred` also asks now what the model's own
    triggers would ask when the transaction ends.
    """
    try:
        with transaction.atomic():
            yield
            if deferred:
                _check_deferred()
    except IntegrityError as error:
        raise _explained(model, error) from error
    except DataError as error:
        raise ValidationError("One of the values is too large or too long to be stored. Shorten it.") from error


def _check_deferred() -> None:
    """Let what is asked when a transaction ends be asked now, while the person's words are at hand."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _explained(model: type[models.Model], error: IntegrityError) -> ValidationError:
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name:
            field = next(iter(_fields_of(constraint)), NON_FIELD_ERRORS)
            return ValidationError({field: _words(model, constraint)})
    if name and diag and diag.column_name:  # One of our own triggers, which says itself what is wrong.
        return ValidationError({diag.column_name: diag.message_primary})
    return ValidationError(CANNOT)


def _words(model: type[models.Model], constraint: models.BaseConstraint) -> str:
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return str(constraint.violation_error_message)
    if isinstance(constraint, models.UniqueConstraint):
        names = " and ".join(
            str(getattr(model._meta.get_field(name), "verbose_name", name)) for name in constraint.fields[1:]
        )
        return f"There is already one with this {names}. Change that one, or choose another {names}."
    return CANNOT


def _fields_of(constraint: Any) -> list[str]:
    """The fields a constraint is about, the likeliest to mend last."""
    if isinstance(constraint, models.UniqueConstraint):
        return [*reversed(constraint.fields), *_in_expressions(constraint.expressions)]
    return list(dict.fromkeys(_named(constraint.condition)))


def _in_expressions(expressions: Any) -> list[str]:
    found: list[Any] = [part for each in expressions for part in each.flatten() if isinstance(part, models.F)]
    return [part.name for part in found]


def _named(condition: models.Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _named(child)
        elif isinstance(child, tuple):
            yield child[0].partition("__")[0]
