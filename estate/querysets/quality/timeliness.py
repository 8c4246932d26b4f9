"""What was true once, and nobody has looked at since."""

from __future__ import annotations

from estate.choices import Dimension, Gravity
from estate.querysets.quality.model import BUILDING, OPEN, RowRule, day

MEDIUM, LOW = Gravity.MEDIUM, Gravity.LOW


def _stale(
    code: str, title: str, gravity: Gravity, part: str, remedy: str, applies: str, fails: str, detail: str
) -> RowRule:
    return RowRule(code, title, gravity, Dimension.TIMELINESS, part, remedy, applies, fails, detail)


VALUED_ON = "greatest(p.book_value_date, v.valued_on)"

TIMELINESS: tuple[RowRule, ...] = (
    _stale(
        "rating-old", "Not rated for twelve months", MEDIUM, "rag",
        "Rate it again, even if nothing has changed.", f"{OPEN} AND p.rag <> ''",
        "p.rag_assessed_on < d.today - interval '12 months'", f"'Rated ' || {day('p.rag_assessed_on')}",
    ),
    _stale(
        "review-passed", "The review date has passed", MEDIUM, "rag",
        "Look at the rating again, and say when the next review is.", f"{OPEN} AND p.next_review_on IS NOT NULL",
        "p.next_review_on < d.today", f"'Due ' || {day('p.next_review_on')}",
    ),
    _stale(
        "valuation-old", "Valuation older than five years", MEDIUM, "value",
        "Add the latest valuation; the accounts ask for one every five years.",
        f"{OPEN} AND {VALUED_ON} IS NOT NULL", f"{VALUED_ON} < d.today - interval '5 years'",
        f"'Valued ' || {day(VALUED_ON)}",
    ),
    _stale(
        "energy-expired", "Energy certificate expired", MEDIUM, "energy",
        "Have the building assessed again, and give the new rating and its expiry.",
        f"{OPEN} AND p.energy_rating_expires_on IS NOT NULL", "p.energy_rating_expires_on < d.today",
        f"'Expired ' || {day('p.energy_rating_expires_on')}",
    ),
    _stale(
        "running-cost-old", "Running cost older than two years", LOW, "costs",
        "Add what it cost to run in the last financial year.",
        f"{BUILDING} AND p.status = 'operational' AND p.running_cost_year IS NOT NULL",
        # The year 2025 ends on 31 March 2026.
        "make_date(p.running_cost_year + 1, 3, 31) < d.today - interval '2 years'",
        "p.running_cost_year || '/' || to_char((p.running_cost_year + 1) %% 100, 'FM00')",
    ),
)  # fmt: skip
