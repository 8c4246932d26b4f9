"""Who asks: by a token in the header, or by the session of a page."""

from __future__ import annotations

import datetime
from hmac import compare_digest
from typing import Any

from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission

from totalplace.models import ApiToken

# Using a token is written down no oftener than this: the page shows the day.
NOTED_EVERY = datetime.timedelta(minutes=10)
REFUSED = "This token is not known here: it was mistyped or revoked, has expired, or its owner's account is closed."


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Bearer …`. One question to the database, and none to the history: a token that has expired is
    refused, and stays on its owner's page until she takes it away."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, ApiToken]:
        """The person and the token; AuthenticationFailed for all others, in the same words."""
        text = token.decode("ascii", errors="replace")
        digest = hash_token(text)
        key = text[: CONSTANTS.TOKEN_KEY_LENGTH].replace("\0", "")
        for found in ApiToken.objects.filter(token_key=key).select_related("user"):
            if compare_digest(digest, found.digest) and found.is_good:
                self._note_use(found)
                return found.user, found
        raise exceptions.AuthenticationFailed(REFUSED)

    def _note_use(self, token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


class MayUse(BasePermission):
    """Signed in; and what writes needs a token that may."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if request.auth is not None and request.auth.is_read_only and request.method not in SAFE_METHODS:
            raise exceptions.PermissionDenied("This token may only read. Make one that may also write.")
        return True
