"""What files brought of young people: their rows on the way in, senders' keys of people, and what imports did.

No row here names anybody: files are pseudonymised at the door (ADR 34).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from neets.choices.records import MatchStatus
from neets.models.agencies import Agency
from neets.models.constraints import known
from neets.models.people import YoungPerson
from totalplace.choices import ImportAction
from totalplace.models import Area, ImportBatch


def _linked(to: type[models.Model]) -> models.ForeignKey:
    """A key that the database does not check: these rows are written in sets, from rows that are there."""
    return models.ForeignKey(
        to, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )


def _code(length: int) -> models.CharField:
    return models.CharField(max_length=length, null=True)


class StagedRecord(models.Model):
    """One row of one file, as the door let it in. Derived from that file and the corrections: it can be made again.

    `key` is the sender's pseudonym of the young person, `person` whom the register has for it, if anybody; `flags` are
    the codes of what the door saw and kept out. `changes` is {field: [old, new]}.
    """

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    row = models.PositiveIntegerField()
    action = models.CharField(max_length=9, choices=ImportAction, default=ImportAction.NEW)
    matched_by = models.CharField(max_length=16, blank=True, default="")
    matched_id = models.BigIntegerField(null=True)
    changes = models.JSONField(null=True)
    disputed = models.JSONField(null=True)
    key = _code(32)
    person = _linked(YoungPerson)
    agency = _linked(Agency)
    birth_month = models.DateField(null=True)
    flags = _code(200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Row {self.row}"


class StagedCaseload(StagedRecord):
    """What a monthly extract says of one young person: where she lives, what she does since when, and of what kind."""

    sex = _code(7)
    home_code = _code(9)
    home = _linked(Area)
    need = _code(1)
    code = _code(3)
    code_list = _code(10)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    ascertained_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    due_to_lapse_on = models.DateField(null=True)
    characteristics = _code(60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="stagedcaseload_once")]


class StagedEvent(StagedRecord):
    """One event of an agency's log: a contact, an assessment of some domains, or a referral to another agency."""

    on = models.DateField(null=True)
    event = _code(10)
    agency_code = _code(12)
    to_agency_code = _code(12)
    to_agency = _linked(Agency)
    domains = _code(200)
    result = _code(10)
    minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="stagedevent_once")]


class PersonKey(models.Model):
    """By which pseudonym a sender knows a young person. Of one person there may be several, of one sender too."""

    key = models.CharField(max_length=32, primary_key=True)
    person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="keys")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex=r"^[0-9a-f]{32}$"),
                name="personkey_form",
                violation_error_message="A sender's key is kept as 32 digits and letters a to f, never as it was sent.",
            )
        ]

    def __str__(self) -> str:
        return f"Key {self.key[:8]}"


class LoadedRow(models.Model):
    """What one import did to one row of the register: added (`before` null) or changed; `after` as it left it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    record = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "table", "record"], name="loadedrow_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.record}"


class Match(models.Model):
    """Two young people who may be one: a data steward decides, and can take the decision back.

    `shared` and `against` are kinds of what their identities have in common and differ in, never what that is. Held to
    be one, `merged` goes into `kept`; `moved` is what it takes to part them again.
    """

    kept = models.BigIntegerField()
    merged = models.BigIntegerField()
    shared = ArrayField(models.CharField(max_length=8))
    against = ArrayField(models.CharField(max_length=8), default=list)
    status = models.CharField(max_length=8, choices=MatchStatus, default=MatchStatus.OPEN)
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    moved = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "id"]
        verbose_name_plural = "matches"
        constraints = [
            *known("match", status=MatchStatus),
            models.UniqueConstraint(fields=["kept", "merged"], name="match_once"),
            models.CheckConstraint(condition=Q(kept__lt=F("merged")), name="match_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {len(self.shared)} shared"
