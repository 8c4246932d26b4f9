"""Migrations whose SQL lives in a file of its own: one immutable file for each migration."""

from pathlib import Path

from django.db.migrations import RunSQL


def run_sql_file(app: str, name: str, *, reverse: str) -> RunSQL:
    """The operation that runs `<app>/sql/<name>.sql`; `reverse` is the SQL that takes it back."""
    path = Path(__file__).resolve().parents[2] / app / "sql" / f"{name}.sql"
    return RunSQL(path.read_text(encoding="utf-8"), reverse)
