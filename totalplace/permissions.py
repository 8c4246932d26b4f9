"""May this user do this to that? The one module that answers, from the roles table in the design.

`rights_of(user)` reads a person's memberships once and keeps them on the user object for the request; querysets ask
it what to filter, views and services ask `may`. It imports no model, so that querysets can stand on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

from totalplace.choices import Role

ESTATE_READERS = frozenset({Role.PARTNER, Role.OFFICER, Role.PROGRAMME, Role.ANALYST, Role.ADMINISTRATOR})
# Those who edit every body's estate also see its sensitive sites: nobody changes what she may not see.
ESTATE_EDITORS_OF_ALL = frozenset({Role.PROGRAMME, Role.ADMINISTRATOR})


class Action(StrEnum):
    """Things a person may be let do. Those about a body take `organisation_id`."""

    VIEW_ESTATE = "view the estate"
    VIEW_SENSITIVE = "view sensitive sites"
    EDIT_ESTATE = "edit properties"
    IMPORT_ESTATE = "import properties"
    DRAW_PLACES = "draw neighbourhoods"
    MANAGE_PEOPLE = "manage people and roles"


@dataclass(frozen=True, slots=True)
class Rights:
    """A person's roles, and the bodies she holds the officer's role in. Nobody signed in has none."""

    roles: frozenset[str] = frozenset()
    officer_of: frozenset[int] = frozenset()

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
    def cache_key(self) -> str:
        """Equal for two people exactly when they see the same estate: the key of anything cached by rights."""
        if not self.sees_estate:
            return "none"
        return "all" if self.sees_all_sensitive else "own:" + ",".join(map(str, sorted(self.officer_of)))

    def may(self, action: Action, organisation_id: int | None = None) -> bool:
        """Whether these rights allow `action`, on the body `organisation_id` where the action is about a body."""
        match action:
            case Action.VIEW_ESTATE:
                return self.sees_estate
            case Action.VIEW_SENSITIVE:
                return self.sees_all_sensitive or organisation_id in self.officer_of
            case Action.EDIT_ESTATE | Action.IMPORT_ESTATE:
                if organisation_id is None:
                    return self.edits_all_estate or bool(self.officer_of)
                return self.edits_all_estate or organisation_id in self.officer_of
            case Action.DRAW_PLACES:
                return self.edits_all_estate or bool(self.officer_of)
            case Action.MANAGE_PEOPLE:
                return Role.ADMINISTRATOR in self.roles


NO_RIGHTS = Rights()


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
    return Rights(
        roles=frozenset(role for role, _ in held),
        officer_of=frozenset(body for role, body in held if role == Role.OFFICER and body is not None),
    )


def may(user: Any, action: Action, organisation_id: int | None = None) -> bool:
    """Whether `user` may do `action`, on that body where it is about one."""
    return rights_of(user).may(action, organisation_id)


def require(user: Any, action: Action, organisation_id: int | None = None) -> None:
    """Raise PermissionDenied with a sentence for the person unless `user` may do `action`."""
    if not may(user, action, organisation_id):
        raise PermissionDenied(f"Your roles do not let you {action.value} of this body.")
