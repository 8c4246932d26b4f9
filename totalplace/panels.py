"""Panels: blocks that apps put on pages which belong to none of them, such as the home page.

    @register(page="home", key="estate-totals", title="The estate", template="estate/panels/totals.html", order=20)
    def estate_totals(user, **kwargs) -> dict | None:
        ...

An app imports the module of its panels in `ready()`. A panel that answers None has nothing to say and is not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Context = Callable[..., "dict[str, Any] | None"]
Visible = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Panel:
    """One block: `context(user, **kwargs)` reads what `template` shows, for people of whom `visible(user)` is true."""

    page: str
    key: str
    title: str
    template: str
    order: int
    wide: bool
    context: Context
    visible: Visible


@dataclass(frozen=True, slots=True)
class FilledPanel:
    """A panel with what it shows to one person."""

    key: str
    title: str
    template: str
    wide: bool
    context: dict[str, Any]


_panels: dict[tuple[str, str], Panel] = {}


def _to_everybody(user: Any) -> bool:
    return True


def register(
    *,
    page: str,
    key: str,
    title: str,
    template: str,
    order: int,
    wide: bool = False,
    visible: Visible = _to_everybody,
) -> Callable[[Context], Context]:
    """Decorate the function that reads the panel's context. The same page and key again replaces the panel."""

    def keep(context: Context) -> Context:
        _panels[page, key] = Panel(page, key, title, template, order, wide, context, visible)
        return context

    return keep


def panels_for(page: str, user: Any, **kwargs: Any) -> list[FilledPanel]:
    """The panels of `page` that `user` may see and that have something to say, in order."""
    shown = sorted(
        (p for p in _panels.values() if p.page == page and p.visible(user)),
        key=lambda p: (p.order, p.key),
    )
    filled = ((panel, panel.context(user, **kwargs)) for panel in shown)
    return [FilledPanel(p.key, p.title, p.template, p.wide, context) for p, context in filled if context is not None]
