"""Make an API token for a person, without the page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from totalplace.models import User
from totalplace.services.tokens import DEFAULT_DAYS, LONGEST_DAYS, make_token


class Command(BaseCommand):
    help = "Print a new API token of a person. It is kept as a hash only, so this is the one time that it is seen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--read-only", action="store_true", help="it may read, and change nothing")
        parser.add_argument("--name", default="Made at the command line", help="what it is for, as its owner sees it")
        parser.add_argument(
            "--days", type=int, default=DEFAULT_DAYS, help=f"how long it is good: 1 to {LONGEST_DAYS}, else %(default)s"
        )

    def handle(self, *, username: str, read_only: bool, name: str, days: int, **options: Any) -> None:
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no person with the username {username} whose account is open.")
        try:
            made = make_token(user=person, name=name[:60], is_read_only=read_only, days=days)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(made.text)
