"""Switching a body's open data on and off. Whoever may edit its estate decides; the history keeps who and why."""

from __future__ import annotations

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from estate.models import OpenDataPublication
from estate.services.open_data.files import forget_files
from totalplace.models import Organisation
from totalplace.permissions import Action, require
from totalplace.versioning import StaleRecord

NO_REASON = "Say why, in a few words: it stays in the history."


@transaction.atomic
def publish(
    *,
    user: Any,
    organisation: Organisation,
    version: int | None,
    reason: str,
    contact: str = "",
    organisation_uri: str = "",
) -> OpenDataPublication:
    """Publish a body's land and building file, or change what is said with it. `version` is that of its publication as
    the person saw it, None where there was none. PermissionDenied, StaleRecord, ValidationError naming the field."""
    publication = _locked(user, organisation, version, reason)
    publication.is_published = True
    publication.contact = contact.strip()
    publication.organisation_uri = organisation_uri.strip()
    _no_control_characters(publication)
    return _saved(publication, reason)


@transaction.atomic
def withdraw(*, user: Any, organisation: Organisation, version: int | None, reason: str) -> OpenDataPublication:
    """Take a body's file off the public pages, its earlier editions too. Raises as `publish`; ValidationError where the
    body does not publish."""
    publication = _locked(user, organisation, version, reason)
    if not publication.is_published:
        raise ValidationError(f"{organisation} does not publish open data.")
    publication.is_published = False
    saved = _saved(publication, reason)
    forget_files(organisation)
    return saved


def _locked(user: Any, organisation: Organisation, version: int | None, reason: str) -> OpenDataPublication:
    require(user, Action.EDIT_ESTATE, organisation.pk)
    if not reason.strip():
        raise ValidationError({"reason": NO_REASON})
    # The body is locked, so that two who switch it on at once do so one after the other.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    there = OpenDataPublication.objects.filter(organisation=organisation).first()
    if there is None:
        return OpenDataPublication(organisation=organisation)
    if there.version != version:
        raise StaleRecord(there, version or 0, there.version)
    return there


def _no_control_characters(publication: OpenDataPublication) -> None:
    for name in ("contact", "organisation_uri"):
        if not getattr(publication, name).isprintable():
            raise ValidationError({name: "It has a character in it that nobody can see. Write it again."})


def _saved(publication: OpenDataPublication, reason: str) -> OpenDataPublication:
    publication.full_clean(exclude=["organisation"])
    with pghistory.context(reason=reason.strip()):
        publication.save()
    publication.refresh_from_db()
    return publication
