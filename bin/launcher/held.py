"""Load the application while the database is still being made ready, then wait for the word, then be one of its parts.

    held.py web [gunicorn's options]
    held.py worker

Loading takes as long as everything else of a start together, and needs no database. One byte on standard input is the
word.
"""

import importlib
import os
import sys
from pathlib import Path


def load(*, pages: bool) -> None:
    """Import the application, with what answers requests if `pages`."""
    import django

    django.setup()
    if pages:
        for module in ("gunicorn.app.wsgiapp", "totalplace.urls"):
            importlib.import_module(module)


def serve(options: list[str]) -> None:
    """Become gunicorn, by its own configuration file."""
    from gunicorn.app import wsgiapp

    sys.argv = ["gunicorn", *options]
    wsgiapp.run()


def work() -> None:
    """Become the job worker."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "worker"])


def main(part: str, *options: str) -> int:
    """Load, wait, and be that part. Returns 1 if who started it has gone without a word."""
    trouble = None
    try:
        load(pages=part == "web")
    except Exception as problem:
        # `manage.py prepare` meets the same at the same time, and is heard first: it says so in one line.
        trouble = problem
    if not os.read(sys.stdin.fileno(), 1):
        return 1
    if trouble:
        raise trouble
    serve(list(options)) if part == "web" else work()
    return 0


if __name__ == "__main__":
    # This file's folder is where Python would look for modules; they are where the commands are given.
    sys.path[0] = str(Path.cwd())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalplace.settings")
    sys.exit(main(*sys.argv[1:]))
