"""Suppliers as their pages show them: who is paid, by how many bodies, and which two may be one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from spend.choices import MergeStatus
from spend.models import Payment, Supplier, SupplierMerge, SupplierName, SupplierTally
from totalplace.permissions import rights_of

PAGE_SIZE = 50
# The furthest page that may be asked for by its number: further on, a search finds sooner.
LAST_PAGE = 200
SORTS = {
    "bodies": "bodies DESC, amount DESC, id",
    "amount": "amount DESC, id",
    "payments": "payments DESC, id",
    "name": "upper(name), id",
}


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """A supplier and what it was paid, in pounds, by how many bodies."""

    id: int
    name: str
    bodies: int
    payments: int
    amount: Decimal
    body_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """How many suppliers there are, how many several bodies pay, and what those are paid in pounds."""

    suppliers: int
    shared: int
    amount: Decimal


LINES = """
    SELECT s.id, s.name, count(DISTINCT t.body_id) AS bodies, sum(t.payments) AS payments, sum(t.amount) AS amount,
           array_agg(DISTINCT b.name) AS body_names
      FROM spend_suppliertally t
      JOIN spend_suppliername n ON n.id = t.name_id
      JOIN spend_supplier s ON s.id = n.supplier_id
      JOIN spend_body b ON b.id = t.body_id
     WHERE (%(everything)s OR t.is_published)
       AND (%(words)s = '' OR s.id IN (SELECT supplier_id FROM spend_suppliername
                                        WHERE normal LIKE ALL (%(patterns)s::text[])))
     GROUP BY s.id"""


def suppliers(
    user: Any, *, words: str = "", least: int = 1, sort: str = "bodies", number: int = 1
) -> list[SupplierLine]:
    """A page of the suppliers paid by at least `least` bodies, and one more where there is a next page."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT * FROM ({LINES}) l WHERE bodies >= %(least)s
                 ORDER BY {SORTS[sort]} LIMIT %(most)s OFFSET %(skip)s""",
            _asked(user, words) | {"least": least, "most": PAGE_SIZE + 1, "skip": (number - 1) * PAGE_SIZE},
        )
        return [_line(row) for row in cursor.fetchall()]


def every_supplier(user: Any, *, words: str = "", least: int = 1, sort: str = "bodies") -> Iterator[SupplierLine]:
    """All of them, from a cursor on the server: a long list takes no more memory than a short one."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({LINES}) l WHERE bodies >= %(least)s ORDER BY {SORTS[sort]}",
            _asked(user, words) | {"least": least},
        )
        for row in cursor:
            yield _line(row)


def _line(row: tuple[Any, ...]) -> SupplierLine:
    number, name, bodies, payments, amount, body_names = row
    return SupplierLine(number, name, bodies, payments, amount, tuple(body_names))


def shared(user: Any, words: str = "") -> Shared:
    """How many suppliers there are, and what those are paid whom several bodies pay."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*), count(*) FILTER (WHERE bodies > 1),
                       coalesce(sum(amount) FILTER (WHERE bodies > 1), 0) FROM ({LINES}) l""",
            _asked(user, words),
        )
        return Shared(*cursor.fetchone())


def _asked(user: Any, words: str) -> dict[str, Any]:
    escaped = words.upper().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    patterns = [f"%{word}%" for word in escaped.split()]
    return {"everything": rights_of(user).sees_spend, "words": " ".join(patterns), "patterns": patterns}


@dataclass(frozen=True, slots=True)
class BodyPaid:
    """What one body paid a supplier, in pounds."""

    name: str
    code: str
    payments: int
    amount: Decimal


def paid_by(user: Any, supplier: Supplier) -> list[BodyPaid]:
    """What each body paid this supplier, the most first."""
    kept = SupplierTally.objects.filter(name__supplier=supplier)
    if not rights_of(user).sees_spend:
        kept = kept.filter(is_published=True)
    found = kept.values_list("body__name", "body__code").annotate(number=Sum("payments"), paid=Sum("amount"))
    return [BodyPaid(*row) for row in found.order_by("-paid", "body__name")]


def paid_in(user: Any, supplier: Supplier) -> list[tuple[datetime.date, int, Decimal]]:
    """(month, payments, £) of this supplier, the earliest first."""
    found = Payment.objects.visible_to(user).to_supplier(supplier.pk).annotate(month=TruncMonth("paid_on"))
    return list(found.order_by("month").values_list("month").annotate(Count("id"), Sum("amount")))


def names_of(supplier: Supplier) -> list[str]:
    """Every name by which files know this supplier."""
    return list(SupplierName.objects.filter(supplier=supplier).order_by("name").values_list("name", flat=True))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A merge to be decided, with what each of the two is paid in pounds and by whom."""

    merge: SupplierMerge
    kept: SupplierLine | None
    absorbed: SupplierLine | None


def merges(status: str, evidence: str = "") -> QuerySet[SupplierMerge]:
    """Merges that stand so, the likest first."""
    found = SupplierMerge.objects.filter(status=status).select_related("kept", "absorbed", "decided_by")
    found = found.filter(evidence=evidence) if evidence else found
    return found.order_by("-likeness", "id") if status == MergeStatus.PROPOSED else found.order_by("-decided_at", "-id")


def proposals(found: list[SupplierMerge]) -> list[Proposal]:
    """The merges of a page with what is known of both sides. Two queries, however many."""
    ids = [pk for each in found for pk in (each.kept_id, each.absorbed_id)]
    with connection.cursor() as cursor:
        cursor.execute(
            LINES.replace("GROUP BY", "AND s.id = ANY (%(ids)s) GROUP BY"),
            {"everything": True, "words": "", "patterns": [], "ids": ids},
        )
        lines = {row[0]: _line(row) for row in cursor.fetchall()}
    return [Proposal(each, lines.get(each.kept_id), lines.get(each.absorbed_id)) for each in found]


def merge_counts() -> dict[str, int]:
    """How many merges there are of each evidence that nobody has decided."""
    found = SupplierMerge.objects.filter(status=MergeStatus.PROPOSED).values_list("evidence").annotate(Count("id"))
    return dict(found.order_by())
