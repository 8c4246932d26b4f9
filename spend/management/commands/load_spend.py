"""manage.py load_spend: adds the published facts of total spend that are not there yet."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from spend.services.claim_reference import load_claims
from spend.services.reference import load_illustration, load_reference


class Command(BaseCommand):
    help = (
        "Add what the five published documents say of total spend: bodies, the count of 2008/09 line by line, rules "
        "of local control, stated figures, claims and contradictions, each with its page. What is there already is left"
        " as it is, but for the documents' own claims, which follow their file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with made-up flows, marked as illustrative")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        added = load_reference()
        added["claims_and_contradictions"] = load_claims().written
        if demo:
            added["illustration"] = load_illustration()
        if options["verbosity"]:
            what = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in added.items() if number)
            self.stdout.write(f"Added: {what}." if what else "Nothing was missing.")
