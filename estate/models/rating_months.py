"""Ratings at the ends of past months, kept so that a page of them costs the same at a thousand sites and a million."""

from django.db import models
from django.db.models.functions import Now

from totalplace.models import Organisation


class RatingMonth(models.Model):
    """How many of a body's properties had a rating ("" is not rated) at the end of `day`, a past month's last.

    Derived: written by a worker alone (estate/services/rating_months.py), all months at once. `organisation` and
    `is_sensitive` are those of the properties today, by which it is decided today who may see them.
    """

    day = models.DateField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    is_sensitive = models.BooleanField()
    rating = models.CharField(max_length=5, blank=True)
    properties = models.BigIntegerField()
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["day", "organisation"], name="ratingmonth_key")]

    def __str__(self) -> str:
        return f"{self.properties} {self.rating or 'unrated'} of {self.organisation_id} on {self.day}"


class RatingMonthStale(models.Model):
    """That something was changed on which a past month's counts depend: until they are kept anew, they are counted.

    Derived: marked by triggers, whoever writes, and taken away when the months are kept.
    """

    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Past months changed at {self.marked_at}"
