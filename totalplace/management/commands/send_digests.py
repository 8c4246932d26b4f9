"""Send the digests that are due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from totalplace.choices import JobStatus
from totalplace.jobs import start
from totalplace.services.digests import KIND
from totalplace.services.mail import NO_MAIL, can_send


class Command(BaseCommand):
    help = "Find what is new for each officer, and send the digests that are due. The worker does it once a day."

    def handle(self, **options: Any) -> None:
        done = start(KIND, user=None, inline=True)
        if done.status != JobStatus.DONE:
            raise CommandError(done.error)
        self.stdout.write(done.message + "." if can_send() else f"What is new was found. {NO_MAIL}")
