"""What a person is told of, on the page and by e-mail, and how often she wants it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from totalplace.choices import DigestRhythm
from totalplace.models.organisations import Organisation


class News(models.Model):
    """One thing that one person is told of, once: `key` is the same for as long as it is the same news.

    `words` never name the record. `object_id` is its key in the kind's own model (null where there are several, which
    `path` then lists), so that its name is read only for a person who may see it at that moment.
    """

    # Found by the constraint below, which begins with it.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news", db_index=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    object_id = models.BigIntegerField(null=True, blank=True)
    words = models.CharField(max_length=300)
    path = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField("read on the page", null=True, blank=True)
    mailed_at = models.DateTimeField("told by e-mail", null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="news_once")]
        indexes = [
            models.Index(fields=["user", "-found_at", "id"], name="news_of_person"),
            models.Index(fields=["user"], name="news_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.words


class NewsChoice(models.Model):
    """How often a person gets the digest, the kinds she wants no e-mail of, and the day of her last digest.

    Who has none gets the digest weekly, with every kind.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news_choice")
    rhythm = models.CharField(max_length=6, choices=DigestRhythm, default=DigestRhythm.WEEKLY)
    muted = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    digest_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rhythm__in=DigestRhythm.values), name="newschoice_rhythm_known")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_rhythm_display()}"
