"""Which streams meet: money for one group by more than one stream, and from more than one stream to one provider."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    """Pounds that a stream pays to a provider for a group of people."""

    stream: str
    provider: str
    group: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Meeting:
    """One provider paid for one group by these streams; `amount` is all they pay for it, in pounds."""

    group: str
    provider: str
    streams: Sequence[str]
    amount: Decimal

    @property
    def is_double(self) -> bool:
        """Whether one provider is paid for one group twice or more often."""
        return len(self.streams) > 1


def meetings(paid: Iterable[Paid]) -> list[Meeting]:
    """Every (group, provider) with the streams that pay for it, those paid most often first. Without a group: none."""
    streams: dict[tuple[str, str], set[str]] = {}
    amounts: dict[tuple[str, str], Decimal] = {}
    for each in paid:
        if each.group:
            key = (each.group, each.provider)
            streams.setdefault(key, set()).add(each.stream)
            amounts[key] = amounts.get(key, Decimal(0)) + each.amount
    found = [
        Meeting(group, provider, sorted(streams[group, provider]), amounts[group, provider])
        for group, provider in streams
    ]
    return sorted(found, key=lambda each: (-len(each.streams), -each.amount, each.group, each.provider))


def groups_met(paid: Iterable[Paid]) -> dict[str, set[str]]:
    """The groups for whom more than one stream pays, with those streams."""
    found: dict[str, set[str]] = {}
    for each in paid:
        if each.group:
            found.setdefault(each.group, set()).add(each.stream)
    return {group: streams for group, streams in found.items() if len(streams) > 1}
