"""The Land Registry titles that cover a property."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from estate.forms.editing.belongings import TitleForm, TitlesForm
from estate.forms.editing.parts import EditForm
from estate.models import Property, Title
from estate.services.belongings import add_titles, edit_title, remove_title
from estate.views.access import sees_estate
from estate.views.editing.common import Page, answer, editable_or_404
from totalplace.services.merging import Edited
from totalplace.views.editing import tell


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def titles(request: HttpRequest, reference: str) -> HttpResponse:
    """The titles that cover a property, with a box to add more."""
    prop = editable_or_404(request, reference)
    form = TitlesForm(request.POST or None)
    if form.is_valid():
        try:
            added = add_titles(user=request.user, property_pk=prop.pk, numbers=form.cleaned_data["numbers"])
            said = ", ".join(title.number for title in added)
            messages.success(request, f"Added {said}." if said else "Nothing to add: it was there already.")
            return redirect("property_titles", reference=reference)
        except ValidationError as refusal:
            tell(form, refusal)
    context = {"property": prop, "synthetic": prop.is_synthetic, "form": form, "titles": prop.titles.all()}
    return render(request, "estate/edit/titles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def title_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Say of which class a title is, and of which interest."""
    prop = editable_or_404(request, reference)
    title = _title_or_404(prop, pk)
    page = Page(prop, f"Title {title.number}", f"titles.{pk}", "tenure", Title)

    def make(data: Any) -> EditForm:
        return TitleForm(data, record=title, user=request.user, initial={"version": title.version})

    def write(form: EditForm, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return edit_title(
            user=request.user, property_pk=prop.pk, pk=pk, version=given["version"], values=values,
            reason=given["reason"],
        )  # fmt: skip

    return answer(request, page, make, write)


@require_POST
@login_required
@sees_estate
def title_remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Say that a title does not cover this property; it can be added again."""
    prop = editable_or_404(request, reference)
    title = _title_or_404(prop, pk)
    remove_title(user=request.user, property_pk=prop.pk, pk=pk)
    messages.success(request, f"{title.number} is taken off. Add it again if that was wrong.")
    return redirect(reverse("property_titles", args=[reference]))


def _title_or_404(prop: Property, pk: int) -> Title:
    title = prop.titles.filter(pk=pk).first()
    if title is None:
        raise Http404("No such title")
    return title
