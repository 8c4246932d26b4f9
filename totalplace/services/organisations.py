"""Adding public bodies, and keeping what is known of them."""

from __future__ import annotations

import datetime
from typing import Any, TypedDict, Unpack

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from totalplace.models import Organisation
from totalplace.permissions import Action, require
from totalplace.services.people import one_at_a_time
from totalplace.versioning import lock_current


class Details(TypedDict):
    """What may be changed of a body. Its code may not: it stands in addresses, files and the API."""

    name: str
    short_name: str
    kind: str
    sponsor: Organisation | None
    is_partner: bool
    protocol_signed_on: datetime.date | None


@transaction.atomic
def add_organisation(*, by: Any, code: str, reason: str, **details: Unpack[Details]) -> Organisation:
    """A new body under a code of its own. ValidationError names the field."""
    require(by, Action.MANAGE_PEOPLE)
    one_at_a_time()
    return _saved(Organisation(code=code, **details), reason)


@transaction.atomic
def edit_organisation(
    *, by: Any, organisation: Organisation, version: int, reason: str, **details: Unpack[Details]
) -> Organisation:
    """Change what is known of a body. ValidationError, StaleRecord."""
    require(by, Action.MANAGE_PEOPLE)
    one_at_a_time()
    current = lock_current(Organisation.objects.all(), organisation.pk, version)
    for name, value in details.items():
        setattr(current, name, value)
    _no_circle(current)
    return _saved(current, reason)


def _no_circle(body: Organisation) -> None:
    """A body answers to another that does not answer to it, by however many steps."""
    seen, above = {body.pk}, body.sponsor
    while above is not None:
        if above.pk in seen:
            raise ValidationError(
                {"sponsor": f"{body.sponsor} answers to {body.name} itself. Choose a body that stands above it."}
            )
        seen.add(above.pk)
        above = above.sponsor


def _saved(body: Organisation, reason: str) -> Organisation:
    body.full_clean()
    with pghistory.context(reason=reason):
        body.save()
    body.refresh_from_db()
    return body
