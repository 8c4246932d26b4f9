"""Where each part of a record is mended: the one place that knows the addresses of the forms."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from estate.models import Property
from estate.selectors.quality import Fault, record_quality
from totalplace.permissions import Action, may

# Part of a rule → address and its arguments beside the reference.
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    **{part: ("property_edit_part", {"part": part}) for part in ("identity", "use", "building", "energy", "value")},
    "address": ("property_edit_part", {"part": "identity"}),
    "location": ("property_edit_part", {"part": "place"}),
    "tenure": ("property_edit_part", {"part": "tenure"}),
    "titles": ("property_titles", {}),
    **{part: ("property_belongings", {"kind": part}) for part in ("leases", "occupations", "costs")},
    "rag": ("property_rate", {}),
}


def mend_url(reference: str, part: str) -> str:
    """The address of the form that mends a part of a property; "" where there is none."""
    name, arguments = FORMS[part]
    try:
        return reverse(name, kwargs={"reference": reference, **arguments})
    except NoReverseMatch:
        return ""


def faults(prop: Property, user: Any) -> dict[str, Any]:
    """What the property page shows of its quality: score, faults to mend and waived ones, each with its ways out."""
    found, edits = record_quality(prop, user), may(user, Action.EDIT_ESTATE, prop.organisation_id)

    def shown(fault: Fault) -> dict[str, Any]:
        return {"fault": fault, "mend_url": mend_url(prop.reference, fault.rule.part) if edits else ""}

    return {
        "score": found.score,
        "faults": [shown(each) for each in found.faults],
        "waived": [shown(each) for each in found.waived],
        "edits": edits,
    }
