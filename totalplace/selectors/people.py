"""People as their administrators see them: the list, one person's account, and what she may do and why."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from totalplace.choices import Role
from totalplace.models import Membership, Organisation, User
from totalplace.permissions import Action, rights_from

# Bodies that nobody has: what a role allows of one, it allows of every body.
NO_BODY, NO_OTHER_BODY = -1, -2
EVERY_BODY = "every body"


def people(*, words: str = "", role: str = "", organisation: Organisation | None = None, state: str = "") -> QuerySet:
    """People by name, those whose name, username or address has all the `words`; with their memberships.

    `state` is "open", "closed" or "new" (open, but never signed in); "" is all.
    """
    found = User.objects.annotate(called=Lower(Coalesce(NullIf("display_name", Value("")), "username")))
    for word in words.replace("\x00", "").split()[:8]:
        found = found.filter(Q(display_name__icontains=word) | Q(username__icontains=word) | Q(email__icontains=word))
    if role or organisation:
        held = Membership.objects.filter(user=OuterRef("pk"))
        held = held.filter(role=role) if role else held
        found = found.filter(Exists(held.filter(organisation=organisation) if organisation else held))
    states = {
        "open": Q(is_active=True),
        "closed": Q(is_active=False),
        "new": Q(is_active=True, last_login__isnull=True),
    }
    return found.filter(states.get(state, Q())).order_by("called", "pk").prefetch_related(_memberships())


def person_with_roles(pk: int) -> User | None:
    """One person, her memberships with her; None where there is nobody."""
    return User.objects.filter(pk=pk).prefetch_related(_memberships()).first()


def _memberships() -> Prefetch:
    ordered = Membership.objects.select_related("organisation").order_by("role", "organisation__name")
    return Prefetch("memberships", ordered)


@dataclass(frozen=True, slots=True)
class SignIn:
    """The ways in which a person signs in."""

    password: bool
    two_step: bool
    organisation_account: bool


def sign_in_of(person: User) -> SignIn:
    """How a person can sign in: two queries."""
    return SignIn(
        person.has_usable_password(),
        Authenticator.objects.filter(user=person).exists(),
        SocialAccount.objects.filter(user=person).exists(),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """A role that lets somebody do something: the role in words, and what it reaches ("" where no body matters)."""

    role: str
    reach: str


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing a person may or may not do: the roles it comes from, and those that would give it."""

    action: str
    sources: tuple[Source, ...]
    given_by: tuple[str, ...]

    @property
    def is_allowed(self) -> bool:
        return bool(self.sources)


def permissions_of(person: User) -> list[Permission]:
    """What a person may do and which of her roles lets her. Each answer is totalplace.permissions' own.

    A role's part is found by asking what it would allow alone: rights only ever add up. A closed account's person may
    do nothing.
    """
    held = list(person.memberships.all()) if person.is_active else []
    return [
        Permission(
            action=str(action),
            sources=tuple(source for each in held if (source := _source(each, action)) is not None),
            given_by=tuple(role.label for role in Role if _reach(action, role, None) is not None),
        )
        for action in Action
    ]


def _source(held: Membership, action: Action) -> Source | None:
    reach = _reach(action, Role(held.role), held.organisation)
    return None if reach is None else Source(held.get_role_display(), reach)


def _reach(action: Action, role: Role, body: Organisation | None) -> str | None:
    """Which bodies a role lets one do it for: "" where none matters, None where it does not let one at all."""
    own = NO_OTHER_BODY if body is None else body.pk
    rights = rights_from([(role, own)])
    if rights.may(action, NO_BODY):
        return EVERY_BODY if _is_about_a_body(action) else ""
    if rights.may(action, own):
        return body.name if body else "its body"
    return None


def _is_about_a_body(action: Action) -> bool:
    """Whether some role allows it for its own body and not for others."""
    each = (rights_from([(role, NO_OTHER_BODY)]) for role in Role)
    return any(rights.may(action, NO_OTHER_BODY) and not rights.may(action, NO_BODY) for rights in each)
