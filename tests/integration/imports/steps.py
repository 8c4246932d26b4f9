"""An import's steps inside one transaction, without a job: quick, and taken back after the test."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.db import connection

from totalplace.models import ImportBatch, ImportFault, Organisation, User
from totalplace.services import imports as services
from totalplace.services.imports.running import apply_batch
from totalplace.services.imports.undoing import tracked_tables

KIND = "properties"


def csv_file(*rows: dict[str, Any]) -> bytes:
    """Rows as a CSV file, with the columns of all of them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def uploaded(user: User, content: bytes, *, code: str = "WCC", name: str = "sites.csv") -> ImportBatch:
    """A file that was read."""
    return services.start_import(
        user=user, organisation=Organisation.objects.get(code=code), kind=KIND, file=io.BytesIO(content), filename=name
    )


def staged(
    user: User, *rows: dict[str, Any] | bytes, code: str = "WCC", name: str = "sites.csv", **options: Any
) -> ImportBatch:
    """A file that was checked and compared, its columns as guessed."""
    content = rows[0] if isinstance(rows[0], bytes) else csv_file(*rows)  # type: ignore[arg-type]
    batch = uploaded(user, content, code=code, name=name)
    return services.try_mapping(user=user, batch=batch, mapping=batch.mapping, options=options)


def apply(user: User, batch: ImportBatch, **chosen: Any) -> int:
    """Apply it; answers the number of conflicts."""
    batch.reason = "A test"
    for name, value in chosen.items():
        setattr(batch, name, value)
    batch.save()
    conflicts = apply_batch(batch, user, lambda message: None)
    batch.refresh_from_db()
    return conflicts


def applied(
    user: User, *rows: dict[str, Any] | bytes, code: str = "WCC", name: str = "sites.csv", **options: Any
) -> ImportBatch:
    """A file that is in the register."""
    batch = staged(user, *rows, code=code, name=name, **options)
    assert apply(user, batch) == 0
    return batch


def faults(batch: ImportBatch, code: str) -> list[ImportFault]:
    """The faults of one kind, in the order of the file."""
    return list(ImportFault.objects.filter(batch=batch, code=code).order_by("row"))


def actions(batch: ImportBatch) -> dict[int, str]:
    """What each row would do, by its row in the file."""
    return dict(batch.staged_properties.order_by("row").values_list("row", "action"))


def change_of(batch: ImportBatch, row: int = 2) -> dict[str, list[Any]]:
    """{field: [old, new]} of a row."""
    return batch.staged_properties.get(row=row).changes


def whole_register() -> dict[str, list[str]]:
    """Every row of every tracked table as text, but for the moment of its last change."""
    found = {}
    with connection.cursor() as cursor:
        for each in tracked_tables():
            cursor.execute(f"SELECT (to_jsonb(t) - 'updated_at')::text FROM \"{each.table}\" t ORDER BY t.id")
            found[each.table] = [row for (row,) in cursor.fetchall()]
    return found
