"""What is left when the worker, or the whole PostgreSQL server, is killed in the middle of an import.

    python bench/kill_import.py [--rows 100000] [--only "half"] [--folder FOLDER]

It makes a PostgreSQL server of its own in a temporary folder, so it needs no DATABASE_URL; run as root, it runs the
server as the user `postgres`. Every case begins from the same copy of a register with a file in it, starts the real
worker, kills the worker or every process of the server with SIGKILL at one moment, starts again what was killed, reads
what the pages say, presses "Run again", and counts. It ends with an error where anything is not as promised.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.kill_people import LIVE, Bench  # noqa: E402 - found only once the path is set
from bench.kill_server import PERSON, PORT, Server, until  # noqa: E402

BEFORE = 100
# With this trigger a transaction that has written everything waits 8 s inside COMMIT, before the record that makes it
# last.
SLOW_COMMIT = """
    CREATE FUNCTION wait_in_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(8); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER wait_in_commit AFTER UPDATE ON totalplace_importbatch DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.status = 'applied') EXECUTE FUNCTION wait_in_commit();
"""


@dataclass(frozen=True)
class Case:
    """One moment of one step; `reached` says when it has come."""

    step: str
    moment: str
    reached: Callable[[], bool]
    slow_commit: bool = False


def prepare(server: Server, rows: int, folder: Path) -> None:
    """A register of another body, and the file uploaded: the database LIVE."""
    from django.core.files.base import File
    from django.core.management import call_command

    from bench.bench_import import make_areas
    from tests.factories import make_officer, make_organisation, make_property
    from totalplace.services import imports as services

    path = folder / "properties.gpkg"
    subprocess.run(
        [sys.executable, ROOT / "bench/bench_import.py", "--rows", str(rows), "--only-make", path], check=True
    )
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    make_areas()
    for _ in range(BEFORE):
        make_property("MHDC")
    with path.open("rb") as file:
        services.start_import(
            user=make_officer("WCC"), organisation=make_organisation("WCC"), kind="properties", file=File(file),
            filename=path.name,
        )  # fmt: skip


def unbroken(bench: Bench) -> None:
    """The import with nothing killed: makes the databases the cases begin from, and says how long it takes."""
    bench.close()
    bench.server.copy(LIVE, "uploaded")
    bench.begin()
    bench.start_worker()
    bench.check()
    took = {"stage": bench.wait_for_end()}
    bench.full["estate_stagedproperty"] = bench.ask("SELECT pg_relation_size('estate_stagedproperty')")
    bench.stop_worker()
    bench.close()
    bench.server.copy(LIVE, "staged")
    bench.begin()
    bench.start_worker()
    bench.apply()
    took["apply"] = bench.wait_for_end()
    bench.full["estate_property"] = bench.ask("SELECT pg_relation_size('estate_property')")
    bench.stop_worker()
    whole(bench, "apply")
    print(f"Nothing killed: checked in {took['stage']:.1f} s, applied in {took['apply']:.1f} s\n", flush=True)


def whole(bench: Bench, step: str, *, are_staged: bool = True) -> None:
    """Everything is there exactly once; the staged rows too, unless a crash emptied their table after the apply."""
    job = bench.job()
    wanted = {
        "job": (job["status"], "done"),
        "batch": (bench.batch.status, "staged" if step == "stage" else "applied"),
        "staged rows": (bench.count("estate_stagedproperty"), bench.rows if are_staged else 0),
    }
    if step == "apply":
        theirs = "estate_property p JOIN totalplace_organisation o ON o.id = p.organisation_id WHERE o.code = 'WCC'"
        wanted |= {
            "properties": (bench.count("estate_property"), BEFORE + bench.rows),
            "events": (bench.count("estate_propertyevent"), BEFORE + bench.rows),
            "references": (bench.ask(f"SELECT count(DISTINCT p.local_reference) FROM {theirs}"), bench.rows),
            "changes": (bench.ask("SELECT count(DISTINCT pgh_context_id) FROM estate_propertyevent"), 1),
        }
    wrong = {name: pair for name, pair in wanted.items() if pair[0] != pair[1]}
    if wrong:
        raise SystemExit(f"not whole: {wrong}; {job}")


def cases(bench: Bench) -> list[Case]:
    """The moments, in the order they come."""
    staged, stored = "estate_stagedproperty", "estate_property"
    return [
        Case("stage", "rows read, half of them stored", lambda: bench.share_written(staged) > 0.5),
        Case("apply", "first rows written", lambda: bench.share_written(stored) > 0.05),
        Case("apply", "half the rows written", lambda: bench.share_written(stored) > 0.5),
        Case("apply", "all written, inside COMMIT", bench.is_in_commit, slow_commit=True),
    ]


def lay_out(bench: Bench, source: str) -> None:
    """LIVE as a case begins from. A killed server empties the unlogged tables of every database: then stage anew."""
    bench.close()
    bench.server.copy(source, LIVE)
    bench.begin()
    if source == "staged" and not bench.count("estate_stagedproperty"):
        lay_out(bench, "uploaded")
        bench.start_worker()
        bench.check()
        bench.wait_for_end()
        bench.stop_worker()
        bench.close()
        bench.server.copy(LIVE, "staged")
        bench.begin()


def as_of_one_moment(bench: Bench) -> tuple[tuple[int, int], bool]:
    """How many properties and staged rows there are, and whether the import is in; a commit may end while we ask."""
    properties, staged, status = bench.ask(
        """SELECT ARRAY[(SELECT count(*)::text FROM estate_property),
                        (SELECT count(*)::text FROM estate_stagedproperty),
                        (SELECT status FROM totalplace_importbatch ORDER BY id DESC LIMIT 1)]"""
    )
    return (int(properties), int(staged)), status == "applied"


def run_case(bench: Bench, case: Case, victim: str) -> list[str]:
    """One case; its line of the table."""
    lay_out(bench, "uploaded" if case.step == "stage" else "staged")
    if case.slow_commit:
        bench.ask(SLOW_COMMIT)
    before = bench.count("estate_property"), bench.count("estate_stagedproperty")
    bench.start_worker()
    bench.check() if case.step == "stage" else bench.apply()
    until(case.reached, case.moment, every=0.005)
    back = kill(bench, victim)
    said_after = until(lambda: bench.job()["status"] == "failed", "the job says that it stopped", every=0.1)
    after, is_in = as_of_one_moment(bench)
    said, job = bench.page(), bench.job()
    # The staged rows are derived: their table is not logged, and a crash of the server empties it.
    kept = before[1] if victim == "worker" else 0
    if is_in != (after[0] == BEFORE + bench.rows) or (not is_in and after[0] != before[0]) or after[1] != kept:
        raise SystemExit(f"neither all nor nothing: {before} before, {after} after, batch {bench.batch.status}")
    status = bench.batch.status
    began = time.monotonic()
    bench.press("job_retry", pk=bench.batch.job_id) if is_in else bench.press("import_run_again")
    bench.wait_for_end()
    seconds = time.monotonic() - began
    whole(bench, case.step, are_staged=not (is_in and victim == "server"))
    closed = until(lambda: not open_tasks(), "the queue's own rows are closed", seconds=120, every=0.1)
    again = bench.page()
    bench.stop_worker()
    return [
        case.step, case.moment, victim, f"{before[0]:,} → {after[0]:,}", f"{before[1]:,} → {after[1]:,}", status,
        f"{back:.1f} s", f"{said_after:.1f} s", said, job["error"], again, f"{seconds:.1f} s", f"{closed:.1f} s",
    ]  # fmt: skip


def kill(bench: Bench, victim: str) -> float:
    """SIGKILL, and start again what was killed, as whoever runs the machine would; seconds until it is back."""
    began = time.monotonic()
    if victim == "worker":
        bench.worker.kill()
        bench.worker.wait()
        bench.start_worker()
    else:
        bench.server.kill()
        bench.close()
        bench.server.start()
        until(lambda: bench.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "the worker comes back")
        if bench.worker.poll() is not None:
            raise SystemExit("the worker ended with the server")
    return time.monotonic() - began


def open_tasks() -> int:
    """How many of the imports' rows in the task queue are still to be run, or say that they are being run."""
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from totalplace.models import Job

    # What follows an import, such as the check of data quality, may still be under way: that is not the import's.
    unfinished = DBTaskResult.objects.filter(status__in=[TaskResultStatus.RUNNING, TaskResultStatus.READY])
    jobs = [task.args_kwargs["args"][0] for task in unfinished]
    return Job.objects.filter(pk__in=jobs, kind__startswith="import.").count()


def show(line: list[str]) -> None:
    step, moment, victim, stored, staged, status, back, said_after, said, error, again, seconds, closed = line
    print(f"{step}: {moment}; {victim} killed")
    print(f"  properties {stored}, staged rows {staged}, batch “{status}”")
    print(f"  back after {back}, and {said_after} later the import's page says “{said}”")
    print(f"  the job's page says “{error}”")
    print(f"  run again: {seconds}, “{again}”; queue closed {closed} later\n", flush=True)


@contextmanager
def surroundings(folder: str | None) -> Iterator[tuple[Server, Path]]:
    """The server, and settings that lead to it."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        place = Path(made)
        place.chmod(0o755)
        (place / "server").mkdir()
        server = Server(place / "server")
        server.start()
        server.ask("postgres", f"CREATE DATABASE {LIVE}")
        os.environ |= {
            "DATABASE_URL": f"postgres://{PERSON}@/{LIVE}?host={server.folder}&port={PORT}",
            "SECRET_KEY": "a-key-for-this-bench-alone-a-key-for-this-bench-alone",
            "DEBUG": "1",
            "ALLOWED_HOSTS": "testserver",
            "MEDIA_ROOT": str(place / "media"),
            "DJANGO_SETTINGS_MODULE": "totalplace.settings",
        }
        try:
            yield server, place
        finally:
            server.stop()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--only", default="", help="only the moments with these words")
    options.add_argument("--folder", help="where the temporary folder is made")
    chosen = options.parse_args()
    with surroundings(chosen.folder) as (server, place):
        import django
        from django.test.utils import setup_test_environment

        django.setup()
        # The test client keeps what a page was made of only then.
        setup_test_environment()
        bench = Bench(server, chosen.rows)
        try:
            prepare(server, chosen.rows, place)
            unbroken(bench)
            for case in cases(bench):
                for victim in ("worker", "server"):
                    if chosen.only in case.moment:
                        show(run_case(bench, case, victim))
        finally:
            bench.stop_worker()
            bench.close()
    print(f"All of it, or nothing of it, and run again whole: {chosen.rows:,} rows")


if __name__ == "__main__":
    main()
