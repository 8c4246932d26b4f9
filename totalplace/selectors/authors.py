"""The people behind changes, by the names that others know them by: the history itself keeps their user names.

Whoever may see a change may know who made it; ask for the names of no other changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from totalplace.models import User

AUTOMATIC = "Automatic process"
# As it is told where two people have one name: “Ann Low (ann.low)”.
IN_BRACKETS = re.compile(r"\((\S+)\)$")

Metadata = Mapping[str, Any] | None


class Authors:
    """Who made some changes, in words. One query, however many they are.

    Authors(each.metadata for each in changes).name(change.metadata) == "Ann Low"
    """

    def __init__(self, contexts: Iterable[Metadata]) -> None:
        usernames = {_username(each) for each in contexts} - {""}
        self._names = _names(usernames) if usernames else {}

    def name(self, context: Metadata) -> str:
        """The person's name, with their user name where somebody else has the same; the user name of one who has none
        or is gone; an automatic process where nobody is named."""
        username = _username(context)
        return self._names.get(username, username) or AUTOMATIC


def usernames_of(words: str) -> list[str]:
    """The user names that `words`, a name as it is told or a user name, may mean in the history."""
    bracketed = IN_BRACKETS.search(words)
    people = _called().filter(called__iexact=words).values_list("username", flat=True)
    return [words, *([bracketed[1]] if bracketed else []), *people]


def _username(context: Metadata) -> str:
    return str((context or {}).get("username") or "")


def _names(usernames: Iterable[str]) -> dict[str, str]:
    namesake = _called().filter(called__iexact=OuterRef("called")).exclude(pk=OuterRef("pk"))
    people = _called().filter(username__in=usernames).annotate(is_shared=Exists(namesake))
    return {
        username: f"{called} ({username})" if is_shared and called != username else called
        for username, called, is_shared in people.values_list("username", "called", "is_shared")
    }


def _called() -> QuerySet:
    """People by the name that `str(person)` gives."""
    full_name = Trim(Concat("first_name", Value(" "), "last_name"))
    called = Coalesce(NullIf("display_name", Value("")), NullIf(full_name, Value("")), "username")
    return User.objects.annotate(called=called)
