"""A caseworker's list: her agency's clients, who of them is lost sight of, and what falls due.

Each is asked inside `casework(user)`, which is what shows the rows; the clients are those of her own bodies' agencies.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from neets.choices import Need, Standing, codes_standing
from totalplace.permissions import rights_of

# Without contact for so many days a client is on the list of those lost sight of, unless another number is asked for.
LOST_AFTER_DAYS = 28
DUE_WITHIN_DAYS = 14
A_PAGE = 50
_SQL = Path(__file__).resolve().parents[1] / "sql"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to. `days` without contact count for `work` "lost"."""

    q: str = ""
    standing: str = ""
    need: str = ""
    work: str = ""
    days: int = LOST_AFTER_DAYS


class Listed(NamedTuple):
    """One client in the list; `total` is how many the whole list has. None where it is not known."""

    id: int
    pseudonym: str
    birth_month: datetime.date
    home: str | None
    need: str
    code: str | None
    code_list: str | None
    lapses_on: datetime.date | None
    reached_on: datetime.date | None
    total: int

    @property
    def need_words(self) -> str:
        return str(Need(self.need).label) if self.need else ""


class Due(NamedTuple):
    """One thing that falls due: `kind` is step, review or offer, `words` the step itself or the guarantee's code."""

    kind: str
    words: str
    on_day: datetime.date
    person_id: int
    pseudonym: str
    total: int


def clients_of(user: Any, wanted: Wanted, today: datetime.date, page: int) -> list[Listed]:
    """One page of the clients, those longest without contact first."""
    values = _values(user, today, page) | {
        "q": f"{wanted.q.lower()}%",
        "need": {"": None, "none": ""}.get(wanted.need, wanted.need),
        # A list's own reading differs for one code alone; it is told by the list in force.
        "codes": codes_standing(wanted.standing) if wanted.standing else None,
        "lost": wanted.work == "lost",
        "not_known": codes_standing(Standing.NOT_KNOWN),
        "silent": today - datetime.timedelta(days=wanted.days),
        "due": wanted.work == "due",
    }
    return [Listed(*row) for row in _rows("clients", values)]


def due_of(user: Any, today: datetime.date, page: int) -> list[Due]:
    """One page of what falls due within a fortnight or is overdue, the oldest first."""
    return [Due(*row) for row in _rows("clients_due", _values(user, today, page))]


def _values(user: Any, today: datetime.date, page: int) -> dict[str, Any]:
    soon = today + datetime.timedelta(days=DUE_WITHIN_DAYS)
    bodies = list(rights_of(user).caseworker_of)
    return {"bodies": bodies, "today": today, "soon": soon, "limit": A_PAGE, "offset": (page - 1) * A_PAGE}


def _rows(name: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        # Through row security the planner expects one client where there are thousands, and would look at each of
        # them in turn. For this transaction, which is the caseworker's look at her list and nothing else.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"), values)
        return cursor.fetchall()
