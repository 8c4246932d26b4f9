"""Which streams overlap?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spend.calc.overlap import Meeting, Paid, groups_met, meetings
from spend.models import Stream
from spend.selectors.flows import payments_by_stream, streams
from spend.selectors.reading import NOUGHT, Reading
from spend.views.answer import Answer, cite
from spend.views.asked import Asked
from spend.views.tables import NOT_PUBLISHED, Column, Row, Table, prose
from totalplace.templatetags import formats

UNNAMED = "Provider not published"
# More columns than these are not read on any screen; the table below has every pair.
MOST_PROVIDERS = 12


def answer(reading: Reading, asked: Asked) -> Answer:
    """Streams by group and provider: which groups more than one stream pays for, and where to one provider."""
    found = streams(reading)
    paid = _paid(reading, found)
    met, groups = meetings(paid), groups_met(paid)
    return Answer(
        sentence=_sentence(found, met, groups),
        table=_table(met, groups),
        matrix=_matrix(found, paid),
        cited=cite(reading.user, [reading.count, *found]),
        notes=["Streams overlap where they pay for the same group. That may be meant; it is where to look first."],
    )


def _paid(reading: Reading, found: Sequence[Stream]) -> list[Paid]:
    """What each stream pays to whom; a stream whose providers are not published stands with none."""
    named = {each.pk: each for each in found}
    paid = [
        Paid(named[flow.stream_id].name, flow.payee.name, named[flow.stream_id].target_group, flow.amount)
        for flow in payments_by_stream(reading, named)
        if flow.stream_id
    ]
    placed = {each.stream for each in paid}
    return paid + [Paid(each.name, UNNAMED, each.target_group, NOUGHT) for each in found if each.name not in placed]


def _sentence(found: Sequence[Stream], met: Sequence[Meeting], groups: dict[str, set[str]]) -> str:
    if not found:
        return "No stream of money has been entered, so which overlap is not known."
    double = [each for each in met if each.is_double and each.provider != UNNAMED]
    listed = ", ".join(sorted(group.lower() for group in groups))
    number = formats.plural(len(groups), "group is,groups are")
    said = f"{number} paid for by more than one of {formats.plural(len(found), 'stream,streams')}"
    named = f"{said}: {listed}" if groups else said
    if not double:
        return f"{named}; to which providers is not published." if groups else f"{named}."
    return f"{named}; {formats.plural(len(double), 'provider is,providers are')} paid for one group twice."


def _table(met: Sequence[Meeting], groups: dict[str, set[str]]) -> Table:
    columns = [
        Column("Group"), Column("Provider"), Column("Streams", "number"), Column("Names of the streams"),
        Column("Known to pass", "money", NOT_PUBLISHED),
    ]  # fmt: skip
    rows = [
        Row(
            [each.group, each.provider, len(each.streams), "; ".join(each.streams), each.amount or None],
            mark="Funded more than once" if each.group in groups else "",
        )
        for each in met
    ]
    return Table("Groups, providers and the streams that pay", columns, rows)


def _matrix(found: Sequence[Stream], paid: Sequence[Paid]) -> dict[str, Any] | None:
    """Streams down, by group; providers across; a mark where one pays the other."""
    if not paid:
        return None
    amounts: dict[tuple[str, str], Any] = {}
    totals: dict[str, Any] = {}
    for each in paid:
        key = (each.stream, each.provider)
        amounts[key] = amounts.get(key, NOUGHT) + each.amount
        totals[each.provider] = totals.get(each.provider, NOUGHT) + each.amount
    providers = sorted(totals, key=lambda name: (name == UNNAMED, -totals[name], name))[:MOST_PROVIDERS]
    rows = [
        {
            "group": each.target_group or formats.NOT_KNOWN,
            "stream": each.name,
            "cells": [_cell(amounts.get((each.name, provider))) for provider in providers],
        }
        for each in sorted(found, key=lambda each: (each.target_group, each.name))
    ]
    return {"providers": providers, "rows": rows, "left_out": max(0, len(totals) - len(providers))}


def _cell(amount: Any) -> dict[str, Any]:
    if amount is None:
        return {"paid": False, "words": ""}
    return {"paid": True, "words": prose(amount) if amount else NOT_PUBLISHED}
