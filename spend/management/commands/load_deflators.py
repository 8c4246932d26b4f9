"""manage.py load_deflators: stores a published series of price deflators, for figures in real terms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from spend.services.deflators import load_deflators
from totalplace.models import User


class Command(BaseCommand):
    help = (
        "Store a published series of deflators from a CSV file with the headings year, index and source: then pages "
        "and the API can show pounds in another year's prices. It acts as a person who keeps spend: --user."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--vintage", required=True, metavar="NAME", help="what the publication is called")
        parser.add_argument("--user", required=True, metavar="USERNAME", help="the person who loads it")

    def handle(self, *args: Any, file: Path, vintage: str, user: str, **options: Any) -> None:
        person = User.objects.filter(username=user, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no person {user} who may sign in.")
        try:
            lines = file.read_text("utf-8-sig").splitlines()
            stored = load_deflators(user=person, vintage=vintage, lines=lines)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read as UTF-8 text: {error}") from error
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError("Nothing was stored.\n" + "\n".join(refusal.messages)) from refusal
        self.stdout.write(f"{stored} years stored or put right under {vintage}.")
