"""Figures that documents state beside the count, and rules of local control."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from spend.models import (
    ControlRule,
    ControlShare,
    Count,
    NeighbourhoodEstimate,
    Overhead,
    PeerFigure,
    Typology,
)

# A page of facts from documents shows no more than this; they are some dozens.
MOST = 500


def control_rules(user: Any) -> list[ControlRule]:
    """The rules that `user` may read, the latest edition of each, with their shares: two queries."""
    return _in_order(_rules(user).order_by("key", "-edition").distinct("key"))


def every_control_rule(user: Any) -> list[ControlRule]:
    """The rules that `user` may read in every edition, with their shares: two queries."""
    return _in_order(_rules(user))


def _rules(user: Any) -> QuerySet[ControlRule]:
    shares = Prefetch("shares", ControlShare.objects.order_by("pk"))
    return ControlRule.objects.visible_to(user).select_related("source").prefetch_related(shares)


def _in_order(found: QuerySet[ControlRule]) -> list[ControlRule]:
    return sorted(found[:MOST], key=lambda rule: (rule.order, rule.key, -rule.edition))


def peers(user: Any) -> list[PeerFigure]:
    """Other places' figures: one query."""
    return list(PeerFigure.objects.visible_to(user).select_related("source").order_by("name", "unit", "-year")[:MOST])


def neighbourhoods(user: Any, count: Count) -> list[NeighbourhoodEstimate]:
    """What was spent in neighbourhoods of the count's place: one query."""
    found = NeighbourhoodEstimate.objects.visible_to(user).filter(county=count)
    return list(found.select_related("source").order_by("name", "heading")[:MOST])


def overheads(user: Any) -> list[Overhead]:
    """What it costs to run, inspect and report: one query."""
    return list(Overhead.objects.visible_to(user).select_related("source").order_by("name", "kind", "unit")[:MOST])


def typologies(user: Any) -> list[Typology]:
    """Kinds of costly cases: one query."""
    return list(Typology.objects.visible_to(user).select_related("source").order_by("theme", "-low", "name")[:MOST])
