"""Adding people, and giving and taking the roles that say what they may do."""

from __future__ import annotations

from typing import Any

import pghistory
from allauth.account import app_settings as account_settings
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.urls import reverse

from totalplace.choices import Role
from totalplace.models import Membership, Organisation, User
from totalplace.permissions import Action, require

# A class of advisory lock beside those of totalplace.jobs.
PEOPLE_LOCK = 84_003
ABOUT_ONE_BODY = frozenset({Role.OFFICER, Role.CASEWORKER})
# These are about the whole county, so a body beside them would promise a limit that is not there.
ABOUT_NO_BODY = frozenset({Role.PROGRAMME, Role.NEET_LEAD, Role.ADMINISTRATOR})


@transaction.atomic
def add_person(
    *,
    by: Any,
    username: str,
    email: str,
    role: Role | str,
    organisation: Organisation | None = None,
    display_name: str = "",
    password: str | None = None,
    reason: str,
) -> User:
    """A new person with one role. Without a `password` nobody can sign in as her until she sets one.

    `by` is the administrator, or None for the operator at the command line. Raises ValidationError that names the
    field, and PermissionDenied.
    """
    require_manager(by)
    one_at_a_time()
    faults: dict[str, str] = {}
    if User.objects.filter(username__iexact=username).exists():
        faults["username"] = f"There is already a person called {username}. Choose another username."
    if User.objects.filter(email__iexact=email).exists():
        faults["email"] = f"{email} belongs to another person here. Use their own address."
    try:
        validate_email(email)
    except ValidationError:
        faults["email"] = f"{email or 'Nothing'} is not an e-mail address. Give one like name@example.org."
    if faults:
        raise ValidationError(faults)
    person = User(username=username, email=email, display_name=display_name)
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    person.full_clean(exclude=["password"])
    with pghistory.context(reason=reason):
        person.save()
        grant_role(by=by, user=person, role=role, organisation=organisation, reason=reason)
    return person


@transaction.atomic
def grant_role(
    *, by: Any, user: User, role: Role | str, organisation: Organisation | None = None, reason: str
) -> Membership:
    """Give a person a role; again changes nothing. ValidationError when the role and the body do not go together."""
    require_manager(by)
    role = _known_role(role)
    if role in ABOUT_ONE_BODY and organisation is None:
        raise ValidationError({"organisation": f"{role.label} is a role in one organisation: say which."})
    if role in ABOUT_NO_BODY and organisation is not None:
        raise ValidationError({"organisation": f"{role.label} is a role for the whole county: leave it out."})
    with pghistory.context(reason=reason):
        held, _ = Membership.objects.get_or_create(user=user, role=role, organisation=organisation)
    _forget_rights(user)
    return held


@transaction.atomic
def revoke_role(*, by: Any, membership: Membership, reason: str) -> None:
    """Take a role away. ValidationError for the last administrator's: nobody could give it back."""
    require_manager(by)
    if membership.role == Role.ADMINISTRATOR:
        keep_an_administrator(without=membership.user)
    with pghistory.context(reason=reason):
        membership.delete()
    _forget_rights(membership.user)


def one_at_a_time() -> None:
    """Wait until nobody else is adding or changing a person: then a name or address that is free stays free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [PEOPLE_LOCK])


def keep_an_administrator(*, without: User) -> None:
    """ValidationError when nobody but `without` is an administrator who may sign in.

    The rows stay locked, so that two administrators cannot each take the other away at the same moment.
    """
    administrators = Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if not [held for held in administrators.order_by("pk") if held.user_id != without.pk]:
        raise ValidationError("This is the last administrator. Make somebody else one first.")


def set_password_path(person: User) -> str:
    """The address, on this site, where a person sets her own password. It works once, and for the time that
    PASSWORD_RESET_TIMEOUT allows."""
    token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": token})


def require_manager(by: Any) -> None:
    """PermissionDenied unless `by` manages people; None is the operator at the command line."""
    if by is not None:
        require(by, Action.MANAGE_PEOPLE)


def _known_role(role: Role | str) -> Role:
    if role not in Role.values:
        raise ValidationError({"role": f"“{role}” is not a role. Choose one of: {', '.join(Role.values)}."})
    return Role(role)


def _forget_rights(user: User) -> None:
    """Rights are kept on the user object for a request; this one's have just changed."""
    user.__dict__.pop("_rights", None)
