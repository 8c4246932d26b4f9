"""Finding properties by what people type: a name, an address, a postcode, a UPRN, a reference, well spelt or not.

A typed word is first looked up among the words that names and addresses hold (SearchWord), for those it is a part of or
comes close to; the properties with one of them are then found by whole words. All of those words are taken, never the
best few: which they are depends on sites that the person may not see, and what is found must not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from estate.calc.typed_words import TypedWord, allowed_slips, is_close, numbered, plain, slips, typed_words
from estate.models import Property, SearchWord
from estate.querysets.searching import Matches, all_of, any_of, lexeme

Found = TypeVar("Found", bound=QuerySet[Property])
# The written words behind each plain word that was typed.
Written = Mapping[str, Iterable[str]]

LONGEST_QUERY = 200
# Words up to this long stand in too many rows to be looked up when the query holds another.
SHORT = 2
# Words up to this long must begin a word; longer ones may stand anywhere in it.
BEGINNING = 3
SHORTEST_SIMILAR = 4
# The share of a word's letters, by threes, that a word must have to be looked at more closely.
SIMILAR = 0.3
# Digits that may be the beginning of a UPRN; fewer must be all of it.
BEGINNING_OF_UPRN = 6
REFERENCE_DIGITS = 6


def containing(properties: Found, query: str) -> Found:
    """The properties with every word of `query` in their name, address, postcode, UPRN or references."""
    words = typed_words(query)
    if not words:
        return properties.none()
    written = _written(words)
    long = [word for word in words if len(word.typed) > SHORT]
    for word in words:
        properties = properties.filter(_contains(word, written, indexed=not long or word in long))
    return properties


def similar(properties: Found, query: str) -> Found:
    """The properties with a word that comes close to each of `query`, but for words too short to tell.

    A postcode comes close to those of its sector, all but its last two letters.
    """
    words = [word for word in typed_words(query) if word.has_digit or len(word.typed) >= SHORTEST_SIMILAR]
    if not words:
        return properties.none()
    written = _written(words, close=True)
    for word in words:
        if word.is_postcode:
            properties = properties.filter(Matches(lexeme(word.typed[:-2], begins=True)))
        else:
            properties = properties.filter(_contains(word, written))
    return properties


def did_you_mean(query: str, texts: list[str]) -> str:
    """`query` with each word replaced by the closest of the words in `texts`; "" when that changes nothing."""
    held = {word for text in texts for word in plain(text).split()}
    typed = [piece for word in typed_words(query) for piece in word.plain]
    meant = [piece if any(piece in word for word in held) else _closest(piece, held) for piece in typed]
    return " ".join(meant) if meant != typed else ""


def _closest(word: str, held: Iterable[str]) -> str:
    most = allowed_slips(word)
    by_slips = {other: slips(word, other, at_most=most) for other in sorted(held)}
    close = {other: number for other, number in by_slips.items() if number is not None}
    return min(close, key=lambda other: close[other], default=word)


# --- One word ---------------------------------------------------------------------------------------------


def _contains(word: TypedWord, written: Written, *, indexed: bool = True) -> Q:
    """The condition for a property to hold `word`."""
    pieces = all_of(any_of([*map(lexeme, written.get(piece, ())), _itself(piece)]) for piece in word.plain)
    whole = [lexeme(word.typed, begins=True)] if word.has_digit else []
    return Q(Matches(any_of([*whole, pieces]), indexed=indexed)) | _named_by_number(word)


def _itself(piece: str) -> str:
    """A plain word as it stands: a number, a code and a short word also where a longer one begins so."""
    return lexeme(piece, begins=len(piece) <= SHORT or not piece.isalpha())


def _named_by_number(word: TypedWord) -> Q:
    """The condition for `word` to be the reference or the UPRN of a property, or their first digits."""
    found = numbered(word.typed)
    if found is None:
        return Q()
    prefix, digits = found
    if prefix:
        return _referred_to(digits) & Q(reference__startswith=f"{prefix.upper()}-")
    return _referred_to(digits) | _with_uprn(digits)


def _referred_to(digits: str) -> Q:
    """A reference's digits are its row's number, filled up with noughts in front."""
    number, more = int(digits), REFERENCE_DIGITS - len(digits)
    exactly = Q(pk=number)
    if number == 0 or more <= 0 or not digits.startswith("0"):
        return exactly
    return exactly | Q(pk__gte=number * 10**more, pk__lt=(number + 1) * 10**more)


def _with_uprn(digits: str) -> Q:
    if len(digits) < BEGINNING_OF_UPRN:
        return Q(uprn=digits)
    begins = Q(uprn__gte=digits)
    # "129" ends before "13"; nothing made of digits comes after "99…".
    stem = digits.rstrip("9")
    return begins & Q(uprn__lt=f"{stem[:-1]}{int(stem[-1]) + 1}") if stem else begins


# --- The words that names and addresses hold --------------------------------------------------------------


def _written(words: Iterable[TypedWord], *, close: bool = False) -> Written:
    """The words, as written, that each plain word of `words` is a part of; with `close`, also those it is close to."""
    pieces = {piece for word in words if not word.is_postcode for piece in word.plain}
    if not pieces:
        return {}
    parts = {piece: _part(piece) for piece in pieces}
    wanted = Q()
    for piece, part in parts.items():
        wanted |= Q(plain__contains=part)
        if close and _may_be_misspelt(piece):
            wanted |= Q(plain__trigram_word_similar=piece)
    found: dict[str, list[str]] = {piece: [] for piece in pieces}
    for written, text in _looked_up(wanted, close=close):
        for piece, part in parts.items():
            if part in text or (close and _may_be_misspelt(piece) and any(is_close(piece, w) for w in text.split())):
                found[piece].append(written)
    return found


def _looked_up(wanted: Q, *, close: bool) -> list[tuple[str, str]]:
    found = SearchWord.objects.filter(wanted).values_list("written", "plain").distinct()
    if not close:
        return list(found)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(SIMILAR)])
        return list(found)


def _part(piece: str) -> str:
    """How a piece stands in a word's plain text: a short one by itself, a longer one at its beginning or anywhere."""
    if len(piece) <= SHORT:
        return f" {piece} "
    return f" {piece}" if len(piece) <= BEGINNING or not piece.isalpha() else piece


def _may_be_misspelt(piece: str) -> bool:
    return piece.isalpha() and len(piece) >= SHORTEST_SIMILAR
