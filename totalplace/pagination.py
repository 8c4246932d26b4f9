"""The numbers under a list: which pages to offer a link to."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page's number and address."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What components/pagination.html shows. `items` has None where pages are left out."""

    items: tuple[PageLink | None, ...]
    previous_url: str
    next_url: str


def shown_numbers(number: int, last: int) -> list[int | None]:
    """The first page, the last, this one and its neighbours; None for each gap of two or more."""
    wanted = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    shown: list[int | None] = []
    for before, page in zip([0, *wanted], wanted, strict=False):
        if page - before == 2:
            shown.append(page - 1)
        elif page - before > 2:
            shown.append(None)
        shown.append(page)
    return shown


def page_links(query: QueryDict, number: int, last: int, parameter: str = "page") -> PageLinks:
    """Links from page `number` of `last` that keep the rest of the query: filters, sort and columns."""

    def url(page: int) -> str:
        changed = query.copy()
        changed[parameter] = str(page)
        return f"?{changed.urlencode()}"

    return PageLinks(
        items=tuple(
            None if page is None else PageLink(page, url(page), page == number) for page in shown_numbers(number, last)
        ),
        previous_url=url(number - 1) if number > 1 else "",
        next_url=url(number + 1) if number < last else "",
    )
