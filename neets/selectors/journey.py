"""One young person's journey over all agencies, as her caseworker reads it. Asked inside `casework(user)`.

There is no score in it: what was recorded, by whom and when, and nothing worked out of it about her.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from neets.choices import Domain, label_of
from neets.models import (
    Assessment,
    Characteristic,
    Client,
    Contact,
    Destination,
    Enrolment,
    Offer,
    OptOut,
    Plan,
    PlanStep,
    Referral,
    StatusSpell,
    YoungPerson,
)

# An assessment of a domain by another agency this near is not to be repeated without a reason.
REPEATED_WITHIN_DAYS = 90


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the timeline. `record` leads to its form where it has one."""

    on: datetime.date
    kind: str
    words: str
    agency: str
    until: datetime.date | None = None
    more: str = ""
    assessment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was last assessed of one domain: by whom, when; `days` ago. Nobody where `on` is None."""

    domain: Domain
    on: datetime.date | None = None
    agency: str = ""
    agency_id: int | None = None
    tool: str = ""
    days: int | None = None

    @property
    def is_recent(self) -> bool:
        return self.days is not None and self.days <= REPEATED_WITHIN_DAYS


@dataclass(frozen=True, slots=True)
class Journey:
    """All that her page shows of one person."""

    person: YoungPerson
    now: list[StatusSpell]
    circumstances: list[Characteristic]
    asked: list[Asked]
    plan: Plan | None
    steps: list[PlanStep]
    entries: list[Entry]
    said_no: list[OptOut]
    agencies: list[str] = field(default_factory=list)


def asked_once(user: Any, person: YoungPerson, today: datetime.date) -> list[Asked]:
    """ "Tell us once": of each domain, who assessed it last and when."""
    found: dict[str, Asked] = {}
    made = _of(Assessment, user, person).order_by("-on", "-pk")
    for each in made:
        for code in each.domains:
            days = (today - each.on).days
            found.setdefault(
                code, Asked(Domain(code), each.on, each.agency.name, each.agency_id, each.tool, days)
            )  # fmt: skip
    return [found.get(code, Asked(Domain(code))) for code in Domain.values]


def journey_of(user: Any, person: YoungPerson, today: datetime.date) -> Journey:
    """The page of one person whom `user` may see."""
    plan = open_plan(user, person)
    lasting = Q(end__isnull=True) | Q(end__gt=today)
    steps = PlanStep.objects.visible_to(user).filter(plan=plan).select_related("agency", "plan") if plan else []
    entries = sorted(_entries(user, person), key=lambda each: (each.on, each.kind), reverse=True)
    return Journey(
        person=person,
        now=list(_of(StatusSpell, user, person).filter(lasting).order_by("-start")),
        circumstances=list(_of(Characteristic, user, person).filter(lasting).order_by("code")),
        asked=asked_once(user, person, today),
        plan=plan,
        steps=list(steps),
        entries=entries,
        said_no=list(OptOut.objects.visible_to(user).filter(person=person, withdrawn_on__isnull=True)),
        agencies=sorted({each.agency for each in entries}),
    )


def open_plan(user: Any, person: YoungPerson) -> Plan | None:
    """The one plan that runs, whichever agency began it."""
    return _of(Plan, user, person).select_related("owner").filter(closed_on__isnull=True).order_by("-made_on").first()


def _of(model: Any, user: Any, person: YoungPerson) -> QuerySet:
    return model.objects.visible_to(user).filter(person=person).select_related("agency")


def _entries(user: Any, person: YoungPerson) -> Iterator[Entry]:
    for s in _of(StatusSpell, user, person):
        lapsed = f"Lapsed on {_day(s.lapsed_on)}" if s.lapsed_on else ""
        yield Entry(s.start, "Status", label_of(s.code, s.code_list), s.agency.name, s.end, lapsed)
    for c in _of(Client, user, person):
        yield Entry(c.start, "Client", "Became its client", c.agency.name, c.end)
    for o in _of(Contact, user, person):
        words = f"{o.get_kind_display()}: {o.get_result_display().lower()}"
        yield Entry(o.on, "Contact", words, o.agency.name, more=o.note)
    for a in _of(Assessment, user, person):
        domains = ", ".join(str(Domain(code).label) for code in a.domains)
        shared = a.pk if a.is_shared else None
        yield Entry(a.on, "Assessment", domains, a.agency.name, more=a.tool, assessment_id=shared)
    for p in _of(Plan, user, person):
        yield Entry(p.made_on, "Action plan", "Action plan begun", p.agency.name, p.closed_on)
    for r in _of(Referral, user, person).select_related("to_agency", "agency"):
        yield Entry(
            r.on, "Referral", f"To {r.to_agency.name}: {r.get_status_display().lower()}", r.agency.name, r.answered_on
        )
    yield from _offered(user, person)


def _offered(user: Any, person: YoungPerson) -> Iterator[Entry]:
    for f in _of(Offer, user, person):
        made = f"made on {_day(f.made_on)}, {f.get_status_display().lower()}" if f.made_on else "not made"
        unfit = f.get_suitable_display() if f.made_on else ""
        yield Entry(f.due_on, "Offer", f"{f.get_guarantee_display()}: due, {made}", f.agency.name, more=unfit)
    for e in _of(Enrolment, user, person).select_related("provision", "agency"):
        words = f"{e.provision.name}, {e.get_result_display().lower()}"
        yield Entry(e.start, "Enrolment", words, e.agency.name, e.end, e.get_level_display())
    for d in _of(Destination, user, person):
        kept = f"Still there on {_day(d.sustained_on)}" if d.sustained_on else ""
        yield Entry(d.on, "Destination", d.get_outcome_display(), d.agency.name, more=kept)


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
