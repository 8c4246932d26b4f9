"""Files of payments over £500 in the shape in which councils publish them, made from a seed: none is anybody's.

Several bodies pay the same suppliers and spell them each in their own way, in capitals, with Ltd or Limited, & or and;
their headings, amounts and days differ; a part of the payees is struck out, and some payments are money come back.
"""

from __future__ import annotations

import csv
import datetime
import random
from pathlib import Path

PLACES = (
    "Abbey Avon Bewdley Bredon Castlemorton Clent Droitwich Elgar Evesham Feckenham Habberley Hagley Hanbury Inkberrow"
    " Kempsey Lickey Malvern Martley Mercian Northfield Ombersley Pershore Powick Priory Rubery Sabrina Severn Shelsley"
    " Stourport Teme Tenbury Upton Vale Wick Wilden Witley Wyre Wythall Tardebigge Croome"
).split()
TRADES = (
    "Homecare|Residential Care|Roofing|Plumbing and Heating|Coaches|Taxis|Catering|Office Supplies|Legal Services"
    "|Surveyors|Architects|Consulting|Recruitment|Highways|Tarmac|Skip Hire|Waste Management|Cleaning|Security"
    "|Landscapes|Tree Surgery|Fostering|Nursery|Training|Printing|Telecoms|Software|Fleet Hire|Motor Factors"
    "|Electrical Contractors|Fencing|Scaffolding|Demolition|Pest Control|Water Hygiene|Lift Engineers|Lettings"
    "|Community Trust|Housing Association|Advocacy|Interpreters|Occupational Health|Play Equipment|Street Lighting"
).split("|")
ENDINGS = ("Ltd", "Limited", "LTD.", "PLC", "LLP", "", "", "and Sons", "& Sons", "(UK) Ltd")
DEPARTMENTS = ("Adult Services", "Children's Services", "Environment", "Resources", "Regeneration", "Public Health")
PURPOSES = ("Care packages", "Repairs", "Agency staff", "Transport", "Supplies", "Professional fees", "Grants")
HEADINGS = (
    ("Body Name", "Supplier Name", "Amount", "Date", "Transaction Number", "Expense Area", "Purpose of Spend"),
    ("Organisation", "Beneficiary Name", "Net Amount", "Payment Date", "TransNo", "Department", "Description"),
    ("OrganisationName", "Vendor Name", "Total £", "Posting Date", "Document No", "Directorate", "Narrative"),
)


def write_payments(path: Path, rows: int, *, body: str, number: int = 0) -> None:
    """Write a CSV of `rows` payments of one body; `number` says which of the three shapes, and is the seed."""
    made = random.Random(f"{body}/{number}")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS[number % len(HEADINGS)])
        for index in range(rows):
            writer.writerow(_row(made, body, number, index))


def _row(made: random.Random, body: str, number: int, index: int) -> list[str]:
    pounds = round(500 * made.paretovariate(1.1), 2) * (-1 if made.random() < 0.03 else 1)
    day = datetime.date(2024, 4, 1) + datetime.timedelta(days=made.randrange(365))
    return [
        body,
        "REDACTED PERSONAL DATA" if made.random() < 0.04 else _supplier(made, number),
        _amount(min(pounds, 9_000_000), number),
        day.isoformat() if number % 3 == 2 else f"{day:%d/%m/%Y}",
        f"{number}{index:07}",
        made.choice(DEPARTMENTS),
        made.choice(PURPOSES),
    ]


def _supplier(made: random.Random, number: int) -> str:
    """One of some 1,700 suppliers, the first of them paid most, mostly as this body spells it."""
    which = int(len(PLACES) * len(TRADES) * made.random() ** 2)
    place, trade = PLACES[which % len(PLACES)], TRADES[which // len(PLACES)]
    spelling = made.randrange(100) if made.random() < 0.05 else which * 7 + number * 13
    name = f"{place} {trade} {ENDINGS[spelling % len(ENDINGS)]}".strip()
    if spelling % 5 == 0:
        name = name.upper()
    return name.replace(" and ", " & ") if spelling % 3 == 0 else name


def _amount(pounds: float, number: int) -> str:
    if number % 3 == 1:
        return f"({-pounds:,.2f})" if pounds < 0 else f"{pounds:,.2f}"
    if number % 3 == 2:
        return f"{-pounds:.2f} CR" if pounds < 0 else f"£{pounds:,.2f}"
    return f"{pounds:.2f}"
