"""Tokens by which a person's programs use the API."""

from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A token of one person, who may do by it what she may do herself, or only read.

    The token itself is not kept: `digest` is its hash, and `token_key` its first letters, by which it is found.
    """

    name = models.CharField(max_length=60)
    is_read_only = models.BooleanField(default=True)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_expired(self) -> bool:
        return self.expiry is not None and self.expiry <= timezone.now()

    @property
    def is_good(self) -> bool:
        """Whether it still opens: not expired, its owner's account open, and made since she was last signed out
        everywhere."""
        ended = self.user.sessions_ended_at
        return not self.has_expired and self.user.is_active and (ended is None or self.created > ended)
