"""What the property list and its downloads have in common: the question, read from the address and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from estate.choices import MOST_IN_BULK
from estate.filters import PropertyFilter
from estate.models import Property
from estate.selectors.paging import (
    DEFAULT_SORT,
    FEW,
    FEW_WITH_WORDS,
    LAST_NUMBERED_PAGE,
    SORTS,
    Page,
    estimated,
    page_of,
)
from estate.selectors.totals import COUNTED_AT_MOST, Totals, totals
from estate.views.columns import BY_KEY, COLUMNS, SHOWN_FIRST, Column
from totalplace.pagination import PageLink, PageLinks, shown_numbers
from totalplace.permissions import rights_of
from totalplace.selectors.keyset import PAGE_SIZE, NotAPosition, Order, Position

BESIDE = ("ordering", "page", "columns", "count")
# Filters that the panel has no field for: they come by a link, or from the map.
FIELDLESS = frozenset({"from_import", "bbox", "near", "within", "area"})
REMEMBERED = "property_columns"
# What rating from the list needs of each line, whatever its columns.
OF_RATING = ("name", "organisation_id", "rag", "version")


@dataclass
class Listing:
    """One list: who asks for what, in which order, which page, which columns.

    Its results are there to read only when `problems` is empty.
    """

    request: HttpRequest
    filter: PropertyFilter = field(init=False)

    # Parameters of the page that narrow nothing.
    beside: ClassVar[tuple[str, ...]] = BESIDE

    def __post_init__(self) -> None:
        visible = Property.objects.visible_to(self.request.user)
        self.filter = PropertyFilter(self.query, visible, beside=self.beside, user=self.request.user)

    @property
    def query(self) -> QueryDict:
        return self.request.GET

    # --- The question -----------------------------------------------------------------------------------

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the address, by parameter."""
        problems = dict(self.filter.problems)
        if self.query.get("ordering", DEFAULT_SORT).removeprefix("-") not in SORTS:
            problems["ordering"] = [f"The list can be sorted by: {', '.join(SORTS)}; with - before it, downwards."]
        elif isinstance(self._place, str):
            problems["page"] = [self._place]
        if wrong := [key for key in self.query.getlist("columns") if key not in BY_KEY]:
            problems["columns"] = [f"“{', '.join(wrong)[:80]}” is not one of: {', '.join(BY_KEY)}."]
        if self.query.get("count", "exact") != "exact":
            problems["count"] = ["The only value is exact: count the whole list, however long."]
        return problems

    @cached_property
    def order(self) -> Order:
        return Order.named(self.query.get("ordering", DEFAULT_SORT), SORTS)

    @cached_property
    def _place(self) -> tuple[Position, int] | str:
        """The page's position and the rows to skip from there, or what is wrong with the parameter."""
        text = self.query.get("page", "1")
        if text.isascii() and text.isdigit():
            number = int(text[:9])
            if not 1 <= number <= LAST_NUMBERED_PAGE:
                return (
                    f"Pages can be asked for by number from 1 to {LAST_NUMBERED_PAGE}. "
                    "To go further, narrow the list, sort it the other way, or use Next."
                )
            return Position(number), (number - 1) * PAGE_SIZE
        try:
            return Position.from_token(text, self.order.sort), 0
        except NotAPosition:
            return "This page of the list does not exist: begin again from the first page."

    # --- The answer -------------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[Column]:
        """The columns asked for, else those this person chose last, else the usual ones; in their own order."""
        wanted = self.query.getlist("columns") or self.request.session.get(REMEMBERED) or SHOWN_FIRST
        return [column for column in COLUMNS if column.is_fixed or column.key in wanted]

    def remember_columns(self) -> None:
        """Keep the choice of columns for this person's next visit."""
        chosen = self.query.getlist("columns")
        if chosen and self.request.session.get(REMEMBERED) != chosen:
            self.request.session[REMEMBERED] = chosen

    @cached_property
    def is_similar(self) -> bool:
        """Whether nothing contains what was searched for, so that what comes close is listed instead."""
        return "q" in self.filter.asked and not self._exact_totals.properties

    @cached_property
    def properties(self) -> QuerySet[Property]:
        """Everything listed, unsorted."""
        return self.filter.similar() if self.is_similar else self.filter.qs

    @cached_property
    def _exact_totals(self) -> Totals:
        return self._totals_of(self.filter.qs)

    @cached_property
    def totals(self) -> Totals:
        """What everything listed adds up to."""
        return self._totals_of(self.properties) if self.is_similar else self._exact_totals

    def _totals_of(self, properties: QuerySet[Property]) -> Totals:
        at_most = None if self.query.get("count") == "exact" else COUNTED_AT_MOST
        return totals(self.request.user, properties, self.filter.dimensions, at_most=at_most)

    @cached_property
    def page(self) -> Page:
        position, skip = self._place if isinstance(self._place, tuple) else (Position(), 0)
        fields = {"reference", *OF_RATING, *(name for column in self.columns for name in column.fields)}
        return page_of(self.properties, self.order, position, skip=skip, fields=fields, few=self._is_few)

    @property
    def _is_few(self) -> bool:
        """Whether to find everything listed by the filters' own indexes, then sort it."""
        if not self.filter.is_indexed:
            return False
        if not self.totals.is_capped:
            return self.totals.properties <= FEW
        return "q" in self.filter.asked and estimated(self.properties) <= FEW_WITH_WORDS

    # --- Addresses --------------------------------------------------------------------------------------

    def address(self, **changes: Any) -> str:
        """This list's query with some parameters replaced (a list for several values) or, for None, left out."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [str(value)])
        return f"?{query.urlencode()}"

    def kept(self, *but: str) -> list[tuple[str, str]]:
        """The parameters as (name, value), without those named: for a form that sets these."""
        return [(name, value) for name, values in self.query.lists() if name not in but for value in values]

    @property
    def sort(self) -> str:
        return str(self.order)

    @property
    def sort_kept(self) -> list[tuple[str, str]]:
        """What the filter panel sends along: the order, the columns, and what it has no field for."""
        return self.kept("page", "count", *(name for name in self.filter.filters if name not in FIELDLESS))

    @property
    def all_but_columns(self) -> list[tuple[str, str]]:
        """What the choice of columns sends along: everything else."""
        return self.kept("columns")

    @property
    def hides_closed(self) -> bool:
        """Whether properties that have left the register are left out because nobody asked for them."""
        return "status" not in self.filter.asked

    @property
    def map_address(self) -> str:
        """The same filters on the map."""
        return reverse("map") + self.address(**dict.fromkeys(self.beside))

    @property
    def bulk_address(self) -> str:
        """Where what is ticked here, or all of this list, goes to be changed."""
        return reverse("bulk_begin") + self.address(page=None, columns=None, count=None)

    @property
    def can_be_changed_whole(self) -> bool:
        """Whether all that is listed is this person's to change, and not too many to change at once."""
        rights, codes = rights_of(self.request.user), self.filter.asked.get("organisation")
        own = codes and all(self.filter.organisations[code].pk in rights.officer_of for code in codes)
        few = not self.totals.is_capped and self.totals.properties <= MOST_IN_BULK
        return few and bool(rights.edits_all_estate or own)

    @property
    def download_csv(self) -> str:
        return self._download("property_csv")

    @property
    def download_xlsx(self) -> str:
        return self._download("property_workbook")

    def _download(self, url_name: str) -> str:
        return reverse(url_name) + self.address(page=None, columns=None, count=None)

    @cached_property
    def pages(self) -> PageLinks:
        """Links to other pages: neighbours and the end by position, the others by number as far as numbers go."""
        page, total = self.page, self.totals
        number = page.position.number
        last = -(-total.properties // PAGE_SIZE) if not total.is_capped else None
        at: dict[int, str] = {1: self.address(page=None)}
        if last and last > 1:
            end = Position(last, backward=True, size=total.properties - (last - 1) * PAGE_SIZE)
            at[last] = self.address(page=end.token())
        if page.previous and number > 2:
            at[number - 1] = self.address(page=page.previous.token())
        if page.next and number + 1 != last:
            at[number + 1] = self.address(page=page.next.token())
        at[number] = self.address()
        shown = shown_numbers(number, last or number + 1) if page.next or last else [*range(1, number + 1)][-3:]
        items = [self._link(each, number, at) for each in shown]
        return PageLinks(
            items=tuple(items),
            previous_url=at.get(number - 1, "") if page.previous else "",
            next_url=at.get(number + 1, "") if page.next else "",
        )

    def _link(self, each: int | None, number: int, at: dict[int, str]) -> PageLink | None:
        if each is None:
            return None
        if each not in at and each > LAST_NUMBERED_PAGE:
            return None
        return PageLink(each, at.get(each) or self.address(page=each), each == number)
