"""A calendar's lines are as RFC 5545 has them, and a calendar library reads back what was meant."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from totalplace.calc.calendar_feed import CONTROL, Entry, calendar_lines, folded

CHANGED = datetime.datetime(2026, 11, 21, 13, 5, 7, tzinfo=datetime.UTC)


def entry(**fields: object) -> Entry:
    given: dict[str, object] = {
        "uid": "lease-1-expiry@county", "first": datetime.date(2028, 2, 29), "last": datetime.date(2028, 2, 29),
        "summary": "Expiry", "description": "", "url": "https://example.org/estate/WP-000001/", "changed_at": CHANGED,
    }  # fmt: skip
    return Entry(**(given | fields))  # type: ignore[arg-type]


def read(*entries: Entry) -> Calendar:
    return Calendar.from_ical("".join(calendar_lines("Lease dates", "About them", entries)).encode())


def test_a_day_is_a_whole_day_and_ends_where_the_next_begins() -> None:
    event = read(entry()).events[0]
    assert event["DTSTART"].dt == datetime.date(2028, 2, 29)
    assert event["DTEND"].dt == datetime.date(2028, 3, 1)
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == CHANGED
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_later_change_has_a_higher_sequence_whatever_its_time_zone() -> None:
    later = CHANGED + datetime.timedelta(seconds=1)
    abroad = later.astimezone(datetime.timezone(datetime.timedelta(hours=-5)))
    assert entry(changed_at=later).sequence == entry().sequence + 1 == entry(changed_at=abroad).sequence
    assert entry(changed_at=datetime.datetime(2010, 1, 1, tzinfo=datetime.UTC)).sequence == 0
    assert read(entry(changed_at=abroad)).events[0]["LAST-MODIFIED"].dt == later


def test_what_has_a_meaning_in_a_calendar_is_escaped() -> None:
    lines = "".join(calendar_lines("A; b, c\\d", "", [entry(summary="x\nEND:VEVENT\r\nBEGIN:VALARM")]))
    assert "NAME:A\\; b\\, c\\\\d\r\n" in lines
    assert lines.count("END:VEVENT\r\n") == 1
    assert "\nBEGIN:VALARM" not in lines.replace("\r\n ", "")


@given(st.text(), st.text())
def test_any_words_come_back_from_a_calendar_library_as_they_went_in(summary: str, description: str) -> None:
    event = read(entry(summary=summary, description=description)).events[0]
    for name, words in (("SUMMARY", summary), ("DESCRIPTION", description)):
        assert str(event[name]) == CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=400))
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(line: str) -> None:
    pieces = folded(line).encode().split(b"\r\n")
    assert pieces.pop() == b""
    assert all(len(piece) <= 75 and piece.decode() for piece in pieces)
    assert b"".join([pieces[0], *(piece[1:] for piece in pieces[1:])]).decode() == line
    assert all(piece.startswith(b" ") for piece in pieces[1:])
