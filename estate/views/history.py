"""What happened to a property: every change, one change on the map, and the way back from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from estate.forms.history import PutBackForm
from estate.models import Property
from estate.views import putting_back
from estate.views.access import sees_estate
from totalplace.importing.writers import csv_lines
from totalplace.pagination import page_links
from totalplace.selectors.history import Change, change_of, history_of
from totalplace.selectors.past import moved, put_backs
from totalplace.services.restoring import PutBackConflicts, put_back
from totalplace.templatetags.formats import plural

CHANGES_A_PAGE = 20
HEADINGS = ("When", "Who", "Why", "What", "Record", "Detail", "Before", "After", "Change")


@require_safe
@login_required
@sees_estate
def property_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every change of a property and of what belongs to it, newest first."""
    prop = _visible_or_404(request, reference)
    pages = Paginator(history_of(prop, user=request.user, limit=None), CHANGES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    links = page_links(request.GET, page.number, pages.num_pages)
    context = {"property": prop, "changes": page.object_list, "total": pages.count, "pages": links}
    return render(request, "estate/history/property.html", context)


@require_safe
@login_required
@sees_estate
def property_history_csv(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The same for an auditor: a line for each detail of each change, oldest first."""
    prop = _visible_or_404(request, reference)
    changes = history_of(prop, user=request.user, limit=None)
    lines = csv_lines(HEADINGS, _file_rows(reversed(changes)))
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="history-{prop.reference}.csv"'
    return response


@require_http_methods(["GET", "POST"])
@login_required
@sees_estate
def property_change(request: HttpRequest, reference: str, change_id: str) -> HttpResponse:
    """One change: before and after, on the map where a place moved, and what of it can be put back."""
    prop = _visible_or_404(request, reference)
    change = change_of(prop, change_id, user=request.user)
    if change is None:
        raise Http404
    if putting_back.leaves_all(request):
        messages.info(request, "Nothing was put back: what is there now stays.")
        return redirect("property_history", prop.reference)
    editable = Property.objects.editable_by(request.user).filter(pk=prop.pk).exists()
    sent = putting_back.sent(request) if request.method == "POST" else None
    form = PutBackForm(sent, choices=put_backs(prop, change)) if editable else None
    if request.method == "POST" and form and form.is_valid() and (answer := _put_back(request, prop, form)):
        return answer
    context = {"property": prop, "change": change, "form": form, "map": moved(change)}
    status = 422 if form and form.errors else 403 if request.method == "POST" and not form else 200
    return render(request, "estate/history/change.html", context, status=status)


def _visible_or_404(request: HttpRequest, reference: str) -> Property:
    """The property, if this person may see it: hidden and nonexistent ones answer alike."""
    prop = Property.objects.visible_to(request.user).select_related("organisation").filter(reference=reference).first()
    if prop is None:
        raise Http404
    return prop


def _put_back(request: HttpRequest, prop: Property, form: PutBackForm) -> HttpResponse | None:
    """On to the history, or the choice between what is there by now and what was; None where the form says why not."""
    try:
        count = put_back(user=request.user, owner=prop, choices=form.chosen, reason=form.cleaned_data["reason"])
    except PutBackConflicts as conflicts:
        return putting_back.conflict_page(request, prop, conflicts)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    messages.success(request, f"{plural(count, 'detail is,details are')} back as before.")
    return redirect("property_history", prop.reference)


def _file_rows(changes: Iterator[Change]) -> Iterator[tuple[Any, ...]]:
    for change in changes:
        when = timezone.localtime(change.at).isoformat(timespec="seconds")
        for each in change.differences:
            told = (each.record, each.label, each.before, each.after)
            yield (when, change.who, change.why, change.label, *told, change.change_id)
