"""The door: an uploaded file of young people is read here and nowhere else, and another file goes on from it.

What goes on has a pseudonym for the person, her month of birth, the small area of her postcode, codes and days. What is
wrong stands there as a mark in place of the cell; what was seen and left behind as a flag (`neets.importers.marks`).
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import logging
import traceback
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from neets.calc.identity import Identity, is_nino, is_uln, is_upn, plain_name, plain_number, tells_of_somebody, tokens
from neets.calc.pseudonyms import KeyPurpose, key_for, pseudonym, seal
from neets.importers.entering import (
    CASELOAD,
    ENTERING,
    FLAGS_HEADING,
    HOME_HEADING,
    IDENTITY,
    LABELS,
    LIST_HEADING,
    NOTES,
    OF_PERSON,
    read_cell,
)
from neets.importers.marks import MARK, OLDEST, YOUNGEST
from neets.importers.records import Rows, is_xml, read_xml
from neets.models import Agency
from neets.querysets import vault
from neets.querysets.vault import Token
from totalplace.calc.dates import parse_date
from totalplace.calc.identifiers import parse_postcode
from totalplace.calc.parsed import Refused
from totalplace.importing.readers import UnreadableFile, read
from totalplace.importing.targets import Admitted, plain_heading
from totalplace.models import ImportBatch, Organisation

logger = logging.getLogger(__name__)


def admit(kind: str, path: Path, filename: str, organisation: Organisation) -> Admitted:
    """What of an upload may go on. UnreadableFile, without a word of the file's, when nothing may."""
    told = ""
    try:
        return _Door(kind, organisation, settings.PSEUDONYM_KEY).let_in(_rows(path, filename))
    except UnreadableFile as refusal:
        quoted = "“" in refusal.reason
        reason = "The file cannot be read as a table." if quoted else refusal.reason
        remedy = "Save it as CSV or XLSX with one row of headings, or as XML." if quoted else refusal.remedy
    except Exception as problem:
        places = (f"{Path(each.filename).name}:{each.lineno}" for each in traceback.extract_tb(problem.__traceback__))
        told = f"{type(problem).__name__} at {' '.join(places)}"
        reason = "Something went wrong in reading it that is not yours to mend. Nothing was stored."
        remedy = "Tell an administrator when this was: the log says where it happened, and nothing of the file."
    # Raised out here, so that nothing of the first travels along.
    if told:
        logger.error("A file of young people stopped at the door: %s", told)
    raise UnreadableFile(reason, remedy)


def _rows(path: Path, filename: str) -> Rows:
    """The upload as (row number, {heading: cell}); the headings of a table are those of its columns."""
    if is_xml(path):
        return read_xml(path)
    table = read(path, filename, max_bytes=settings.MAX_IMPORT_BYTES)
    columns = [(column.name, list(column.values)) for column in table.columns]
    return [
        (number, {name: values[index] for name, values in columns})
        for index, number in enumerate(table.row_numbers.tolist())
    ]


@dataclass
class _Row:
    """One row behind the door."""

    number: int
    who: Identity
    key: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


class _Door:
    """One file's way in. Everything that identifies stands in this object and goes with it."""

    def __init__(self, kind: str, sender: Organisation, secret: str) -> None:
        self.kind, self.sender = kind, sender.code
        self.keys = {purpose: key_for(secret, purpose) for purpose in KeyPurpose}
        self.today = datetime.date.today()
        self.agencies = set(Agency.objects.values_list("code", flat=True))

    def let_in(self, rows: Rows) -> Admitted:
        """The file that goes on."""
        columns, unknown = self._columns(rows)
        read_rows = [self._read(number, cells, columns) for number, cells in rows]
        self._flag_two_under_one(read_rows)
        if self.kind == CASELOAD:
            self._place(read_rows)
        notes = ["Read at the door: names, birth dates, postcodes and national numbers went no further"]
        if unknown:
            notes.append(f"{unknown} columns that are not known were left behind, with their headings")
        if "notes" in columns:
            notes.append("Columns of free text were left behind")
        filename = f"{LABELS[self.kind]}, {self.today:%Y-%m-%d}.csv"
        return Admitted(self._written(read_rows).encode(), filename, notes, lambda batch: self._keep(batch, read_rows))

    # --- Reading ------------------------------------------------------------------------------------------------

    def _columns(self, rows: Rows) -> tuple[dict[str, list[str]], int]:
        """The file's headings by what they hold, and how many hold nothing known."""
        if not rows:
            raise UnreadableFile("The file has no rows.", "Check that the right file was chosen.")
        names = {name: headings.split("|") for name, headings in (IDENTITY | {"notes": NOTES}).items()}
        own = {each.name: [plain_heading(each.heading), *each.headings.split("|")] for each in ENTERING[self.kind]}
        # Elements of XML have no blanks in their names.
        known_as = {name: {known.replace(" ", "") for known in all_known} for name, all_known in (own | names).items()}
        found: dict[str, list[str]] = defaultdict(list)
        unknown = 0
        headings = list(dict.fromkeys(heading for _, cells in rows for heading in cells))
        for heading in headings:
            plain = plain_heading(str(heading)).replace(" ", "")
            held = next((name for name, known in known_as.items() if plain in known), None)
            if held is None:
                unknown += 1
            else:
                found[held].append(heading)
        if not {"own_key", "uln", "upn", "nino"} & set(found) and not (
            "born" in found and ("full_name" in found or {"forename", "surname"} <= set(found))
        ):
            raise UnreadableFile(
                "No column says whom each row is about.",
                "Give a person key, a national number, or names and birth date, under headings of the template.",
            )
        needed = {"code", "start"} if self.kind == CASELOAD else {"on", "event"}
        if lacking := sorted(needed - set(found)):
            headings_lacking = [each.heading for each in ENTERING[self.kind] if each.name in lacking]
            raise UnreadableFile(
                f"There is no column for: {', '.join(headings_lacking)}.", "Use the headings of the template."
            )
        return dict(found), unknown

    def _read(self, number: int, cells: dict[str, Any], columns: dict[str, list[str]]) -> _Row:
        def raw(name: str) -> Any:
            filled = (cells[heading] for heading in columns.get(name, ()) if cells.get(heading) is not None)
            return next((value for value in filled if str(value).strip()), "")

        def text(name: str) -> str:
            return str(raw(name)).strip()

        row = _Row(number, Identity())
        born = self._birth(row, raw("born"))
        row.who = self._identity(row, text, born)
        row.key = self._key(row.who, text("own_key"))
        row.cells["key"] = row.key or f"{MARK}nobody"
        for each in ENTERING[self.kind]:
            if each.name in columns:
                row.cells[each.name] = self._cell(row, each.name, raw(each.name))
        if " " in row.cells.get("code", "") and not row.cells["code"].startswith(MARK):
            row.cells["code"], row.cells["code_list"] = row.cells["code"].split(" ")
        names = (row.who.forename, row.who.surname)
        for heading in columns.get("notes", ()):
            if cells.get(heading) and tells_of_somebody(str(cells[heading]), names, this_year=self.today.year):
                row.flags.add("note")
        return row

    def _birth(self, row: _Row, cell: Any) -> datetime.date | None:
        if not str(cell).strip():
            row.flags.add("no_birth")
            return None
        try:
            born = parse_date(cell).value
        except Refused:
            born = None
        if born is None:
            row.cells["birth_month"] = f"{MARK}no date"
            return None
        age = self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))
        # Whoever was 25 two years ago may still be in this month's extract of what was then.
        if not YOUNGEST <= age <= OLDEST + 2:
            row.cells["birth_month"] = f"{MARK}age today"
        else:
            row.cells["birth_month"] = born.replace(day=1).isoformat()
        return born

    def _identity(self, row: _Row, text: Any, born: datetime.date | None) -> Identity:
        forename, surname = text("forename"), text("surname")
        if full := text("full_name"):
            last, comma, first = full.partition(",")
            first, last = (first, last) if comma else (full.rpartition(" ")[0], full.rpartition(" ")[2])
            forename, surname = forename or first.strip(), surname or last.strip()
        numbers = {}
        for name, is_good in (("uln", is_uln), ("upn", is_upn), ("nino", is_nino)):
            number = plain_number(text(name))
            if number and not is_good(number):
                row.flags.add("number")
            numbers[name] = number if number and is_good(number) else ""
        try:
            postcode = parse_postcode(text("postcode")).value or ""
        except Refused:
            postcode = ""
        if text("postcode") and not postcode:
            row.flags.add("postcode")
        return Identity(forename, surname, born, postcode, **numbers)

    def _key(self, who: Identity, own: str) -> str:
        """The sender's pseudonym: of its own number, else of a national one, else of names and birth date."""
        parts: tuple[str, ...] = ()
        if own:
            parts = (self.sender, "own", " ".join(own.split()))
        elif number := who.uln or who.upn or who.nino:
            parts = (self.sender, "number", number)
        elif who.born and who.surname:
            parts = (self.sender, "name", plain_name(who.forename), plain_name(who.surname), who.born.isoformat())
        return pseudonym(self.keys[KeyPurpose.SENDER], *parts) if parts else ""

    def _cell(self, row: _Row, name: str, cell: Any) -> str:
        if isinstance(cell, datetime.datetime):
            cell = cell.date()
        written = str(cell).strip()
        if not written:
            return ""
        try:
            text = read_cell(self.kind, name, written)
        except Refused:
            return f"{MARK}not readable"
        if name in ("agency_code", "to_agency_code") and text not in self.agencies:
            return f"{MARK}no such agency"
        if name in ("start", "end", "on", "ascertained_on", "verified_on", "due_to_lapse_on") and row.who.born and text:
            day = datetime.date.fromisoformat(text)
            if day == row.who.born:
                return f"{MARK}her birth date"
            if day < row.who.born.replace(day=1, year=row.who.born.year + YOUNGEST):
                return f"{MARK}before her time"
        return text

    def _flag_two_under_one(self, rows: list[_Row]) -> None:
        """Birth dates and numbers of one kind that differ under one key are of several people."""
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in rows:
            for part in ("born", "uln", "upn", "nino"):
                if row.key and getattr(row.who, part):
                    said[row.key][part].add(str(getattr(row.who, part)))
        several = {key for key, parts in said.items() if any(len(values) > 1 for values in parts.values())}
        for row in rows:
            if row.key in several:
                row.flags.add("two_people")

    # --- Where she lives ----------------------------------------------------------------------------------------

    def _place(self, rows: list[_Row]) -> None:
        """The small area of each postcode. The database is asked by outward codes, and never hears of a whole one."""
        outward = {row.who.postcode.split(" ")[0] for row in rows if row.who.postcode}
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT replace(p.postcode, ' ', ''), min(a.code)
                     FROM totalplace_postcode p
                     JOIN totalplace_areapiece piece ON piece.level = 'lsoa' AND ST_Intersects(piece.piece, p.location)
                     JOIN totalplace_area a ON a.id = piece.area_id AND a.valid_to IS NULL
                    WHERE split_part(p.postcode, ' ', 1) = ANY (%s) GROUP BY 1""",
                [sorted(outward)],
            )
            areas = dict(cursor.fetchall())
        for row in rows:
            home = areas.get(plain_number(row.who.postcode), "")
            row.cells["home_code"] = home
            if row.who.postcode and not home:
                row.flags.add("postcode")

    # --- Going on -----------------------------------------------------------------------------------------------

    def _written(self, rows: list[_Row]) -> str:
        """The file that goes on, each row in the line it had, so that faults name rows as the sender sees them."""
        headings = OF_PERSON | ({"home_code": HOME_HEADING} if self.kind == CASELOAD else {})
        headings = headings | {each.name: each.heading for each in ENTERING[self.kind]}
        headings |= ({"code_list": LIST_HEADING} if self.kind == CASELOAD else {}) | {"flags": FLAGS_HEADING}
        made = io.StringIO()
        writer = csv.writer(made, lineterminator="\n")
        writer.writerow(headings.values())
        line = 1
        for row in rows:
            made.write("\n" * max(0, row.number - line - 1))
            writer.writerow([(row.cells | {"flags": " ".join(sorted(row.flags))}).get(name, "") for name in headings])
            line = max(row.number, line + 1)
        return made.getvalue()

    def _keep(self, batch: ImportBatch, rows: list[_Row]) -> None:
        """Put tokens, and where that is wanted sealed identities, into the vault."""
        refused = {row.key for row in rows if "two_people" in row.flags}
        people = {row.key: row.who for row in rows if row.key and row.key not in refused}
        sealed = list(self._sealed(people)) if settings.VAULT_KEEPS_IDENTITIES else []
        vault.keep(batch.pk, [token for row in rows if row.key in people for token in self._tokens(row)], sealed)

    def _tokens(self, row: _Row) -> Iterator[Token]:
        for kind, parts in tokens(row.who).items():
            yield Token(row.key, kind, pseudonym(self.keys[KeyPurpose.MATCHING], kind, *parts))

    def _sealed(self, people: dict[str, Identity]) -> Iterator[tuple[str, bytes]]:
        for key, who in people.items():
            told = {name: str(value) for name, value in asdict(who).items() if value}
            if told:
                yield key, seal(self.keys[KeyPurpose.SEALING], key, json.dumps(told))
