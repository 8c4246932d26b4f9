"""What the lease diary keeps of a person: the digest of the secret in her calendar's private link."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class DiaryLink(models.Model):
    """A person's private link to the lease diary, for her calendar. She has one at most, and can end or renew it.

    Only the SHA-256 of the secret is kept: the secret is 256 random bits, so nobody finds it from its digest. It has no
    history, which would keep the digests of secrets that have ended.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="diary_link")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="diarylink_digest")]

    def __str__(self) -> str:
        return f"Calendar link of {self.user}"
