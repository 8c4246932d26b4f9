"""Does a text name somebody? What looks like a name with its title, or a number that leads to one person.

No rule finds every name: a bare one passes. What is found is refused, so that it is not stored and not told on.
"""

from __future__ import annotations

import re

_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Master|Prof|Professor|Rev|Sir|Lady"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
# (what it looks like, its pattern), the surer first: one text may be several things.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an e-mail address", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    ("a National Insurance number", re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.I)),
    ("a unique pupil number", re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b", re.I)),
    ("a telephone number", re.compile(r"(?<!\d)(?:\+\d{1,3}|0)(?:[\s().-]*\d){9,11}(?!\d)")),
    ("a personal number", re.compile(r"(?<!\d)\d(?:[\s-]?\d){9,}(?!\d)")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I)),
    ("a name with a title", re.compile(rf"\b(?:{_TITLES})\b\.?\s+[A-Z][\w'’-]+")),
)
_DATES = (
    re.compile(r"(?<!\d)\d{1,2}[/.\s-]\d{1,2}[/.\s-](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4})-\d{1,2}-\d{1,2}(?!\d)"),
    re.compile(rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})[a-z]*\.?,?\s+(?P<year>\d{{4}})", re.I),
)
# Nobody here is younger than 13; a day nearer than this is one of the plan.
YOUNGEST = 12


def likenesses(text: str, *, this_year: int) -> list[str]:
    """What the text holds that may name somebody, in words; empty when nothing was found. `this_year` is four digits.

    >>> likenesses("Ring Mrs Smith on 01905 763763", this_year=2026)
    ['a telephone number', 'a name with a title']
    >>> likenesses("Visit the college before 14/12/2026 with her mother", this_year=2026)
    []
    """
    found = []
    rest = text
    for what, pattern in _PATTERNS:
        if pattern.search(rest):
            found.append(what)
            rest = pattern.sub(" ", rest)
    if any(_is_birth(match["year"], this_year) for pattern in _DATES for match in pattern.finditer(rest)):
        found.append("a date of birth")
    return found


def _is_birth(year: str, this_year: int) -> bool:
    if len(year) == 4:
        return int(year) <= this_year - YOUNGEST
    # Of two digits, the nearest year that is not more than five ahead.
    back = (this_year + 5 - int(year)) % 100 - 5
    return back >= YOUNGEST
