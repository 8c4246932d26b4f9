"""manage.py load_planned_changes: enters the demonstration's planned changes, marked as illustrative."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from spend.demo.planned_changes import load_planned_changes
from totalplace.choices import Role
from totalplace.models import User


class Command(BaseCommand):
    help = (
        "Enter a few illustrative planned changes under the budget protocol, as one of the programme team, so that "
        "each kind of alarm can be seen. For demonstrations alone; where there are some already, nothing is changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(is_active=True, memberships__role=Role.PROGRAMME).order_by("pk").first()
        if user is None:
            raise CommandError("Nobody holds the role of the programme team: add one with manage.py add_person first.")
        entered = load_planned_changes(user)
        if options["verbosity"]:
            self.stdout.write(f"{entered} illustrative planned changes entered." if entered else "Nothing was changed.")
