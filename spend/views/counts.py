"""Beginning a count, and changing what it says of itself: for those who keep spend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from spend.forms.counts import CountForm, NewCountForm
from spend.models import Count
from spend.services.counts import begin_count, change_count
from totalplace.forms.fields import written
from totalplace.permissions import Action, require
from totalplace.services.merging import Conflict, Edited
from totalplace.views import editing
from totalplace.views.conflicts import conflict_page

editing_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class CountPage:
    """The page of the form."""

    count: Count | None = None

    @property
    def saved(self) -> str:
        """Where it leads once it is stored."""
        where = reverse("spend_reconciliation")
        return f"{where}?{urlencode({'count': self.count.key})}" if self.count else where

    def show(self, request: HttpRequest, form: Any) -> HttpResponse:
        """The form, with its faults."""
        status = 422 if request.method == "POST" and form.errors else 200
        context = {"form": form, "count": self.count, "back": self.saved}
        return render(request, "spend/counts/form.html", context, status=status)


@editing_page
@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a count, which files are then imported into."""
    require(request.user, Action.EDIT_SPEND)
    form = NewCountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = begin_count(user=request.user, values=form.values(), document=form.cleaned_data["document"])
        except ValidationError as refusal:
            editing.tell(form, refusal)
        else:
            messages.success(request, f"{made.title} is begun. Import budgets or outturns into it.")
            return redirect(CountPage(made).saved)
    return CountPage().show(request, form)


@editing_page
@login_required
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Change what a count says of itself."""
    require(request.user, Action.EDIT_SPEND)
    count = Count.objects.visible_to(request.user).filter(key=key).first()
    if count is None:
        raise Http404("No such count")
    page = CountPage(count)

    def make(data: Any) -> CountForm:
        return CountForm(data, record=count, initial={"version": count.version})

    def write(form: CountForm, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return change_count(
            user=request.user, pk=count.pk, version=given["version"], values=values, reason=given["reason"]
        )

    def choose(form: CountForm, conflict: Conflict) -> HttpResponse:
        title = f"Change {count.title}"
        return conflict_page(request, conflict, form, words=_words, title=title, cancel_url=page.saved)

    return editing.answer(request, page, make, write, told=_told, conflicting=choose)


def _words(name: str, value: Any) -> str:
    return written(value) or "empty"


def _told(request: HttpRequest, form: CountForm, edited: Edited) -> None:
    words = "Saved." if edited.changed else "Nothing to save: it was so already."
    messages.success(request, words)
