"""Lists of what belongs to a property, and the forms that add, change and remove one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from estate.forms.editing.belongings import BELONGINGS, BelongingForm, as_opened
from estate.forms.editing.parts import EditForm
from estate.models import Lease, Property
from estate.services.belongings import (
    KINDS,
    PARTS,
    add_belonging,
    breaks_of,
    edit_belonging,
    remove_belonging,
    reviews_of,
)
from estate.views.access import sees_estate
from estate.views.editing.common import Page, answer, editable_or_404, words_of
from totalplace.forms.records import RemoveForm
from totalplace.services.merging import Edited
from totalplace.versioning import StaleRecord


@require_safe
@login_required
@sees_estate
def belongings(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """All of one kind that a property has, each with a way to change or remove it."""
    prop, spec = editable_or_404(request, reference), _spec(kind)
    records = KINDS[kind].model.objects.filter(property=prop)
    records = records.prefetch_related("breaks", "reviews") if kind == "leases" else records
    words = words_of(KINDS[kind].model)
    rows = [(record, described(record, spec, words)) for record in records]
    context = {"property": prop, "synthetic": prop.is_synthetic, "kind": kind, "spec": spec, "rows": rows}
    return render(request, "estate/edit/belongings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def belonging_add(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Add one."""
    prop, spec = editable_or_404(request, reference), _spec(kind)
    page = _page(prop, kind, spec, f"Add: {spec.noun}", f"{kind}.new", "Add")

    def make(data: Any) -> EditForm:
        return spec.form(data, record=None, user=request.user)

    def write(form: EditForm, values: dict[str, Any]) -> Edited:
        reason = form.cleaned_data["reason"]
        return add_belonging(user=request.user, property_pk=prop.pk, kind=kind, values=values, reason=reason)

    return answer(request, page, make, write)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def belonging_edit(request: HttpRequest, reference: str, kind: str, pk: int) -> HttpResponse:
    """Change one."""
    prop, spec = editable_or_404(request, reference), _spec(kind)
    record = record_or_404(prop, kind, pk)
    page = _page(prop, kind, spec, f"Change: {spec.noun}", f"{kind}.{pk}", "Save")
    initial = {"version": record.version, **parts_of(record)}

    def make(data: Any) -> EditForm:
        return spec.form(data, record=record, user=request.user, initial=initial)

    def write(form: EditForm, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return edit_belonging(
            user=request.user, property_pk=prop.pk, kind=kind, pk=pk, version=given["version"],
            values=values, opened=given.get("opened"), reason=given["reason"],
        )  # fmt: skip

    return answer(request, page, make, write, **({"opened": _opened_now} if kind == "leases" else {}))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def belonging_remove(request: HttpRequest, reference: str, kind: str, pk: int) -> HttpResponse:
    """Ask, then take one away."""
    prop, spec = editable_or_404(request, reference), _spec(kind)
    page = _page(prop, kind, spec, f"Remove: {spec.noun}", f"{kind}.{pk}", "Remove")
    if request.method == "POST" and (form := RemoveForm(request.POST)).is_valid():
        try:
            version = form.cleaned_data["version"]
            remove_belonging(user=request.user, property_pk=prop.pk, kind=kind, pk=pk, version=version)
            messages.success(request, f"Removed: {spec.noun}.")
            return redirect(page.saved)
        except StaleRecord as refusal:
            messages.error(request, str(refusal))
    record = record_or_404(prop, kind, pk)
    facts = described(record, spec, words_of(type(record)))
    return render(
        request, "estate/edit/remove.html", {"page": page, "property": prop, "record": record, "facts": facts}
    )


def _spec(kind: str) -> BelongingForm:
    if kind not in BELONGINGS:
        raise Http404("No such list")
    return BELONGINGS[kind]


def _page(prop: Property, kind: str, spec: BelongingForm, title: str, key: str, button: str) -> Page:
    return Page(prop, title, key, spec.section, KINDS[kind].model, button)


def record_or_404(prop: Property, kind: str, pk: int) -> Any:
    """One of the property's own; 404 for another's."""
    record = KINDS[kind].model.objects.filter(property=prop, pk=pk).first()
    if record is None:
        raise Http404("No such record")
    return record


def parts_of(record: models.Model) -> dict[str, Any]:
    """A lease's breaks and reviews; nothing of other records."""
    return {"breaks": breaks_of(record), "reviews": reviews_of(record)} if isinstance(record, Lease) else {}


def _opened_now(record: Any) -> str:
    return as_opened(**{name: parts_of(record)[name] for name in PARTS})


def described(record: Any, spec: BelongingForm, words: Callable[[str, Any], str]) -> list[dict[str, Any]]:
    """A record's details, label and value in words."""
    values = {name: getattr(record, name) for name in KINDS_COLUMNS[type(record)]} | parts_of(record)
    labels = {name: str(field.label) for name, field in spec.form.base_fields.items()}
    return [{"key": labels[name], "value": words(name, value)} for name, value in values.items()]


KINDS_COLUMNS = {kind.model: kind.columns for kind in KINDS.values()}
