"""The private link by which a person's calendar reads the lease diary: made, renewed, ended."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from estate.models import DiaryLink
from estate.selectors.diary_links import digest_of
from totalplace.models import User
from totalplace.permissions import Action, require

SECRET_BYTES = 32


@transaction.atomic
def make_link(*, user: User) -> str:
    """The secret of a new link, which nobody can read again; the link she had before ends. PermissionDenied."""
    require(user, Action.VIEW_ESTATE)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    DiaryLink.objects.update_or_create(user=user, defaults={"digest": digest_of(secret), "made_at": timezone.now()})
    return secret


@transaction.atomic
def end_link(*, user: User) -> None:
    """End a person's link. Without one, nothing changes."""
    DiaryLink.objects.filter(user=user).delete()
