"""A PostgreSQL server of a run's own, which can be killed whole; and waiting for what other processes do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2

PORT, PERSON = 5544, "tp"


class Server:
    """A PostgreSQL server of this run alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        programs = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        self.programs = Path(programs)
        self.owner: dict[str, Any] = {}
        if os.geteuid() == 0:
            self.owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(folder, "postgres", "postgres")
        command = [self.programs / "initdb", "-D", folder / "data", "-U", PERSON, "--auth=trust", "-E", "UTF8"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self.owner)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start and wait until it answers; seconds, the recovery after a crash included."""
        began = time.monotonic()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p", str(PORT), "-h", ""],
                stdout=log, stderr=log, cwd="/", **self.owner,
            )  # fmt: skip
        until(self.answers, "the server answers")
        return time.monotonic() - began

    def answers(self) -> bool:
        try:
            self.ask("postgres", "SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True

    def kill(self) -> int:
        """SIGKILL to the postmaster and every process of it; how many there were."""
        mother = self.process.pid
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(mother)], capture_output=True, text=True)
        everyone = [mother, *map(int, listed.stdout.split())]
        for pid in everyone:
            with suppress(ProcessLookupError):  # It ended by itself since it was listed.
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone), "the server is gone")
        return len(everyone)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def ask(self, database: str, sql: str, values: list[Any] | None = None) -> Any:
        """The first value of a statement's answer, on a connection of its own."""
        connection = psycopg2.connect(host=str(self.folder), port=PORT, user=PERSON, dbname=database)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            connection.close()

    def copy(self, source: str, target: str) -> None:
        """A database as another one is, in place of what it was."""
        self.ask("postgres", f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
        self.ask("postgres", f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY file_copy")


def until(true: Callable[[], Any], what: str, seconds: float = 180, every: float = 0.02) -> float:
    """Wait for something another process does; how many seconds it took."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise SystemExit(f"waited {seconds:.0f} s and it never came: {what}")
        time.sleep(every)
    return time.monotonic() - began
