"""How long files of payments take from several bodies, and in what memory; and who is paid by more than one of them.

    DATABASE_URL=… SECRET_KEY=… python bench/bench_payments.py [--rows 60000] [--bodies 3] [--profile]

It makes the files from a seed, one a body, and a database of its own beside the one DATABASE_URL names, and takes both
away again. Each file goes the way of the pages: read, mapped, parsed, checked, matched, previewed, applied with its
history, its suppliers known and proposed for merging: by a worker of its own process, as in service, through the queue
of jobs. The last is then read again, and taken back. Each time is from asking to done, the wait included.
For the limit, the rows of the first are copied by PostgreSQL alone into a bare table of the same columns.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalplace.settings")

from bench.bench_import import own_database, phase, slow_statements

BODIES = ("WCC", "BDC", "WFDC", "MHDC", "RBC", "WDC")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=60_000, help="payments in all, shared among the bodies")
    options.add_argument("--bodies", type=int, default=3, choices=range(1, len(BODIES) + 1))
    options.add_argument("--profile", action="store_true", help="print the slowest statements")
    options.add_argument("--only-make", type=Path, metavar="FOLDER", help="make the files and stop")
    chosen = options.parse_args()
    if chosen.only_make:
        make_files(chosen.only_make, chosen)
        return
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, so that its memory is not counted as the import's.
        again = ["--rows", str(chosen.rows), "--bodies", str(chosen.bodies), "--only-make", folder]
        subprocess.run([sys.executable, __file__, *again], check=True)
        os.environ["MEDIA_ROOT"] = folder
        with own_database(), slow_statements(show=chosen.profile), worker() as running:
            measure(Path(folder), chosen, running)


@contextlib.contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker on this run's database, ended with it."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    parts = urlsplit(os.environ["DATABASE_URL"])
    env = os.environ | {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
    manage = Path(__file__).resolve().parent.parent / "manage.py"
    running = subprocess.Popen([sys.executable, str(manage), "worker", "--interval", "0.2"], env=env)
    try:
        until_idle(running)
        yield running
    finally:
        running.terminate()
        running.wait(timeout=60)


def until_idle(running: subprocess.Popen[bytes]) -> None:
    """Wait until the worker is there, and has done what its schedule begins in a new database."""
    from django.db import connection

    from totalplace.jobs import WORKER_LOCK

    idle = """SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s)
                 AND EXISTS (SELECT FROM totalplace_job)
                 AND NOT EXISTS (SELECT FROM totalplace_job WHERE status IN ('waiting', 'running'))"""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(idle, [WORKER_LOCK])
            if cursor.fetchone()[0]:
                return
            if running.poll() is not None:
                raise SystemExit("the worker ended")
            time.sleep(0.5)


def memory_of(running: subprocess.Popen[bytes]) -> float:
    """Megabytes that a process has held at most."""
    lines = Path(f"/proc/{running.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def done(running: subprocess.Popen[bytes], job) -> None:
    """Wait until the worker has done a job."""
    while job.status in ("waiting", "running"):
        if running.poll() is not None:
            raise SystemExit("the worker ended")
        time.sleep(0.1)
        job.refresh_from_db()
    if job.status != "done":
        raise SystemExit(f"the job stopped: {job.error}")


def make_files(folder: Path, chosen: argparse.Namespace) -> None:
    """One file a body, in its own shape."""
    from tests.payment_files import write_payments

    each, more = divmod(chosen.rows, chosen.bodies)
    for number, body in enumerate(BODIES[: chosen.bodies]):
        write_payments(folder / f"{body}.csv", each + (number < more), body=f"Body {body}", number=number)


def measure(folder: Path, chosen: argparse.Namespace, running: subprocess.Popen[bytes]) -> None:
    """Bring the files in, print what each phase took, and what was found."""
    from tests.factories import make_organisation, make_person
    from totalplace.choices import Role

    files = sorted(folder.glob("*.csv"), key=lambda path: BODIES.index(path.stem))
    programme = make_person("programme", [(Role.PROGRAMME, None)])
    for path in files:
        make_organisation(path.stem)
    bare = bare_copy(files[0])
    before = memory_of(running)
    total = 0.0
    for path in files:
        phases, batch = bring_in(path, programme, running)
        total += sum(phases.values())
        print(f"\n{path.stem}: {batch.counts['new']:,} payments, {batch.counts['refused']:,} refused")
        for name, seconds in phases.items():
            print(f"  {name:<34}{seconds:8.2f} s")
    print(f"\n{'all files':<36}{total:8.2f} s, {chosen.rows / total:,.0f} payments a second")
    print(f"{'a bare COPY of the first file':<36}{bare:8.2f} s")
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{'peak memory of the worker':<36}{memory_of(running):8.0f} MB ({before:.0f} MB before)")
    print(f"{'load average':<36}{load:>8}")
    found()
    again(files[-1], programme, running)
    taken_back(batch, programme, running)


def bare_copy(path: Path) -> float:
    """Seconds that PostgreSQL takes to copy the rows as text, with nothing made of them."""
    from django.db import connection

    with connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute("CREATE TEMPORARY TABLE bare (a text, b text, c text, d text, e text, f text, g text)")
        started = time.perf_counter()
        cursor.copy_expert("COPY bare FROM STDIN WITH (FORMAT csv, HEADER)", file)
        return time.perf_counter() - started


def bring_in(path: Path, user, running: subprocess.Popen[bytes]):
    """Seconds of each phase, and the batch."""
    from totalplace.models import Organisation
    from totalplace.selectors import imports as reads
    from totalplace.services import imports as services

    phases: dict[str, float] = {}
    with phase(phases, "upload and mapping"):
        batch = services.start_import(
            user=user, organisation=Organisation.objects.get(code=path.stem), kind="payments",
            file=io.BytesIO(path.read_bytes()), filename=path.name,
        )  # fmt: skip
    with phase(phases, "stage, checks, comparison"):
        done(running, services.confirm_mapping(user=user, batch=batch, mapping=batch.mapping, options={}))
        batch.refresh_from_db()
    with phase(phases, "preview: counts, kinds, a page"):
        reads.counts(batch)
        reads.fault_kinds(batch)
        len(reads.rows(batch, user=user, action="new").object_list)
    with phase(phases, "apply, with history"):
        done(running, services.apply_import(user=user, batch=batch, reason="Bench"))
        batch.refresh_from_db()
    return phases, batch


def again(path: Path, user, running: subprocess.Popen[bytes]) -> None:
    """The same file a second time: nothing is to be added."""
    phases, batch = bring_in(path, user, running)
    print(f"{'the last file again':<36}{sum(phases.values()):8.2f} s, {batch.counts['new']:,} new, "
          f"{batch.counts['unchanged']:,} unchanged")  # fmt: skip


def taken_back(batch, user, running: subprocess.Popen[bytes]) -> None:
    """The last file's import undone."""
    from spend.models import Payment
    from totalplace.services import imports as services

    phases: dict[str, float] = {}
    with phase(phases, "undo"):
        done(running, services.undo_import(user=user, batch=batch, reason="Bench"))
    print(f"{'the last file taken back':<36}{phases['undo']:8.2f} s, {Payment.objects.count():,} payments left")


def found() -> None:
    """Suppliers of several bodies before any merge, and after all that differ in Ltd, and, the or punctuation."""
    from django.db import connection

    def common(grouped: str) -> int:
        cursor.execute(
            f"""SELECT count(*) FROM (SELECT {grouped} FROM spend_suppliername n
                  JOIN spend_suppliertally t ON t.name_id = n.id GROUP BY 1 HAVING count(DISTINCT body_id) > 1) s"""
        )
        return cursor.fetchone()[0]

    with connection.cursor() as cursor:
        print(f"{'suppliers paid by several bodies':<36}{common('n.supplier_id'):8,} as spelt, "
              f"{common('n.plain'):,} once Ltd, and, the and punctuation are left out")  # fmt: skip
        cursor.execute("SELECT evidence, count(*) FROM spend_suppliermerge GROUP BY 1 ORDER BY 1")
        print(f"{'merges proposed':<36}" + ", ".join(f"{count:,} {evidence}" for evidence, count in cursor.fetchall()))


if __name__ == "__main__":
    main()
