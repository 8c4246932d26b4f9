"""A caseworker's list: her agency's clients, who of them is lost sight of, and what falls due.

Each is asked inside `casework(user)`, which is what shows the rows.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from neets.choices import ContactResult, PlanStepStatus, Standing, codes_standing
from neets.models import Contact, Offer, Plan, PlanStep, StatusSpell, YoungPerson

# Without contact for so many days a client is on the list of those lost sight of, unless another number is asked for.
LOST_AFTER_DAYS = 28
DUE_WITHIN_DAYS = 14


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to. `days` without contact count for `work` "lost"."""

    q: str = ""
    standing: str = ""
    need: str = ""
    work: str = ""
    days: int = LOST_AFTER_DAYS


def clients_of(user: Any, wanted: Wanted, today: datetime.date) -> QuerySet:
    """The clients, those longest without contact first: each with `reached_on`, `code`, `code_list`, `lapsed_on`."""
    of_her = OuterRef("pk")
    reached = Contact.objects.filter(person=of_her, result=ContactResult.REACHED).order_by("-on")
    now = _now(of_her, today)
    found = YoungPerson.objects.visible_to(user).annotate(
        reached_on=Subquery(reached.values("on")[:1]),
        code=Subquery(now.values("code")[:1]),
        code_list=Subquery(now.values("code_list")[:1]),
        lapsed_on=Subquery(now.values("lapsed_on")[:1]),
        lapses_on=Subquery(now.values("due_to_lapse_on")[:1]),
    )
    return _narrowed(found, wanted, today).order_by(F("reached_on").asc(nulls_first=True), "pk")


def _now(of_her: OuterRef, today: datetime.date) -> QuerySet:
    """What she is doing today, on the word of whoever asked last."""
    lasting = Q(end__isnull=True) | Q(end__gt=today)
    said = StatusSpell.objects.filter(lasting, person=of_her, start__lte=today)
    return said.order_by(F("ascertained_on").desc(nulls_last=True), "pk")


def _narrowed(found: QuerySet, wanted: Wanted, today: datetime.date) -> QuerySet:
    if wanted.q:
        found = found.filter(pseudonym__startswith=wanted.q.lower())
    if wanted.need:
        found = found.filter(need="" if wanted.need == "none" else wanted.need)
    if wanted.standing:
        # A list's own reading differs for one code alone; it is told by the list in force.
        found = found.filter(code__in=codes_standing(wanted.standing))
    if wanted.work == "lost":
        found = found.filter(lost(today, wanted.days))
    if wanted.work == "due":
        soon = today + datetime.timedelta(days=DUE_WITHIN_DAYS)
        found = found.filter(
            Exists(_steps(soon).filter(plan__person=OuterRef("pk")))
            | Exists(_reviews(soon).filter(person=OuterRef("pk")))
            | Exists(_offers(soon).filter(person=OuterRef("pk")))
        )
    return found


def lost(today: datetime.date, days: int) -> Q:
    """The condition on `clients_of` to be lost sight of: no contact in `days`, or a status lapsed or not known."""
    not_known = Q(code__isnull=True) | Q(code__in=codes_standing(Standing.NOT_KNOWN))
    lapsed = Q(lapsed_on__lte=today) | Q(lapses_on__lte=today)
    silent = Q(reached_on__isnull=True) | Q(reached_on__lt=today - datetime.timedelta(days=days))
    return not_known | lapsed | silent


def _steps(soon: datetime.date) -> QuerySet:
    return PlanStep.objects.filter(status=PlanStepStatus.TO_DO, due_on__lte=soon, plan__closed_on__isnull=True)


def _reviews(soon: datetime.date) -> QuerySet:
    return Plan.objects.filter(review_on__lte=soon, closed_on__isnull=True)


def _offers(soon: datetime.date) -> QuerySet:
    return Offer.objects.filter(due_on__lte=soon, made_on__isnull=True)


def due_of(user: Any, today: datetime.date) -> QuerySet:
    """What falls due within a fortnight or is overdue, the oldest first: rows of kind, what, on, person, pseudonym."""
    soon = today + datetime.timedelta(days=DUE_WITHIN_DAYS)

    def rows(found: Any, kind: str, what: str, on: str, person: str) -> QuerySet:
        words = Value("") if not what else Cast(F(what), CharField(max_length=200))
        return (
            found.visible_to(user)
            .annotate(
                kind=Value(kind),
                words=words,
                on_day=F(on),
                person_pk=Cast(F(f"{person}_id"), IntegerField()),
                who=F(f"{person}__pseudonym"),
            )
            .order_by()
            .values("kind", "words", "on_day", "person_pk", "who")
        )

    return rows(_steps(soon), "step", "what", "due_on", "plan__person").union(
        rows(_reviews(soon), "review", "", "review_on", "person"),
        rows(_offers(soon), "offer", "guarantee", "due_on", "person"),
        all=True,
    ).order_by("on_day", "person_pk")  # fmt: skip
