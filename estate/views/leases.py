"""The lease diary: its list, its year, its month, and the list as a file."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from estate.selectors.ending_near import ending_near_lease
from estate.selectors.lease_diary import diary_totals, each_event, events_of
from estate.views.access import sees_estate
from estate.views.diary import PAGE_SIZE, Diary
from estate.views.diary_pages import month_page, year_page
from estate.views.diary_words import FILE_HEADINGS, file_row, period_words, rent_sentence, totals_sentence
from estate.views.exports import in_pieces
from totalplace.importing.writers import csv_lines

Answer = Callable[[Diary], HttpResponseBase]
View = Callable[[HttpRequest], HttpResponseBase]


def diary_view(url_name: str, *beside: str) -> Callable[[Answer], View]:
    """Make a page of the diary out of a function of a Diary: for readers of the estate, and with nothing wrong in its
    address. `beside` names the parameters it takes beside the filters."""

    def decorate(answer: Answer) -> View:
        @require_safe
        @login_required
        @sees_estate
        @wraps(answer)
        def view(request: HttpRequest) -> HttpResponseBase:
            diary = Diary(request, url_name, beside=beside)
            return diary.refused() if diary.problems else answer(diary)

        return view

    return decorate


@diary_view("lease_list", "from", "to", "page", "count")
def lease_list(diary: Diary) -> HttpResponseBase:
    """What falls in a period, a page at a time, with the rent that is at stake."""
    form, skip = diary.form, (diary.page - 1) * PAGE_SIZE
    totals = diary_totals(diary.leases, form.span, form.kinds, exact=diary.is_exact)
    # One more than fits tells whether there is another page, of a list that is too long to be counted.
    found = events_of(diary.leases, form.span, form.kinds, skip=skip, most=PAGE_SIZE + 1)
    events = found[:PAGE_SIZE]
    known = max(totals.dates, skip + len(found)) if totals.is_capped else totals.dates
    return diary.rendered(
        "estate/leases/list.html",
        totals=totals,
        counted=totals_sentence(totals),
        rent=rent_sentence(totals),
        events=events,
        first=skip + 1,
        last=skip + len(events),
        pages=diary.pages(known),
        period=period_words(form.span),
    )


@diary_view("lease_csv", "from", "to", "page", "count")
def lease_csv(diary: Diary) -> HttpResponseBase:
    """Exactly the list, all its pages, as CSV, sent while it is read."""
    events = each_event(diary.leases, diary.form.span, diary.form.kinds)
    lines = csv_lines(FILE_HEADINGS, (file_row(event) for event in events))
    response = StreamingHttpResponse(in_pieces(lines), content_type="text/csv; charset=utf-8")
    name = f"lease-dates-{datetime.date.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@diary_view("lease_year", "month", "page")
def lease_year(diary: Diary) -> HttpResponseBase:
    """Twelve months from a month on: a column each, and a row for each lease."""
    return diary.rendered("estate/leases/year.html", **year_page(diary))


@diary_view("lease_month", "month")
def lease_month(diary: Diary) -> HttpResponseBase:
    """One month by weeks."""
    return diary.rendered("estate/leases/month.html", **month_page(diary))


@require_safe
@login_required
@sees_estate
def lease_near(request: HttpRequest, pk: int) -> HttpResponse:
    """What else ends near a lease, in place and in time. Hidden leases and nonexistent ones answer alike."""
    found = ending_near_lease(pk, user=request.user)
    if found is None:
        raise Http404
    return render(request, "estate/leases/near.html", {"found": found, "property": found.lease.property})
