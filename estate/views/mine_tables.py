"""The tables of My estate: each number in words, with the address of the list that holds exactly so many."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from estate.choices import Gravity
from estate.selectors.lease_diary import COUNTED_AT_MOST
from estate.selectors.mine import LEASE_KINDS, Faults, Leases, LeasesAhead, Reviews, Tally, Then
from estate.selectors.quality import RuleCount
from totalplace.templatetags import formats

if TYPE_CHECKING:
    from estate.views.mine import Mine

# Counted further by the list only when it is asked to.
LISTED_AT_MOST = 1_000


def words(tally: Tally) -> str:
    """1,204, or more than 1,000."""
    return f"more than {formats.number(tally.number)}" if tally.is_more else formats.number(tally.number)


def _cell(tally: Tally, url: str) -> dict[str, Any]:
    return {"words": words(tally), "url": url if tally else ""}


def review_rows(of: Mine, found: Reviews) -> list[dict[str, Any]]:
    """Overdue, and due within some days from today."""
    before = of.address("property_list", review_before=of.today - datetime.timedelta(days=1))
    rows = [{"label": "Overdue", **_cell(found.overdue, before)}]
    for days, tally in found.within.items():
        until = of.today + datetime.timedelta(days=days)
        url = of.address("property_list", review_after=of.today, review_before=until)
        rows.append({"label": f"In the next {days} days", **_cell(tally, url)})
    return rows


def lease_rows(of: Mine, found: Leases) -> list[dict[str, Any]]:
    """For each period: the dates of each kind, all of them, and the rent."""
    return [
        {
            "label": f"{each.months} months",
            "kinds": [_dates(of, each, [kind], each.dates[kind]) for kind in LEASE_KINDS],
            "all": _dates(of, each, list(LEASE_KINDS), each.total),
            "rent": _rent(each),
        }
        for each in found.ahead
    ]


def _dates(of: Mine, ahead: LeasesAhead, kinds: list[Any], number: int) -> dict[str, Any]:
    url = of.address("lease_list", **{"from": of.today, "to": ahead.until, "kind": [kind.value for kind in kinds]})
    if not ahead.is_more:
        return _cell(Tally(number), url)
    is_all = len(kinds) > 1
    return {"words": f"more than {COUNTED_AT_MOST:,}" if is_all else f"at least {number:,}", "url": url}


def _rent(ahead: LeasesAhead) -> str:
    if ahead.is_more:
        return "not added up"
    parts = [(ahead.to_pay, "to pay"), (ahead.to_receive, "to receive")]
    known = [f"{formats.money_short(amount)} {what}" for amount, what in parts if amount is not None]
    return ", ".join(known) or ("not known" if ahead.total else "none")


def fault_rows(of: Mine, found: Mapping[Gravity, Tally]) -> list[dict[str, Any]]:
    """Properties with any fault of each gravity."""
    return [
        {"label": gravity.label, "gravity": gravity,
         **_cell(tally, of.address("property_list", quality=str(gravity), status="all"))}
        for gravity, tally in found.items()
    ]  # fmt: skip


def rule_rows(of: Mine, counts: Iterable[RuleCount]) -> list[dict[str, Any]]:
    """Rules with their faults: of one body the page of the rule, of several the property list."""
    return [{"rule": count.rule, "number": count.failing, "url": _rule_url(of, count)} for count in counts]


def _rule_url(of: Mine, count: RuleCount) -> str:
    if len(of.bodies) == 1:
        return f"{reverse('quality_rule', args=[count.rule.code])}?organisation={of.bodies[0].code}"
    exact = {"count": "exact"} if count.failing > LISTED_AT_MOST else {}
    return of.address("property_list", quality=count.rule.code, status="all", **exact)


def progress_rows(found: Faults, made: tuple[Tally, Tally]) -> list[dict[str, str]]:
    """Last month and now, measure by measure."""
    then, now = found.then, found.now
    return [
        {"label": "Ratings made", "then": words(made[0]), "now": words(made[1])},
        {"label": "Reviews overdue", "then": _number(then, "overdue"), "now": _number(now, "overdue")},
        {"label": "Faults to mend", "then": _number(then, "faults"), "now": _number(now, "faults")},
        {"label": "Score", "then": _score(then), "now": _score(now)},
    ]


def _number(then: Then | None, name: str) -> str:
    """A count of faults; not known where nothing was asked."""
    return formats.number(getattr(then, name)) if then and then.score is not None else formats.NOT_KNOWN


def _score(then: Then | None) -> str:
    return f"{then.score}%" if then and then.score is not None else formats.NOT_KNOWN
