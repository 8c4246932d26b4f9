"""Who said no, who looked, and what was let out."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from neets.choices.records import IdentificationAnswer, Looking, OptOutScope
from neets.models.agencies import Agency
from neets.models.constraints import known, not_backward
from neets.models.people import YoungPerson
from neets.querysets.people import AccessLogQuerySet, OfPersonQuerySet


class OptOut(models.Model):
    """That a young person, or her parent, said no; `withdrawn_on` when she changed her mind."""

    person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="opt_outs")
    scope = models.CharField(max_length=8, choices=OptOutScope)
    on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        constraints = [*known("optout", scope=OptOutScope), not_backward("optout", "on", "withdrawn_on")]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}, {self.on}"


class AccessLog(models.Model):
    """One look at one young person: who, for which agency, why, when. Nobody changes it or takes it away.

    It holds the pseudonym itself, so that it outlives the person's record.
    """

    at = models.DateTimeField(db_default=Now(), editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=32)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    looked_at = models.CharField(max_length=9, choices=Looking)
    reason = models.CharField(max_length=200)
    second_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="accesslog_latest"),
            models.Index(fields=["pseudonym", "-at"], name="accesslog_of_person"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            *known("accesslog", looked_at=Looking),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.*\S"),
                name="accesslog_reason_given",
                violation_error_message="Say why you are opening this record.",
            ),
            models.CheckConstraint(
                condition=~Q(looked_at=Looking.IDENTITY)
                | (Q(second_person__isnull=False) & ~Q(second_person=models.F("user"))),
                name="accesslog_identity_needs_two",
                violation_error_message="Finding out who a pseudonym is takes a second person's agreement.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_looked_at_display()}, {self.at:%d %B %Y}"


class Identification(models.Model):
    """One steward's request to find out who a pseudonym is, and what a second person said to it.

    The request outlives the young person's record, as the log does.
    """

    pseudonym = models.CharField(max_length=32)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.CharField(max_length=7, choices=IdentificationAnswer, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            *known("identification", blank=True, answer=IdentificationAnswer),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="identification_answered_by_somebody",
                violation_error_message="An answer has a person and a moment.",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="identification_needs_two",
                violation_error_message="A second person answers: nobody agrees to her own request.",
            ),
        ]

    def __str__(self) -> str:
        return f"Who is {self.pseudonym[:8]}?"


class Release(models.Model):
    """One set of counts that was let out, after disclosure control: what was asked, and a digest of what was shown.

    The same question with another answer is a new release, so an auditor sees what differencing could have used.
    `question` names measure, level, period and split, all from the lattice; counts themselves are not kept here.
    """

    at = models.DateTimeField(db_default=Now(), editable=False)
    question = models.CharField(max_length=200)
    answer = models.CharField(max_length=64)
    cells = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [models.UniqueConstraint(fields=["question", "answer"], name="release_once")]

    def __str__(self) -> str:
        return self.question
