"""What the estate puts on the home page."""

from __future__ import annotations

from typing import Any

from estate.selectors.bodies import bodies, shares
from estate.selectors.quality import body_quality
from estate.selectors.recent import recent_changes
from estate.selectors.totals import Totals
from estate.views.organisations import by_category
from totalplace.panels import register
from totalplace.permissions import Action, may, rights_of

LARGEST_SHOWN = 8


def reads_estate(user: Any) -> bool:
    """Whether the estate is open to this person."""
    return may(user, Action.VIEW_ESTATE)


def edits_estate(user: Any) -> bool:
    """Whether this person keeps the records of any body."""
    return may(user, Action.EDIT_ESTATE)


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
    found = recent_changes(user)
    return {"changes": found} if found else None


@register(page="home", key="estate-faults", title="Faults to mend", template="estate/panels/faults.html", order=22,
          visible=edits_estate)  # fmt: skip
def faults(user: Any, **kwargs: Any) -> dict[str, Any] | None:
    """The score and the faults of each body whose records the person keeps."""
    own = rights_of(user).officer_of
    found = [each for each in body_quality(user) if each.organisation.pk in own]
    return {"bodies": found} if found else None
