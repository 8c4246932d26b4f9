"""manage.py load_young_people: fills an empty register of young people with a synthetic cohort."""

from __future__ import annotations

import csv
import datetime
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from neets.demo.load import load
from neets.services.analyses import let_out_analyses
from neets.services.counting import make_counts
from neets.services.demonstration import begin

# Those of 16 to 24 of whom the submission's "almost 5,000" are "almost 9%".
PEOPLE = 55_600


class Command(BaseCommand):
    help = (
        "Fill an empty register with synthetic young people, each marked as synthetic: statuses, contacts, "
        "assessments, enrolments and offers by two dozen agencies. A register that has young people is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=_number, default=PEOPLE, help="how many of 16 to 24 (default: 55600)")
        parser.add_argument("--contacts", type=_number, default=3, help="contacts in a spell, at most (default: 3)")
        parser.add_argument("--seed", type=_number, default=1, help="another seed makes another cohort (default: 1)")
        parser.add_argument("--today", type=_day, default=None, help="the day it ends on, as 2026-11-21 (today)")
        parser.add_argument("--by-worker", action="store_true", help="leave it to the job worker, as a start does")
        parser.add_argument("--truth", type=Path, default=None, help="a file for the faults built in, for tests")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or datetime.date.today()
        say = self.stdout.write if options["verbosity"] else (lambda words: None)
        if options["by_worker"]:
            say("The worker loads them." if begin(options["people"]) else "Nothing to begin.")
            return
        truth = load(options["people"], options["seed"], today, options["contacts"], say)
        if truth is None:
            say("The register has young people already: nothing was changed.")
            return
        if options["truth"] is not None:
            with options["truth"].open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["kind", "pseudonym", "agency", "other", "day", "detail"])
                writer.writerows(truth)
        make_counts(today=today)
        let_out_analyses(today=today)
        say("Their counts are made.")
        say(self.style.SUCCESS(f"About {options['people']:,} synthetic young people are loaded."))


def _number(text: str) -> int:
    try:
        number = int(text.replace(",", ""))
    except ValueError:
        number = 0
    if number < 1:
        raise ArgumentTypeError(f"{text} is not a number: write it in digits, such as 55600")
    return number


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day: write it as 2026-11-21") from None
