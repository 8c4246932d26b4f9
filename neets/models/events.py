"""What agencies did with a young person: contacts, assessments, plans, referrals, offers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from neets import choices
from neets.models.agencies import Agency
from neets.models.constraints import known, not_backward
from neets.models.people import OfPerson
from neets.models.provision import Provision
from neets.querysets.people import OfPlanQuerySet
from totalplace.models.base import Versioned, tracked


class Contact(OfPerson):
    """One contact made or tried. `minutes` of staff time, null for not known. What was said is not kept here.

    `note` says how she was looked for and is kept free of names and numbers.
    """

    on = models.DateField()
    kind = models.CharField(max_length=10, choices=choices.ContactKind)
    result = models.CharField(max_length=10, choices=choices.ContactResult)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        default_related_name = "contacts"
        constraints = known("contact", kind=choices.ContactKind, result=choices.ContactResult)


@tracked()
class Assessment(OfPerson, Versioned):
    """One agency's look at some domains of a young person's life, with a named tool. `minutes` of staff time.

    `is_shared`: made with the single shared assessment, so that no other agency need repeat it.
    """

    on = models.DateField()
    tool = models.CharField(max_length=80, blank=True, default="")
    domains = ArrayField(models.CharField(max_length=14, choices=choices.Domain))
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_shared = models.BooleanField(default=False)

    class Meta(Versioned.Meta):
        default_related_name = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=Q(domains__len__gt=0) & Q(domains__contained_by=choices.Domain.values),
                name="assessment_domains_known",
                violation_error_message="Say which domains were assessed, each from the list.",
            )
        ]


@tracked()
class Plan(OfPerson, Versioned):
    """An action plan: who answers for it, when it is looked at again. `closed_on` null while it runs."""

    made_on = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(Versioned.Meta):
        default_related_name = "plans"
        constraints = [
            not_backward("plan", "made_on", "review_on"),
            not_backward("plan", "made_on", "closed_on"),
        ]


@tracked()
class PlanStep(Versioned):
    """One next step of a plan: what, by whom, by when. `what` is kept free of names and numbers."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=choices.PlanStepStatus, default=choices.PlanStepStatus.TO_DO)
    done_on = models.DateField(null=True, blank=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["due_on", "id"]
        constraints = [
            *known("planstep", status=choices.PlanStepStatus),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(status=choices.PlanStepStatus.DONE),
                name="planstep_done_says_so",
                violation_error_message="A step with a day on which it was done is marked as done.",
            ),
        ]


class Referral(OfPerson):
    """That `agency` sent a young person on to another; `answered_on` null while it has not answered."""

    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    status = models.CharField(max_length=8, choices=choices.ReferralStatus, default=choices.ReferralStatus.SENT)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        default_related_name = "referrals"
        constraints = [
            *known("referral", status=choices.ReferralStatus),
            not_backward("referral", "on", "answered_on"),
            models.CheckConstraint(
                condition=~Q(to_agency=F("agency")),
                name="referral_to_another_agency",
                violation_error_message="A referral goes to another agency.",
            ),
        ]


class Offer(OfPerson):
    """What is owed under a guarantee by `due_on`: `made_on` and `status` stay empty while nothing was offered."""

    guarantee = models.CharField(max_length=12, choices=choices.Guarantee)
    due_on = models.DateField()
    made_on = models.DateField(null=True, blank=True)
    suitable = models.CharField(max_length=12, choices=choices.Suitability, default=choices.Suitability.NOT_ASSESSED)
    status = models.CharField(max_length=9, choices=choices.OfferStatus, blank=True, default="")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        default_related_name = "offers"
        indexes = [models.Index(fields=["guarantee", "due_on"], name="offer_by_guarantee")]
        constraints = [
            *known("offer", guarantee=choices.Guarantee, suitable=choices.Suitability),
            *known("offer", blank=True, status=choices.OfferStatus),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True, status="") | (Q(made_on__isnull=False) & ~Q(status="")),
                name="offer_made_on_a_day",
                violation_error_message="An offer that was made has a day; one that was not has no status.",
            ),
        ]
