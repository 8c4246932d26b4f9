"""May this user do this to that? The one module that answers, from the roles table in the design.

`rights_of(user)` reads a person's memberships once and keeps them on the user object for the request; querysets ask
it what to filter, views and services ask `may`. It imports no model, so that querysets can stand on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

from totalplace.choices import Role

ESTATE_READERS = frozenset({Role.PARTNER, Role.OFFICER, Role.PROGRAMME, Role.ANALYST, Role.ADMINISTRATOR})
# Those who edit every body's estate also see its sensitive sites: nobody changes what she may not see.
ESTATE_EDITORS_OF_ALL = frozenset({Role.PROGRAMME, Role.ADMINISTRATOR})
# Whoever holds any role reads total spend and counts of young people; the programme team keeps the spend.
SPEND_EDITORS = frozenset({Role.PROGRAMME, Role.ADMINISTRATOR})
# Those who answer for the register of young people. They see counts and the log of who looked, and nobody's journey.
NEET_KEEPERS = frozenset({Role.NEET_LEAD})
NEET_AUDITORS = frozenset({Role.NEET_LEAD, Role.ADMINISTRATOR})


class Action(StrEnum):
    """Things a person may be let do. Those about a body take `organisation_id`."""

    VIEW_ESTATE = "view the estate"
    VIEW_SENSITIVE = "view sensitive sites"
    EDIT_ESTATE = "edit properties"
    IMPORT_ESTATE = "import properties"
    DRAW_PLACES = "draw neighbourhoods"
    VIEW_SPEND = "view total spend"
    EDIT_SPEND = "edit total spend"
    ANSWER_FOR_SPEND = "answer for the spend"
    VIEW_NEET_COUNTS = "view counts of young people"
    VIEW_JOURNEY = "open a young person's journey"
    KEEP_NEETS = "keep the register of young people"
    AUDIT_NEETS = "see who looked at whom"
    MANAGE_PEOPLE = "manage people and roles"


@dataclass(frozen=True, slots=True)
class Rights:
    """A person's roles, and the bodies she holds the officer's or caseworker's role in. Nobody signed in has none."""

    roles: frozenset[str] = frozenset()
    officer_of: frozenset[int] = frozenset()
    caseworker_of: frozenset[int] = frozenset()

    @property
    def sees_estate(self) -> bool:
        return bool(self.roles & ESTATE_READERS)

    @property
    def sees_all_sensitive(self) -> bool:
        return bool(self.roles & ESTATE_EDITORS_OF_ALL)

    @property
    def edits_all_estate(self) -> bool:
        return bool(self.roles & ESTATE_EDITORS_OF_ALL)

    @property
    def sees_spend(self) -> bool:
        return bool(self.roles)

    @property
    def edits_spend(self) -> bool:
        return bool(self.roles & SPEND_EDITORS)

    @property
    def keeps_neets(self) -> bool:
        return bool(self.roles & NEET_KEEPERS)

    @property
    def cache_key(self) -> str:
        """Equal for two people exactly when they see the same estate: the key of anything cached by rights."""
        if not self.sees_estate:
            return "none"
        return "all" if self.sees_all_sensitive else "own:" + ",".join(map(str, sorted(self.officer_of)))

    def may(self, action: Action, organisation_id: int | None = None) -> bool:
        """Whether these rights allow `action`, on the body `organisation_id` where the action is about a body."""
        return _ALLOWED[action](self, organisation_id)


NO_RIGHTS = Rights()


def _keeps(rights: Rights, organisation_id: int | None) -> bool:
    """Whether these rights are to keep that body's estate, or anybody's where none is named."""
    if organisation_id is None:
        return rights.edits_all_estate or bool(rights.officer_of)
    return rights.edits_all_estate or organisation_id in rights.officer_of


_ALLOWED: dict[Action, Callable[[Rights, int | None], bool]] = {
    Action.VIEW_ESTATE: lambda rights, body: rights.sees_estate,
    Action.VIEW_SENSITIVE: lambda rights, body: rights.sees_all_sensitive or body in rights.officer_of,
    Action.EDIT_ESTATE: _keeps,
    Action.IMPORT_ESTATE: _keeps,
    Action.DRAW_PLACES: lambda rights, body: _keeps(rights, None),
    Action.VIEW_SPEND: lambda rights, body: rights.sees_spend,
    Action.EDIT_SPEND: lambda rights, body: rights.edits_spend,
    # A body's officer signs off its figures, enters its planned changes and answers those of others.
    Action.ANSWER_FOR_SPEND: lambda rights, body: _keeps(rights, body),
    Action.VIEW_NEET_COUNTS: lambda rights, body: bool(rights.roles),
    # No other role opens one person's journey, the administrator's included; which person, the clients' list says.
    Action.VIEW_JOURNEY: lambda rights, body: (
        bool(rights.caseworker_of) if body is None else body in rights.caseworker_of
    ),
    Action.KEEP_NEETS: lambda rights, body: rights.keeps_neets,
    Action.AUDIT_NEETS: lambda rights, body: bool(rights.roles & NEET_AUDITORS),
    Action.MANAGE_PEOPLE: lambda rights, body: Role.ADMINISTRATOR in rights.roles,
}


def rights_of(user: Any) -> Rights:
    """The rights of `user` (a User or AnonymousUser), read once per user object: one query."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NO_RIGHTS
    if not hasattr(user, "_rights"):
        user._rights = rights_from(list(user.memberships.values_list("role", "organisation_id")))
    return user._rights


def rights_from(held: Iterable[tuple[str, int | None]]) -> Rights:
    """The rights that memberships give together: (role, organisation's id or None) each."""
    held = list(held)

    def bodies(role: Role) -> frozenset[int]:
        return frozenset(body for one, body in held if one == role and body is not None)

    return Rights(
        roles=frozenset(role for role, _ in held),
        officer_of=bodies(Role.OFFICER),
        caseworker_of=bodies(Role.CASEWORKER),
    )


def may(user: Any, action: Action, organisation_id: int | None = None) -> bool:
    """Whether `user` may do `action`, on that body where it is about one."""
    return rights_of(user).may(action, organisation_id)


def require(user: Any, action: Action, organisation_id: int | None = None) -> None:
    """Raise PermissionDenied with a sentence for the person unless `user` may do `action`."""
    if not may(user, action, organisation_id):
        of_body = "" if organisation_id is None else " of this body"
        raise PermissionDenied(f"Your roles do not let you {action.value}{of_body}.")
