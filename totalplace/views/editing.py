"""How a form of one record is shown and stored: its faults, the conflict, a service's refusal, or on to the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from totalplace.services.merging import Conflict, Edited
from totalplace.views.conflicts import begun, goes_back, sent, wanted

Make = Callable[[Any], Any]
Write = Callable[[Any, dict[str, Any]], Edited]


class EditPage(Protocol):
    """The page of a form: `saved` is where it leads once it is stored."""

    @property
    def saved(self) -> str: ...

    def show(self, request: HttpRequest, form: Any) -> HttpResponse:
        """The form, with its faults."""


def answer(
    request: HttpRequest, page: EditPage, make: Make, write: Write, *,
    told: Callable[[HttpRequest, Any, Edited], None],
    conflicting: Callable[[Any, Conflict], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """Show a form, or store what was sent.

    `make(data)` gives the form, `write(form, values)` stores what is still the person's to store, `told` says what was
    stored, and `conflicting(form, conflict)` is the page on which she chooses what stands.
    """
    if request.method != "POST":
        return page.show(request, make(None))
    data = sent(request)
    form = make(data)
    if goes_back(request) or not form.is_valid():
        return page.show(request, form)
    try:
        edited = write(form, wanted(data, form.values()))
    except Conflict as conflict:
        return conflicting(form, conflict)
    except ObjectDoesNotExist as gone:
        raise Http404("No such record") from gone
    except ValidationError as refusal:
        return page.show(request, refused(make(begun(request)), refusal))
    told(request, form, edited)
    return redirect(page.saved)


def refused(form: Any, refusal: ValidationError) -> Any:
    """The form with a service's refusal in it."""
    form.full_clean()
    tell(form, refusal)
    return form


def tell(form: Any, refusal: ValidationError) -> None:
    """Put a service's refusal at the field it is about, or on top of the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        field = next((each for each in (name, f"{name}_id") if each in form.fields), None)
        form.add_error(field, errors)
