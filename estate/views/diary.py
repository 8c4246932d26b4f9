"""What the diary's list, year and month have in common: the question, its filters, and the ways from one to another."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from estate.calc.lease_dates import months_before
from estate.forms.lease_diary import FILTERS, DiaryForm
from estate.querysets import LeaseQuerySet
from estate.selectors.lease_diary import DRAWN_AT_MOST, diary_leases
from estate.views.panel import Group, Option
from totalplace.pagination import PageLinks, page_links
from totalplace.templatetags import formats

PAGE_SIZE = 50
TABS = (("lease_list", "List"), ("lease_year", "Year"), ("lease_month", "Month"))
PERIODS = (3, 6, 12, 24)
TICKED = ("kind", "role", "organisation", "district")
OPEN = frozenset({"kind", "role"})
PARAMETERS = (*FILTERS, "from", "to", "month", "page", "count")


class Diary:
    """One page of the diary: who asks for what. Its answers are there to read only when `problems` is empty."""

    def __init__(self, request: HttpRequest, url_name: str, *, beside: tuple[str, ...]) -> None:
        self.request = request
        self.url_name = url_name
        self.query = request.GET
        self.form = DiaryForm(request.GET, today=datetime.date.today(), beside=beside)
        self._pages_at_most = DRAWN_AT_MOST // PAGE_SIZE

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the address, by parameter."""
        problems = dict(self.form.problems)
        if "page" in self.form.beside and self.page == 0:
            problems["page"] = [
                f"Pages can be asked for from 1 to {self._pages_at_most}. To go further, narrow the list."
            ]
        if "count" in self.form.beside and self.query.get("count", "exact") != "exact":
            problems["count"] = ["The only value is exact: count the whole list, however long."]
        return problems

    @property
    def page(self) -> int:
        """The page asked for; 0 when there can be no such page."""
        text = self.query.get("page", "1")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        return number if number <= self._pages_at_most else 0

    @property
    def is_exact(self) -> bool:
        return self.query.get("count") == "exact"

    @cached_property
    def leases(self) -> LeaseQuerySet:
        """The leases asked for, of those that the person may see."""
        return self.form.narrowed(diary_leases(self.request.user))

    def pages(self, total: int, size: int = PAGE_SIZE) -> PageLinks:
        """Links to the pages of `total` rows."""
        last = min(max(1, -(-total // size)), self._pages_at_most)
        return page_links(self.query, self.page, last)

    # --- Addresses --------------------------------------------------------------------------------------

    def address(self, url_name: str = "", keep: tuple[str, ...] = PARAMETERS, **changes: Any) -> str:
        """An address of the diary with this one's parameters, some replaced or, for None, left out; `from_` is from."""
        query = self.query.copy()
        for name in [name for name in query if name not in keep]:
            query.pop(name)
        for name, value in changes.items():
            query.pop(name.rstrip("_"), None)
            if value is not None:
                query.setlist(name.rstrip("_"), value if isinstance(value, list) else [str(value)])
        path = reverse(url_name or self.url_name)
        return f"{path}?{query.urlencode()}" if query else path

    def filtered(self, url_name: str, **changes: Any) -> str:
        """Another view of the same leases: the filters alone are kept."""
        return self.address(url_name, FILTERS, **changes)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        return [
            {"title": title, "url": self.filtered(name), "is_current": name == self.url_name} for name, title in TABS
        ]

    @property
    def path(self) -> str:
        """This view without any parameter."""
        return reverse(self.url_name)

    @property
    def csv_url(self) -> str:
        return self.address("lease_csv", page=None, count=None)

    @property
    def link_url(self) -> str:
        return self.filtered("lease_link")

    @property
    def periods(self) -> list[tuple[int, str]]:
        """Lengths in months, and the list of as many from today."""
        today = self.form.today
        return [(months, self.filtered("lease_list", to=months_before(today, -months))) for months in PERIODS]

    @property
    def filters(self) -> str:
        """The filters as they stand in an address, for the calendar link."""
        return self.filtered("lease_list").partition("?")[2]

    # --- The panel --------------------------------------------------------------------------------------

    @property
    def groups(self) -> list[Group]:
        """The filters with lists of choices, each value ticked that was asked for."""
        return [self._group(name, self.form.cleaned_data[name]) for name in TICKED]

    def _group(self, name: str, chosen: list[str]) -> Group:
        field = self.form.fields[name]
        options = [Option(value, label, value in chosen) for value, label in field.choices]  # type: ignore[attr-defined]
        return Group(name, str(field.label), options, name in OPEN or bool(chosen), len(options) > 8)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """(words, address without it) for each value chosen."""
        found = [
            (f"{group.label}: {option.label}", self._without(group.name, option.value))
            for group in self.groups
            for option in group.options
            if option.is_chosen
        ]
        if words := self.form.cleaned_data["counterparty"]:
            found.append((f"Landlord or tenant: {words}", self.address(page=None, counterparty=None)))
        for name in ("from", "to"):
            if day := self.form.cleaned_data.get(name):
                found.append((f"{name.capitalize()}: {formats.date(day)}", self.address(page=None, **{name: None})))
        return found

    def _without(self, name: str, value: str) -> str:
        rest = [other for other in self.form.cleaned_data[name] if other != value]
        return self.address(page=None, count=None, **{name: rest or None})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the panel sends along unseen."""
        return [(name, value) for name in ("month",) for value in self.query.getlist(name)]

    # --- The page ---------------------------------------------------------------------------------------

    def rendered(self, template: str, **context: Any) -> HttpResponse:
        return render(self.request, template, {"diary": self, "today": self.form.today} | context)

    def refused(self) -> HttpResponse:
        """The page that says which parameters of the address are wrong, and what they may be."""
        problems = [(f"{name}: {text}", "") for name, texts in self.problems.items() for text in texts]
        context = {"problems": problems, "url": reverse(self.url_name)}
        return render(self.request, "estate/leases/refused.html", context, status=400)
