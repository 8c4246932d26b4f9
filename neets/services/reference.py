"""What counts are made by, laid down as dated records from fixtures/reference/neets: segments, definitions, unit costs.

A record that is there stays as it is: an edition is never changed once figures were made by it.
"""

from __future__ import annotations

import datetime as dt

import pghistory

from neets.calc.rates import DEFINITIONS, DFE_16_17, NI_117
from neets.choices import CostKind, Standing, codes_standing
from neets.models import CostModel, MetricDefinition, Segment
from neets.selectors.facts import definition_rows, facts, segment_rows

# (key of the fact, title, period, what kind of pounds)
_COSTS = (
    ("lifetime_cost", "The pilot’s assumption", "a lifetime", CostKind.ASSUMPTION),
    ("gmca_lifetime_fiscal", "Greater Manchester, lifetime", "a lifetime", CostKind.FISCAL),
    ("gmca_year_fiscal", "Greater Manchester, a year, fiscal", "a year", CostKind.FISCAL),
    ("gmca_year_economic", "Greater Manchester, a year, economic", "a year", CostKind.ECONOMIC),
    ("coles_public_finance", "Coles and others, public finance", "a lifetime", CostKind.FISCAL),
    ("coles_resource", "Coles and others, resource", "a lifetime", CostKind.RESOURCE),
)
# The days from which the published definitions are read here.
_IN_FORCE = {NI_117.key: dt.date(2008, 4, 1), DFE_16_17.key: dt.date(2016, 9, 1)}
_SINCE = dt.date(2007, 9, 1)


def lay_down() -> None:
    """Add whatever is not there yet."""
    with pghistory.context(reason="Reference data"):
        _segments()
        _definitions()
        _costs()


def _segments() -> None:
    for row in segment_rows():
        rule: dict[str, object] = {}
        if row["characteristics"]:
            rule["characteristics"] = row["characteristics"].split()
        if row["oldest"]:
            rule["oldest"] = int(row["oldest"])
        Segment.objects.get_or_create(
            code=row["code"],
            edition=int(row["edition"]),
            defaults={
                "title": row["title"],
                "rule": rule,
                "order": int(row["order"]),
                "valid_from": dt.date.fromisoformat(row["valid_from"]),
            },
        )


def _definitions() -> None:
    told = {row["key"]: row for row in definition_rows()}
    for each in DEFINITIONS:
        MetricDefinition.objects.get_or_create(
            code=each.key,
            valid_from=_IN_FORCE.get(each.key, _SINCE),
            defaults={
                "title": told[each.key]["name"],
                "age_basis": each.age_basis,
                "age_from": each.youngest,
                "age_to": each.oldest,
                "months": list(each.months),
                "neet": sorted(set(codes_standing(Standing.NEET)) - each.leaves_out),
                "not_known": sorted(set(codes_standing(Standing.NOT_KNOWN)) - each.leaves_out),
                "left_out": sorted(each.leaves_out),
                "source": told[each.key]["source"],
                "note": told[each.key]["rule"],
            },
        )


def _costs() -> None:
    known = facts()
    for key, title, period, kind in _COSTS:
        fact = known[key]
        CostModel.objects.get_or_create(
            code=key,
            defaults={
                "title": title,
                "unit_cost": fact.value,
                "period": period,
                "kind": kind,
                "confidence": fact.note[:120],
                "source": f"{fact.source}, {fact.place}",
            },
        )
