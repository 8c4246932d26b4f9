"""What the estate's templates need beyond the shared formats."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.template import defaultfilters
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from estate.views import diary_words, sections
from estate.views.panel import Group
from totalplace.templatetags.components import crumbs

register = template.Library()

# 2025 is 2025/26.
register.filter("financial_year", sections.financial_year)
# Parts of a day, such as the month's name alone, where `date` of the shared formats is always the whole.
register.filter("day_as", defaultfilters.date)
register.filter("lease_when", diary_words.when)
register.filter("lease_detail", diary_words.detail)
register.filter("lease_parties", diary_words.parties)
register.filter("lease_letter", diary_words.letter)


register.simple_tag(crumbs)


@register.filter
def month(day: datetime.date) -> str:
    """March 2027, from any day of the month."""
    return date_format(day, "F Y")


@register.filter
def distance(metres: float) -> str:
    """350 m, or 1.2 km from a kilometre on."""
    return f"{round(metres, -1):.0f} m" if metres < 995 else f"{metres / 1000:.1f} km"


# A list of 50 properties has 400 cells and 120 boxes to tick. The template engine takes as long over each variable of
# them as the database takes to find the page; a tag writes them all in a fraction of that.


def _escaped(value: Any) -> str:
    """As Django's conditional_escape, without its provision for texts yet to be translated, which costs most of it."""
    return value if isinstance(value, SafeString) else escape(str(value))


@register.simple_tag
def cells(row: Iterable[tuple[str, Any, str]]) -> SafeString:
    """A row's cells, from the class and content of each, and the name that stands before it where there is no head."""
    return mark_safe("".join(_cell(*each) for each in row))


def _cell(style: str, content: Any, label: str) -> str:
    named = f' data-label="{_escaped(label)}"' if label else ""
    return f'<td class="{_escaped(f"govuk-table__cell {style}".rstrip())}"{named}>{_escaped(content)}</td>'


@register.simple_tag
def choices_to_tick(group: Group) -> SafeString:
    """A filter's choices, each a box to tick with its label."""
    name = _escaped(group.name)
    return mark_safe(
        "\n".join(
            f'<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox"'
            f' id="{name}-{n}" name="{name}" value="{_escaped(option.value)}"{" checked" if option.is_chosen else ""}>'
            f'<label class="govuk-label govuk-checkboxes__label" for="{name}-{n}">{_escaped(option.label)}'
            "</label></div>"
            for n, option in enumerate(group.options, 1)
        )
    )
