"""One address to ask in the isolation tests, and its twin about nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tests.integration.isolation.answers import alike
from tests.integration.isolation.scene import Scene

NOBODYS_PK = 999_999_999
# As long as those that are given out, so that the two answers are of one length too.
NOBODYS_REFERENCE = "WP-999999"


@dataclass(frozen=True)
class Question:
    """An address to ask. `twin` is the same question about nothing, whose answer must be the same but for the words."""

    path: str
    twin: str = ""
    words: tuple[str, str] = ("", "")

    def strip(self, text: str) -> str:
        """An answer without the asked-for words themselves, which a page may well repeat."""
        words = [alike(word) for word in (self.path, self.twin, *self.words) if word]
        asked = [form for word in words for form in _forms(word)]
        for form in sorted(asked, key=len, reverse=True):
            text = text.replace(form, "@")
        return text


def _forms(word: str) -> Iterator[str]:
    yield word
    yield quote(word)
    yield quote(word, safe="")
    yield quote(quote(word), safe="")
    yield word.replace("&", "&amp;")
    yield word.replace(" ", "+")


Questions = Callable[[Scene], Sequence[Question]]
