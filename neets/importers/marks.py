"""What the door writes in place of a cell that may not go on, and beside a row of which something was left behind.

Neither repeats what stood there: a mark and a flag are words of our own, told to the sender as a fault of the row.
"""

from __future__ import annotations

YOUNGEST, OLDEST = 13, 25
MARK = "not kept: "
# {mark: (reason, remedy)}; the cell's own remedy where that is "".
MARKS = {
    "age today": (
        f"With this birth date she is younger than {YOUNGEST} or older than {OLDEST}.",
        "Correct the birth date, or leave the row out: only people of 13 to 25 are kept here.",
    ),
    "no date": ("The birth date is no date.", "Write it as 31/03/2009 in your file, and upload it again."),
    "before her time": (
        "This day is before her birth, or before she was 13.",
        "Correct the day or the birth date.",
    ),
    "her birth date": ("This is her birth date.", "Check which column holds which day."),
    "not readable": ("What stands here cannot be kept: it is not what this column holds, and may name somebody.", ""),
    "no such agency": (
        "No agency of the register has this code.",
        "Correct it, or ask an administrator to enter the agency.",
    ),
    "nobody": (
        "Nothing says who this row is about.",
        "Give your own number for her, a national number, or name and birth date.",
    ),
}
# {flag: (severity, field, reason, remedy)}
FLAGS = {
    "note": (
        "warning", "flags", "Free text holds a name, a number, an address or a date, and was kept out.",
        "Nothing is to be done here. Leave free text out of the extract.",
    ),
    "postcode": (
        "warning", "home_code", "The postcode is not known, so where she lives is not known either.",
        "Check the postcode in your own system, or load newer postcodes.",
    ),
    "number": (
        "warning", "key", "A national number is not of its form or fails its check digit, and was not used.",
        "Check the ULN, UPN or National Insurance number in your own system.",
    ),
    "two_people": (
        "error", "key", "One person key stands for people of different birth dates or national numbers in this file.",
        "Give each of them a key of her own.",
    ),
    "no_birth": (
        "warning", "birth_month", "There is no birth date.", "Give it, where the register does not know her yet.",
    ),
}  # fmt: skip
