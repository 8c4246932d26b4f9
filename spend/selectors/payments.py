"""Payments as their pages, file and API show them: a page found by the last row before it, and what they come to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.db.models.fields.tuple_lookups import TupleLessThan

from spend.models import MonthTally, Payment
from spend.querysets.payments import PaymentQuerySet
from totalplace.permissions import rights_of

PAGE_SIZE = 50
SHOWN = ("body", "name__supplier")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which payments: `words` of the payee, `body` by number, `month` by any day of it, amounts in pounds."""

    words: str = ""
    body: int | None = None
    supplier: int | None = None
    month: datetime.date | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    batch: int | None = None

    @property
    def by_tally(self) -> bool:
        """Whether what they come to is kept, and need not be counted."""
        return not (self.words or self.supplier or self.batch or self.minimum is not None or self.maximum is not None)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many payments, and what they come to in pounds; None where there are none."""

    payments: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Position:
    """The payment that a page begins after."""

    paid_on: datetime.date
    id: int

    def token(self) -> str:
        return f"{self.paid_on.isoformat()}.{self.id}"


def read_position(token: str) -> Position:
    """The position that an address names; ValueError when it names none."""
    day, _, number = token.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise ValueError(token)
    return Position(datetime.date.fromisoformat(day), int(number))


def payments(user: Any, wanted: Wanted) -> PaymentQuerySet:
    """The payments that `user` may see and that are wanted, in no order."""
    found = Payment.objects.visible_to(user)
    exact = {"body": wanted.body, "batch": wanted.batch, "amount__gte": wanted.minimum, "amount__lte": wanted.maximum}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if wanted.supplier is not None:
        found = found.to_supplier(wanted.supplier)
    if wanted.month is not None:
        found = found.in_month(wanted.month)
    return found.to_names_like(wanted.words) if wanted.words else found


def page(user: Any, wanted: Wanted, after: Position | None, most: int = PAGE_SIZE) -> list[Payment]:
    """At most `most` payments, the latest first, from `after` on."""
    found = payments(user, wanted).select_related(*SHOWN).order_by("-paid_on", "-id")
    if after is not None:
        found = found.filter(TupleLessThan((F("paid_on"), F("id")), (after.paid_on, after.id)))
    return list(found[:most])


def totals(user: Any, wanted: Wanted) -> Totals:
    """What the wanted payments come to: from the tally of months where that can tell, else counted."""
    if not wanted.by_tally:
        found = payments(user, wanted).aggregate(amount=Sum("amount"), payments=Sum(1))
        return Totals(found["payments"] or 0, found["amount"])
    kept = MonthTally.objects.all() if rights_of(user).sees_spend else MonthTally.objects.filter(is_published=True)
    if wanted.body is not None:
        kept = kept.filter(body=wanted.body)
    if wanted.month is not None:
        kept = kept.filter(month=wanted.month.replace(day=1))
    summed = kept.aggregate(amount=Sum("amount"), payments=Sum("payments"))
    return Totals(summed["payments"] or 0, summed["amount"])


def months(user: Any) -> list[datetime.date]:
    """The months of which there are payments, the latest first."""
    kept = MonthTally.objects.all() if rights_of(user).sees_spend else MonthTally.objects.filter(is_published=True)
    return list(kept.order_by("-month").values_list("month", flat=True).distinct())


def bodies(user: Any) -> list[tuple[int, str, str]]:
    """(number, code, name) of the bodies of which there are payments, by name."""
    kept = MonthTally.objects.all() if rights_of(user).sees_spend else MonthTally.objects.filter(is_published=True)
    return list(kept.order_by("body__name").values_list("body", "body__code", "body__name").distinct())


FILE_HEADINGS = (
    "Body", "Supplier as written", "Supplier", "Date paid", "Amount (£)", "Net amount (£)", "VAT (£)",
    "Transaction number", "Department", "Purpose", "Category", "Merchant category", "Name struck out", "Import",
)  # fmt: skip


def file_rows(user: Any, wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    """The wanted payments as rows of a file, the latest first, read as they are sent."""
    found = payments(user, wanted).order_by("-paid_on", "-id")
    yield from found.values_list(
        "body__name", "payee", "name__supplier__name", "paid_on", "amount", "net_amount", "vat_amount", "reference",
        "department", "purpose", "category", "merchant_category", "is_redacted", "batch",
    ).iterator(chunk_size=2000)  # fmt: skip
