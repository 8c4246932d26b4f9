"""Jobs that the tests of jobs start, and a worker process that knows them.

python -m tests.integration.core.work        # works until it is told to stop
"""

import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection, transaction

if __name__ == "__main__":
    django.setup()

from totalplace.jobs import JobFailed, Progress, job
from totalplace.models import Organisation


@job("test.add-bodies", label="Adding bodies")
def add_bodies(progress: Progress, *, count: int, flag: str = "") -> None:
    """Add `count` bodies in one transaction. With `flag`, write that file in the middle and wait to be killed."""
    with transaction.atomic():
        for number in range(count):
            progress.report(number, count, "Adding bodies")
            Organisation.objects.create(code=f"T{number:03}", name=f"Body {number}", kind="other")
            if flag and number == count // 2:
                Path(flag).write_text("half way")
                for _ in range(300):
                    time.sleep(0.1)
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT 1")
        progress.report(count, count, "Added")


@job("test.refuse", label="Refusing")
def refuse(progress: Progress) -> None:
    raise JobFailed("The file has no rows. Choose another.")


@job("test.break", label="Breaking")
def break_down(progress: Progress) -> None:
    raise ZeroDivisionError("a secret of ours")


if __name__ == "__main__":
    call_command("worker", interval=0.1)
