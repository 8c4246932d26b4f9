"""What the estate puts on pages that belong to no app: the home page, and the profile of a place."""

from __future__ import annotations

from typing import Any

from estate.selectors.bodies import bodies, shares
from estate.selectors.totals import Totals
from estate.views.changes import lately
from estate.views.mine import panel_context
from estate.views.organisations import by_category
from estate.views.places import compared, estate_panel
from totalplace.panels import register
from totalplace.permissions import Action, may, rights_of
from totalplace.selectors.places import Place

LARGEST_SHOWN = 8


def reads_estate(user: Any) -> bool:
    """Whether the estate is open to this person."""
    return may(user, Action.VIEW_ESTATE)


def keeps_estate(user: Any) -> bool:
    """Whether this person is the property officer of any body."""
    return bool(rights_of(user).officer_of)


@register(
    page="home",
    key="my-estate",
    title="My estate",
    template="estate/panels/mine.html",
    order=5,
    wide=True,
    visible=keeps_estate,
)
def my_estate(user: Any, **kwargs: Any) -> dict[str, Any] | None:
    """What is due in the bodies whose officer she is."""
    return panel_context(user)


@register(
    page="home",
    key="estate",
    title="The estate",
    template="estate/panels/estate.html",
    order=20,
    wide=True,
    visible=reads_estate,
)
def estate_totals(user: Any, **kwargs: Any) -> dict[str, Any]:
    """What is in the register, by category and rating, and the bodies that hold most of it."""
    found = [each for each in bodies(user) if each.totals.properties]
    return {
        "totals": sum((each.totals for each in found), Totals(0)),
        "bodies": sorted(found, key=lambda each: -each.totals.properties)[:LARGEST_SHOWN],
        "count": len(found),
        "table": by_category(shares(user)),
    }


@register(
    page="home",
    key="estate-changes",
    title="Changed lately",
    template="estate/panels/changes.html",
    order=25,
    visible=reads_estate,
)
def changes(user: Any, **kwargs: Any) -> dict[str, Any] | None:
    """The last changes to properties the person may see."""
    return lately(user)


@register(
    page="place",
    key="estate",
    title="The estate here",
    template="estate/panels/place.html",
    order=20,
    wide=True,
    visible=reads_estate,
)
def estate_of_place(user: Any, *, place: Place, **kwargs: Any) -> dict[str, Any]:
    """What stands in the place: by body, use and rating, what is shared and which leases end."""
    return estate_panel(user, place)


@register(
    page="place",
    key="estate-beside",
    title="Beside other places",
    template="estate/panels/place_beside.html",
    order=25,
    wide=True,
    visible=reads_estate,
)
def estate_beside(user: Any, *, place: Place, beside: list[Place], **kwargs: Any) -> dict[str, Any] | None:
    """The estate per head and per hectare, beside the county's and the neighbours'."""
    return {"rows": compared(user, [place, *beside]), "place": place} if beside else None
