"""Run the jobs that people start, until told to stop."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connection, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from totalplace.afterwards import follow_in_worker
from totalplace.jobs import WORKER_LOCK, close_orphans
from totalplace.schedules import start_due

logger = logging.getLogger(__name__)


# How often a worker looks whether something is due that nobody starts.
LOOK_AT_SCHEDULE_SECONDS = 60


class SignOfLife:
    """The shared advisory lock that tells the rest of the system that this process is there."""

    def __init__(self) -> None:
        self._connection = connections["default"].copy()

    def show(self) -> None:
        """Take the lock, unless this process has it already; after a restart of the database, take it again."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                """SELECT pg_advisory_lock_shared(%s, 0)
                    WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())""",
                [WORKER_LOCK],
            )

    def close(self) -> None:
        self._connection.close()


class Command(BaseCommand):
    # bin/test and `check --deploy` make the system checks; here they would import every page for nothing.
    requires_system_checks: list[str] = []
    help = "Run the jobs that people start (imports and other long work), until stopped by Ctrl-C or SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks for work")
        parser.add_argument("--once", action="store_true", help="run what is waiting, then end")

    def handle(self, *, interval: float, once: bool, **options: Any) -> None:
        # The queue's own worker logs its start and end, and each round below is one of those.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = Worker(
            queue_names=["default"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        sign = SignOfLife()
        self.looked_at_schedule = -float(LOOK_AT_SCHEDULE_SECONDS)
        logger.info("Worker ready")
        try:
            while worker.running:
                self.work_through(worker, sign)
                if once:
                    return
                time.sleep(interval)
        finally:
            sign.close()

    def work_through(self, worker: Worker, sign: SignOfLife) -> None:
        """Run all that waits. A database that went away is waited for, not a reason to end."""
        try:
            sign.show()
            close_orphans()
            self.begin_what_is_due()
            worker.run()
            follow_in_worker()
        except (OperationalError, InterfaceError) as problem:
            logger.warning("The database does not answer; trying again: %s", str(problem).splitlines()[0])
            sign.close()
            connection.close()

    def begin_what_is_due(self) -> None:
        """Put the day's own jobs in the queue, once a day over all workers."""
        now = time.monotonic()
        if now - self.looked_at_schedule >= LOOK_AT_SCHEDULE_SECONDS:
            self.looked_at_schedule = now
            for begun in start_due():
                logger.info("Begun by the schedule: %s", begun)
