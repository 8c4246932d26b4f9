"""Exact counts, made by a job from the spells; under row security like the people, for disclosure control alone."""

from django.db import models
from django.db.models.functions import Now

from neets import choices
from neets.calc.disclosure import SMALLEST
from neets.choices.records import Band, Column
from neets.models.constraints import known
from totalplace.models import Area


class HomePlace(models.Model):
    """Which ward and district a home area lies in, by a point inside it. Made again with the counts."""

    home = models.OneToOneField(Area, on_delete=models.CASCADE, primary_key=True, related_name="+")
    lsoa = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")
    ward = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")
    district = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"Place of {self.home_id}"


class MonthlyCount(models.Model):
    """How many young people of one home and age had one status on the last day of a month.

    `month` is its first day; `academic_age` the age on 31 August before the academic year. `home` null is not known.
    `code` is "" for everybody in education, employment or training. Where agencies differ, the status that somebody
    ascertained last is counted, once.
    """

    month = models.DateField()
    home = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")
    age = models.PositiveSmallIntegerField()
    academic_age = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=3, choices=choices.Activity, blank=True, default="")
    people = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["month", "code"], name="monthlycount_by_month")]
        constraints = [*known("monthlycount", blank=True, code=choices.Activity)]

    def __str__(self) -> str:
        return f"Count of {self.month}"  # never the count itself: this may land in a log


class ReleasedCount(models.Model):
    """A count after disclosure control, which everybody may see: rounded, or null where it is hidden.

    Made once for a month, so that a later edit of one record shows in no figure that was out already.
    """

    month = models.DateField()
    band = models.CharField(max_length=6, choices=Band)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    column = models.CharField(max_length=9, choices=Column)
    people = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            *known("releasedcount", band=Band, column=Column),
            models.UniqueConstraint(fields=["month", "band", "area", "column"], name="releasedcount_once"),
            models.CheckConstraint(
                condition=models.Q(people__isnull=True) | models.Q(people__gte=SMALLEST),
                name="releasedcount_never_small",
                violation_error_message="Counts below five are never let out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_column_display()}, {self.get_band_display()}, {self.month:%B %Y}"


class CountRun(models.Model):
    """When the counts were last made, and up to which month: every page says how old its figures are."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    month_from = models.DateField()
    month_to = models.DateField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"Counts of {self.at:%d %B %Y}"
