"""Who takes part in an import that is killed: the worker, and the officer with her browser."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.kill_server import Server, until

ROOT = Path(__file__).resolve().parent.parent
LIVE = "kill_import"


class Bench:
    """The server, the worker, the officer's browser and the one import."""

    def __init__(self, server: Server, rows: int) -> None:
        self.server, self.rows = server, rows
        self.worker: subprocess.Popen[bytes] | None = None
        self.full: dict[str, int] = {}

    # --- What is there ---

    def ask(self, sql: str, values: list[Any] | None = None) -> Any:
        return self.server.ask(LIVE, sql, values)

    def count(self, table: str) -> int:
        return self.ask(f"SELECT count(*) FROM {table}")

    def share_written(self, table: str) -> float:
        """How much of a table's pages the open transaction has filled, of those it fills in the end.

        The file itself is asked: a register being filled is closed to readers, and its size waits as they do.
        """
        return self.ask(f"SELECT size FROM pg_stat_file(pg_relation_filepath('{table}'))") / self.full.get(table, 1)

    def is_in_commit(self) -> bool:
        """Whether the transaction waits where SLOW_COMMIT holds it up."""
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
        return self.ask(waiting) > 0

    # --- The worker ---

    def start_worker(self) -> None:
        with (self.server.folder / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, stdout=log, stderr=log)
        until(lambda: self.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") > 0, "the worker is there")

    def stop_worker(self) -> None:
        if self.worker and self.worker.poll() is None:
            self.worker.kill()
            self.worker.wait()

    # --- The officer ---

    def begin(self) -> None:
        """Open a database just copied."""
        from django.db import connections
        from django.test import Client

        from totalplace.models import ImportBatch

        connections.close_all()
        self.batch = ImportBatch.objects.select_related("created_by").latest("pk")
        self.client = Client(raise_request_exception=True)
        self.client.force_login(self.batch.created_by, backend="django.contrib.auth.backends.ModelBackend")

    def press(self, name: str, data: dict[str, Any] | None = None, pk: int | None = None) -> None:
        from django.urls import reverse

        answer = self.client.post(reverse(name, args=[pk or self.batch.pk]), data or {})
        if answer.status_code != 302:
            raise SystemExit(f"{name} answered {answer.status_code}: {words_of(answer.content.decode())}")

    def check(self) -> None:
        from tests.import_steps import as_guessed

        self.press("import_columns", as_guessed(self.client, self.batch))

    def apply(self) -> None:
        self.press("import_apply", {"reason": "A bench", "missing_action": "keep"})

    def page(self, name: str = "import_here") -> str:
        """What the page of the import says, in words."""
        from django.urls import reverse

        return words_of(self.client.get(reverse(name, args=[self.batch.pk]), follow=True).content.decode())

    def job(self) -> dict[str, Any]:
        """What the job's own address tells."""
        from django.urls import reverse

        self.batch.refresh_from_db()
        return self.client.get(reverse("job", args=[self.batch.job_id]), headers={"Accept": "application/json"}).json()

    def wait_for_end(self) -> float:
        return until(lambda: self.job()["status"] in ("done", "failed"), "the job ends", every=0.1)

    def close(self) -> None:
        from django.db import connections

        connections.close_all()


def words_of(html: str) -> str:
    """The heading and the first paragraph under it."""
    heading = re.search(r"<h1[^>]*>(.*?)</h1>(.*)", html, re.DOTALL)
    if not heading:
        return ""
    first = re.search(r'<p class="govuk-body[^"]*"[^>]*>(.*?)</p>', heading[2], re.DOTALL)
    parts = (heading[1], first[1] if first else "")
    return ": ".join(" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts if part)
