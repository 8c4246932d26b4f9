"""What people type into the search box, cut into words, and how far one word is from another. No database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_WORDS = 8
POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})\b")
# Stands for itself, as "King's" is typed "kings" and "St." is typed "st".
_DROPPED = re.compile("['`´‘’\u0300-\u036f]")
_PARTING = re.compile(r"[\W_]+")
_ENDING = ".,;:"
_REFERENCE = re.compile(r"(?:([a-z]{1,6})-?)?([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class TypedWord:
    """One word as it was typed, in small letters, and the plain words it is made of: "st." of st."""

    typed: str
    plain: tuple[str, ...]
    is_postcode: bool = False

    @property
    def has_digit(self) -> bool:
        return any(letter.isdigit() for letter in self.typed)


def plain(text: str) -> str:
    """Text without accents, apostrophes and punctuation, in small letters: as estate_plain_word() in the database.

    >>> plain("St. John’s Café-Bar")
    'st johns cafe bar'
    """
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text).lower())
    return _PARTING.sub(" ", bare).strip()


def typed_words(query: str) -> list[TypedWord]:
    """The words of a query, its postcode as one; at most MOST_WORDS.

    >>> [word.typed for word in typed_words("Library, WR5 2NP")]
    ['wr52np', 'library']
    """
    text = " ".join(query.replace("\0", "").lower().split())
    postcodes = ["".join(match.groups()) for match in POSTCODE.finditer(text)]
    words = [TypedWord(code, (code,), is_postcode=True) for code in postcodes]
    for part in POSTCODE.sub(" ", text).split():
        if pieces := plain(part).split():
            words.append(TypedWord(part.strip(_ENDING), tuple(pieces)))
    return words[:MOST_WORDS]


def numbered(typed: str) -> tuple[str, str] | None:
    """The prefix and digits of what may be a reference: ("wp", "000123") of "wp-000123" or "wp000123"; None if not."""
    match = _REFERENCE.fullmatch(typed)
    return (match[1] or "", match[2]) if match else None


def is_close(typed: str, word: str) -> bool:
    """Whether `typed` may be `word` misspelt: one slip in five letters, two in six to eight, three in more.

    >>> is_close("libarry", "library"), is_close("library", "lottery")
    (True, False)
    """
    return slips(typed, word, at_most=allowed_slips(typed)) is not None


def allowed_slips(typed: str) -> int:
    """How many letters of a word this long may be wrong."""
    return 1 if len(typed) <= 5 else 2 if len(typed) <= 8 else 3


def slips(one: str, other: str, *, at_most: int) -> int | None:
    """Letters left out, put in, changed, or swapped with their neighbour to get from one word to the other.

    None when there are more than `at_most`.
    """
    if abs(len(one) - len(other)) > at_most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, known in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != known))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == known:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return None
        before = above
    return row[-1] if row[-1] <= at_most else None
