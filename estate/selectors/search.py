"""Finding properties by what people type: a name, an address, a postcode, a UPRN, a reference, well spelt or not."""

from __future__ import annotations

import difflib
import re
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import F, Func, Q, QuerySet, Value

from estate.models import Property

Found = TypeVar("Found", bound=QuerySet[Property])

LONGEST_QUERY = 200
MOST_WORDS = 8
# Similar enough to offer: one or two letters wrong in a word of six ("Redich" for "Redditch" is 0.57).
SIMILAR = 0.5
MOST_SIMILAR = 200
MOST_COMPARED = 1000
SHORTEST_SIMILAR = 4

POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b")


class WordSimilarity(Func):
    """How close the closest run of words in a text comes to `word`: 0 to 1."""

    function = "word_similarity"
    output_field = models.FloatField()


def search_words(query: str) -> list[str]:
    """The parts of a query that must all be found: its postcode as one, and each other word, in capitals.

    >>> search_words("library wr52np")
    ['WR5 2NP', 'LIBRARY']
    """
    text = " ".join(query.upper().replace("\0", "").split())
    postcodes = [" ".join(match.groups()) for match in POSTCODE.finditer(text)]
    return [*postcodes, *(word.strip(",;") for word in POSTCODE.sub(" ", text).split() if word.strip(",;"))][
        :MOST_WORDS
    ]


def containing(properties: Found, query: str) -> Found:
    """The properties whose search text contains every word of `query`. A word of one or two letters begins a word."""
    for word in search_words(query):
        properties = properties.filter(search_text__contains=word if len(word) > 2 else f" {word}")
    return properties


def similar(properties: Found, query: str) -> list[int]:
    """The ids of at most MOST_SIMILAR properties whose every word comes close to one of `query`, closest first.

    A postcode comes close to those of its sector, all but its last two letters.
    """
    words = [word for word in search_words(query) if len(word) >= SHORTEST_SIMILAR]
    if not words:
        return []
    for word in words:
        if POSTCODE.fullmatch(word):
            properties = properties.filter(search_text__contains=word[:-2])
            continue
        properties = properties.filter(Q(search_text__trigram_word_similar=word) | Q(search_text__contains=word))
    # Closest first, of as many as can be compared in a moment.
    candidates = Property.objects.filter(pk__in=properties.order_by().values("pk")[:MOST_COMPARED])
    closeness = [WordSimilarity(Value(word), F("search_text")) for word in words]
    ranked = candidates.order_by(sum(closeness[1:], closeness[0]).desc(), "id")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(SIMILAR)])
        return list(ranked.values_list("id", flat=True)[:MOST_SIMILAR])


def did_you_mean(query: str, texts: list[str]) -> str:
    """`query` with each word replaced by the closest of the words in `texts`; "" when that changes nothing."""
    vocabulary = {word for text in texts for word in text.upper().split()}
    better = [
        word if any(word in known for known in vocabulary) else _closest(word, vocabulary)
        for word in search_words(query)
    ]
    meant = " ".join(better)
    return meant.lower() if meant != " ".join(search_words(query)) else ""


def _closest(word: str, vocabulary: set[str]) -> str:
    return next(iter(difflib.get_close_matches(word, vocabulary, n=1, cutoff=0.5)), word)
