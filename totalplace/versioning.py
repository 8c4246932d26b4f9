"""The one way to check that a record is still as the person saw it. Every write service uses it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from totalplace.models.base import Versioned

V = TypeVar("V", bound=Versioned)


class StaleRecord(Exception):
    """Somebody changed the record since it was read. `record` is as it stands now, and so is `current`, its version.

    Its words are for the person; a page shows `record` beside what she typed, and the API answers 412.
    """

    def __init__(self, record: Versioned, expected: int, current: int) -> None:
        super().__init__(
            f"{record} was changed by somebody else since you opened it. Nothing of yours was stored: "
            "look at what is there now, and make your change again."
        )
        self.record = record
        self.expected = expected
        self.current = current


def lock(queryset: QuerySet[V], pk: Any) -> V:
    """The record, locked until the transaction ends (FOR UPDATE), whatever its version.

    `queryset` is what the person may change: it begins at `visible_to(user)` or `editable_by(user)`. Raises the
    model's DoesNotExist when the record is not in it.
    """
    if not transaction.get_connection(queryset.db).in_atomic_block:
        raise transaction.TransactionManagementError("a lock needs a transaction to be held in")
    # The joins of a guarding queryset must not be locked with it, so the row is locked by its own key.
    record = queryset.model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if record is None or not queryset.filter(pk=pk).exists():
        raise queryset.model.DoesNotExist(f"No such {queryset.model._meta.verbose_name}")
    return record


def lock_current(queryset: QuerySet[V], pk: Any, expected_version: int) -> V:
    """As `lock`, at the version that was expected: StaleRecord when it is another."""
    record = lock(queryset, pk)
    if record.version != expected_version:
        raise StaleRecord(record, expected_version, record.version)
    return record
