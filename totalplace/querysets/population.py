"""Chainable reads of population counts, which come in whatever detail a file had: by sex, by age, or not."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

ALL_SEXES = Q(sex="all")
BOTH_SEXES = 2


class PopulationQuerySet(QuerySet):
    """People are counted in public: nothing here is hidden from anybody."""

    def totals(self, codes: Iterable[str]) -> QuerySet:
        """Rows {area_code, year, people_in_all, said_by}: all who live in each of these areas at mid-year, by source.

        The coarsest count of a year is taken: a total, else ages added up, else the two sexes (never one alone).
        """
        all_ages = Q(age__isnull=True)
        return (
            self.filter(area_code__in=list(codes))
            .order_by()
            .values("area_code", "year")
            .annotate(
                sexes=Count("sex", filter=~ALL_SEXES, distinct=True),
                both=Sum("people", filter=~ALL_SEXES & all_ages),
                both_by_age=Sum("people", filter=~ALL_SEXES & ~all_ages),
                total=Coalesce(Sum("people", filter=ALL_SEXES & all_ages), Sum("people", filter=ALL_SEXES & ~all_ages)),
            )
            .filter(Q(total__isnull=False) | Q(sexes=BOTH_SEXES))
            .annotate(people_in_all=Coalesce(F("total"), F("both"), F("both_by_age")), said_by=Max("source"))
            .values("area_code", "year", "people_in_all", "said_by")
            .order_by("area_code", "-year")
        )

    def by_age(self, code: str, year: int) -> QuerySet:
        """Rows {age, people_in_all} of one area and mid-year, both sexes together, youngest first."""
        counted = self.filter(area_code=code, year=year, age__isnull=False)
        sexes = counted.aggregate(all=Count("pk", filter=ALL_SEXES))
        counted = counted.filter(ALL_SEXES) if sexes["all"] else counted.exclude(ALL_SEXES)
        return counted.order_by("age").values("age").annotate(people_in_all=Sum("people"))
