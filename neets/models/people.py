"""Young people, known by a pseudonym alone: when born, where at home, with which agency, doing what, in what need.

No name, full birth date, postcode or national number has a column here. PostgreSQL's row security stands over every
table of this file and of `events`: without a purpose named first, none of them shows a row (ADR 33).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from neets import choices
from neets.choices.records import Sex
from neets.models.agencies import Agency
from neets.models.constraints import Days, known, not_backward
from neets.querysets.people import ClientQuerySet, OfPersonQuerySet, YoungPersonQuerySet
from totalplace.models import Area


class YoungPerson(models.Model):
    """One young person. `birth_month` is the first day of that month; `home` the small area she lives in, if known.

    `pseudonym` is a keyed hash, or of a synthetic person a made-up one. Nothing in the database turns it back.
    From `archived_on` only the steward's work opens it, until it is deleted.
    """

    pseudonym = models.CharField(max_length=32, unique=True)
    birth_month = models.DateField()
    sex = models.CharField(max_length=7, choices=Sex, blank=True, default="")
    home = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="young_people")
    need = models.CharField(max_length=1, choices=choices.Need, blank=True, default="")
    is_synthetic = models.BooleanField(default=False)
    archived_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = YoungPersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "young people"
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_month__day=1),
                name="youngperson_birth_month_is_a_month",
                violation_error_message="Give the month of birth alone: its day is not kept.",
            ),
            models.CheckConstraint(
                condition=Q(pseudonym__regex=r"^[0-9a-f]{32}$"),
                name="youngperson_pseudonym_form",
                violation_error_message="A pseudonym is 32 digits and letters a to f, never a name or number.",
            ),
            *known("youngperson", blank=True, sex=Sex, need=choices.Need),
        ]

    def __str__(self) -> str:
        return f"Young person {self.pseudonym[:8]}"


class OfPerson(models.Model):
    """What belongs to one young person and was recorded by one agency."""

    person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        abstract = True


class Client(OfPerson):
    """That a young person is, or was, an agency's client: its caseworkers may open her journey while she is."""

    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        default_related_name = "clients"
        indexes = [models.Index(fields=["agency", "person"], name="client_by_agency")]
        constraints = [
            not_backward("client", "start", "end"),
            models.UniqueConstraint(
                fields=["person", "agency"],
                condition=Q(end__isnull=True),
                name="client_once_at_a_time",
                violation_error_message="She is this agency's client already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Client since {self.start}"


class StatusSpell(OfPerson):
    """What one agency says a young person was doing, from `start` until `end` (exclusive; null while it lasts).

    `code_list` is the list the code was written under. A status is ascertained when somebody asked, verified when it
    was checked again, due to lapse when it must be, and lapsed when it was not.
    """

    code = models.CharField(max_length=3, choices=choices.Activity)
    code_list = models.CharField(max_length=10, choices=choices.CodeList, default=choices.CURRENT_LIST)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    ascertained_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    due_to_lapse_on = models.DateField(null=True, blank=True)
    lapsed_on = models.DateField(null=True, blank=True)

    class Meta:
        default_related_name = "spells"
        indexes = [models.Index(fields=["start", "end"], name="statusspell_by_day")]
        constraints = [
            *known("statusspell", code=choices.Activity, code_list=choices.CodeList),
            not_backward("statusspell", "start", "end", may_equal=False),
            not_backward("statusspell", "ascertained_on", "verified_on"),
            ExclusionConstraint(
                name="statusspell_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (Days("start", "end"), RangeOperators.OVERLAPS),
                ],
                condition=Q(end__isnull=True) | Q(end__gt=F("start")),
                violation_error_message="This agency already gives a status for some of these days: End that first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} from {self.start}"


class Characteristic(OfPerson):
    """A circumstance with its dates, in the caseload system's codes. `start` null: since before anybody recorded it."""

    code = models.CharField(max_length=3, choices=choices.Characteristic)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta:
        default_related_name = "characteristics"
        constraints = [
            *known("characteristic", code=choices.Characteristic),
            not_backward("characteristic", "start", "end"),
            models.UniqueConstraint(
                fields=["person", "agency", "code", "start"], name="characteristic_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()
