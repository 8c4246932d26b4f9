"""The lease diary in a person's own calendar: her private link, and the feed behind it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from estate.calc.lease_dates import months_before
from estate.forms.lease_diary import DiaryForm
from estate.selectors.diary_links import link_of, person_by_secret
from estate.selectors.lease_diary import Span, diary_leases, events_of
from estate.services.diary_links import end_link, make_link
from estate.views.access import sees_estate
from estate.views.diary import Diary
from estate.views.diary_words import calendar_entries
from totalplace.calc.calendar_feed import Entry, calendar_lines

MONTHS_BACK, MONTHS_AHEAD = 3, 36
DATES_AT_MOST = 2_000
CALENDAR = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sees_estate
def lease_link(request: HttpRequest) -> HttpResponse:
    """A person's private link: whether she has one, and a way to make it anew. The secret is shown this once."""
    diary = Diary(request, "lease_link", beside=())
    if diary.problems:
        return diary.refused()
    secret = make_link(user=request.user) if request.method == "POST" else ""
    url = request.build_absolute_uri(reverse("lease_feed", args=[secret])) if secret else ""
    return diary.rendered(
        "estate/leases/link.html",
        link=link_of(request.user),
        url=url,
        months_back=MONTHS_BACK,
        months_ahead=MONTHS_AHEAD,
        most=DATES_AT_MOST,
    )


@require_POST
@login_required
@sees_estate
def lease_link_end(request: HttpRequest) -> HttpResponse:
    """End the private link."""
    end_link(user=request.user)
    messages.success(request, "Your calendar link has ended. Calendars that used it can read nothing more.")
    return redirect("lease_link")


@require_safe
@conditional_page
@cache_control(private=True)
def lease_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The diary as iCalendar for whoever has the secret, with the rights its person has now."""
    person = person_by_secret(secret)
    if person is None:
        raise Http404
    form = DiaryForm(request.GET, today=datetime.date.today())
    if form.problems:
        lines = [f"{name}: {text}" for name, texts in form.problems.items() for text in texts]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8", status=400)
    about = f"Dates of leases, {MONTHS_BACK} months back and {MONTHS_AHEAD} ahead, {DATES_AT_MOST:,} at most."
    name = f"{settings.COUNTY_NAME}: lease dates"
    body = "".join(calendar_lines(name, about, feed_entries(request, form, person)))
    return HttpResponse(body, content_type=CALENDAR, headers={"Content-Disposition": "inline; filename=leases.ics"})


def feed_entries(request: HttpRequest, form: DiaryForm, person: object) -> Iterator[Entry]:
    """The entries that the filters leave, of leases that the person may see."""
    today = form.today
    span = Span(months_before(today, MONTHS_BACK), months_before(today, -MONTHS_AHEAD), today)
    for event in events_of(form.narrowed(diary_leases(person)), span, form.kinds, most=DATES_AT_MOST):
        url = request.build_absolute_uri(reverse("property", args=[event.lease.property.reference]))
        yield from calendar_entries(event, url=url, domain=f"{settings.COUNTY_CODE.lower()}.total-place")
