"""A worker killed or the database gone in the middle of an import leaves all or nothing, and it can be run again."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections
from django.urls import reverse

from estate.models import Property
from tests.factories import make_officer
from tests.integration.imports.steps import KIND, csv_file, whole_register
from totalplace import jobs
from totalplace.choices import ImportStatus, JobStatus
from totalplace.models import ImportBatch, Job, Organisation, User
from totalplace.services import imports as services

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 300


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen]:
    """The real worker, on the test's database and files."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    environment = os.environ | {"DATABASE_URL": urlunsplit(address), "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    # The day's own jobs are done first: held up like the import, they would be taken for it.
    subprocess.run([sys.executable, "manage.py", "worker", "--once"], env=environment, check=True, capture_output=True)
    with open(tmp_path / "worker.log", "w") as log:
        process = subprocess.Popen([sys.executable, "manage.py", "worker"], env=environment, stderr=log, stdout=log)
    try:
        until(lambda: jobs.worker_is_alive() or process.poll() is not None)
        assert process.poll() is None, (tmp_path / "worker.log").read_text()
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def previewed() -> tuple[User, ImportBatch]:
    """An import of new properties with leases, ready to apply."""
    officer = make_officer("WCC")
    rows = csv_file(*[
        {"Local reference": f"A{n}", "Name": f"Hall {n}", "Easting": 385000, "Northing": 254700, "Annual rent (£)": n}
        for n in range(ROWS)
    ])  # fmt: skip
    batch = services.start_import(
        user=officer,
        organisation=Organisation.objects.get(code="WCC"),
        kind=KIND,
        file=io.BytesIO(rows),
        filename="a.csv",
    )
    services.confirm_mapping(user=officer, batch=batch, mapping=batch.mapping, inline=True)
    batch.refresh_from_db()
    assert batch.status == ImportStatus.STAGED, batch.error
    return officer, batch


def run_and_close(job: Job) -> None:
    """Run a job as another process does, on connections of its own."""
    try:
        jobs.run(job.pk)
    finally:
        connections.close_all()


class HeldUp:
    """Holds the table of leases, so that an apply has written its properties and waits half way; or other locks."""

    def __init__(self, statement: str = "LOCK TABLE estate_lease IN ACCESS EXCLUSIVE MODE") -> None:
        parameters = connection.get_connection_params()
        keys = ("dbname", "user", "password", "host", "port")
        self.connection = psycopg2.connect(**{key: value for key, value in parameters.items() if key in keys})
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def waiting(self) -> list[int]:
        """The server processes that wait for the table."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'estate_lease'::regclass")
            return [pid for (pid,) in cursor.fetchall()]

    def somebody_waits(self) -> bool:
        """Whether another server process waits for what this one holds."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid)))",
                [self.connection.info.backend_pid],
            )
            return cursor.fetchone()[0]

    def commit(self) -> None:
        self.connection.commit()
        self.connection.close()

    def let_go(self) -> None:
        self.connection.close()


@pytest.fixture
def held_up() -> Iterator[HeldUp]:
    """An apply that begins now is held up half way."""
    holding = HeldUp()
    yield holding
    holding.let_go()


def nothing_was_stored() -> bool:
    """The estate's tables are empty: not one property, lease or event of history."""
    stored = [rows for name, rows in whole_register().items() if name.startswith("estate_")]
    return not any(stored) and not Property.pgh_event_model.objects.exists()


def has_run_whole(officer: User, batch: ImportBatch) -> bool:
    """Run again, the import is all there, as one change."""
    job = services.run_again(user=officer, batch=batch, inline=True)
    assert job.status == JobStatus.DONE, job.error
    batch.refresh_from_db()
    changes = {event.pgh_context_id for event in Property.pgh_event_model.objects.all()}
    return batch.status == ImportStatus.APPLIED and Property.objects.count() == ROWS and changes == {batch.change_id}


def test_a_killed_worker_leaves_nothing_and_the_import_says_so_and_runs_again(previewed, worker, held_up):
    officer, batch = previewed
    services.apply_import(user=officer, batch=batch, reason="A test")
    until(held_up.waiting)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    held_up.let_go()
    batch.refresh_from_db()
    until(lambda: jobs.is_interrupted(batch.job))
    until(lambda: not held_up.waiting())
    assert batch.status == ImportStatus.APPLYING
    assert nothing_was_stored()
    assert has_run_whole(officer, batch)


def test_a_database_that_goes_away_in_the_middle_leaves_nothing_and_the_import_runs_again(previewed, worker, held_up):
    officer, batch = previewed
    services.apply_import(user=officer, batch=batch, reason="A test")
    until(held_up.waiting)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [held_up.waiting()[0]])
    held_up.let_go()

    def has_stopped() -> bool:
        batch.refresh_from_db()
        return batch.job.status == JobStatus.FAILED or jobs.is_interrupted(batch.job)

    until(has_stopped)
    assert nothing_was_stored()
    assert has_run_whole(officer, batch)


def test_an_apply_killed_after_its_commit_is_not_applied_twice(previewed):
    officer, batch = previewed
    job = services.apply_import(user=officer, batch=batch, reason="A test", inline=True)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING)
    assert jobs.retry(job, inline=True).status == JobStatus.DONE
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING)
    assert has_run_whole(officer, batch)


def test_a_worker_killed_while_the_server_commits_is_run_again_without_storing_twice(previewed):
    officer, batch = previewed
    job = services.apply_import(user=officer, batch=batch, reason="A test", inline=True)
    done_at = ImportBatch.objects.get(pk=batch.pk).applied_at
    # As others see it until the server has ended the commit that the killed worker asked for.
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING)
    ImportBatch.objects.filter(pk=batch.pk).update(status=ImportStatus.APPLYING)
    commit = HeldUp(f"UPDATE totalplace_importbatch SET status = 'applied' WHERE id = {batch.pk}")
    again = threading.Thread(target=run_and_close, args=[jobs.retry(job)])
    again.start()
    until(commit.somebody_waits)
    commit.commit()
    again.join()
    job.refresh_from_db()
    assert (job.status, ImportBatch.objects.get(pk=batch.pk).applied_at) == (JobStatus.DONE, done_at)
    assert Property.objects.count() == ROWS


def test_a_check_killed_after_its_commit_stands(previewed):
    _, batch = previewed
    Job.objects.filter(pk=batch.job_id).update(status=JobStatus.RUNNING)
    assert jobs.retry(batch.job, inline=True).status == JobStatus.DONE
    batch.refresh_from_db()
    assert batch.status == ImportStatus.STAGED


def test_an_apply_that_stopped_runs_again_from_the_page_of_its_job_too(previewed, client):
    officer, batch = previewed
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE estate_lease RENAME TO estate_lease_away")
    try:
        job = services.apply_import(user=officer, batch=batch, reason="A test", inline=True)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE estate_lease_away RENAME TO estate_lease")
    assert (job.status, batch.status) == (JobStatus.FAILED, ImportStatus.FAILED)
    assert nothing_was_stored()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("job_retry", args=[job.pk]))
    jobs.run(job.pk)
    batch.refresh_from_db()
    assert (batch.status, Property.objects.count()) == (ImportStatus.APPLIED, ROWS)


def test_staged_rows_that_were_lost_are_made_again_from_the_file(previewed):
    officer, batch = previewed
    job = services.apply_import(user=officer, batch=batch, reason="A test")
    batch.staged_properties.all().delete()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE, job.error
    assert Property.objects.count() == ROWS
