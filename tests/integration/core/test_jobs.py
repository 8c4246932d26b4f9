"""Long work survives closed tabs, killed workers and a restarted database: it is done whole, or can be run again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.integration.core import work  # registers the jobs
from totalplace import jobs
from totalplace.choices import JobStatus
from totalplace.models import Job, Organisation

pytestmark = pytest.mark.django_db(transaction=True)
assert work


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen]:
    """A worker process on the test's database."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    environment = os.environ | {"DATABASE_URL": urlunsplit(address)}
    with open(tmp_path / "worker.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.core.work"], env=environment, stderr=log, stdout=log
        )
    try:
        until(lambda: jobs.worker_is_alive() or process.poll() is not None)
        assert process.poll() is None, (tmp_path / "worker.log").read_text()
        yield process
    finally:
        process.kill()
        process.wait()


def begin_and_stop_half_way(tmp_path: Path) -> Job:
    started = jobs.start("test.add-bodies", user=None, arguments={"count": 100, "flag": str(tmp_path / "half")})
    until((tmp_path / "half").exists)
    return started


def test_a_job_is_done_by_a_worker_and_says_so(worker):
    started = jobs.start("test.add-bodies", user=None, arguments={"count": 5})
    assert started.status == JobStatus.WAITING
    until(lambda: Job.objects.get(pk=started.pk).status == JobStatus.DONE)
    done = Job.objects.get(pk=started.pk)
    assert (done.done, done.total, done.message, done.error) == (5, 5, "Added", "")
    assert done.started_at <= done.finished_at
    assert Organisation.objects.count() == 5
    assert not jobs.is_interrupted(done)


def test_progress_is_seen_while_the_work_is_still_one_open_transaction(worker, tmp_path):
    started = begin_and_stop_half_way(tmp_path)
    seen = Job.objects.get(pk=started.pk)
    assert (seen.status, seen.total) == (JobStatus.RUNNING, 100)
    assert seen.message == "Adding bodies"
    assert Organisation.objects.count() == 0
    assert not jobs.is_interrupted(seen)


def test_a_killed_worker_leaves_nothing_half_done_and_the_job_runs_again(worker, tmp_path):
    started = begin_and_stop_half_way(tmp_path)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    until(lambda: jobs.is_interrupted(started))
    assert not jobs.worker_is_alive()
    assert Organisation.objects.count() == 0

    Job.objects.filter(pk=started.pk).update(arguments={"count": 100})
    assert jobs.retry(started, inline=True).status == JobStatus.DONE
    assert Organisation.objects.count() == 100


def test_a_worker_outlives_a_lost_database_connection_and_its_job_runs_again(worker, tmp_path):
    started = begin_and_stop_half_way(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )
    until(lambda: jobs.is_interrupted(started) or Job.objects.get(pk=started.pk).status == JobStatus.FAILED)
    assert Organisation.objects.count() == 0

    until(jobs.worker_is_alive)
    Job.objects.filter(pk=started.pk).update(arguments={"count": 7})
    jobs.retry(started)
    until(lambda: Job.objects.get(pk=started.pk).status == JobStatus.DONE)
    assert Organisation.objects.count() == 7
    assert worker.poll() is None


def test_two_workers_never_run_one_job_at_once():
    Job.objects.create(pk=77, kind="test.add-bodies", arguments={"count": 3})
    with jobs._held_lock(77) as mine:
        assert mine is not None
        other = threading.Thread(target=lambda: (jobs.run(77), connections.close_all()))
        other.start()
        other.join()
        assert Job.objects.get(pk=77).status == JobStatus.WAITING
    jobs.run(77)
    jobs.run(77)
    assert Organisation.objects.count() == 3


def test_a_job_that_is_waiting_running_or_done_is_not_run_again():
    started = jobs.start("test.add-bodies", user=None, arguments={"count": 1})
    with pytest.raises(jobs.CannotRetry, match="waiting to start"):
        jobs.retry(started)
    jobs.run(started.pk)
    with pytest.raises(jobs.CannotRetry, match="done"):
        jobs.retry(started)


def test_a_refusal_reaches_the_person_and_a_fault_of_ours_keeps_its_details_in_the_log(caplog):
    assert jobs.start("test.refuse", user=None, inline=True).error == "The file has no rows. Choose another."
    broken = jobs.start("test.break", user=None, inline=True)
    assert broken.status == JobStatus.FAILED
    assert "secret" not in broken.error
    assert str(broken.pk) in broken.error
    assert "a secret of ours" in caplog.text


def test_a_kind_nobody_registered_is_refused_before_anything_is_stored():
    with pytest.raises(LookupError, match="No job of the kind"):
        jobs.start("not.registered", user=None)
    assert not Job.objects.exists()


def test_a_job_that_no_worker_came_for_says_so():
    started = jobs.start("test.add-bodies", user=None, arguments={"count": 1})
    assert not jobs.is_interrupted(started)
    Job.objects.filter(pk=started.pk).update(created_at=timezone.now() - timedelta(minutes=2))
    assert jobs.is_interrupted(started)


def test_what_a_dead_worker_left_in_the_queue_is_closed():
    started = jobs.start("test.add-bodies", user=None, arguments={"count": 1})
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=1))
    with jobs._held_lock(started.pk):
        assert jobs.close_orphans() == 0
    assert jobs.close_orphans() == 1
    assert DBTaskResult.objects.get().status == "FAILED"
