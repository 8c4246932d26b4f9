"""For the operator's monitor: is the process alive, and can it do its work?"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from totalplace import jobs


class NotReady(Exception):
    """A check that failed, in words for the operator."""


def check_database() -> str:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "answers"


def check_migrations() -> str:
    """No migration waits to be run."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise NotReady(f"{len(waiting)} not applied: run `manage.py migrate`")
    return "all applied"


def check_cache() -> str:
    """The table of the cache is there. `migrate` does not make it; without it signing in fails."""
    table = settings.CACHES["default"]["LOCATION"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [connection.ops.quote_name(table)])
        if cursor.fetchone()[0]:
            raise NotReady(f"its table {table} is missing: run `manage.py prepare`")
    return "is there"


def check_worker() -> str:
    """A job worker is there."""
    if not jobs.worker_is_alive():
        raise NotReady("not running: start `manage.py worker`")
    return "running"


CHECKS: dict[str, Callable[[], str]] = {
    "database": check_database,
    "migrations": check_migrations,
    "cache": check_cache,
    "worker": check_worker,
}


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked, the database least of all."""
    return JsonResponse({"status": "alive"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every check passes, else 503, with what each found."""
    checks = {name: run_check(check) for name, check in CHECKS.items()}
    is_ready = all(result["ok"] for result in checks.values())
    return JsonResponse(
        {"status": "ready" if is_ready else "not ready", "checks": checks},
        status=200 if is_ready else 503,
    )


def run_check(check: Callable[[], str]) -> dict[str, bool | str]:
    """What one check found. A database that fails is the answer, not an error of ours; its words stay in the log."""
    try:
        return {"ok": True, "detail": check()}
    except NotReady as problem:
        return {"ok": False, "detail": str(problem)}
    except DatabaseError as problem:
        return {
            "ok": False,
            "detail": f"the database does not answer ({type(problem).__name__})",
        }
