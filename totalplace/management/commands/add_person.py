"""Add a person who may sign in."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from totalplace.choices import Role
from totalplace.models import Organisation
from totalplace.services.people import add_person, set_password_path


class Command(BaseCommand):
    help = (
        "Add a person with one role. Prints an address where she sets her own password, which works once; "
        "with --password-stdin the password is read from standard input instead."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--organisation", metavar="CODE", help="the body's code; officers and caseworkers need one")
        parser.add_argument("--name", default="", help="the name shown to others")
        parser.add_argument("--password-stdin", action="store_true")
        parser.add_argument("--site", default="http://localhost:8000", help="where people reach this server")

    def handle(self, *, username: str, email: str, role: str, organisation: str | None, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        try:
            person = add_person(
                by=None,
                username=username,
                email=email,
                role=role,
                organisation=self.body(organisation),
                display_name=options["name"],
                password=password,
                reason="Added from the command line",
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(f"{person.username} is added as {Role(role).label}.")
        if password is None:
            path = set_password_path(person)
            days = settings.PASSWORD_RESET_TIMEOUT // 86_400
            self.stdout.write(
                f"She sets her password here, once, within {days} days: {options['site'].rstrip('/')}{path}"
            )

    def body(self, code: str | None) -> Organisation | None:
        if code is None:
            return None
        found = Organisation.objects.filter(code=code.upper()).first()
        if found is None:
            codes = ", ".join(Organisation.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no organisation with the code {code}. There are: {codes}.")
        return found
