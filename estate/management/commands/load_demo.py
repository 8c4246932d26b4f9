"""manage.py load_demo: fills an empty register with the demonstration county."""

from __future__ import annotations

import datetime
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from estate.demo.draft import draft_estate
from estate.demo.facts import read_facts
from estate.demo.load import load
from estate.models import Property


class Command(BaseCommand):
    help = (
        "Fill an empty register with the demonstration county: made-up properties of the bodies that the county's "
        "submission names, and people to sign in as. A register that has properties is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--properties",
            type=_positive,
            help="how many properties, at least the county's own; the county is repeated until there are so many",
        )
        parser.add_argument("--seed", default="1", help="another seed makes another county (default: 1)")
        parser.add_argument(
            "--today",
            type=_day,
            default=None,
            help="the day that lease dates and ratings lie around, as 2026-11-21 (default: today)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Property.objects.exists():  # Asked again under a lock by load; here it saves drafting a county for nothing.
            self._say_unchanged(options["verbosity"])
            return
        facts = read_facts(settings.BASE_DIR / "fixtures")
        draft = draft_estate(facts, options["seed"], options["today"] or datetime.date.today())
        own = len(draft.buildings)
        size = options["properties"] or own
        if size < own:
            raise CommandError(f"The demonstration county has {own:,} properties: ask for at least as many.")
        if load(facts, draft, size, self.stdout.write):
            self.stdout.write(
                self.style.SUCCESS(f"The demonstration county is loaded: {size:,} properties, all made up.")
            )
        else:
            self._say_unchanged(options["verbosity"])

    def _say_unchanged(self, verbosity: int) -> None:
        if verbosity:
            self.stdout.write("The register has properties already: nothing was changed.")


def _positive(text: str) -> int:
    try:
        number = int(text.replace(",", ""))
    except ValueError:
        number = 0
    if number < 1:
        raise ArgumentTypeError(f"{text} is not a number of properties: write it in digits, such as 100000")
    return number


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day: write it as 2026-11-21") from None
