"""Leases written by hand, and the year of their dates worked out by hand from a calendar, beside each other.

`today` is 15 June 2027 for all of them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

TODAY = datetime.date(2027, 6, 15)


def day(text: str) -> datetime.date:
    """31 Dec 2026"""
    return datetime.datetime.strptime(text, "%d %b %Y").date()


@dataclass(frozen=True)
class Written:
    """A lease as an officer would tell of it. `breaks` are (day, months' notice or None)."""

    key: str
    expires: str | None = None
    in_act: bool | None = None
    breaks: tuple[tuple[str, int | None], ...] = ()
    reviews: tuple[str, ...] = ()
    role: str = "tenant"
    status: str = "operational"
    holding: str = "occupied"
    starts: str | None = None
    rent: int | None = None
    renews: str | None = None

    @property
    def expires_on(self) -> datetime.date | None:
        return day(self.expires) if self.expires else None

    @property
    def break_days(self) -> list[tuple[datetime.date, int | None]]:
        return [(day(on), notice) for on, notice in self.breaks]

    @property
    def review_days(self) -> list[datetime.date]:
        return [day(on) for on in self.reviews]

    @property
    def is_in_use(self) -> bool:
        return self.status in ("operational", "surplus") and self.holding != "vacant"

    @property
    def is_renewed(self) -> bool:
        return any(other.renews == self.key for other in LEASES)


LEASES = (
    # August has a 31st, February has none.
    Written("month end", "31 Aug 2030", False, (("31 Aug 2027", 6),), ("31 Aug 2025",), rent=40_000),
    # No 31st: one month, three months and six before. A year before 31 January is one. Notice not known: no deadline.
    Written(
        "many breaks",
        None,
        None,
        (("31 Mar 2027", 1), ("31 May 2027", 3), ("31 Jul 2027", None), ("31 Jan 2028", 12), ("31 Aug 2028", 6),
         ("31 Mar 2028", 1)),
        rent=1_000,
    ),
    # It ends on a leap day: a year before there is none, so its window opens on 1 March.
    Written("leap day", "29 Feb 2028", True, (), ("29 Feb 2028", "28 Feb 2027"), rent=25_000),
    # 31 December: its window opened on 31 December 2026 and closes on 30 June, which has no 31st.
    Written("year end", "31 Dec 2027", True, rent=60_000),
    # Its window's last day is leap day.
    Written("window to leap day", "31 Aug 2028", True, rent=None),
    Written("contracted out", "31 Mar 2027", False, rent=8_000),
    Written("act not known", "1 Oct 2027", None, rent=7_500),
    Written("held over", "28 Sep 2026", True, rent=12_000),
    Written("held over, to be sold", "30 Apr 2027", True, status="surplus", rent=9_000),
    Written("tenant has gone", "31 Jan 2027", True, status="vacant", rent=3_000),
    Written("tenant has gone too", "1 Feb 2027", True, holding="vacant", rent=3_000),
    Written("let by us", "30 May 2027", True, role="landlord", rent=20_000),
    Written("expires today", "15 Jun 2027", True, role="landlord", rent=100),
    Written("renewed", "28 Feb 2027", True, starts="1 Mar 2017", rent=5_000),
    Written("its renewal", "28 Feb 2037", True, starts="1 Mar 2027", renews="renewed", reviews=("1 Mar 2032",)),
    Written("no date known", rent=2_000),
)  # fmt: skip

# What falls in 2027, in order: first day, last day where it is another, what, of which lease.
YEAR_2027 = """
    29 Sep 2026 | 15 Jun 2027 | holding_over | held over
    31 Dec 2026 | 30 Jun 2027 | act_notice   | year end
    31 Jan 2027 |             | expiry       | tenant has gone
    31 Jan 2027 |             | break_notice | many breaks
    1 Feb 2027  |             | expiry       | tenant has gone too
    28 Feb 2027 |             | expiry       | renewed
    28 Feb 2027 |             | break_notice | many breaks
    28 Feb 2027 |             | break_notice | many breaks
    28 Feb 2027 |             | break_notice | month end
    28 Feb 2027 |             | review       | leap day
    1 Mar 2027  | 29 Aug 2027 | act_notice   | leap day
    31 Mar 2027 |             | expiry       | contracted out
    31 Mar 2027 |             | break        | many breaks
    30 Apr 2027 |             | expiry       | held over, to be sold
    1 May 2027  | 15 Jun 2027 | holding_over | held over, to be sold
    30 May 2027 |             | expiry       | let by us
    31 May 2027 |             | break        | many breaks
    31 May 2027 | 15 Jun 2027 | holding_over | let by us
    15 Jun 2027 |             | expiry       | expires today
    31 Jul 2027 |             | break        | many breaks
    31 Aug 2027 |             | break        | month end
    31 Aug 2027 | 29 Feb 2028 | act_notice   | window to leap day
    1 Oct 2027  |             | expiry       | act not known
    31 Dec 2027 |             | expiry       | year end
"""

# And in the first quarter of the leap year after it.
QUARTER_2028 = """
    31 Aug 2027 | 29 Feb 2028 | act_notice   | window to leap day
    31 Jan 2028 |             | break        | many breaks
    29 Feb 2028 |             | expiry       | leap day
    29 Feb 2028 |             | break_notice | many breaks
    29 Feb 2028 |             | break_notice | many breaks
    29 Feb 2028 |             | review       | leap day
    31 Mar 2028 |             | break        | many breaks
"""

Row = tuple[datetime.date, datetime.date, str, str]


def rows(table: str) -> list[Row]:
    """A table's rows as (first day, last day, kind, lease)."""
    found = []
    for line in table.strip().splitlines():
        on, until, kind, key = (cell.strip() for cell in line.split("|"))
        found.append((day(on), day(until or on), kind, key))
    return found
