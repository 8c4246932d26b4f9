"""What a caseworker writes of her agency's client: contacts, the shared assessment, the action plan and its steps.

Each asks for the client under row security, so that another agency's is not there at all. Texts are screened for
names and numbers of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from neets.choices import PlanStepStatus
from neets.models import Agency, Assessment, Client, Contact, Plan, PlanStep, YoungPerson
from neets.querysets.row_security import casework
from neets.selectors.journey import asked_once, open_plan
from neets.services.days import not_to_come
from neets.services.screening import refuse_names
from totalplace.permissions import rights_of
from totalplace.services.constraints import explained
from totalplace.services.merging import Edited, reconcile
from totalplace.versioning import lock

SHARED_TOOL = "Single shared assessment"


@transaction.atomic
def record_contact(*, user: Any, person_id: int, values: Mapping[str, Any]) -> Edited:
    """A contact made or tried by her agency. Sent again word for word, it answers the one that is there.

    Raises YoungPerson.DoesNotExist, and ValidationError that names the field.
    """
    refuse_names(note=values.get("note", ""))
    not_to_come(on=values.get("on"))
    with casework(user):
        person, agency = _client(user, person_id)
        there = Contact.objects.visible_to(user).filter(person=person, agency=agency, **values).first()
        if there is not None:
            return Edited(there)
        with explained(Contact):
            return Edited(Contact.objects.create(person=person, agency=agency, **values), values)


@transaction.atomic
def assess(*, user: Any, person_id: int, values: Mapping[str, Any], again: str = "") -> Edited:
    """A new single shared assessment. What another agency assessed within 90 days is not assessed `again` without why.

    Raises YoungPerson.DoesNotExist, and ValidationError that names the field.
    """
    not_to_come(on=values.get("on"))
    refuse_names(again=again)
    with casework(user):
        person, agency = _client(user, person_id)
        same = Assessment.objects.visible_to(user).filter(
            person=person, agency=agency, is_shared=True, on=values["on"], domains=values["domains"]
        )
        if (there := same.first()) is not None:
            return Edited(there)
        _not_again(user, person, agency, values, again)
        with pghistory.context(reason=again.strip()), explained(Assessment):
            made = Assessment.objects.create(
                person=person, agency=agency, tool=SHARED_TOOL, is_shared=True, **values
            )  # fmt: skip
        return Edited(made, values)


def _not_again(user: Any, person: YoungPerson, agency: Agency, values: Mapping[str, Any], again: str) -> None:
    asked = [
        each
        for each in asked_once(user, person, values["on"])
        if each.domain in values["domains"] and each.is_recent and each.agency_id != agency.pk
    ]
    if asked and not again.strip():
        told = "; ".join(f"{each.domain.label}: {each.agency}, {each.on:%d/%m/%Y}" for each in asked)
        raise ValidationError({
            "again": f"Another agency assessed this in the last 90 days ({told}). Untick it and use what is known, "
            "or say why she has to be asked again."
        })  # fmt: skip


@transaction.atomic
def amend_assessment(*, user: Any, pk: int, version: int, values: Mapping[str, Any], reason: str = "") -> Edited:
    """Put right a shared assessment that her own agency made. Raises DoesNotExist, Conflict, ValidationError."""
    not_to_come(on=values.get("on"))
    refuse_names(reason=reason)
    with casework(user):
        made = lock(Assessment.objects.visible_to(user).filter(is_shared=True), pk)
        if made.agency.organisation_id not in rights_of(user).caseworker_of:
            raise PermissionDenied(f"{made.agency} made this assessment. Ask it to put it right.")
        return _amended(made, version, values, reason)


@transaction.atomic
def keep_plan(*, user: Any, person_id: int, version: int | None, values: Mapping[str, Any], reason: str = "") -> Edited:
    """Begin the action plan (`version` None), or amend the one that runs, whichever agency began it."""
    refuse_names(reason=reason)
    with casework(user):
        person, agency = _client(user, person_id)
        plan = open_plan(user, person)
        if plan is None:
            if version is not None:
                raise ValidationError("The plan was closed meanwhile. Begin a new one.")
            with pghistory.context(reason=reason.strip()), explained(Plan):
                return Edited(Plan.objects.create(person=person, agency=agency, **values), values)
        if version is None:
            raise ValidationError("A plan was begun meanwhile. Open it and amend it.")
        return _amended(lock(Plan.objects.visible_to(user), plan.pk), version, values, reason)


@transaction.atomic
def add_step(*, user: Any, person_id: int, values: Mapping[str, Any], reason: str = "") -> Edited:
    """A next step of her plan; where none runs, one is begun today with the person who writes as its owner."""
    refuse_names(what=values["what"], reason=reason)
    with casework(user):
        person, agency = _client(user, person_id)
        today = timezone.localdate()
        with pghistory.context(reason=reason.strip()), explained(PlanStep):
            plan = open_plan(user, person) or Plan.objects.create(
                person=person, agency=agency, made_on=today, owner=user
            )  # fmt: skip
            there = PlanStep.objects.visible_to(user).filter(plan=plan, **values).first()
            if there is not None:
                return Edited(there)
            return Edited(PlanStep.objects.create(plan=plan, **_done(values)), values)


@transaction.atomic
def amend_step(*, user: Any, pk: int, version: int, values: Mapping[str, Any], reason: str = "") -> Edited:
    """Change a step, or mark it as done. Raises DoesNotExist, Conflict, ValidationError."""
    refuse_names(what=values.get("what", ""), reason=reason)
    not_to_come(done_on=values.get("done_on"))
    with casework(user):
        return _amended(lock(PlanStep.objects.visible_to(user), pk), version, _done(values), reason)


def _done(values: Mapping[str, Any]) -> dict[str, Any]:
    """A step that is done was done on a day: today, unless another is given."""
    given = dict(values)
    if given.get("status") == PlanStepStatus.DONE and not given.get("done_on"):
        given["done_on"] = timezone.localdate()
    return given


def _amended(record: Any, version: int, values: Mapping[str, Any], reason: str) -> Edited:
    changed = reconcile(record, expected=version, mine=values)
    if changed:
        for name, value in changed.items():
            setattr(record, name, value)
        with pghistory.context(reason=reason.strip()), explained(type(record)):
            record.save(update_fields=list(changed))
        record.refresh_from_db()
    return Edited(record, changed)


def _client(user: Any, person_id: int) -> tuple[YoungPerson, Agency]:
    """The client, locked so that two who begin a plan wait for each other, and the agency that `user` works for."""
    person: YoungPerson = YoungPerson.objects.visible_to(user).get(pk=person_id)
    locked: models.QuerySet = YoungPerson.objects.select_for_update().filter(pk=person.pk)
    locked.get()
    client = Client.objects.visible_to(user).filter(person=person).select_related("agency").order_by("start", "pk")[0]
    return person, client.agency
