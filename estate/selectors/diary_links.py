"""Whose private link to the lease diary a secret is."""

from __future__ import annotations

import hashlib
from typing import Any

from estate.models import DiaryLink
from totalplace.models import User
from totalplace.permissions import Action, may


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(user: Any) -> DiaryLink | None:
    """The person's link, if she has one."""
    return DiaryLink.objects.filter(user=user).first()


def person_by_secret(secret: str) -> User | None:
    """The person whose link has this secret; None when it is nobody's, or she may no longer read the estate."""
    link = DiaryLink.objects.select_related("user").filter(digest=digest_of(secret), user__is_active=True).first()
    return link.user if link and may(link.user, Action.VIEW_ESTATE) else None
