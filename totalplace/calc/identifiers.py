"""Cells that identify a place or its title: UPRN, postcode, Land Registry title numbers. All are text."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

from .parsed import Parsed, Refused, nothing, shown, tidy

UPRN_REMEDY = "Write the UPRN in full, 1 to 12 digits, in a cell formatted as text, or leave the cell empty."
POSTCODE_REMEDY = "Write the whole postcode, as WR1 1AA, or leave the cell empty if it is not known."

AREA = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?"
)
AREA += "|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|U[BO]|W[ACDFNRSV]?|YO|ZE"
_OUTWARD, _INWARD = rf"({AREA})([0-9][0-9]?|[0-9][A-HJKPSTUW])", "[0-9][ABD-HJLNP-UW-Z]{2}"
OUTWARD = re.compile(_OUTWARD)
FULL = re.compile(f"({_OUTWARD})({_INWARD})")
# A whole postcode just as `parse_postcode` would write it.
WRITTEN_POSTCODE = f"^{_OUTWARD} {_INWARD}$"
TITLE = re.compile(r"[A-Z]{0,4}[0-9]{1,8}[A-Z]?")
_LETTERS_FOR_DIGITS = str.maketrans("OIL", "011")
_DIGITS_FOR_LETTERS = str.maketrans("01", "OI")


def _whole(value: Any) -> Any:
    """A number that a spreadsheet kept as a float, as the whole number that was written; anything else unchanged."""
    if isinstance(value, (float, Decimal)) and math.isfinite(value) and value == int(value):
        return int(value)
    return value


def parse_uprn(value: Any) -> Parsed:
    """A UPRN as 1 to 12 digits of text without leading zeros."""
    if (empty := nothing(value)) is not None:
        return empty
    if isinstance(value, bool):
        raise Refused(f"{shown(value)} is not a UPRN.", UPRN_REMEDY)
    value = _whole(value)
    text = tidy(value).lstrip("'’").replace(" ", "")
    if re.fullmatch(r"\d+\.0+", text):
        text = text.partition(".")[0]
    if re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d+", text):
        raise Refused(
            f"{shown(value)} is a UPRN that a spreadsheet has shortened; its last digits are lost.",
            "Format the column as text or as a number without decimals in the original, and write the UPRN again.",
        )
    if not re.fullmatch(r"[0-9]+", text):
        raise Refused(f"{shown(value)} is not a UPRN: it has more in it than digits.", UPRN_REMEDY)
    digits = text.lstrip("0")
    if not digits:
        return Parsed(None, f"{shown(value)} read as not known")
    if len(digits) > 12:
        raise Refused(f"{shown(value)} has {len(digits)} digits; a UPRN has at most 12.", UPRN_REMEDY)
    return Parsed(digits)


def parse_postcode(value: Any) -> Parsed:
    """A postcode as "WR1 1AA". Only its first half ("M41") is kept as that, `partial`, with a note."""
    if (empty := nothing(value)) is not None:
        return empty
    text = tidy(value)
    packed = re.sub(r"[^A-Z0-9]", "", text.upper())
    if match := FULL.fullmatch(packed):
        return Parsed(f"{match[1]} {match[4]}")
    if OUTWARD.fullmatch(packed):
        return Parsed(packed, f"{shown(text)} is the first half of a postcode only", partial=True)
    corrected = _corrected(packed)
    if corrected:
        return Parsed(corrected, f"{shown(text)} read as {corrected}: letter and digit confused")
    if re.match(rf"({AREA})[0-9]", packed) and len(packed) < 7:
        raise Refused(f"{shown(text)} is an incomplete postcode.", POSTCODE_REMEDY)
    raise Refused(f"{shown(text)} is not a United Kingdom postcode.", POSTCODE_REMEDY)


def _corrected(packed: str) -> str | None:
    """The one postcode that results from reading O for 0 and I for 1 where only the other can stand."""
    if not 5 <= len(packed) <= 7:
        return None
    outward, inward = packed[:-3], packed[-3:]
    inward = inward[0].translate(_LETTERS_FOR_DIGITS) + inward[1:].translate(_DIGITS_FOR_LETTERS)
    letters = 2 if len(outward) > 2 and not outward[1].isdigit() else 1
    outwards = {outward, outward[:letters] + outward[letters:].translate(_LETTERS_FOR_DIGITS)}
    found = {match for each in outwards if (match := FULL.fullmatch(each + inward))}
    answers = {f"{match[1]} {match[4]}" for match in found}
    return answers.pop() if len(answers) == 1 else None


def parse_titles(value: Any) -> Parsed:
    """Land Registry title numbers as a list of text without spaces; several parted by , ; / & "and" or a line break."""
    if (empty := nothing(value)) is not None:
        return empty
    value = _whole(value)
    text = str(value)
    titles: list[str] = []
    for part in re.split(r"[,;/&\n\r+]|\band\b", text, flags=re.IGNORECASE):
        title = re.sub(r"[\s.\-]", "", part).upper()
        if not title:
            continue
        if not TITLE.fullmatch(title):
            raise Refused(
                f"{shown(part)} is not a title number.",
                "Write title numbers as WR12345, several with commas between them, or leave the cell empty.",
            )
        if title not in titles:
            titles.append(title)
    return Parsed(titles) if titles else Parsed(None)
