"""Made-up people with everything that identifies: obviously fake, for tests of what may not be kept."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass, replace
from typing import Any

FORENAMES = "Zebedee Quillon Yolantha Xanthippe Wilhelmus Ursulina Thaddeux Perpetua Ozymanda Nebulon".split()
SURNAMES = "Fakenham-Notreal Madeupson Pretendsby Fictionwell Imaginard Inventley Shamworthy Bogusfield".split()


def uln(number: int) -> str:
    """A number of ten digits with a right check digit; of those that would have none, the next."""
    while True:
        nine = f"{910000000 + number}"
        rest = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if rest:
            return f"{nine}{10 - rest}"
        number += 500_000


@dataclass(frozen=True)
class Somebody:
    """One made-up person."""

    key: str
    forename: str
    surname: str
    born: datetime.date
    postcode: str
    uln: str
    nino: str = ""

    @property
    def secrets(self) -> list[str]:
        """What of her must stand nowhere outside the vault, in the forms in which it could."""
        day = self.born
        return [
            self.key, self.forename, self.surname, self.uln, self.postcode, self.postcode.replace(" ", ""),
            f"{day:%d/%m/%Y}", day.isoformat(), f"{day:%Y%m%d}", f"{day.day} {day:%B %Y}",
            *([self.nino] if self.nino else []),
        ]  # fmt: skip

    def but(self, **changes: Any) -> Somebody:
        """The same person, written otherwise."""
        return replace(self, **changes)


def people(number: int) -> list[Somebody]:
    """So many different people, the same each time. Born on days after the first, so that a month tells no day."""
    made = []
    for index in range(number):
        forename = FORENAMES[index % 10] + "abcdefghij"[index // 80 % 10]
        surname = SURNAMES[index % 8] + "aeiou"[index // 10 % 5]
        born = datetime.date(2006 + index % 3, 1 + index % 12, 11 + index * 7 % 17)
        postcode = f"WX{1 + index % 9} {index % 9}{'QZ'[index % 2]}{'XY'[index // 2 % 2]}"
        nino = f"ZY{index:06d}A"
        made.append(Somebody(f"YPX-{index:05d}-FAKE", forename, surname, born, postcode, uln(index), nino))
    return made


CASELOAD = (
    "Person key,ULN,NI number,Forename,Surname,Date of birth,Postcode,Gender,Activity code,Start date,Notes".split(",")
)
EVENTS = "Person key,ULN,Forename,Surname,Date of birth,Date,Event,Agency,Domains,Notes".split(",")


def caseload_row(who: Somebody, code: str = "619", start: str = "01/09/2025", **cells: str) -> dict[str, str]:
    """A row of a caseload extract."""
    return {
        "Person key": who.key, "ULN": who.uln, "NI number": who.nino, "Forename": who.forename, "Surname": who.surname,
        "Date of birth": f"{who.born:%d/%m/%Y}", "Postcode": who.postcode, "Gender": "F", "Activity code": code,
        "Start date": start, "Notes": "",
    } | cells  # fmt: skip


def event_row(who: Somebody, event: str = "meeting", on: str = "15/10/2025", **cells: str) -> dict[str, str]:
    """A row of an event log."""
    return {
        "Person key": who.key, "ULN": who.uln, "Forename": who.forename, "Surname": who.surname,
        "Date of birth": f"{who.born:%d/%m/%Y}", "Date": on, "Event": event, "Agency": "", "Domains": "", "Notes": "",
    } | cells  # fmt: skip


def written(rows: list[dict[str, str]]) -> bytes:
    """Rows as a CSV."""
    made = io.StringIO()
    writer = csv.DictWriter(made, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()
