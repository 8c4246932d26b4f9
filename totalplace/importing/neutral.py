"""One rule, used both ways: text that a spreadsheet would run as a formula is written with an apostrophe before it.

Writing adds exactly one apostrophe and reading takes exactly one away, so a round trip is exact even for text
that already began with apostrophes.
"""

from __future__ import annotations

import re

# A spreadsheet takes text that begins so for a formula; a tab or carriage return hides one from a careless check.
TRIGGERS = "=+\\-@\t\r"
NEEDS_APOSTROPHE = re.compile(f"^'*[{TRIGGERS}]")
HAS_APOSTROPHE = re.compile(f"^'('*[{TRIGGERS}])")
# A plain number, as "-2.35", or a lone dash, does nothing when opened and stays as it is.
PLAIN = re.compile(r"^[+-]?(\d[\d,]*\.?\d*|\.\d+)([eE][+-]?\d+)?%?$|^-+$")


def neutralise(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet could take it for a formula."""
    return "'" + text if NEEDS_APOSTROPHE.match(text) and not PLAIN.match(text) else text


def restore(text: str) -> str:
    """The text without the apostrophe that `neutralise` put there."""
    return text[1:] if HAS_APOSTROPHE.match(text) and not PLAIN.match(text[1:]) else text
