"""`manage.py prepare`: everything between installed code and a server that may start, in one process.

Migrations, the cache table, the demonstration county (with --demo, in an empty database) and the static files. Each
part does nothing when there is nothing to do, so bin/run and every deployment can call it at each start.
"""

import fcntl
import hashlib
import time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from whitenoise.compress import main as compress

FINGERPRINT = ".collected-from"


class Command(BaseCommand):
    """Bring database and static files up to what this code expects."""

    help = __doc__
    # bin/test and `check --deploy` make the system checks; here they would import every page for nothing.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demonstration county if there is no property")
        parser.add_argument("--static-only", action="store_true", help="collect the static files and nothing else")

    def handle(self, *args: Any, demo: bool, static_only: bool, **options: Any) -> None:
        if not static_only:
            self.migrate()
            if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
                call_command("createcachetable", verbosity=0)
            if demo:
                self.load_demo()
        self.collect_static()

    def migrate(self) -> None:
        """Apply the migrations that are missing, and say how many."""
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            begun = time.monotonic()
            call_command("migrate", interactive=False, verbosity=0)
            self.say(f"Applying {len(missing)} database migrations", begun)

    def load_demo(self) -> None:
        """What each app demonstrates, unless it is there already: the `demo_commands` of its AppConfig."""
        begun = time.monotonic()
        for config in apps.get_app_configs():
            for command in getattr(config, "demo_commands", ()):
                call_command(*command, stdout=self.stdout, verbosity=0)
        if time.monotonic() - begun > 1:
            self.say("Loading the demonstration county", begun)

    def collect_static(self) -> None:
        """Copy the static files under hashed names with compressed versions beside them, if any of them changed."""
        root = Path(settings.STATIC_ROOT)
        root.mkdir(parents=True, exist_ok=True)
        with open(root / ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # Two test workers begin at the same moment.
            stamp = root / FINGERPRINT
            wanted = static_fingerprint()
            if stamp.exists() and stamp.read_text() == wanted:
                return
            begun = time.monotonic()
            stamp.unlink(missing_ok=True)
            call_command("collectstatic", interactive=False, verbosity=0)
            compress(["--quiet", str(root)])
            stamp.write_text(wanted)
            self.say("Collecting static files", begun)

    def say(self, what: str, begun: float) -> None:
        """One line in the manner of bin/setup."""
        self.stdout.write(f"  {what}: {time.monotonic() - begun:.1f} s")


def static_fingerprint() -> str:
    """A digest of every static file's place, size and time of change: far quicker than hashing their contents."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
