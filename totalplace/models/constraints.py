"""Constraints that models of every app share, as functions that name them alike."""

from django.db.models import CheckConstraint, Choices, Q


def not_negative(model: str, *fields: str) -> list[CheckConstraint]:
    """One constraint a field: unknown or at least nought."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}),
            name=f"{model}_{field}_not_negative",
            violation_error_message=f"{field.replace('_', ' ').capitalize()} cannot be negative.",
        )
        for field in fields
    ]


def known(model: str, *, blank: bool = False, **fields: type[Choices]) -> list[CheckConstraint]:
    """One constraint a field: its code is on its list (or "" for not known, where `blank`)."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}__in": [*([""] if blank else []), *codes.values]}), name=f"{model}_{field}_known"
        )
        for field, codes in fields.items()
    ]
