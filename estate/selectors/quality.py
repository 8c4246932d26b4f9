"""Data quality as pages and reminders read it: faults, how many there are of each, scores and their way over months."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from estate.calc.quality import score
from estate.choices import Gravity
from estate.models import Property, QualityFinding, QualityRun, QualityTally, QualityWaiver
from estate.querysets.quality import BY_CODE, RULES, Rule, statements
from totalplace.models import Organisation

PAGE_SIZE = 50
LAST_PAGE = 200
MONTHS_SHOWN = 13


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many properties a rule is asked of, how many break it, and how many of those are waived beside them."""

    rule: Rule
    applicable: int
    failing: int
    waived: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What a part of the register comes to: its score in percent (None: nothing was asked), faults by gravity."""

    score: int | None = None
    faults: int = 0
    by_gravity: Mapping[str, int] | None = None
    waived: int = 0


@dataclass(frozen=True, slots=True)
class BodyQuality:
    """A body and what its records come to."""

    organisation: Organisation
    quality: Quality


@dataclass(frozen=True, slots=True)
class Month:
    """What the last check of a month came to. `month` is its first day."""

    month: datetime.date
    quality: Quality


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a property, or one that was waived. `partner` is the property that shares it."""

    rule: Rule
    finding: QualityFinding
    waiver: QualityWaiver | None = None


@dataclass(frozen=True, slots=True)
class RecordQuality:
    """A property's score, its faults with the gravest first, and those that were waived."""

    score: int | None
    faults: Sequence[Fault]
    waived: Sequence[Fault]


def last_run() -> QualityRun | None:
    """The last check of the whole register; None before the first."""
    return QualityRun.objects.order_by("-finished_at").first()


def rule_counts(user: Any, organisation: Organisation | None = None) -> list[RuleCount]:
    """Every rule with its counts of what `user` may see, of one body or of all. One query."""
    found: Iterable[Any] = _now(user, organisation).values("rule").annotate(**_sums()).order_by()
    rows = {row["rule"]: row for row in found}
    return [_count(rule, rows.get(rule.code, {})) for rule in RULES]


def _count(rule: Rule, row: Mapping[str, int]) -> RuleCount:
    return RuleCount(rule, *(max(row.get(f"{name}_sum", 0), 0) for name in ("applicable", "failing", "waived")))


def _now(user: Any, organisation: Organisation | None) -> QuerySet[QualityTally]:
    tally = QualityTally.objects.visible_to(user).filter(month=None)
    return tally.filter(organisation=organisation) if organisation else tally


def _sums() -> dict[str, Sum]:
    return {f"{name}_sum": Sum(name) for name in ("applicable", "failing", "waived")}


def quality_of(counts: Iterable[RuleCount]) -> Quality:
    """What these counts come to together."""
    asked = failed = faults = waived = 0
    by_gravity = dict.fromkeys(Gravity.values, 0)
    for each in counts:
        asked += each.rule.weight * each.applicable
        failed += each.rule.weight * each.failing
        faults += each.failing
        waived += each.waived
        by_gravity[each.rule.gravity] += each.failing
    return Quality(score(asked, failed), faults, by_gravity, waived)


def body_quality(user: Any) -> list[BodyQuality]:
    """Every body of which `user` sees anything, by name. Two queries."""
    rows: Iterable[Any] = _now(user, None).values("organisation_id", "rule").annotate(**_sums()).order_by()
    counts: dict[int, list[RuleCount]] = defaultdict(list)
    for row in rows:
        if row["rule"] in BY_CODE:
            counts[row["organisation_id"]].append(_count(BY_CODE[row["rule"]], row))
    return [BodyQuality(each, quality_of(counts[each.pk])) for each in Organisation.objects.all() if each.pk in counts]


def months(user: Any, organisation: Organisation | None = None) -> list[Month]:
    """The last months there was a check in, oldest first. One query."""
    since = timezone.localdate().replace(day=1) - datetime.timedelta(days=31 * (MONTHS_SHOWN - 1))
    tally = QualityTally.objects.visible_to(user).filter(month__gte=since.replace(day=1))
    if organisation:
        tally = tally.filter(organisation=organisation)
    counts: dict[datetime.date, list[RuleCount]] = defaultdict(list)
    for row in tally.values("month", "rule").annotate(**_sums()).order_by("month"):
        if row["rule"] in BY_CODE:
            counts[row["month"]].append(_count(BY_CODE[row["rule"]], row))
    return [Month(month, quality_of(found)) for month, found in counts.items()]


def counts_then_and_now(
    user: Any, organisations: Collection[int], before: datetime.date
) -> dict[datetime.date | None, list[RuleCount]]:
    """Every rule's counts of what `user` may see of these bodies (ids): now under None, and as the last check of the
    latest month before `before` found them under that month, where one was kept. Two queries."""
    tally = QualityTally.objects.visible_to(user).filter(organisation__in=organisations)
    month = tally.filter(month__lt=before).aggregate(month=Max("month"))["month"]
    rows: Iterable[Any] = (
        tally.filter(Q(month=None) | Q(month=month)).values("month", "rule").annotate(**_sums()).order_by()
    )
    found = {(row["month"], row["rule"]): row for row in rows}
    return {
        then: [_count(rule, found.get((then, rule.code), {})) for rule in RULES]
        for then in dict.fromkeys((None, month))
    }


def record_quality(prop: Property, user: Any) -> RecordQuality:
    """A property's faults as `user` may know of them. Three queries."""
    found = (
        QualityFinding.objects.visible_to(user)
        .filter(property=prop)
        .select_related("partner__organisation")
        .only("rule", "detail", "is_waived", "found_at", "partner__reference", "partner__name",
              "partner__organisation__name", "partner__organisation__short_name")
    )  # fmt: skip
    waivers = {each.rule: each for each in current_waivers(prop)}
    faults = [Fault(BY_CODE[each.rule], each, waivers.get(each.rule)) for each in found if each.rule in BY_CODE]
    faults.sort(key=lambda fault: (-fault.rule.weight, fault.rule.title))
    to_mend = [fault for fault in faults if not fault.finding.is_waived]
    asked = sum(BY_CODE[code].weight for code in rules_asked(prop))
    return RecordQuality(
        score(asked, sum(fault.rule.weight for fault in to_mend)),
        to_mend,
        [fault for fault in faults if fault.finding.is_waived],
    )


def current_waivers(prop: Property) -> QuerySet[QualityWaiver]:
    """The waivers of a property that were not withdrawn."""
    return QualityWaiver.objects.filter(property=prop, withdrawn_at=None).select_related("waived_by")


def rules_asked(prop: Property) -> list[str]:
    """The codes of the rules that this property is asked."""
    with connection.cursor() as cursor:
        cursor.execute(statements.asked_of_one(RULES), {"ids": [prop.pk], "today": timezone.localdate()})
        row = cursor.fetchone()
    return row[0] if row else []


def findings(
    user: Any, rule: Rule, *, organisation: Organisation | None = None, waived: bool = False, page: int = 1
) -> list[QualityFinding]:
    """A page of the properties that break a rule (or, `waived`, that may), one more than fits to tell of the next."""
    found = QualityFinding.objects.visible_to(user).filter(rule=rule.code, is_waived=waived)
    if organisation:
        found = found.filter(organisation=organisation)
    skip = (page - 1) * PAGE_SIZE
    return list(
        found.select_related("property__organisation", "partner__organisation")
        .only("rule", "detail", "found_at", "property__reference", "property__name", "property__organisation__name",
              "property__organisation__short_name", "partner__reference", "partner__name",
              "partner__organisation__name", "partner__organisation__short_name")
        .order_by("property_id")[skip : skip + PAGE_SIZE]
    )  # fmt: skip


def new_faults(
    user: Any, since: datetime.datetime, *, organisations: Collection[int] | None = None
) -> QuerySet[QualityFinding]:
    """Faults to mend that were first found at `since` or later, of these bodies (ids) or of all that `user` sees."""
    found = QualityFinding.objects.visible_to(user).to_mend().filter(found_at__gte=since, rule__in=BY_CODE)
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    return found.select_related("property__organisation").order_by("-found_at", "pk")


def waiver(pk: int, *, user: Any) -> QualityWaiver | None:
    """A waiver that still stands, on a property that `user` sees."""
    found = QualityWaiver.objects.visible_to(user).filter(pk=pk, withdrawn_at=None)
    return found.select_related("property__organisation", "waived_by").first()


def waivers_of(found: Iterable[QualityFinding]) -> dict[int, QualityWaiver]:
    """The waivers that let these findings stand, by property. Those of a sensitive partner stay with it."""
    wanted = {each.property_id: each.rule for each in found}
    waivers = QualityWaiver.objects.filter(
        property__in=wanted, rule__in=set(wanted.values()), withdrawn_at=None
    ).select_related("waived_by")
    return {each.property_id: each for each in waivers}
