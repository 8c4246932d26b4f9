"""Population estimates as they are published: by area, and where the file has them by year, age and sex."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from totalplace.importing.areas import STEMS
from totalplace.importing.readers import Column, Table, UnreadableFile, read

MOST_FAULTS = 20
SEXES = {
    "all": {"all", "persons", "person", "total", "both", "p", "t", "3", ""},
    "females": {"females", "female", "f", "2", "women"},
    "males": {"males", "male", "m", "1", "men"},
}
HEADINGS = {
    "code": rf"(?:area|geo|geography|gss|{'|'.join(STEMS.values())})_?(?:\d\d|\d{{4}})?_?(?:cd|code)|code",
    "year": r"year|mid_?year|date",
    "sex": r"sex|gender",
    "age": r"age|age_?years|single_?year_?of_?age",
    "people": r"population|people|persons|count|value|estimate|number",
    "top": r"age_?top_?coded",
}
BAND = re.compile(r"(?:age[ds]?)?_?\d+(?:_|-| to )(?:\d+|plus)", re.IGNORECASE)


class PopulationCount(NamedTuple):
    """People in an area at mid-year. `age` None is all ages, `is_top` for "90 and over"."""

    area_code: str
    year: int
    sex: str
    age: int | None
    is_top: bool
    people: int


@dataclass(frozen=True, slots=True)
class PopulationFile:
    """A population file's counts, and how it was read, in sentences."""

    counts: list[PopulationCount]
    notes: list[str]


def read_population(path: Path, *, year: int | None = None, people_field: str | None = None) -> PopulationFile:
    """Read a population file. UnreadableFile names every fault of it (the first twenty); `year` where it has none."""
    table = read(path, path.name)
    columns = {what: _column(table, pattern) for what, pattern in HEADINGS.items()}
    if people_field is not None:
        columns["people"] = _named(table, people_field)
    _require(table, columns)
    year = year or _year_in(path.stem)
    if columns["year"] is None and year is None:
        raise UnreadableFile("Neither the file nor its name says of which year it is.", "Say it: --year 2024.")
    counts, faults = [], []
    values = {what: column.values if column else None for what, column in columns.items()}
    for index, row in enumerate(table.row_numbers.tolist()):
        cells = {what: column[index] if column is not None else None for what, column in values.items()}
        try:
            counts.append(_count(cells, year))
        except ValueError as fault:
            faults.append(f"Row {row}: {fault}")
    if faults:
        more = f"\nand {len(faults) - MOST_FAULTS:,} more" if len(faults) > MOST_FAULTS else ""
        raise UnreadableFile("\n".join(faults[:MOST_FAULTS]) + more, "Nothing was stored: mend these rows.")
    used = ", ".join(f"{what} from “{column.name}”" for what, column in columns.items() if column and what != "top")
    return PopulationFile(counts, [*table.notes, used])


def _column(table: Table, pattern: str) -> Column | None:
    for column in table.columns:
        if re.fullmatch(pattern, column.name.strip().replace(" ", "_"), re.IGNORECASE):
            return column
    return None


def _named(table: Table, heading: str) -> Column:
    for column in table.columns:
        if column.name.lower() == heading.lower():
            return column
    raise UnreadableFile(
        f"The file has no column “{heading}”.", f"It has: {', '.join(column.name for column in table.columns)}."
    )


def _require(table: Table, columns: dict[str, Column | None]) -> None:
    if columns["code"] is None:
        raise UnreadableFile("The file has no column of area codes.", "Head it area_code.")
    if columns["people"] is not None:
        return
    bands = [column.name for column in table.columns if BAND.fullmatch(column.name)]
    if bands:
        raise UnreadableFile(
            f"The file counts bands of ages ({bands[0]}, {bands[1] if len(bands) > 1 else '…'}), "
            "and the register keeps single years of age and totals.",
            "Give a file by single year of age, or name the column of all ages: --people-field all_ages.",
        )
    raise UnreadableFile("The file has no column of people.", "Head it population, or name it: --people-field.")


def _year_in(name: str) -> int | None:
    found = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name)
    return int(found[1]) if found else None


def _count(cells: dict[str, Any], year: int | None) -> PopulationCount:
    """One row; ValueError says which cell is wrong."""
    code = str(cells["code"] or "").strip()
    if not code or len(code) > 20:
        raise ValueError("the area’s code is missing")
    age, is_top = _age(cells["age"])
    return PopulationCount(
        code, _year(cells["year"], year), _sex(cells["sex"]), age, is_top or _is_yes(cells["top"]), _people(cells)
    )


def _year(value: Any, otherwise: int | None) -> int:
    if value is None and otherwise is not None:
        return otherwise
    digits = re.search(r"(?:19|20)\d\d", str(value))
    if digits is None or int(digits[0]) > datetime.date.today().year + 50:
        raise ValueError(f"“{value}” is not a year")
    return int(digits[0])


def _sex(value: Any) -> str:
    word = str("" if value is None else value).strip().lower()
    for sex, words in SEXES.items():
        if word in words:
            return sex
    raise ValueError(f"“{value}” is not a sex: write females, males or persons")


def _age(value: Any) -> tuple[int | None, bool]:
    """The year of age (None for all ages), and whether it means "and over"."""
    word = str("" if value is None else value).strip().lower()
    if word in ("", "all", "all ages", "total"):
        return None, False
    match = re.fullmatch(r"(?:age[ds]? ?)?(\d{1,3})(?:\.0)?( ?\+| and over| or over)?", word)
    if match is None or int(match[1]) > 130:
        raise ValueError(f"“{value}” is not a year of age")
    return int(match[1]), match[2] is not None


def _is_yes(value: Any) -> bool:
    return str(value).strip().lower() in ("true", "1", "yes")


def _people(cells: dict[str, Any]) -> int:
    value = cells["people"]
    digits = re.fullmatch(r"(\d+)(?:\.0+)?", str("" if value is None else value).strip().replace(",", ""))
    if digits is None or int(digits[1]) > 2_000_000_000:
        raise ValueError(
            f"“{value}” is not a number of people" if value is not None else "the number of people is missing"
        )
    return int(digits[1])
