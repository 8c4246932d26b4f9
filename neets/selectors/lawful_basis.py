"""By what right each field of a young person is kept: read from a reference file, which a test holds to the models."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings

from neets.models import AccessLog, Identification
from neets.selectors.held import tables

FILE = "fixtures/reference/neets/lawful-basis.csv"
BASES = {
    "task": "Public task (UK GDPR Article 6(1)(e))",
    "special": "Public task, with substantial public interest (Articles 6(1)(e) and 9(2)(g), and Article 10)",
    "duty": "Legal obligation (Article 6(1)(c))",
    "none": "No personal data by itself",
}
KEPT = {
    "record": "until the record is deleted",
    "import": "as long as the import it came with",
    "log": "as long as the log, which is never deleted",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: `table` and `field` by their names in code, the rest in words."""

    table: str
    field: str
    basis: str
    purpose: str
    kept: str


@cache
def entries() -> tuple[Entry, ...]:
    """Every entry, in the file's order."""
    with (settings.BASE_DIR / FILE).open(encoding="utf-8", newline="") as file:
        return tuple(
            Entry(row["table"], row["field"], BASES[row["basis"]], row["purpose"], KEPT[row["kept"]])
            for row in csv.DictReader(file)
        )


def fields_kept() -> list[tuple[str, str]]:
    """(table, field) of every column that is of one person, but for histories, which hold what their tables hold."""
    of_one = {model: None for model, _ in tables() if not hasattr(model, "pgh_tracked_model")}
    logs = dict.fromkeys((AccessLog, Identification))
    return [
        (apps.get_model(model._meta.label)._meta.model_name or "", field.name)
        for model in of_one | logs
        for field in model._meta.concrete_fields
    ]


def as_table() -> str:
    """The entries as a table of docs/dpia.md."""
    head = "| Table | Field | Lawful basis | Purpose | Kept |\n|---|---|---|---|---|\n"
    rows = (f"| `{e.table}` | `{e.field}` | {e.basis} | {e.purpose} | {e.kept} |" for e in entries())
    return head + "\n".join(rows) + "\n"
