"""Merging properties: which, which of them goes on, what stands where they differ, a look, and it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from estate.choices import BulkStatus, SuccessionKind
from estate.forms.editing.merge import KeepForm, MergeForm, MergeStartForm
from estate.models import Property, Reshaping
from estate.selectors.merges import MergeSeen, merge_preview
from estate.selectors.near import near
from estate.services import reshaping as services
from estate.services.merges import check_merge, check_together
from estate.services.merges import merge as merge_properties
from estate.views.access import sees_estate
from estate.views.editing.common import editable_or_404
from estate.views.editing.reshaping import (
    answers_of,
    as_answers,
    changed_since,
    drawn,
    of_reshaping,
    page,
    properties_of,
    tell_form,
    versions_of,
)
from estate.views.editing.split import attempted
from estate.views.listing import Listing
from totalplace.permissions import Action, require

NOT_HERS = "{reference} is not there, or not yours to change. Leave it out, or ask the body that is accountable."


@require_POST
@login_required
@sees_estate
def merge_begin(request: HttpRequest) -> HttpResponse:
    """Take the ticked rows of the list."""
    require(request.user, Action.EDIT_ESTATE)
    back = f"{reverse('property_list')}{Listing(request).address()}"
    ticked = list(dict.fromkeys(each.replace("\0", "") for each in request.POST.getlist("chosen")))
    try:
        return redirect("merge_keep", _begun(request, ticked).pk)
    except ValidationError as refusal:
        problems = [(text, "") for text in refusal.messages]
        return page(request, "merge_refused", 422, back=back, problems=problems)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def property_merge(request: HttpRequest, reference: str) -> HttpResponse:
    """What this property is merged with."""
    prop = editable_or_404(request, reference)
    around = [each for each in near(prop, request.user) if each.property.organisation_id == prop.organisation_id]
    offered = [(each.property.reference, f"{each.property}, {each.property.reference}") for each in around]
    form = MergeStartForm(request.POST or None, near=offered)
    if form.is_valid():
        try:
            begun = _begun(request, list(dict.fromkeys([prop.reference, *form.references_chosen])), keep=prop)
            return redirect("merge_keep", begun.pk)
        except ValidationError as refusal:
            form.add_error("references", refusal.messages)
    return page(request, "merge_start", 422 if form.errors else 200, form=form, property=prop)


def _begun(request: HttpRequest, references: Sequence[str], keep: Property | None = None) -> Reshaping:
    """A merge of those properties. ValidationError for one that is not there or not hers, told alike, and for others
    that do not go together."""
    found = Property.objects.visible_to(request.user).filter(reference__in=references[:5000])
    properties = list(found.select_related("organisation").order_by("pk"))
    missing = set(references) - {prop.reference for prop in properties}
    if missing:
        raise ValidationError(NOT_HERS.format(reference=min(missing)[:40]))
    check_together(properties)
    try:
        begun = services.begin(user=request.user, kind=SuccessionKind.MERGE, properties=properties)
    except PermissionDenied as refusal:
        raise ValidationError(NOT_HERS.format(reference=properties[0].reference)) from refusal
    if keep:
        answers, versions = {"keep": [str(keep.pk)]}, versions_of(properties)
        services.describe(user=request.user, reshaping=begun, answers=answers, versions=versions)
    return begun


@require_http_methods(["GET", "HEAD", "POST"])
@of_reshaping(SuccessionKind.MERGE)
def merge_keep(request: HttpRequest, found: Reshaping) -> HttpResponse:
    """Which of them goes on."""
    if found.status != BulkStatus.DRAFT:
        return redirect("reshaped", found.pk)
    properties = properties_of(request, found)
    form = KeepForm(request.POST or None, properties=properties, initial={"keep": _keep(found, properties)})
    if form.is_valid():
        answers, versions = {"keep": [form.cleaned_data["keep"]]}, versions_of(properties)
        services.describe(user=request.user, reshaping=found, answers=answers, versions=versions)
        return redirect("merge_choose", found.pk)
    status = 422 if form.errors else 200
    return page(request, "merge_keep", status, form=form, properties=properties, reshaping=found)


def _keep(found: Reshaping, properties: Sequence[Property]) -> str:
    """The property that goes on, as answered; "" while it is not."""
    keep = next(iter(found.answers.get("keep", [])), "")
    return keep if keep in {str(prop.pk) for prop in properties} else ""


@require_http_methods(["GET", "HEAD", "POST"])
@of_reshaping(SuccessionKind.MERGE)
def merge_choose(request: HttpRequest, found: Reshaping) -> HttpResponse:
    """What stands where they differ."""
    if found.status != BulkStatus.DRAFT:
        return redirect("reshaped", found.pk)
    properties = properties_of(request, found)
    if not (keep := _keep(found, properties)):
        return redirect("merge_keep", found.pk)
    sent = request.POST if request.method == "POST" else answers_of(found) if "reason" in found.answers else None
    form = MergeForm(sent, properties=properties, keep=int(keep))
    is_possible = form.is_bound and _is_possible(properties, form)
    if request.method == "POST" and is_possible:
        answers = {"keep": [keep]} | as_answers(form)
        reason, versions = form.cleaned_data["reason"], versions_of(properties)
        services.describe(user=request.user, reshaping=found, answers=answers, versions=versions, reason=reason)
        return redirect(f"{reverse('merge_check', args=[found.pk])}?saved=merge.{found.pk}")
    kept = next(prop for prop in properties if str(prop.pk) == keep)
    status = 422 if form.errors else 200
    return page(request, "merge_choose", status, form=form, properties=properties, kept=kept, reshaping=found)


def _is_possible(properties: Sequence[Property], form: MergeForm) -> bool:
    if not form.is_valid():
        return False
    try:
        check_merge(properties, form.plan())
    except ValidationError as refusal:
        tell_form(form, refusal)
    return form.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
@of_reshaping(SuccessionKind.MERGE)
def merge_check(request: HttpRequest, found: Reshaping) -> HttpResponse:
    """What would be, before anything is."""
    if found.status != BulkStatus.DRAFT:
        return redirect("reshaped", found.pk)
    properties = properties_of(request, found)
    if not (keep := _keep(found, properties)):
        return redirect("merge_keep", found.pk)
    form = MergeForm(answers_of(found), properties=properties, keep=int(keep))
    if not _is_possible(properties, form):
        return redirect("merge_choose", found.pk)
    problems = _attempted(request, found, form)
    if request.method == "POST" and not problems:
        return redirect("reshaped", found.pk)
    properties = properties_of(request, found)
    return _checked(request, found, merge_preview(properties, form.plan()), problems, properties)


def _attempted(request: HttpRequest, found: Reshaping, form: MergeForm) -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    return attempted(
        lambda seen: merge_properties(
            user=request.user, reshaping=found, plan=form.plan(), reason=found.reason, seen=seen
        ),
        request,
    )


def _checked(
    request: HttpRequest, found: Reshaping, seen: MergeSeen, problems: list[tuple[str, str]], chosen: Sequence[Property]
) -> HttpResponse:
    shapes = [(str(prop), prop.boundary, "old") for prop in chosen]
    outline = seen.values.get("boundary", seen.kept.boundary)
    rows = [(prop, seen.counts[prop.pk]) for prop in [seen.kept, *seen.others]]
    context: dict[str, Any] = {"preview": seen, "problems": problems, "rows": rows, "reshaping": found}
    context |= {"map": drawn([*shapes, (str(seen.kept), outline, "this")]), "changed": changed_since(found, chosen)}
    return page(request, "merge_check", 409 if problems else 200, **context)
