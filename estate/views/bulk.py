"""Changing many properties at once: tick them, say what and why, look, do it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estate.choices import BulkStatus
from estate.forms.bulk import BulkForm
from estate.models import BulkEdit, Property
from estate.selectors.bulk import changed_count, digest, preview, rating_in_words, told
from estate.services import bulk as services
from estate.views.access import sees_estate
from estate.views.listing import Listing
from estate.views.properties import refused

CHANGED_MEANWHILE = "Somebody changed some of these meanwhile. Nothing was stored: look again, and choose."
CLASHES_SHOWN = 50
ALREADY_DONE = "This change was made already."

View = Callable[[HttpRequest, BulkEdit], HttpResponse]


def of_edit(view: View) -> Callable[..., HttpResponse]:
    """Give the view this person's own bulk edit; 404 for anybody else's and none."""

    @wraps(view)
    @login_required
    @sees_estate
    def guarded(request: HttpRequest, pk: UUID) -> HttpResponse:
        edit = BulkEdit.objects.visible_to(request.user).filter(pk=pk).first()
        if edit is None:
            raise Http404
        return view(request, edit)

    return guarded


@require_POST
@login_required
@sees_estate
def bulk_begin(request: HttpRequest) -> HttpResponse:
    """Take the ticked rows of the list in the address, or all that it lists."""
    listing = Listing(request)
    if listing.problems:
        return refused(request, listing)
    ticked = list(dict.fromkeys(each.replace("\0", "") for each in request.POST.getlist("chosen")))
    everything = request.POST.get("all") == "yes"
    chosen = (
        listing.properties if everything else Property.objects.visible_to(request.user).filter(reference__in=ticked)
    )
    back = f"{reverse('property_list')}{listing.address()}"
    try:
        edit = services.begin(
            user=request.user, chosen=chosen, chosen_from=back, expected=None if everything else len(ticked)
        )
    except ValidationError as refusal:
        return _page(request, None, "begin", 422, back=back, problems=[(text, "") for text in refusal.messages])
    return redirect("bulk_change", edit.pk)


@require_http_methods(["GET", "POST"])
@of_edit
def bulk_change(request: HttpRequest, edit: BulkEdit) -> HttpResponse:
    """What is to change, and why."""
    if edit.status != BulkStatus.DRAFT:
        return redirect("bulk_done", edit.pk)
    form = BulkForm(request.POST) if request.method == "POST" else BulkForm.opened_with(edit.change, edit.reason)
    if request.method == "POST" and form.is_valid() and _describe(request, edit, form):
        return redirect("bulk_check", edit.pk)
    return _page(request, edit, "change", 422 if form.errors else 200, form=form)


def _describe(request: HttpRequest, edit: BulkEdit, form: BulkForm) -> bool:
    try:
        services.describe(
            user=request.user,
            edit=edit,
            fields=form.chosen_fields(),
            rating=form.judgement(),
            reason=form.cleaned_data["reason"],
        )
    except ValidationError as refusal:
        for name, errors in refusal.message_dict.items():
            form.add_error({"rating_rating": "rating"}.get(name, name if name in form.fields else None), errors)
        return False
    except services.NotAsSeen:
        messages.info(request, ALREADY_DONE)
    return True


@require_http_methods(["GET", "POST"])
@of_edit
def bulk_check(request: HttpRequest, edit: BulkEdit) -> HttpResponse:
    """What would change, before anything does; where somebody else was there meanwhile, whose value stays."""
    if edit.status != BulkStatus.DRAFT:
        return redirect("bulk_done", edit.pk)
    if not edit.change:
        return redirect("bulk_change", edit.pk)
    problems: list[tuple[str, str]] = []
    left: list[str] = []
    if request.method == "POST":
        left = _left_open(request)
        problems = _decide(request, edit) if {"decide", "everything"} & set(request.POST) else _apply(request, edit)
        edit.refresh_from_db()
        if not problems and not left:
            return redirect("bulk_check" if edit.status == BulkStatus.DRAFT else "bulk_done", edit.pk)
    return _check_page(request, edit, problems, left)


def _check_page(request: HttpRequest, edit: BulkEdit, problems: list[tuple[str, str]], left: list[str]) -> HttpResponse:
    seen = preview(edit, user=request.user)
    clashes = told(seen.clashes[:CLASHES_SHOWN], asked=left)
    problems = [*problems, *((each.error, f"clash.{each.key}") for each in clashes if each.error)]
    context = {"preview": seen, "clashes": clashes, "seen": digest(seen.clashes), "problems": problems}
    return _page(request, edit, "check", 409 if problems else 200, rating=rating_in_words(edit), **context)


def _left_open(request: HttpRequest) -> list[str]:
    """The keys of the clashes that were shown and not decided."""
    asked = request.POST.getlist("asked") if "decide" in request.POST else []
    return [key for key in asked if request.POST.get(f"clash.{key}") not in services.WHOSE]


def _decide(request: HttpRequest, edit: BulkEdit) -> list[tuple[str, str]]:
    """Store whose value stays, in those that were chosen or in all."""
    try:
        if whose := request.POST.get("everything"):
            services.decide_all(user=request.user, edit=edit, whose=whose, seen=request.POST.get("seen", ""))
        else:
            asked = request.POST.getlist("asked")
            choices = {key: request.POST.get(f"clash.{key}", "") for key in asked}
            services.decide(user=request.user, edit=edit, choices=choices)
    except services.NotAsSeen:
        return [(CHANGED_MEANWHILE, "")]
    except ValidationError as refusal:
        return [(text, "") for text in refusal.messages]
    return []


def _apply(request: HttpRequest, edit: BulkEdit) -> list[tuple[str, str]]:
    try:
        services.apply(user=request.user, edit=edit)
    except services.NotAsSeen:
        return [(CHANGED_MEANWHILE, "")]
    except ValidationError as refusal:
        return [(text, "") for text in refusal.messages]
    return []


@require_safe
@of_edit
def bulk_done(request: HttpRequest, edit: BulkEdit) -> HttpResponse:
    """What was done, and the way back."""
    if edit.status == BulkStatus.DRAFT:
        return redirect("bulk_check", edit.pk)
    return _page(request, edit, "done", 200, rating=rating_in_words(edit), changed=changed_count(edit))


@require_POST
@of_edit
def bulk_undo(request: HttpRequest, edit: BulkEdit) -> HttpResponse:
    """Take it back, unless later edits stand on it."""
    try:
        services.undo(user=request.user, edit=edit)
    except services.LaterEdits as refusal:
        edited = [(reference, reverse("property", args=[reference])) for reference in refusal.references]
        return _page(request, edit, "done", 409, edited=edited, count=refusal.count, changed=changed_count(edit))
    return redirect("bulk_done", edit.pk)


def _page(request: HttpRequest, edit: BulkEdit | None, name: str, status: int, **context: Any) -> HttpResponse:
    context = {"edit": edit, "back": edit.chosen_from if edit else "", **context}
    if edit:
        context["count"] = context.get("count", len(edit.property_ids))
    return render(request, f"estate/bulk/{name}.html", context, status=status)
