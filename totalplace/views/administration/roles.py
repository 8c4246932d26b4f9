"""What is done to one person with a reason: roles given and taken, her account closed and opened, her second step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from totalplace.forms.administration import ReasonForm, RoleForm
from totalplace.models import User
from totalplace.services.accounts import close_account, open_account, reset_two_step
from totalplace.services.people import grant_role, revoke_role
from totalplace.views.administration.common import attempt, done, for_administrators, show
from totalplace.views.administration.people import person_or_404


@for_administrators
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role."""
    person = person_or_404(pk)
    form = RoleForm(request.POST or None)
    if attempt(request, form, lambda **values: grant_role(by=request.user, user=person, **values)):
        done(request, "The role is given. It counts from the next page they open.")
        return redirect("person", pk=pk)
    return show(request, "people/give_role", form, person=person)


@for_administrators
def take(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Take a role from a person."""
    person = person_or_404(pk)
    held = person.memberships.filter(pk=membership).select_related("organisation").first()
    if held is None:
        raise Http404("She does not hold that role, or no longer.")
    form = ReasonForm(request.POST or None)

    def store(reason: str, version: int | None) -> None:
        revoke_role(by=request.user, membership=held, reason=reason)

    if attempt(request, form, store):
        done(request, f"{person} is no longer {held}.")
        return redirect("person", pk=pk)
    step = Step(
        f"Take this role away: {held}?", ("They may no longer do what this role alone allows.",), "Take it away"
    )
    return show(request, "people/confirm", form, person=person, step=step)


@dataclass(frozen=True, slots=True)
class Step:
    """A page that asks before something is done to an account: its question, what follows, and the button."""

    title: str
    consequences: tuple[str, ...]
    button: str
    is_danger: bool = True


STEPS: dict[str, tuple[Step, Callable[..., User], str]] = {
    "close": (
        Step(
            "Close this account?",
            (
                "She is signed out everywhere at once, and cannot sign in.",
                "What they did stays in the history under their username. Their roles stay, and count for nothing.",
                "You can open the account again.",
            ),
            "Close the account",
        ),
        close_account,
        "The account is closed.",
    ),
    "open": (
        Step(
            "Open this account again?",
            ("They may sign in with the password they had, and have the roles shown on their page.",),
            "Open the account",
            is_danger=False,
        ),
        open_account,
        "The account is open.",
    ),
    "two-step": (
        Step(
            "Reset two-step sign-in?",
            (
                "Their authenticator app and recovery codes stop working, and they are signed out everywhere.",
                "They then sign in by password alone, until they turn two-step sign-in on again.",
                "Make sure that it is this person who asks.",
            ),
            "Reset two-step sign-in",
        ),
        reset_two_step,
        "Two-step sign-in is off for this person. Ask them to turn it on again.",
    ),
}


@for_administrators
def account(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Close or open an account, or reset its second step."""
    person = person_or_404(pk)
    asked, service, words = STEPS[step]
    form = ReasonForm(request.POST or None, initial={"version": person.version})

    def store(reason: str, version: int | None) -> None:
        service(by=request.user, person=person, version=version, reason=reason)

    if attempt(request, form, store):
        done(request, words)
        return redirect("person", pk=pk)
    return show(request, "people/confirm", form, person=person, step=asked)
