"""Parts of an identity in one form each, and the sets of parts by which two records are held to be of one person.

Nothing here is stored: what comes out goes through a keyed hash (`pseudonyms`). Numbers: unique learner number (ULN,
ten digits with a check digit), unique pupil number (UPN) and National Insurance number (NINO).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from neets.calc.screening import likenesses

_SOUNDS = {
    letter: digit for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for letter in letters
}
_UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]")
_NINO = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d)[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record says of who somebody is, each part in its one form or "" (`born`: None) for not known."""

    forename: str = ""
    surname: str = ""
    born: datetime.date | None = None
    postcode: str = ""
    uln: str = ""
    upn: str = ""
    nino: str = ""


def plain_name(name: str) -> str:
    """A name in small letters without accents, hyphens and apostrophes.

    >>> plain_name(" Zoë-Ánn  O’Fake ")
    'zoeann ofake'
    """
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in bare if letter.isalpha() or letter.isspace())
    return " ".join(letters.split())


def soundex(name: str) -> str:
    """The American Soundex code of a name (US National Archives), "" for none.

    >>> [soundex(name) for name in ("Robert", "Rupert", "Ashcraft", "Tymczak", "Pfister", "")]
    ['R163', 'R163', 'A261', 'T522', 'P236', '']
    """
    letters = [letter for letter in plain_name(name) if letter.isascii() and letter.isalpha()]
    if not letters:
        return ""
    code, last = letters[0].upper(), _SOUNDS.get(letters[0], 0)
    for letter in letters[1:]:
        sound = _SOUNDS.get(letter, 0)
        if sound and sound != last:
            code += str(sound)
        if letter not in "hw":
            last = sound
    return f"{code}000"[:4]


def plain_number(number: str) -> str:
    """A number without spaces and marks, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def is_uln(number: str) -> bool:
    """Whether ten digits are a ULN: the first nine weighted 10 to 2, and 10 less the remainder by 11 is the last.

    >>> is_uln("1000000043"), is_uln("1000000044"), is_uln("9999999999")
    (True, False, False)
    """
    if not re.fullmatch(r"[1-9]\d{9}", number) or number == "9999999999":
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)) % 11
    return rest != 0 and 10 - rest == int(number[9])


def is_upn(number: str) -> bool:
    """Whether this has the form of a pupil number, temporary ones included."""
    return bool(_UPN.fullmatch(number))


def is_nino(number: str) -> bool:
    """Whether this has the form of a National Insurance number with its last letter."""
    return bool(_NINO.fullmatch(number))


def postcode_sector(postcode: str) -> str:
    """The outward code and the first digit of the inward one ("WR1 1"), "" where that cannot be told."""
    found = _POSTCODE.fullmatch(plain_number(postcode))
    return f"{found[1]} {found[2]}" if found else ""


def tokens(who: Identity) -> dict[str, tuple[str, ...]]:
    """The sets of parts to be hashed, by kind; only those that are there whole.

    Numbers, and `whole` (first forename and surname in either order, birth date), hold two records to be one person's.
    `near` (how both names sound, birth date), `place` (initial, birth date, postcode) and `sector` (initial, how the
    surname sounds, birth date, postcode sector) only make it worth a look.
    """
    found: dict[str, tuple[str, ...]] = {}
    for kind in ("uln", "upn", "nino"):
        if number := getattr(who, kind):
            found[kind] = (number,)
    forename, surname = plain_name(who.forename).partition(" ")[0], plain_name(who.surname).replace(" ", "")
    if who.born is None or not forename or not surname:
        return found
    born = who.born.isoformat()
    found["whole"] = (*sorted((forename, surname)), born)
    found["near"] = (*sorted((soundex(forename), soundex(surname))), born)
    if who.postcode:
        found["place"] = (forename[0], born, plain_number(who.postcode))
    if sector := postcode_sector(who.postcode):
        found["sector"] = (forename[0], soundex(surname), born, sector)
    return found


def tells_of_somebody(text: str, names: tuple[str, ...] = (), *, this_year: int) -> bool:
    """Whether free text holds what may lead to somebody: a number, an address, a titled name, or one of `names`.

    >>> [tells_of_somebody(text, ("zelda",), this_year=2026) for text in ("rang 01905 000000", "Zelda came", "late")]
    [True, True, False]
    """
    if likenesses(text, this_year=this_year):
        return True
    words = set(plain_name(text).split())
    return any(part in words for name in names for part in plain_name(name).split() if len(part) > 1)
