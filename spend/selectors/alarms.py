"""Alarms as people read them: a sentence, the changes it is about, the pounds and people, and by when to talk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from spend.calc.protocol_words import all_of, span_words
from spend.choices import AlarmKind, Group
from spend.models import Alarm, PlannedChange
from totalplace.models import Area
from totalplace.templatetags.formats import date, money

NAMED_PLACES = 3


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """An alarm, the sentence that tells it, and what stands in its line of a table or file."""

    alarm: Alarm
    changes: list[PlannedChange]
    bodies: list[str]
    places: list[str]
    groups: list[str]
    sentence: str

    @property
    def years(self) -> str:
        return span_words(self.alarm.first_year, self.alarm.last_year)

    @property
    def people(self) -> str:
        """Between the largest figure that a body gave and their sum: the same people may be counted twice."""
        least, most = self.alarm.people_least, self.alarm.people_most
        if least is None:
            return "not known"
        if most is None:
            return f"at least {least:,}"
        return f"{least:,}" if most == least else f"{least:,} to {most:,}"


def alarms_seen(user: Any, *, kind: str = "", cleared: bool = False, body: int | None = None) -> QuerySet[Alarm]:
    """The alarms that `user` may see, those to be talked about soonest first; standing ones unless `cleared`."""
    found = Alarm.objects.visible_to(user)
    found = found.exclude(cleared_at=None) if cleared else found.standing()
    if kind:
        found = found.filter(kind=kind)
    if body is not None:
        found = found.filter(Q(partner=body) | Q(pk__in=Alarm.objects.filter(changes__organisation=body).values("pk")))
    return found.order_by("decide_by", "-first_seen_at", "-id")


def alarm_words(found: QuerySet[Alarm] | Iterable[Alarm]) -> list[AlarmWords]:
    """These alarms in words: four queries, however many there are."""
    if isinstance(found, QuerySet):
        found = found.select_related("partner").prefetch_related("changes__organisation")
    alarms = list(found)
    codes = {code for alarm in alarms for code in alarm.area_codes}
    names = dict(Area.objects.filter(code__in=codes).order_by("valid_from").values_list("code", "name"))
    return [_in_words(alarm, names) for alarm in alarms]


def _in_words(alarm: Alarm, names: dict[str, str]) -> AlarmWords:
    changes = sorted(alarm.changes.all(), key=lambda change: change.pk)
    bodies = sorted({_short(change.organisation) for change in changes})
    places = sorted(names.get(code, code) for code in alarm.area_codes)
    everyone = set(alarm.groups) >= set(Group.values) or alarm.groups == [Group.EVERYONE]
    groups = [str(Group.EVERYONE.label)] if everyone else [str(Group(code).label) for code in sorted(alarm.groups)]
    told = _SENTENCES[AlarmKind(alarm.kind)](alarm, changes, bodies, places, groups)
    is_told = alarm.kind == AlarmKind.LATE or alarm.decide_by is None
    by = "" if is_told else f" Decision due on {date(alarm.decide_by)}."
    return AlarmWords(alarm, changes, bodies, places, groups, told + by)


def _short(body: Any) -> str:
    return body.short_name or body.name


def _community(
    alarm: Alarm, changes: list[PlannedChange], bodies: list[str], places: list[str], groups: list[str]
) -> str:
    where = all_of(places, NAMED_PLACES, "ward", "wards")
    whom = all_of([_lower(each) for each in groups], 3, "group", "groups")
    references = all_of([change.reference for change in changes], 4, "change", "changes")
    return (
        f"{references}, of {all_of(bodies, 4, 'body', 'bodies')}, meet in {where} and affect {whom} in "
        f"{span_words(alarm.first_year, alarm.last_year)}: {money(alarm.amount)} together, "
        f"of which {money(alarm.amount_there)} there."
    )


def _shunting(
    alarm: Alarm, changes: list[PlannedChange], bodies: list[str], places: list[str], groups: list[str]
) -> str:
    here = next((change for change in changes if change.organisation_id != alarm.partner_id), changes[0])
    there, partner = next((change for change in changes if change != here), None), _short(alarm.partner)
    cost = "a cost that is not known" if alarm.amount is None else f"a cost of {money(alarm.amount)}"
    said = f"entered as {there.reference}" if there else "as it was entered or answered"
    return (
        f"What {_short(here.organisation)} would save by {here.reference} is {cost} to {partner}, {said}, in "
        f"{span_words(alarm.first_year, alarm.last_year)}."
    )


def _late(alarm: Alarm, changes: list[PlannedChange], bodies: list[str], places: list[str], groups: list[str]) -> str:
    change = changes[0]
    entered = f"{change.reference} of {bodies[0]} was entered on {date(change.entered_at)}"
    if change.decided_on:
        return f"{entered}, and it was decided on {date(change.decided_on)}: partners had no time to talk."
    return f"{entered}, and is to be decided on {date(change.decision_due_on)}: partners have too little time to talk."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


_SENTENCES = {AlarmKind.COMMUNITY: _community, AlarmKind.SHUNTING: _shunting, AlarmKind.LATE: _late}
