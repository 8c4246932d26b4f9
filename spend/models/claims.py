"""The claim register: what documents and reports state, what it is worked out of, and whether it follows."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from spend.choices import ClaimKind, ClaimUnit, ClaimVerdict, ClaimWording
from spend.models.references import NextReference
from spend.models.sources import Source, Sourced, has_place
from spend.querysets.claims import ClaimQuerySet, ContradictionQuerySet, OfClaimQuerySet
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known

INPUT_NAME = r"^[a-z][a-z0-9_]{0,39}$"
NAME_FORM = "A name is small letters, digits and underscores, beginning with a letter, such as total_spend."


def figure(**options: object) -> models.DecimalField:
    """A number in a claim's own unit: fourteen digits before the point and six after it."""
    return models.DecimalField(max_digits=26, decimal_places=6, null=True, blank=True, **options)  # type: ignore[arg-type]


@tracked()
class Claim(Versioned):
    """A figure that a document or a report states, in its own words, and what came out when it was worked out again.

    A claim is of a `source`, or of a `report` that the person who added it is writing. `low` and `high` are what is
    stated, one figure when `high` is empty; `tolerance` is what it may be off by before its words say it was rounded.
    `worked_low`, `worked_high`, `difference` and `percent` (of what was stated), `verdict` and `worked_from` are
    written by the check alone: `worked_from` holds each input as it was then, so that every version can be cited.
    """

    reference = models.CharField(max_length=12, unique=True, db_default=NextReference("CL"), editable=False)
    # Of claims that come from fixtures, by which they are found again.
    key = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=14, choices=ClaimKind, default=ClaimKind.OTHER)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    report = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200)
    statement = models.CharField(max_length=600)
    wording = models.CharField(max_length=10, choices=ClaimWording, default=ClaimWording.EXACTLY)
    low = figure()
    high = figure()
    unit = models.CharField(max_length=10, choices=ClaimUnit, default=ClaimUnit.POUNDS)
    tolerance = figure()
    formula = models.CharField(max_length=500, blank=True)
    # What would be needed to test it, and what a reader should know beside the verdict.
    missing = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=600, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="claims_added"
    )
    is_shared = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    worked_low = figure(editable=False)
    worked_high = figure(editable=False)
    verdict = models.CharField(max_length=10, choices=ClaimVerdict, default=ClaimVerdict.UNTESTABLE, editable=False)
    difference = figure(editable=False)
    percent = figure(editable=False)
    worked_from = models.JSONField(default=list, blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["reference"]
        constraints = [
            has_place("claim"),
            models.CheckConstraint(
                condition=~Q(statement=""),
                name="claim_says_something",
                violation_error_message="Write what is claimed, in its own words.",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False, report="") | (Q(source__isnull=True) & ~Q(report="")),
                name="claim_of_a_source_or_a_report",
                violation_error_message="Say which report it belongs to.",
            ),
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(low__lte=F("high")),
                name="claim_low_to_high",
                violation_error_message="The upper end is below the lower: exchange them.",
            ),
            models.CheckConstraint(
                condition=Q(high__isnull=False)
                | ~Q(wording__in=[ClaimWording.BETWEEN, ClaimWording.WITHIN])
                | Q(low=None),
                name="claim_range_has_two_ends",
                violation_error_message="Give the upper end of the range too.",
            ),
            models.CheckConstraint(
                condition=Q(tolerance__isnull=True) | Q(tolerance__gte=0),
                name="claim_tolerance_not_negative",
                violation_error_message="What it may be off by cannot be negative.",
            ),
            # Either it was worked out, or it says why it was not.
            models.CheckConstraint(
                condition=Q(worked_low__isnull=False) | (Q(verdict=ClaimVerdict.UNTESTABLE) & ~Q(missing="")),
                name="claim_worked_out_or_says_why_not",
                violation_error_message="Give a formula, or say what is missing to test it.",
            ),
            *known("claim", kind=ClaimKind, wording=ClaimWording, unit=ClaimUnit, verdict=ClaimVerdict),
        ]
        indexes = [models.Index(fields=["verdict", "reference"], name="claim_by_verdict")]

    def __str__(self) -> str:
        return self.reference


@tracked()
class ClaimInput(Versioned):
    """A number that a claim's formula names: its value and unit, and where it can be read.

    `live` names a figure of this register that the value is taken from at each check (see spend/selectors/live.py);
    "" where the value was typed. An empty value is not published, and the claim cannot be tested.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="inputs")
    name = models.CharField(max_length=40, validators=[RegexValidator(INPUT_NAME, NAME_FORM)])
    label = models.CharField(max_length=200, blank=True)
    value = figure()
    unit = models.CharField(max_length=10, choices=ClaimUnit, default=ClaimUnit.NUMBER)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=200)
    quote = models.CharField(max_length=300, blank=True)
    live = models.CharField(max_length=340, blank=True)

    objects = OfClaimQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["pk"]
        constraints = [
            has_place("claiminput"),
            models.UniqueConstraint(
                fields=["claim", "name"],
                name="claiminput_named_once",
                violation_error_message="Two inputs have this name: give each its own.",
            ),
            models.CheckConstraint(
                condition=Q(name__regex=INPUT_NAME), name="claiminput_name_form", violation_error_message=NAME_FORM
            ),
            *known("claiminput", unit=ClaimUnit),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ClaimConflict(Versioned):
    """That a claim and another cannot both be right, as whoever brought the claim says, and why."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="conflicts")
    other = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="conflicts_from")
    why = models.CharField(max_length=400, blank=True)

    objects = OfClaimQuerySet.as_manager()

    class Meta(Versioned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["claim", "other"], name="claimconflict_once"),
            models.CheckConstraint(
                condition=~Q(claim=F("other")),
                name="claimconflict_of_two",
                violation_error_message="A claim does not conflict with itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} and {self.other_id}"


@tracked()
class Contradiction(Versioned):
    """Two or more places in the documents that cannot all be right, and why."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=160)
    why = models.CharField(max_length=600)

    objects = ContradictionQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


@tracked()
class ContradictionSide(Sourced, Versioned):
    """One of the places: its words, and the claim in this register that it states, where it states a figure."""

    contradiction = models.ForeignKey(Contradiction, on_delete=models.CASCADE, related_name="sides")
    order = models.PositiveSmallIntegerField()
    quote = models.CharField(max_length=400)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="sides")

    class Meta(Versioned.Meta):
        ordering = ["order"]
        constraints = [
            has_place("contradictionside"),
            models.UniqueConstraint(fields=["contradiction", "order"], name="contradictionside_order"),
            models.CheckConstraint(condition=~Q(quote=""), name="contradictionside_quotes"),
        ]

    def __str__(self) -> str:
        return self.quote[:60]
