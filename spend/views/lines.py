"""The lines of a count: their list, one line as it is and as it was, and changing one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spend.calc.years import financial_year
from spend.forms.lines import LineForm, LinesFilter
from spend.models import Line
from spend.selectors.line_pages import Version, count_of, listed, set_against, shares_of, versions_of
from spend.services.lines import change_line
from totalplace.forms.fields import written
from totalplace.pagination import page_links
from totalplace.permissions import Action, may, require, rights_of
from totalplace.services.merging import Conflict, Edited
from totalplace.views import editing
from totalplace.views.conflicts import conflict_page


@require_safe
def line_list(request: HttpRequest) -> HttpResponse:
    """Every line of a count, the largest first, with what they come to."""
    form = LinesFilter(request.GET)
    if not form.is_valid():
        return render(request, "spend/lines/list.html", {"form": form}, status=400)
    asked = form.cleaned_data
    count = count_of(request.user, asked["count"])
    if count is None and asked["count"]:
        raise Http404("No such count")
    found = Line.objects.visible_to(request.user).filter(count=count).filter(_narrowed(asked))
    page = listed(found, asked["page"] or 1)
    context = {
        "form": form, "count": count, "page": page,
        "year": financial_year(count.year) if count else "",
        "pages": page_links(request.GET, page.number, page.last),
    }  # fmt: skip
    return render(request, "spend/lines/list.html", context)


def _narrowed(asked: dict[str, Any]) -> Q:
    found = Q(body__code=asked["body"]) if asked["body"] else Q()
    for word in asked["q"].split():
        found &= Q(label__icontains=word) | Q(body__name__icontains=word)
    return found


@require_safe
def line(request: HttpRequest, reference: str) -> HttpResponse:
    """One line with its source; `version` shows what it said then."""
    found = _line_or_404(request, reference)
    versions = versions_of(found, with_people=rights_of(request.user).sees_spend)
    context = {
        "line": found,
        "year": financial_year(found.count.year),
        "versions": versions,
        "then": _then(request, found, versions),
        "shares": shares_of(found),
        "against": set_against(found),
        "may_edit": may(request.user, Action.EDIT_SPEND),
        "cite": request.build_absolute_uri(f"{reverse('spend_line', args=[reference])}?version={found.version}"),
    }
    return render(request, "spend/lines/line.html", context)


def _line_or_404(request: HttpRequest, reference: str) -> Line:
    seen = Line.objects.visible_to(request.user).select_related("count", "body", "source", "funder")
    found = seen.filter(reference=reference).first()
    if found is None:
        raise Http404("No such line")
    return found


def _then(request: HttpRequest, found: Line, versions: list[Version]) -> Version | None:
    """The earlier version that the address names; None where it names none, or the one that stands."""
    named = request.GET.get("version", "")
    if not named or named == str(found.version):
        return None
    for version in versions:
        if str(version.version) == named:
            return version
    raise Http404("The line never had this version")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct a line. What it was stays citable."""
    require(request.user, Action.EDIT_SPEND)
    found = _line_or_404(request, reference)

    def make(data: Any) -> LineForm:
        return LineForm(data, record=found, initial={"version": found.version})

    def write(form: LineForm, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return change_line(
            user=request.user, pk=found.pk, version=given["version"], values=values, reason=given["reason"]
        )

    def choose(form: LineForm, conflict: Conflict) -> HttpResponse:
        return conflict_page(
            request, conflict, form, words=_words, title=f"Correct {reference}", cancel_url=LinePage(found).saved
        )

    return editing.answer(request, LinePage(found), make, write, told=_told, conflicting=choose)


@dataclass(frozen=True, slots=True)
class LinePage:
    """The page of a line's form."""

    line: Line

    @property
    def saved(self) -> str:
        """Where it leads once it is stored."""
        return reverse("spend_line", args=[self.line.reference])

    def show(self, request: HttpRequest, form: LineForm) -> HttpResponse:
        """The form, with its faults."""
        context = {"form": form, "line": self.line}
        return render(request, "spend/lines/edit.html", context, status=400 if form.errors else 200)


def _told(request: HttpRequest, form: LineForm, edited: Edited) -> None:
    if edited.changed:
        messages.success(request, f"Saved: {edited.record.reference}.")
    else:
        messages.info(request, "Nothing to save: it was so already.")


def _words(name: str, value: Any) -> str:
    """A value of a line as a person reads it."""
    labels = dict(Line._meta.get_field(name).flatchoices)
    return str(labels.get(value, written(value))) or "empty"
