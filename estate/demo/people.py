"""The bodies, and the people of the demonstration who sign in for them."""

from __future__ import annotations

import datetime

from django.conf import settings

from estate.demo.facts import Facts
from totalplace.demo_people import DEMO_PEOPLE
from totalplace.models import Organisation, User
from totalplace.services.people import add_person


def write_bodies(facts: Facts) -> dict[str, Organisation]:
    """The bodies by code; those that are there already stay as they are."""
    for body in facts.bodies.values():
        signed = body.protocol_signed_on
        Organisation.objects.get_or_create(
            code=body.code,
            defaults={
                "name": body.name,
                "short_name": body.short_name,
                "kind": body.kind,
                "is_partner": body.is_partner,
                "protocol_signed_on": datetime.date.fromisoformat(signed) if signed else None,
            },
        )
    return {each.code: each for each in Organisation.objects.all()}


def write_people(bodies: dict[str, Organisation], reason: str) -> None:
    """The demonstration's people with its password; those who are there already stay as they are."""
    there = set(User.objects.values_list("username", flat=True))
    for person in DEMO_PEOPLE:
        if person.username not in there:
            add_person(
                by=None,
                username=person.username,
                email=f"{person.username}@example.org",
                role=person.role,
                organisation=bodies[person.organisation] if person.organisation else None,
                display_name=person.display_name,
                password=settings.DEMO_PASSWORD,
                reason=reason,
            )
