"""The fields of the file that the door wrote: what goes on of each kind, and how a correction of it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from neets import choices
from neets.choices.records import Sex
from neets.importers.entering import (
    CASELOAD,
    ENTERING,
    EVENTS,
    EVENTS_OF,
    FLAGS_HEADING,
    HOME_HEADING,
    LIST_HEADING,
    OF_PERSON,
    read_cell,
)
from neets.importers.marks import MARK, MARKS
from totalplace.calc.dates import parse_date
from totalplace.calc.parsed import EMPTY, Parsed, Refused
from totalplace.importing.targets import ImportField

DAYS = {"birth_month", "start", "end", "ascertained_on", "verified_on", "due_to_lapse_on", "on"}
PLAIN_DAY = r"^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"
CHOICES: dict[str, dict[str, str]] = {
    "sex": dict(Sex.choices),
    "need": dict(choices.Need.choices),
    "result": dict(choices.ContactResult.choices),
    "event": dict(choices.ContactKind.choices) | {"assessment": "Assessment", "referral": "Referral"},
}
assert set(EVENTS_OF.values()) == set(CHOICES["event"])


def _unless_kept_out(read: Callable[[Any], Parsed], remedy: str) -> Callable[[Any], Parsed]:
    def parser(cell: Any) -> Parsed:
        text = str(cell).strip() if cell is not None else ""
        if not text:
            return EMPTY
        if text.startswith(MARK):
            reason, told = MARKS[text.removeprefix(MARK)]
            raise Refused(reason, told or remedy)
        return read(text)

    return parser


def _form(pattern: str, remedy: str) -> Callable[[Any], Parsed]:
    def parser(text: Any) -> Parsed:
        if not re.fullmatch(pattern, text):
            raise Refused("This is not of the form that this column holds.", remedy)
        return Parsed(text)

    return parser


def _day(text: Any) -> Parsed:
    try:
        return Parsed(parse_date(text).value)
    except Refused:
        raise Refused("This is no date.", "Write the day as 31/03/2027.") from None


def _as_at_the_door(kind: str, name: str) -> Callable[[Any], Parsed]:
    return lambda text: Parsed(_kept(name, read_cell(kind, name, text)))


def _kept(name: str, read: str) -> str | None:
    """Of an activity in words its code, and of everything else all."""
    return (read.partition(" ")[0] if name == "code" else read) or None


def _field(kind: str, name: str, label: str, read: Callable[[Any], Parsed], remedy: str, **more: Any) -> ImportField:
    is_day = name in DAYS
    return ImportField(
        name, label, _unless_kept_out(read, remedy), "date" if is_day else "text",
        plain=PLAIN_DAY if is_day else "", choices=CHOICES.get(name), group="As the door let it in", **more,
    )  # fmt: skip


def fields_of(kind: str) -> tuple[ImportField, ...]:
    """The fields of one kind, in the order of the file."""
    who = MARKS["nobody"][1]
    of_person = [
        _field(kind, "key", OF_PERSON["key"], _form("[0-9a-f]{32}", who), who, required=True),
        _field(kind, "birth_month", OF_PERSON["birth_month"], _month, "Write the month as 01/03/2009."),
    ]
    if kind == CASELOAD:
        area = "Write the code of a small area, as E01032100."
        of_person.append(_field(kind, "home_code", HOME_HEADING, _form("[A-Z][0-9]{8}", area), area))
    own = [
        _field(
            kind, each.name, each.heading,
            _day if each.name in DAYS else _as_at_the_door(kind, each.name), each.remedy,
            required=each.name in ("code", "start", "on", "event"), help=each.help,
        )
        for each in ENTERING[kind]
    ]  # fmt: skip
    if kind == CASELOAD:
        older = "Leave this empty, or write words-2009."
        own.append(_field(kind, "code_list", LIST_HEADING, _form("words-2009", older), older))
    flags = _field(kind, "flags", FLAGS_HEADING, _form("[a-z_ ]*", "Leave this as it is."), "Leave this as it is.")
    return (*of_person, *own, flags)


def _month(text: Any) -> Parsed:
    day = _day(text).value
    return Parsed(day and day.replace(day=1))


__all__ = ["CASELOAD", "EVENTS", "fields_of"]
