"""Named conditions on payments and suppliers."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from spend.querysets import SpendQuerySet
from totalplace.permissions import rights_of


class PaymentQuerySet(SpendQuerySet):
    """Payments: published when the file that they came in was."""

    public = Q(batch__payment_file__published_on__isnull=False)

    def in_month(self, month: datetime.date) -> Self:
        """Paid in the month that this day lies in."""
        first = month.replace(day=1)
        following = (first + datetime.timedelta(days=32)).replace(day=1)
        return self.filter(paid_on__gte=first, paid_on__lt=following)

    def to_supplier(self, supplier: int) -> Self:
        """Paid to any name of this supplier."""
        return self.filter(name__supplier=supplier)

    def to_names_like(self, words: str) -> Self:
        """Paid to a name in which every one of the words stands."""
        found = self
        for word in words.upper().split():
            found = found.filter(name__normal__contains=word)
        return found


class SupplierQuerySet(QuerySet):
    """Suppliers: those that somebody is known to have paid, by payments that may be seen."""

    def visible_to(self, user: Any) -> Self:
        """Everybody's for people with a role; for others those in published files. Never one merged into another."""
        names = self.model._meta.get_field("names").related_model
        tallies = names._meta.get_field("tallies").related_model
        paid = tallies._default_manager.filter(name__supplier=OuterRef("pk"))
        if not rights_of(user).sees_spend:
            paid = paid.filter(is_published=True)
        return self.filter(Exists(paid), merged_into__isnull=True)
