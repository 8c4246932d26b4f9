"""Days as an iCalendar (RFC 5545) that calendars subscribe to. Pure text: no clock, no database."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LINE_OCTETS = 75
# Control characters have no place in a calendar's text; a line's end is written as \n.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Sequences count seconds from here, so that they fit a signed 32-bit number until 2088.
SEQUENCE_EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """Whole days from `first` to `last`, both included.

    `uid` stays the same however the entry changes; `changed_at` (with a time zone) never goes back.
    """

    uid: str
    first: datetime.date
    last: datetime.date
    summary: str
    description: str
    url: str
    changed_at: datetime.datetime

    @property
    def sequence(self) -> int:
        """A number that is never less than that of an earlier form of this entry."""
        return max(0, int((self.changed_at - SEQUENCE_EPOCH).total_seconds()))


def calendar_lines(name: str, about: str, entries: Iterable[Entry]) -> Iterator[str]:
    """The calendar's lines, folded, each with its line end. Free time: an entry makes nobody busy."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Total Place//Lease diary//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"DESCRIPTION:{text(about)}",
        f"X-WR-CALDESC:{text(about)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    yield from map(folded, head)
    for entry in entries:
        yield from map(folded, _entry(entry))
    yield folded("END:VCALENDAR")


def _entry(entry: Entry) -> Iterator[str]:
    changed = f"{entry.changed_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{text(entry.uid)}"
    # Without a METHOD the stamp says when the entry was last changed, so an unchanged calendar is the same to the byte.
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}"
    # The end is the day after the last, as the standard has it.
    yield f"DTEND;VALUE=DATE:{entry.last + datetime.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{text(entry.summary)}"
    yield f"DESCRIPTION:{text(entry.description)}"
    yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def text(value: str) -> str:
    """A TEXT value: backslashes, semicolons, commas and line ends escaped."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\").replace(";", "\\;")
    return CONTROL.sub("", value.replace(",", "\\,")).replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, each after the first begun by a space; no character is cut."""
    if len(line) * 4 <= LINE_OCTETS or len(line.encode()) <= LINE_OCTETS:
        return f"{line}\r\n"
    pieces: list[str] = []
    piece: list[str] = []
    octets = 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            pieces.append("".join(piece))
            piece, octets = [], 1
        piece.append(character)
        octets += size
    return "\r\n ".join([*pieces, "".join(piece)]) + "\r\n"
