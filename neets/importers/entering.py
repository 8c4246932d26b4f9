"""How each kind of file of young people is let in: under which headings its columns come, and in what form they go on.

A reading takes a cell and answers its text in the one form that is kept, or raises Refused. Nothing refused is kept.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from neets import choices
from neets.choices.records import Sex
from totalplace.calc.dates import parse_date
from totalplace.calc.parsed import Refused

CASELOAD, EVENTS = "young_caseload", "young_events"
NCCIS_2020_FROM = datetime.date(2020, 4, 1)

# Who the row is about: read at the door, and nowhere else.
IDENTITY = {
    "own_key": "person key|young person key|ypid|yp id|youth id|young person id|client id|client ref|client reference"
    "|unique id|unique identifier|person id|person|id|local id|case id|case number|customer id|key",
    "uln": "uln|unique learner number|learner number",
    "upn": "upn|unique pupil number|pupil number",
    "nino": "nino|ni number|ni no|national insurance number|nat ins no",
    "forename": "forename|forenames|first name|firstname|given name|given names|givenname",
    "surname": "surname|family name|familyname|last name|lastname",
    "full_name": "name|full name|fullname|client name|young person name|learner name",
    "born": "date of birth|dob|birth date|birthdate|dateofbirth|d o b|born",
    "postcode": "postcode|post code|home postcode|postal code",
}
# Free text is looked at and left behind.
NOTES = "notes|note|comments|comment|free text|narrative|remarks|details|detail|case notes|casenotes|description"


def _date(cell: Any) -> str:
    parsed = parse_date(cell).value
    return "" if parsed is None else parsed.isoformat()


def _word(known: Mapping[str, str], cell: Any) -> str:
    """A code by itself or by its words."""
    written = " ".join(str(cell).replace("_", " ").split()).casefold()
    found = known.get(written)
    if found is None:
        raise Refused("It is not on the list.", "Write one of: " + ", ".join(sorted(set(known.values()))) + ".")
    return found


def _words_of(codes: Any, **more: str) -> dict[str, str]:
    words = {str(value).replace("_", " ").casefold(): value for value in codes.values}
    words |= {str(label).casefold(): value for value, label in codes.choices}
    return words | {word.replace("_", " "): value for word, value in more.items()}


def _several(known: Mapping[str, str], cell: Any) -> str:
    """Several codes, parted by commas, semicolons or vertical bars; codes without blanks by these too."""
    parts = [part for part in re.split(r"[;,|]", str(cell)) if part.strip()]
    if len(parts) == 1 and " ".join(parts[0].split()).casefold() not in known:
        parts = parts[0].split()
    return " ".join(sorted({_word(known, part) for part in parts}))


def _activity(cell: Any) -> str:
    """ "code list" of a code or of the words of the pilot's time; the day decides later which list a code is of."""
    written = re.sub(r"\.0$", "", " ".join(str(cell).split()))
    if choices.translate(written, choices.CodeList.NCCIS_2010):
        return written
    older = choices.translate(written, choices.CodeList.WORDS_2009)
    if older is None:
        raise Refused("It is no activity code of any list.", "Write a code of the caseload system, as 619.")
    if older.code is None:
        raise Refused("It has no code: it ends a status.", "End the status on that day, and leave the row out.")
    return f"{older.code} {choices.CodeList.WORDS_2009}"


def _agency(cell: Any) -> str:
    written = str(cell).strip().upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", written):
        raise Refused("It is no agency's code.", "Write the agency's code from the register of agencies, as CONNEX.")
    return written


def _minutes(cell: Any) -> str:
    written = re.sub(r"\.0$", "", str(cell).strip())
    if not re.fullmatch(r"\d{1,3}", written):
        raise Refused("It is no number of minutes.", "Write whole minutes, up to 999.")
    return written


EVENTS_OF = _words_of(choices.ContactKind) | {
    "assessment": "assessment", "assessed": "assessment", "referral": "referral", "referred": "referral",
    "phone": "telephone", "phone call": "telephone", "call": "telephone", "text": "message", "sms": "message",
    "interview": "meeting", "appointment": "meeting", "home visit": "visit", "e-mail": "email",
}  # fmt: skip
SEX = _words_of(Sex, f="female", m="male", woman="female", man="male")


@dataclass(frozen=True)
class Entering:
    """One column that goes on: its heading there, the headings it comes under, and how a cell is read."""

    name: str
    heading: str
    headings: str
    read: Callable[[Any], str]
    remedy: str
    help: str = ""


_DAY = "Write the day as 31/03/2027."
ENTERING: dict[str, tuple[Entering, ...]] = {
    CASELOAD: (
        Entering("sex", "Sex", "sex|gender", partial(_word, SEX), "Write female or male."),
        Entering(
            "need", "Level of need", "level of need|need|support level|need level|levelofneed",
            partial(_word, _words_of(choices.Need, intensive="1", extra="2", minimum="3")), "Write 1, 2 or 3.",
        ),
        Entering(
            "code", "Activity", "activity code|activitycode|activity|current activity|status code|status|situation"
            "|current situation|destination code|current activity code",
            _activity, "Write a code of the caseload system, as 619.", "A code of the caseload system, as 619.",
        ),
        Entering(
            "start", "Since", "start date|startdate|activity start date|activity start|since|date started|start"
            "|current activity start date|status start|from", _date, _DAY, "The day that it began.",
        ),
        Entering("end", "Until", "end date|enddate|activity end date|activity end|until|date ended|end|to", _date, _DAY,
                 "The day after it ended; empty while it lasts."),
        Entering("ascertained_on", "Ascertained", "date ascertained|ascertained|ascertained date|dateascertained",
                 _date, _DAY),
        Entering("verified_on", "Verified", "date verified|verified|verified date|review date|date of last contact"
                 "|dateverified", _date, _DAY),
        Entering("due_to_lapse_on", "Due to lapse", "due to lapse|due to lapse date|lapse date|currency lapse date"
                 "|duetolapsedate", _date, _DAY),
        Entering(
            "characteristics", "Characteristics", "characteristics|characteristic|characteristic codes"
            "|characteristic code|level of need characteristics|circumstances",
            partial(_several, _words_of(choices.Characteristic)),
            "Write codes of the caseload system, as 140 or 110; 150.", "Codes with semicolons between.",
        ),
    ),
    EVENTS: (
        Entering("on", "Day", "date|event date|on|day|contact date|date of event|eventdate|start date", _date, _DAY),
        Entering("event", "Event", "event|event type|activity|contact type|type|what|kind|eventtype",
                 partial(_word, EVENTS_OF), "Write a kind of contact, as meeting, assessment or referral.",
                 "A contact (meeting, telephone, message, email, letter, visit, tracking), assessment or referral."),
        Entering("agency_code", "Agency", "agency|agency code|provider|service|organisation|by|agencycode", _agency,
                 "Write the agency's code, as CONNEX.", "The agency's code, as CONNEX."),
        Entering("to_agency_code", "Referred to", "referred to|to agency|to|referred to agency|toagency", _agency,
                 "Write the agency's code, as JCP.", "Of a referral: the other agency's code."),
        Entering("domains", "Domains", "domains|domain|assessed|assessment domains|assessment areas",
                 partial(_several, _words_of(choices.Domain)),
                 "Write domains from the list, as learning; housing.", "Of an assessment: what it was about."),
        Entering("result", "Result", "result|outcome|contact result|contact outcome",
                 partial(_word, _words_of(choices.ContactResult)),
                 "Write reached, no answer, refused or moved.", "Of a contact: whether it reached her."),
        Entering("minutes", "Minutes", "minutes|duration|duration minutes|mins|time spent", _minutes,
                 "Write whole minutes."),
    ),
}  # fmt: skip
LABELS = {CASELOAD: "Monthly caseload extract", EVENTS: "Event log of an agency"}
# What every kind has on from the door, before its own columns.
OF_PERSON = {"key": "Person (pseudonym)", "birth_month": "Month of birth"}
FLAGS_HEADING, HOME_HEADING, LIST_HEADING = "Kept out", "Small area", "Older list"


@lru_cache(maxsize=200_000)
def read_cell(kind: str, name: str, cell: str) -> str:
    """A cell's text in its one form; Refused, whose words never repeat the cell."""
    entering = next(each for each in ENTERING[kind] if each.name == name)
    try:
        return entering.read(cell)
    except Refused as refusal:
        told = refusal.reason if "“" not in refusal.reason else "It cannot be read."
        raise Refused(told, entering.remedy) from None


def headings_of(kind: str) -> list[tuple[str, str]]:
    """(Heading, what to write) of an empty workbook: the young person first."""
    who = [
        ("Person key", "Your own number for the young person. It is kept as a pseudonym."),
        ("ULN", "Her unique learner number, where you have it. It goes into the vault alone."),
        ("National Insurance number", "The same."),
        ("Forename", "Goes into the vault alone."),
        ("Surname", "Goes into the vault alone."),
        ("Date of birth", "Goes into the vault; its month is kept."),
    ]
    if kind == CASELOAD:
        who.append(("Postcode", "Goes into the vault; the small area it lies in is kept."))
    return [*who, *((each.heading, each.help or each.remedy) for each in ENTERING[kind])]
