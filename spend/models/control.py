"""Who decides: rules by which a share of each pound counts as under local control."""

from django.db import models
from django.db.models import Q

from spend.choices import Control
from spend.models.bodies import Body
from spend.models.sources import Sourced, has_place
from spend.querysets import SpendQuerySet
from totalplace.models.base import Versioned, tracked


@tracked()
class ControlRule(Sourced, Versioned):
    """One way to say what is under local control, in an edition. `stated_share` (0 to 1) is what its source says."""

    key = models.SlugField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    words = models.CharField(max_length=400)
    order = models.PositiveSmallIntegerField(default=0)
    stated_share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)

    objects = SpendQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["order", "key", "-edition"]
        constraints = [
            has_place("controlrule"),
            models.UniqueConstraint(fields=["key", "edition"], name="controlrule_once"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ControlShare(Versioned):
    """The share (0 to 1) that a rule counts as local of one body's lines, or of every line controlled in one way.

    What is said of a body goes before what is said of a kind of control; what neither says is not local.
    """

    rule = models.ForeignKey(ControlRule, on_delete=models.CASCADE, related_name="shares")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="control_shares")
    control = models.CharField(max_length=20, choices=Control, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta(Versioned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "body", "control"], nulls_distinct=False, name="controlshare_once",
                violation_error_message="The rule says this already: change the share instead.",
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False, control="") | Q(body__isnull=True, control__in=Control.values),
                name="controlshare_of_a_body_or_a_kind",
                violation_error_message="Name a body or a kind of control, not both.",
            ),
            models.CheckConstraint(
                condition=Q(share__range=(0, 1)), name="controlshare_share",
                violation_error_message="A share lies between 0 and 1, which is 100%.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.share:%}"
