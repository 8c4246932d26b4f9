"""Somebody who writes to one property in every way there is, and keeps what she saw and what was accepted of hers.

Each text that she writes is her own and used once, so a change in the history is known for whose it is. Each number
grows by her own step, so a lost one is missed in the sum.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pghistory
from django.db import connection, transaction
from django.test import Client

from estate.models import BulkEdit, Lease, Occupation, Property, RunningCost
from estate.selectors.bulk import preview
from estate.selectors.ratings import standing_on
from estate.services import bulk
from estate.services.belongings import breaks_of, edit_belonging
from estate.services.editing import edit_property
from estate.services.judgements import Judgement
from estate.services.rating import RatingConflicts, rate, withdraw
from tests.integration.imports.steps import staged
from totalplace.models import ImportBatch, User
from totalplace.selectors.past import PutBack
from totalplace.selectors.versions import values_at
from totalplace.services import imports
from totalplace.services.imports import undoing
from totalplace.services.imports.running import apply_batch
from totalplace.services.restoring import put_back
from totalplace.services.tokens import make_token
from totalplace.versioning import StaleRecord

SHARED = "reason_for_holding"


class Nothing(Exception):
    """There is nothing to write this time, or hers was there already, or it met another's twice over."""


REFUSED = (Nothing, StaleRecord, RatingConflicts, bulk.NotAsSeen, bulk.LaterEdits, undoing.LaterEdits)


class Writer:
    """`stored`: {reason: (before, after)} of the shared text; `rated` what each rating took over."""

    def __init__(self, user: User, prop: Property, lease: Lease, name: str, seed: int, step: int) -> None:
        self.user, self.pk, self.lease_pk, self.name, self.step = user, prop.pk, lease.pk, name, step
        self.address = f"/api/v1/properties/{prop.reference}/"
        token = make_token(user=user, name="interleaving", is_read_only=False)
        self.program = Client(headers={"Authorization": f"Bearer {token.text}"})
        self.chance = random.Random(seed)
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.stored: dict[str, tuple[str, str]] = {}
        self.rated: dict[int, int | None] = {}
        self.faults: list[str] = []
        self.words = 0
        self.applied: tuple[Any, tuple[str, str]] | None = None

    def dawdle(self) -> None:
        time.sleep(self.chance.random() * 0.004)

    def word(self) -> str:
        """A text that nobody has written before."""
        self.words += 1
        return f"{self.name}{self.words}"

    def note(self, reason: str, before: str, after: str) -> None:
        """That she changed the shared text, having seen what was there."""
        if before != after:
            self.stored[reason] = (before, after)

    # --- Each on its own columns: numbers that grow -----------------------------------------------------

    def form(self, column: str) -> None:
        """A form of one of the property's parts."""
        seen = Property.objects.get(pk=self.pk)
        self.dawdle()
        values = {column: (getattr(seen, column) or 0) + self.step}
        edit_property(user=self.user, pk=self.pk, version=seen.version, values=values)

    def cost(self) -> None:
        seen = RunningCost.objects.get(property=self.pk)
        self.dawdle()
        edit_belonging(
            user=self.user, property_pk=self.pk, kind="costs", pk=seen.pk, version=seen.version,
            values={"amount": seen.amount + self.step},
        )  # fmt: skip

    def occupation(self) -> None:
        seen = Occupation.objects.get(property=self.pk)
        self.dawdle()
        edit_belonging(
            user=self.user, property_pk=self.pk, kind="occupations", pk=seen.pk, version=seen.version,
            values={"desks": seen.desks + self.step},
        )  # fmt: skip

    def lease(self) -> None:
        """The notice of a lease's break, which is a record beneath it."""
        seen = Lease.objects.get(pk=self.lease_pk)
        ((on, months, by),) = opened = breaks_of(seen)
        self.dawdle()
        edit_belonging(
            user=self.user, property_pk=self.pk, kind="leases", pk=seen.pk, version=seen.version,
            values={"breaks": ((on, (months + self.step) % 60, by),)}, opened={"breaks": opened},
        )  # fmt: skip

    def sql(self) -> None:
        """Somebody at the database's own prompt."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE estate_property SET required_maintenance = required_maintenance + %s WHERE id = %s",
                [self.step, self.pk],
            )

    # --- Ratings ----------------------------------------------------------------------------------------

    def rating(self) -> None:
        """From the list; red on red as often as not, which leaves the property's own columns as they were."""
        seen = Property.objects.get(pk=self.pk)
        standing = standing_on([self.pk]).get(self.pk)
        self.dawdle()
        said = self.chance.choice([Judgement("amber", "service_change"), Judgement("red", "no_change")])
        made = rate(user=self.user, property_id=self.pk, version=seen.version, judgement=said)
        if made.is_repeat:
            raise Nothing
        self.rated[made.assessment.pk] = standing.pk if standing else None

    def withdrawal(self) -> None:
        """Undo of the rating that stands."""
        standing = standing_on([self.pk]).get(self.pk)
        self.dawdle()
        if standing is None:
            raise Nothing
        withdraw(user=self.user, assessments=[standing.pk])

    # --- All on one text, each against the others ---------------------------------------------------------

    def text_form(self) -> None:
        seen, mine = Property.objects.get(pk=self.pk), self.word()
        self.dawdle()
        edit_property(user=self.user, pk=self.pk, version=seen.version, values={SHARED: mine}, reason=mine)
        self.note(mine, getattr(seen, SHARED), mine)

    def api(self) -> None:
        """A program that read the property and its tag, and sends back one field."""
        seen, mine = self.program.get(self.address), self.word()
        self.dawdle()
        answer = self.program.patch(
            self.address, json.dumps({SHARED: mine}), content_type="application/json",
            headers={"If-Match": seen.headers["ETag"], "X-Change-Reason": mine},
        )  # fmt: skip
        if answer.status_code == 412:
            raise Nothing
        assert answer.status_code == 200, answer.content
        self.note(mine, seen.json()[SHARED] or "", mine)

    def put_back(self) -> None:
        """The text as it was before a change a while ago."""
        seen, reason = Property.objects.get(pk=self.pk), self.word()
        events = Property.pgh_event_model.objects.filter(pgh_obj_id=self.pk, version__lte=seen.version)
        late = list(events.order_by("-pgh_id").values_list("pgh_id", SHARED)[:6])
        event, before = late[-2][0], late[-1][1]
        self.dawdle()
        choice = PutBack("property", event, SHARED, seen.version)
        prop = Property(pk=self.pk)
        if put_back(user=self.user, owner=prop, choices=[choice], reason=reason):
            self.note(reason, getattr(seen, SHARED), before)

    def bulk(self) -> None:
        """Ticked, described, looked at; where another was there, hers is chosen with both before her."""
        mine = self.word()
        edit = bulk.begin(user=self.user, chosen=Property.objects.filter(pk=self.pk))
        seen = (values_at(Property, self.pk, edit.versions[0], [SHARED]) or {})[SHARED]
        self.dawdle()
        edit = bulk.describe(user=self.user, edit=edit, fields={SHARED: mine}, rating=None, reason=mine)
        try:
            edit = bulk.apply(user=self.user, edit=edit)
        except bulk.NotAsSeen:
            [clash] = preview(edit, user=self.user).clashes
            seen = getattr(clash.prop, SHARED)
            edit = bulk.decide(user=self.user, edit=edit, choices={clash.key: "mine"})
            edit = bulk.apply(user=self.user, edit=edit)
        self.note(mine, seen, mine)
        self.applied = (edit, (seen, mine))

    def file(self) -> None:
        """A file, checked and applied; where another was there, the file's value is chosen with both before her."""
        mine = self.word()
        row = {"Local reference": "A1", "Reason for holding": mine}
        with transaction.atomic():
            batch = staged(self.user, row)
        seen = batch.staged_properties.get().changes[SHARED][0] or ""
        self.dawdle()
        if self.put_in(batch, mine):
            seen = batch.staged_properties.get().changes[SHARED][0] or ""
            imports.resolve_conflicts(user=self.user, batch=batch, choices={2: {SHARED: "file"}})
            if self.put_in(batch, mine):
                raise Nothing
        self.note(mine, seen, mine)
        self.applied = (batch, (seen, mine))

    def put_in(self, batch: ImportBatch, reason: str) -> int:
        with transaction.atomic():
            batch.reason = reason
            return apply_batch(batch, self.user, lambda message: None)

    def undo(self) -> None:
        """Her last bulk change or file taken back as a whole, unless somebody edited since."""
        if self.applied is None:
            raise Nothing
        (done, (before, after)), self.applied = self.applied, None
        self.dawdle()
        if isinstance(done, BulkEdit):
            bulk.undo(user=self.user, edit=done)
            self.note(f"Taken back: {done.reason}", after, before)
        else:
            reason = f"Taken back: {done.reason}"
            with transaction.atomic(), pghistory.context(reason=reason):
                undoing.take_back(done)
            self.note(reason, after, before)

    def ways(self) -> dict[str, tuple[Callable[[], None], int]]:
        """Each way to write, and how often it is taken: a file costs as much as fifty forms."""
        return {
            "built_year": (lambda: self.form("built_year"), 6),
            "book_value": (lambda: self.form("book_value"), 6),
            "required_maintenance": (lambda: self.form("required_maintenance"), 6),
            "sql": (self.sql, 4),
            "amount": (self.cost, 8),
            "desks": (self.occupation, 8),
            "notice_months": (self.lease, 8),
            "rating": (self.rating, 12),
            "withdrawal": (self.withdrawal, 8),
            "text": (self.text_form, 14),
            "api": (self.api, 8),
            "put back": (self.put_back, 8),
            "bulk": (self.bulk, 6),
            "file": (self.file, 2),
            "undo": (self.undo, 6),
        }

    def write(self) -> None:
        ways = self.ways()
        [way] = self.chance.choices(list(ways), [often for _, often in ways.values()])
        try:
            ways[way][0]()
            self.taken[way] += 1
        except REFUSED:
            self.refused[way] += 1
        except BaseException as fault:
            self.faults.append(f"{way}: {fault!r}")
            raise
