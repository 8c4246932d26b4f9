"""Components that wrap what a page writes, and the few values that components work out.

Those without content of the page's own are includes in templates/components/, each with its parameters at its top.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def table_region(content: str, label: str, tall: bool = False) -> SafeString:
    """Let a wide table scroll in its own region, so that the page never scrolls sideways.

    `{% table_region "Properties" tall=True %}<table class="govuk-table app-table">…</table>{% endtable_region %}`
    The region takes the keyboard's focus, for a person without a mouse has to scroll it too. `tall` keeps the head
    in sight while the rows scroll.
    """
    return format_html(
        '<div class="app-table-region{}" role="region" aria-label="{}" tabindex="0">{}</div>',
        " app-table-region--tall" if tall else "",
        label,
        content,
    )


@register.simple_block_tag(takes_context=True)
def filter_panel(
    context: dict[str, Any],
    content: str,
    action: str = "",
    chosen: Any = (),
    clear_url: str = "?",
    keep: Any = (),
    title: str = "Filter",
) -> SafeString:
    """The MoJ filter beside a list: a GET form whose fields the page writes, folded on a phone.

    `{% filter_panel action=url chosen=chosen clear_url=url keep=keep %}…fields…{% endfilter_panel %}`
    `chosen` is a list of (words, address without it); `keep` of (name, value) sent along unseen, such as the sort.
    """
    return get_template("components/filter_panel.html").render(
        {"content": content, "action": action, "chosen": chosen, "clear_url": clear_url, "keep": keep, "title": title}
    )


@register.filter
def percent_of(done: int | None, total: int | None) -> int | None:
    """`done` as whole per cent of `total`, rounded down so that 100 means finished; None when the total is unknown."""
    if not total or done is None:
        return None
    return min(100, 100 * done // total)


@register.filter
def sorted_by(sort: str, key: str) -> str:
    """How a column stands in `sort` ("name" or "-name"): "ascending", "descending" or "none", as aria-sort says it."""
    return {key: "ascending", f"-{key}": "descending"}.get(sort, "none")


@register.simple_tag
def crumbs(*parts: str) -> list[tuple[str, str]]:
    """Title and address in turn, as the breadcrumbs want them: pairs."""
    return list(zip(parts[::2], parts[1::2], strict=True))
