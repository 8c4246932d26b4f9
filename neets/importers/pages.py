"""How the pages of an import speak of young people's records."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from neets.importers.marks import FLAGS
from totalplace.importing.pages import ImportPages

PREFIX = "neet_import"
NAMES = {
    "note": "Free text that tells of somebody, kept out",
    "postcode": "A postcode that is not known",
    "number": "A national number that is not one",
    "two_people": "One key for two people",
    "no_birth": "No birth date",
    "not_known": "Not in the register, and no birth date",
    "another_birth_month": "Another month of birth than the register’s",
    "before_birth": "Before her birth",
    "age_13_to_25": "Younger than 13 or older than 25",
    "in_future": "In the future",
    "backward_spell": "A status that ends before it starts",
    "verified_before": "Verified before it was ascertained",
    "home_not_known": "No such small area",
    "overlapping_rows": "Two rows for the same days",
    "overlapping_spells": "Days for which the register has a status",
    "twice": "One event in two rows",
}
assert set(FLAGS) <= set(NAMES)
CASELOAD = ImportPages(
    prefix=PREFIX,
    crumb=("Young people", "neets"),
    title="Import records of young people",
    lead="Upload a monthly caseload extract or an agency’s event log. Names, birth dates, postcodes and national"
    " numbers go into the vault as the file comes in; the file itself is not kept.",
    noun="status,statuses",
    whose="The body that sends the file: its person keys are its own.",
    list_words="Back to the imports for",
    list_url=lambda batch: reverse(f"{PREFIX}_list"),
    advice=(
        "XML too, as caseload systems export it.",
        "Free text and columns that are not known are left behind; so is a cell that is not what its column holds.",
        "Of those you are told the row and the field, never what stood there.",
    ),
    matched_by={"key": "the sender’s own key", "identity": "an identity that another sender gave"},
    faults=NAMES,
    may_clear=False,
)
EVENTS = replace(CASELOAD, noun="event,events")
