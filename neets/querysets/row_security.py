"""Opening the tables of young people for one purpose: without it PostgreSQL shows no row of them.

    with opened(Purpose.COUNTING):
        MonthlyCount.objects.filter(…)

A caseworker's view is `casework(user)`. Each opens a transaction, and what it opened is shut when the block ends,
however it ends. Beneath it the rule is PostgreSQL's own (neets/sql/0002_row_security.sql, ADR 33).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from neets.choices.records import Purpose
from totalplace.permissions import rights_of


@contextmanager
def opened(purpose: Purpose, agencies: Iterable[int] = ()) -> Iterator[None]:
    """Show the rows that `purpose` may see until the block ends; `agencies` are the caseworker's own, by number."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT neets_open(%s, %s::bigint[])", [purpose.value, list(agencies)])
            (before,) = cursor.fetchone()
        yield
        # After an error the savepoint's end takes back what was opened.
        with connection.cursor() as cursor:
            cursor.execute("SELECT neets_close(%s)", [before])


@contextmanager
def casework(user: Any) -> Iterator[None]:
    """Show the rows of the clients of `user`'s own agencies until the block ends; none where she is no caseworker."""
    agencies = apps.get_model("neets", "Agency").objects.filter(organisation__in=rights_of(user).caseworker_of)
    with opened(Purpose.CASEWORK, agencies.values_list("pk", flat=True)):
        yield
