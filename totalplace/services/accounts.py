"""A person's account, kept by an administrator: her name, the link that sets her password, closing and opening it."""

from __future__ import annotations

from typing import Any

import pghistory
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from totalplace.models import User
from totalplace.services.mail import can_send, send
from totalplace.services.people import keep_an_administrator, one_at_a_time, require_manager, set_password_path
from totalplace.versioning import lock_current


@transaction.atomic
def edit_person(*, by: Any, person: User, version: int, display_name: str, email: str, reason: str) -> User:
    """Correct a person's name and e-mail address. Her username stays: the history knows her by it.

    Another address ends the links that went to the old one. ValidationError, StaleRecord, PermissionDenied.
    """
    require_manager(by)
    one_at_a_time()
    current = lock_current(User.objects.all(), person.pk, version)
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError({"email": f"{email} is not an e-mail address. Give one like name@example.org."}) from None
    if User.objects.filter(email__iexact=email).exclude(pk=current.pk).exists():
        raise ValidationError({"email": f"{email} belongs to another person here. Use their own address."})
    current.display_name, current.email = display_name, email
    current.full_clean(exclude=["password"])
    return _saved(current, reason, "display_name", "email")


@transaction.atomic
def close_account(*, by: Any, person: User, version: int, reason: str) -> User:
    """Let a person sign in no more, and end her sessions. Her roles stay, for the day she comes back.

    ValidationError for one's own account and for the last administrator's.
    """
    require_manager(by)
    if by is not None and by.pk == person.pk:
        raise ValidationError("You cannot close your own account. Ask another administrator.")
    keep_an_administrator(without=person)
    current = lock_current(User.objects.all(), person.pk, version)
    current.is_active, current.sessions_ended_at = False, timezone.now()
    return _saved(current, reason, "is_active", "sessions_ended_at")


@transaction.atomic
def open_account(*, by: Any, person: User, version: int, reason: str) -> User:
    """Let a person whose account was closed sign in again, with the roles she has."""
    require_manager(by)
    current = lock_current(User.objects.all(), person.pk, version)
    current.is_active = True
    return _saved(current, reason, "is_active")


@transaction.atomic
def reset_two_step(*, by: Any, person: User, version: int, reason: str) -> User:
    """Forget a person's authenticator app and recovery codes, and end her sessions: she signs in by password alone."""
    require_manager(by)
    current = lock_current(User.objects.all(), person.pk, version)
    if not Authenticator.objects.filter(user=current).delete()[0]:
        raise ValidationError("Two-step sign-in is not on for this person, so there is nothing to reset.")
    current.two_step_reset_at = current.sessions_ended_at = timezone.now()
    return _saved(current, reason, "two_step_reset_at", "sessions_ended_at")


@transaction.atomic
def make_link(*, by: Any, person: User, reason: str = "Link to set a password") -> str:
    """The path of a page where the person sets her password, once. Links made before it stop working.

    Her present password, where she has one, holds until she sets another. ValidationError for a closed account.
    """
    require_manager(by)
    current = User.objects.select_for_update().get(pk=person.pk)
    if not current.is_active:
        raise ValidationError("This account is closed. Open it first.")
    if not current.has_usable_password():
        current.set_unusable_password()  # Random each time, and part of what a link is signed with.
    current.invited_at = timezone.now()
    _saved(current, reason, "password", "invited_at")
    return set_password_path(current)


def send_link(*, by: Any, person: User, site: str) -> None:
    """E-mail a person the link to set her password; `site` is this server's address, without a slash at the end.

    MailNotSent when it did not go out: the person stays as she is, and the link can be sent again.
    """
    path = make_link(by=by, person=person)
    context = {
        "person": person,
        "link": f"{site}{path}",
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "site": site,
        "product": f"{settings.COUNTY_NAME} {settings.SITE_NAME}",
    }
    send(
        to=person.email,
        subject=f"{context['product']}: choose your password",
        text=render_to_string("totalplace/people/mail/link.txt", context),
    )


def links_go_by_mail() -> bool:
    """Whether a link reaches its person by e-mail; else the administrator hands it over."""
    return can_send()


def _saved(person: User, reason: str, *fields: str) -> User:
    with pghistory.context(reason=reason):
        person.save(update_fields=fields)
    person.refresh_from_db()
    person.__dict__.pop("_rights", None)
    return person
