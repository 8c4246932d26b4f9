"""Planned changes as lists and records show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL

from spend.calc.protocol_words import span_words
from spend.choices import ChangeStatus, Decision, Group
from spend.models import Alarm, PlannedAmount, PlannedChange
from totalplace.models import Organisation
from totalplace.permissions import rights_of
from totalplace.templatetags.formats import date, money

UNDECIDED = "undecided"
MONEY = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """By what a list of planned changes is narrowed; "" is not narrowed."""

    body: str = ""
    service: str = ""
    kind: str = ""
    group: str = ""
    year: str = ""
    area: str = ""
    decision: str = ""

    @property
    def is_anything(self) -> bool:
        return any((self.body, self.service, self.kind, self.group, self.year, self.area, self.decision))


def narrowed(found: QuerySet[PlannedChange], wanted: Wanted) -> QuerySet[PlannedChange]:
    """Those of `found` that are wanted. A place takes in what is planned for anything in it or around it."""
    plain = {"organisation__code": wanted.body, "service": wanted.service, "kind": wanted.kind}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.group:
        found = found.filter(groups__overlap=[wanted.group, Group.EVERYONE])
    if wanted.year:
        found = found.filter(pk__in=PlannedAmount.objects.filter(year=wanted.year).values("change"))
    if wanted.area:
        # As a condition of its own: the reach is found once, by its index, for all changes.
        parts = RawSQL(
            "SELECT change_id FROM spend_plannedreach "
            "WHERE area_code IN (SELECT part FROM spend_protocol_parts(ARRAY[%s]))",
            (wanted.area,),
        )
        found = found.filter(pk__in=parts)
    if wanted.decision:
        found = found.filter(decision="" if wanted.decision == UNDECIDED else wanted.decision)
    return found


def with_sums(found: QuerySet[PlannedChange], year: str = "") -> QuerySet[PlannedChange]:
    """Each with `pounds` (of one year, or of all), `first_year`, `last_year` and how many `alarms_standing`."""
    amounts = PlannedAmount.objects.filter(change=OuterRef("pk")).order_by().values("change")
    of_year = amounts.filter(year=year) if year else amounts
    alarms = Alarm.objects.standing().filter(changes=OuterRef("pk")).order_by().values("changes")
    return found.annotate(
        pounds=Subquery(of_year.annotate(n=Sum("amount")).values("n"), output_field=MONEY),
        first_year=Subquery(amounts.annotate(n=Min("year")).values("n")),
        last_year=Subquery(amounts.annotate(n=Max("year")).values("n")),
        alarms_standing=Subquery(alarms.annotate(n=Count("pk")).values("n")),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """What planned changes come to, in pounds: less, more, and how many changes of how many bodies. Dropped ones, and
    drafts, are not in the pounds."""

    changes: int
    bodies: int
    less: Decimal
    more: Decimal
    alarms: int

    @property
    def net(self) -> Decimal:
        return self.less + self.more


def totals(found: QuerySet[PlannedChange], year: str = "") -> Totals:
    """The sums of these changes. Three queries."""
    counted = found.aggregate(changes=Count("pk"), bodies=Count("organisation", distinct=True))
    live = found.exclude(status=ChangeStatus.DRAFT).exclude(decision=Decision.DROPPED)
    amounts = PlannedAmount.objects.filter(change__in=live)
    if year:
        amounts = amounts.filter(year=year)
    summed = amounts.aggregate(
        less=Sum("amount", filter=Q(amount__lt=0), default=Decimal(0)),
        more=Sum("amount", filter=Q(amount__gt=0), default=Decimal(0)),
    )
    alarms = Alarm.objects.standing().filter(changes__in=found).aggregate(n=Count("pk", distinct=True))["n"]
    return Totals(**counted, **summed, alarms=alarms)


def years_planned(user: Any) -> list[str]:
    """The financial years that any change seen has pounds in, in order."""
    found = PlannedAmount.objects.visible_to(user).order_by("year").values_list("year", flat=True)
    return list(found.distinct())


def bodies_planning(user: Any) -> Sequence[tuple[str, str]]:
    """(code, name) of the bodies of which any change is seen, by name."""
    seen = PlannedChange.objects.visible_to(user).values("organisation")
    return list(Organisation.objects.filter(pk__in=seen).order_by("name").values_list("code", "name"))


def bodies_answered_for(user: Any) -> QuerySet[Organisation]:
    """The bodies that this person enters changes and answers for."""
    rights = rights_of(user)
    every = Organisation.objects.filter(is_partner=True).order_by("name")
    return every if rights.edits_spend else every.filter(pk__in=rights.officer_of)


def planned_in_words(change: PlannedChange) -> str:
    """What is planned, without its name: "planned by Bromsgrove: cut to the service, −£120,000 in 2026/27"."""
    rows = sorted(change.amounts.all(), key=lambda each: each.year)
    pounds = sum((each.amount for each in rows), Decimal(0))
    years = span_words(rows[0].year, rows[-1].year) if rows else "no year"
    body = change.organisation.short_name or change.organisation.name
    due = f"; decision due on {date(change.decision_due_on)}" if change.decision_due_on else ""
    kind = change.get_kind_display()
    return f"planned by {body}: {kind[:1].lower()}{kind[1:]}, {money(pounds)} in {years}{due}"


def groups_in_words(codes: Sequence[str]) -> list[str]:
    """The groups of a change, as people read them."""
    return [str(Group(code).label) for code in codes]


def in_order(found: QuerySet[PlannedChange]) -> QuerySet[PlannedChange]:
    """What is to be decided soonest first, then what is undated, then what was decided, newest first."""
    return found.order_by(F("decided_on").desc(nulls_first=True), F("decision_due_on").asc(nulls_last=True), "-pk")
