"""Which changes touched what of which body: what the list of changes finds them by."""

from django.db import models

from estate.choices import ChangeKind
from totalplace.models import Organisation


class ChangeMark(models.Model):
    """That a change touched records of one kind, of properties of one body. Derived: written by triggers alone.

    `context` is the history's own id of the change; null for what no context holds together, as plain SQL, of which one
    transaction is one change. `at` is the same in every mark of a change.
    A mark says nothing of who may see it: the events themselves are asked.
    """

    change = models.UUIDField()
    context = models.UUIDField(null=True)
    at = models.DateTimeField()
    person = models.BigIntegerField(null=True)
    who = models.TextField(default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=16, choices=ChangeKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "organisation", "kind"], name="changemark_once")]
        indexes = [
            models.Index(fields=["-at", "-change"], name="changemark_by_time"),
            models.Index(fields=["organisation", "-at", "-change"], name="changemark_of_body"),
            models.Index(fields=["kind", "-at", "-change"], name="changemark_of_kind"),
            models.Index(fields=["who", "-at", "-change"], name="changemark_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.organisation_id} at {self.at}"
