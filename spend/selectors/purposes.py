"""What a count's money is for, by the codes of a classification. Pounds are net of what is counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count as Number
from django.db.models import F, Sum

from spend.models import Code, LineCode, Scheme
from spend.selectors.reading import NOUGHT, Reading


@dataclass(frozen=True, slots=True)
class OfCode:
    """What falls under a code: lines that have a share in it, and the pounds of those shares."""

    code: Code
    lines: int
    amount: Decimal


def schemes(reading: Reading) -> list[Scheme]:
    """The classifications that the person may read: one query."""
    return list(Scheme.objects.visible_to(reading.user).select_related("source"))


def by_code(reading: Reading, scheme: Scheme) -> list[OfCode]:
    """Each code of a classification, with what falls under it: three queries whatever the lines."""
    return by_codes(reading, [scheme])


def by_codes(reading: Reading, among: list[Scheme]) -> list[OfCode]:
    """Each code of several classifications, as they are ordered by key, edition and code: three queries."""
    coded = LineCode.objects.visible_to(reading.user).filter(line__count=reading.count, code__scheme__in=among)
    found = {
        code: (lines, amount)
        for code, lines, amount in coded.order_by()
        .values_list("code")
        .annotate(lines=Number("pk"), amount=Sum(F("share") * F("line__amount")))
    }
    taken = dict(
        coded.order_by()
        .filter(line__eliminations__isnull=False)
        .values_list("code")
        .annotate(amount=Sum(F("share") * F("line__eliminations__amount")))
    )
    codes = Code.objects.filter(scheme__in=among).select_related("parent", "scheme")
    return [_of_code(reading, code, found, taken) for code in codes.order_by("scheme__key", "scheme__edition", "code")]


def _of_code(
    reading: Reading, code: Code, found: Mapping[int, tuple[int, Decimal]], taken: Mapping[int, Decimal]
) -> OfCode:
    lines, amount = found.get(code.pk, (0, NOUGHT))
    return OfCode(code, lines, (amount - taken.get(code.pk, NOUGHT)) * reading.factor)


def classified(found: Iterable[OfCode]) -> Decimal:
    """The pounds that have a code."""
    return sum((each.amount for each in found), NOUGHT)
