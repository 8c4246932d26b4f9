"""Cells that hold words: free text, yes or no, and one of a list of choices, close misspellings allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .parsed import EMPTY, Parsed, Refused, nothing, shown, tidy

YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "✓", "✔", "☑"})
NO = frozenset({"no", "n", "false", "f", "0", "0.0", "✗", "✘", "☐"})
# Below this likeness a misspelling could as well be another word.
LIKENESS = 0.84


def parse_text(value: Any, max_length: int = 255, *, lines: bool = False) -> Parsed:
    """Text on one line (or with its line breaks if `lines`), of at most `max_length` characters."""
    if (empty := nothing(value)) is not None:
        return empty
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "\n".join(map(tidy, str(value).splitlines())).strip() if lines else tidy(value)
    if len(text) > max_length:
        raise Refused(
            f"The text has {len(text):,} characters; there is room for {max_length:,}.",
            f"Shorten {shown(text[:40])}.",
        )
    return Parsed(text)


def parse_boolean(value: Any) -> Parsed:
    """True or False from yes/no, true/false, y/n, 1/0 or a tick."""
    if (empty := nothing(value)) is not None:
        return empty
    if isinstance(value, bool):
        return Parsed(value)
    word = tidy(value).casefold()
    if word in YES:
        return Parsed(True)
    if word in NO:
        return Parsed(False)
    raise Refused(
        f"{shown(value)} is neither yes nor no.", "Write Yes or No, or leave the cell empty if it is not known."
    )


def normal(text: str) -> str:
    """Words as they are compared: case, punctuation and repeated spaces do not count."""
    return " ".join(re.sub(r"[^\w£%]+", " ", text.casefold().replace("&", " and ").replace("_", " ")).split())


@lru_cache(maxsize=256)
def _known(choices: tuple[tuple[str, str], ...], synonyms: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Every way to write a choice, in normal form, to its code; codes and labels go before synonyms."""
    known: dict[str, str] = {}
    for code, label in choices:
        known.setdefault(normal(code), code)
        known.setdefault(normal(str(label)), code)
    for word, code in synonyms:
        known.setdefault(normal(word), code)
    return known


def parse_choice(choices: Mapping[str, str], synonyms: Mapping[str, str], value: Any) -> Parsed:
    """The code of the choice whose code, label or synonym the text is, or is nearly.

    `choices` maps codes to labels and `synonyms` other words to codes. A near miss ("Leashold") gets a note.
    """
    if value is None:
        return EMPTY
    text = tidy(int(value) if isinstance(value, float) and value.is_integer() else value)
    if text in choices:
        # As it is stored: before words are made alike, for that would make "A+" and "A" the same.
        return Parsed(text)
    known = _known(tuple((code, str(label)) for code, label in choices.items()), tuple(synonyms.items()))
    word = normal(text)
    if word and word in known:
        return Parsed(known[word])
    if (empty := nothing(text)) is not None:
        return empty
    near = difflib.get_close_matches(word, known, n=3, cutoff=LIKENESS) if len(word) >= 4 else []
    codes = {known[match] for match in near}
    if len(codes) == 1:
        code = codes.pop()
        return Parsed(code, f"{shown(text)} read as {choices[code]}")
    labels = ", ".join(str(label) for label in choices.values())
    raise Refused(f"{shown(text)} is not one of the choices.", f"Use one of: {labels}.")
