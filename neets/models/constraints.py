"""Constraints that several tables of young people share, as functions that name them alike."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import CheckConstraint, Choices, F, Func, Q


class Days(Func):
    """A PostgreSQL daterange: the first day in it, the last not; open where the end is null."""

    function = "daterange"
    output_field = DateRangeField()


def known(model: str, *, blank: bool = False, **fields: type[Choices]) -> list[CheckConstraint]:
    """One constraint a field: its code is on its list (or "" for not known, where `blank`)."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}__in": [*([""] if blank else []), *codes.values]}),
            name=f"{model}_{field}_known",
            violation_error_message=f"The code of {field.replace('_', ' ')} is not on its list.",
        )
        for field, codes in fields.items()
    ]


def not_backward(model: str, start: str, end: str, *, may_equal: bool = True) -> CheckConstraint:
    """The end is unknown, or not before the start (not on it either, unless it `may_equal`)."""
    after = "gte" if may_equal else "gt"
    return CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__{after}": F(start)}),
        name=f"{model}_{end}_not_before_{start}",
        violation_error_message=f"It ends before it starts: the {_words(end)} must come after the {_words(start)}.",
    )


def not_negative(model: str, *fields: str) -> list[CheckConstraint]:
    """One constraint a field: unknown or at least nought."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}),
            name=f"{model}_{field}_not_negative",
            violation_error_message=f"{_words(field).capitalize()} cannot be negative.",
        )
        for field in fields
    ]


def _words(field: str) -> str:
    return field.replace("_", " ")
