"""Full text search as conditions on properties: words of names, addresses, postcodes and local references."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func, TextField, Value


class Matches(Func):
    """Whether a property's search words match a tsquery (see `any_of`, `all_of`).

    `indexed=False` makes the database test the rows that other conditions find, and never look the query up: the
    beginning of a word, if short, stands in so many rows that collecting them would cost more than all the rest.
    """

    output_field = BooleanField()
    arg_joiner = " @@ "

    def __init__(self, query: str, *, indexed: bool = True, **extra: Any) -> None:
        as_query = Func(Value(query), template="%(expressions)s::tsquery", output_field=TextField())
        template = "(%(expressions)s)" if indexed else "((%(expressions)s) IS TRUE)"
        super().__init__(F("search_words"), as_query, template=template, **extra)


def lexeme(word: str, *, begins: bool = False) -> str:
    """The tsquery that one word matches, or, with `begins`, every word that begins so."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{':*' if begins else ''}"


def any_of(queries: Iterable[str]) -> str:
    """The tsquery that matches what one of these does."""
    return f"({' | '.join(dict.fromkeys(queries))})"


def all_of(queries: Iterable[str]) -> str:
    """The tsquery that matches what each of these does."""
    return f"({' & '.join(dict.fromkeys(queries))})"
