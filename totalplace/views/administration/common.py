"""What every page of the administration begins with, and how it asks for a reason before it does something."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from totalplace.pagination import PageLinks, page_links
from totalplace.permissions import Action, require
from totalplace.versioning import StaleRecord
from totalplace.views.records import tell

View = Callable[..., HttpResponse]
PAGE_SIZE = 50
UNPROCESSABLE = 422


def for_administrators(view: View) -> View:
    """Let only those who manage people open this page; the others are told so, whatever the address names."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, Action.MANAGE_PEOPLE)
        return view(request, *args, **kwargs)

    return guarded


def page_of(request: HttpRequest, found: QuerySet) -> tuple[Page, PageLinks]:
    """The page of a list that the address asks for (the last where it asks for more) and the links under it."""
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return page, page_links(request.GET, page.number, page.paginator.num_pages)


def attempt(request: HttpRequest, form: Form, step: Callable[..., Any]) -> bool:
    """Do `step` with what the form holds; False when the form or the service refuses, which the form then says."""
    if not form.is_valid():
        return False
    try:
        step(**form.cleaned_data)
    except (ValidationError, StaleRecord) as refusal:
        tell(request, form, refusal)
        return False
    return True


def show(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """A page with a form: 422 when it holds what cannot be stored."""
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, f"totalplace/{template}.html", {"form": form, **context}, status=status)


def done(request: HttpRequest, words: str) -> None:
    """Say on the next page what was done."""
    messages.success(request, words)


def tabs(here: str) -> list[dict[str, Any]]:
    """The parts of the administration, and which of them this page belongs to."""
    parts = (("People", "people"), ("Organisations", "administer_organisations"), ("Areas", "administer_areas"))
    return [{"title": title, "url": reverse(name), "current": title == here} for title, name in parts]
