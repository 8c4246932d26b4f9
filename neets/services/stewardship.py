"""What a data steward does: enter who said no, give a person her copy, ask who a pseudonym is, answer such a request.

No step here opens a journey to her; each that tells something of one person is noted in the log.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from neets.choices.records import IdentificationAnswer, Looking, Purpose
from neets.models import AccessLog, Identification, OptOut, YoungPerson
from neets.querysets.row_security import opened
from neets.selectors.held import held_of
from neets.services.days import not_to_come
from neets.services.identities import reveal
from neets.services.screening import refuse_names
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained

# An agreement is used within so long, or asked for anew.
AGREED_FOR = timedelta(hours=24)


@transaction.atomic
def enter_opt_out(*, user: Any, pseudonym: str, scope: str, on: datetime.date) -> OptOut:
    """Enter that she said no; again the same, it answers what is there. Raises PermissionDenied, ValidationError."""
    require(user, Action.KEEP_NEETS)
    not_to_come(on=on)
    with opened(Purpose.STEWARDSHIP):
        person = person_known_as(pseudonym)
        there = OptOut.objects.filter(person=person, scope=scope, withdrawn_on__isnull=True).first()
        if there is not None:
            return there
        with explained(OptOut):
            return OptOut.objects.create(person=person, scope=scope, on=on)


@transaction.atomic
def withdraw_opt_out(*, user: Any, pk: int) -> OptOut:
    """Enter that she changed her mind today. Raises PermissionDenied and OptOut.DoesNotExist."""
    require(user, Action.KEEP_NEETS)
    with opened(Purpose.STEWARDSHIP):
        said = OptOut.objects.select_for_update().get(pk=pk)
        if said.withdrawn_on is None:
            said.withdrawn_on = max(timezone.localdate(), said.on)
            said.save(update_fields=["withdrawn_on"])
        return said


@transaction.atomic
def subject_copy(*, user: Any, pseudonym: str, reason: str) -> dict[str, list[dict[str, Any]]]:
    """All that is held of one pseudonym, for the young person herself; the log says who made the copy and why."""
    require(user, Action.KEEP_NEETS)
    refuse_names(reason=reason)
    with opened(Purpose.STEWARDSHIP):
        person = person_known_as(pseudonym)
        _note(user, person.pseudonym, Looking.SUBJECT_ACCESS, reason)
        return held_of(person)


@transaction.atomic
def ask_identity(*, user: Any, pseudonym: str, reason: str) -> Identification:
    """Ask to be told who a pseudonym is. Nothing is told before a second person agrees."""
    require(user, Action.KEEP_NEETS)
    refuse_names(reason=reason)
    with opened(Purpose.STEWARDSHIP):
        person = person_known_as(pseudonym)
    asked = {"pseudonym": person.pseudonym, "asked_by": user, "answer": "", "reason": reason.strip()}
    return Identification.objects.filter(**asked).first() or Identification.objects.create(**asked)


@transaction.atomic
def answer_identity(*, user: Any, pk: int, answer: str) -> Identification:
    """A second person agrees or refuses. Raises PermissionDenied to whoever asked, ValidationError where it is done."""
    require(user, Action.AUDIT_NEETS)
    asked = Identification.objects.select_for_update().get(pk=pk)
    if asked.asked_by_id == user.pk:
        raise PermissionDenied("You asked for this yourself: a second person has to answer.")
    if answer not in IdentificationAnswer.values:
        raise ValidationError({"answer": "Choose whether you agree."})
    if asked.answer:
        if (asked.answer, asked.answered_by_id) == (answer, user.pk):
            return asked
        raise ValidationError("It was answered meanwhile. Open it again to see how.")
    asked.answer, asked.answered_by, asked.answered_at = answer, user, timezone.now()
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    return asked


@transaction.atomic
def identity_of(*, user: Any, pk: int) -> list[str]:
    """Who it is, to the person who asked, within a day of the agreement; each look is in the log with both names."""
    require(user, Action.KEEP_NEETS)
    asked = Identification.objects.get(pk=pk)
    if asked.asked_by_id != user.pk:
        raise PermissionDenied("Only the person who asked is told.")
    if asked.answer != IdentificationAnswer.AGREED:
        raise PermissionDenied("No second person has agreed to this.")
    if asked.answered_at is None or asked.answered_at < timezone.now() - AGREED_FOR:
        raise PermissionDenied("The agreement is more than a day old. Ask again.")
    with opened(Purpose.STEWARDSHIP):
        person = person_known_as(asked.pseudonym)
    _note(user, asked.pseudonym, Looking.IDENTITY, asked.reason, second_person=asked.answered_by)
    return reveal(person.pk)


def person_known_as(pseudonym: str) -> YoungPerson:
    """The young person; ValidationError at `pseudonym` where nobody has it. Asked under stewardship."""
    person: YoungPerson | None = YoungPerson.objects.filter(pseudonym=pseudonym.strip().lower()).first()
    if person is None:
        raise ValidationError(
            {"pseudonym": "No young person here has this pseudonym. Copy all 32 digits and letters of it."}
        )
    return person


def _note(user: Any, pseudonym: str, looking: Looking, reason: str, **more: Any) -> None:
    AccessLog.objects.create(user=user, pseudonym=pseudonym, looked_at=looking, reason=reason.strip(), **more)


def as_lines(held: Mapping[str, list[dict[str, Any]]]) -> list[tuple[str, int, str, Any]]:
    """The copy as lines for a table: which table, which row of it, which detail, what it says."""
    return [
        (name, number, detail, "" if value is None else value)
        for name, rows in held.items()
        for number, row in enumerate(rows, start=1)
        for detail, value in row.items()
    ]
