"""The list of people, one person, and adding or correcting her."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import ChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from totalplace.forms.administration import AddPersonForm, PeopleFilter, PersonForm
from totalplace.models import User
from totalplace.selectors.history import history_of
from totalplace.selectors.people import people, permissions_of, person_with_roles, sign_in_of
from totalplace.services.accounts import edit_person, links_go_by_mail, make_link, send_link
from totalplace.services.mail import MailNotSent
from totalplace.services.people import add_person
from totalplace.views.administration.common import attempt, done, for_administrators, page_of, show, tabs

AGAIN = "Send the link again from this page when the e-mail server works."


@require_safe
@for_administrators
def index(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account here, narrowed by the form beside the list."""
    form = PeopleFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = people(
        words=chosen.get("q", ""),
        role=chosen.get("role", ""),
        organisation=chosen.get("organisation"),
        state=chosen.get("state", ""),
    )
    page, pages = page_of(request, found)
    context = {"form": form, "page": page, "pages": pages, "tabs": tabs("People"), "chosen": _chosen(request, form)}
    return render(request, "totalplace/people/index.html", context)


def _chosen(request: HttpRequest, form: PeopleFilter) -> list[tuple[str, str]]:
    """Each filter in use, in words, with the address that leaves it out."""
    if not form.is_valid():
        return []
    tags = []
    for name, value in ((name, value) for name, value in form.cleaned_data.items() if value):
        rest = request.GET.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        field = form.fields[name]
        words = dict(field.choices).get(value, value) if isinstance(field, ChoiceField) else value
        tags.append((f"{field.label}: {words}", f"?{rest.urlencode()}"))
    return tags


@for_administrators
def add(request: HttpRequest) -> HttpResponse:
    """A new person; her link goes out once she is stored."""
    form = AddPersonForm(request.POST or None)
    made: list[User] = []

    def store(version: int | None, **values: Any) -> None:
        made.append(add_person(by=request.user, **values))

    if attempt(request, form, store):
        done(request, f"{made[0]} is added.")
        return _send(request, made[0])
    return show(request, "people/add", form, by_mail=links_go_by_mail())


@require_safe
@for_administrators
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: her account, her roles, what she may do, and what was changed of her."""
    found = person_or_404(pk)
    context = {
        "person": found,
        "sign_in": sign_in_of(found),
        "permissions": permissions_of(found),
        "history": history_of(found, user=request.user, limit=50),
        "by_mail": links_go_by_mail(),
        "is_self": found.pk == request.user.pk,
    }
    return render(request, "totalplace/people/person.html", context)


@for_administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a person's name and address."""
    found = person_or_404(pk)
    initial = {"display_name": found.display_name, "email": found.email, "version": found.version}
    form = PersonForm(request.POST or None, initial=initial)
    if attempt(request, form, lambda **values: edit_person(by=request.user, person=found, **values)):
        done(request, "The account is changed.")
        return redirect("person", pk=pk)
    return show(request, "people/edit", form, person=found)


@require_POST
@for_administrators
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link to set a password, or show it where this server sends no e-mail."""
    return _send(request, person_or_404(pk))


def _send(request: HttpRequest, found: User) -> HttpResponse:
    """The link goes out, or the next page says that it did not; the person is stored either way."""
    if not found.is_active:
        messages.error(request, "This account is closed. Open it first.")
    elif not links_go_by_mail():
        address = site_of(request) + make_link(by=request.user, person=found, reason="Link shown to an administrator")
        days = settings.PASSWORD_RESET_TIMEOUT // 86_400
        return render(request, "totalplace/people/link.html", {"person": found, "link": address, "days": days})
    else:
        try:
            send_link(by=request.user, person=found, site=site_of(request))
            done(request, f"A link to choose a password is on its way to {found.email}.")
        except MailNotSent as problem:
            messages.error(request, f"{problem} {found} has no link yet. {AGAIN}")
    return redirect("person", pk=found.pk)


def person_or_404(pk: int) -> User:
    """The person, with her roles."""
    found = person_with_roles(pk)
    if found is None:
        raise Http404("There is no such person.")
    return found


def site_of(request: HttpRequest) -> str:
    """This server's address as the administrator reached it."""
    return request.build_absolute_uri("/").rstrip("/")
