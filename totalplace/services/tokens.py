"""Making and revoking API tokens."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from totalplace.models import ApiToken, User

# More than a person keeps apart.
MOST_TOKENS = 20
LONGEST_DAYS = 366
DEFAULT_DAYS = 90


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token. `text` is the token itself, which is nowhere else and never shown again."""

    token: ApiToken
    text: str


@transaction.atomic
def make_token(*, user: Any, name: str, is_read_only: bool, days: int = DEFAULT_DAYS) -> MadeToken:
    """A token for `user`'s programs, good for so many days. ValidationError that names the field."""
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": f"A token lives from 1 to {LONGEST_DAYS} days."})
    # Two clicks on the button wait for each other, so that the count below is true.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if ApiToken.objects.filter(user=user).count() >= MOST_TOKENS:
        raise ValidationError({"name": f"You have {MOST_TOKENS} tokens. Revoke one that is not used any more."})
    token, text = ApiToken.objects.create(
        user, expiry=datetime.timedelta(days=days), name=name.strip(), is_read_only=is_read_only
    )
    return MadeToken(token, text)


def revoke_token(*, user: Any, key: str) -> str:
    """Take away the token of `user` that begins so, and answer its name; ApiToken.DoesNotExist when there is none."""
    token = ApiToken.objects.get(user=user, token_key=key)
    token.delete()
    return token.name
