"""Analyses as of a month's end, made fit to be let out: what people are like, provision, strands, gaps by agency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

from neets.calc import letting_out
from neets.models import Agency, Provision, StrandSpend
from neets.selectors import month_end
from neets.selectors.exact import Span
from neets.services.reference import lay_down

AGES = {"16_17": (16, 17), "18_24": (18, 24)}


def salt_of(what: str, span: Span) -> bytes:
    """The secret by which neighbours are now and then hidden without need."""
    return salted_hmac("neets.analyses", f"{what} {span.until}", algorithm="sha256").digest()


def segments(span: Span) -> dict[str, Any]:
    """Circumstances of those without work or learning, and where each segment of half a year ago is now."""
    lay_down()
    return {
        "characteristics": _grid(month_end.by_characteristic(span.until), "characteristics", span),
        "segments": _grid(month_end.by_segment(span.until), "segments", span),
        "since": span.since.isoformat(),
    }


def provision(span: Span) -> dict[str, Any]:
    """People by the level they have and their age, and places by strand, level and the ages that may take them."""
    return {
        "need": _grid(month_end.need_by_level(span.until), "need", span),
        "places": [
            [each.strand, each.level, ages, each.places, each.area.name if each.area else ""]
            for each in Provision.objects.select_related("area").order_by("strand", "level", "code")
            for ages, (youngest, oldest) in AGES.items()
            if each.age_from <= oldest and each.age_to >= youngest
        ],
        "since": span.since.isoformat(),
    }


def strands(span: Span) -> dict[str, Any]:
    """People on each strand by what they reached, and pounds a year: as recorded, or else what is offered costs."""
    spent: dict[str, float] = {}
    basis = "what was spent"
    for strand, amount in _latest_spend():
        spent[strand] = spent.get(strand, 0.0) + float(amount)
    if not spent:
        basis = "what is offered costs a year"
        for strand, cost in Provision.objects.values_list("strand", "cost"):
            spent[strand] = spent.get(strand, 0.0) + float(cost or 0)
    return {
        "reached": _grid(month_end.outcomes_by_strand(span.until), "strands", span),
        "spent": spent,
        "basis": basis,
        "since": span.since.isoformat(),
    }


def _latest_spend() -> list[tuple[str, Any]]:
    by_strand = StrandSpend.objects.exclude(strand="")
    latest = by_strand.order_by("-year").first()
    return [] if latest is None else list(by_strand.filter(year=latest.year).values_list("strand", "amount"))


def agencies(span: Span) -> dict[str, Any]:
    """How well each agency knows those whose status it keeps, and which agencies send nothing at all."""
    names = dict(Agency.objects.values_list("pk", "name"))
    kept = {(names[agency], state): people for (agency, state), people in month_end.kept_by_agency(span.until).items()}
    return {
        "kept": _grid(kept, "agencies", span),
        "agencies": [
            [name, kind, sends] for name, kind, sends in Agency.objects.order_by("name").values_list(
                "name", "kind", "sends_data"
            )
        ],
        "since": span.since.isoformat(),
    }  # fmt: skip


def _grid(counts: Mapping[tuple[str, str], int], what: str, span: Span) -> dict[str, Any]:
    return letting_out.grid(counts, salt_of(what, span))
