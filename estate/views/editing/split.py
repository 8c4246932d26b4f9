"""Splitting a property: into how many, what each part is, a look at what would be, and it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from estate.choices import BulkStatus, SuccessionKind
from estate.forms.editing.split import SplitForm, SplitStartForm
from estate.models import Property, Reshaping
from estate.selectors.held import held_by
from estate.selectors.splits import SplitSeen, split_preview
from estate.services import reshaping as services
from estate.services.bulk import NotAsSeen
from estate.services.splits import check_split
from estate.services.splits import split as split_property
from estate.views.access import sees_estate
from estate.views.editing.common import editable_or_404
from estate.views.editing.reshaping import (
    CHANGED_MEANWHILE,
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

START = ("parts", "goes_on", "outline")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def property_split(request: HttpRequest, reference: str) -> HttpResponse:
    """Into how many parts, and how."""
    prop = editable_or_404(request, reference)
    form = SplitStartForm(request.POST or None, original=prop)
    if form.is_valid():
        try:
            begun = services.begin(user=request.user, kind=SuccessionKind.SPLIT, properties=[prop])
            start = {name: [str(form.cleaned_data[name])] for name in START if name in form.fields}
            services.describe(user=request.user, reshaping=begun, answers=start, versions=versions_of([prop]))
            return redirect("split_parts", begun.pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return page(request, "split_start", 422 if form.errors else 200, form=form, property=prop)


@require_http_methods(["GET", "HEAD", "POST"])
@of_reshaping(SuccessionKind.SPLIT)
def split_parts(request: HttpRequest, found: Reshaping) -> HttpResponse:
    """What each part is, and what goes to it."""
    if found.status != BulkStatus.DRAFT:
        return redirect("reshaped", found.pk)
    (original,) = properties_of(request, found)
    sent = request.POST if request.method == "POST" else answers_of(found) if "reason" in found.answers else None
    form = _form(original, found, sent)
    # What was answered before is checked again too: it may be possible no more.
    is_possible = form.is_bound and _is_possible(original, form)
    if request.method == "POST" and is_possible:
        answers = {name: found.answers[name] for name in START if name in found.answers} | as_answers(form)
        reason, versions = form.cleaned_data["reason"], versions_of([original])
        services.describe(user=request.user, reshaping=found, answers=answers, versions=versions, reason=reason)
        return redirect(f"{reverse('split_check', args=[found.pk])}?saved=split.{found.pk}")
    return page(request, "split_parts", 422 if form.errors else 200, form=form, property=original, reshaping=found)


def _form(original: Property, found: Reshaping, data: Any) -> SplitForm:
    start = {name: texts[0] for name, texts in found.answers.items() if name in START and texts}
    return SplitForm(data, original=original, start=start, held=held_by([original.pk]))


def _is_possible(original: Property, form: SplitForm) -> bool:
    if not form.is_valid():
        return False
    try:
        check_split(original, form.plan())
    except ValidationError as refusal:
        tell_form(form, refusal)
    return form.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
@of_reshaping(SuccessionKind.SPLIT)
def split_check(request: HttpRequest, found: Reshaping) -> HttpResponse:
    """What would be, before anything is."""
    if found.status != BulkStatus.DRAFT:
        return redirect("reshaped", found.pk)
    (original,) = properties_of(request, found)
    form = _form(original, found, answers_of(found))
    if not _is_possible(original, form):
        return redirect("split_parts", found.pk)
    problems = []
    if request.method == "POST":
        problems = attempted(lambda seen: split_property(
            user=request.user, reshaping=found, plan=form.plan(), reason=found.reason, seen=seen
        ), request)  # fmt: skip
        if not problems:
            return redirect("reshaped", found.pk)
        (original,) = properties_of(request, found)
    seen = split_preview(original, form.plan())
    return page(
        request, "split_check", 409 if problems else 200, reshaping=found, property=original, preview=seen,
        problems=problems, changed=changed_since(found, [original]), map=_map(seen),
    )  # fmt: skip


def attempted(do: Callable[[str], Any], request: HttpRequest) -> list[tuple[str, str]]:
    """Do it with the digest that the form carries; what stood in its way, as the error summary takes it."""
    try:
        do(request.POST.get("seen", ""))
    except NotAsSeen:
        return [(CHANGED_MEANWHILE, "")]
    except ValidationError as refusal:
        return [(text, "") for text in refusal.messages]
    return []


def _map(seen: SplitSeen) -> dict[str, Any] | None:
    parts = [
        (f"Part {number}: {each.part.name}", each.part.boundary, "this")
        for number, each in enumerate(seen.parts, start=1)
    ]
    return drawn([("As it is", seen.original.boundary, "old"), *parts])
