"""What the public may see of the estate: the rules of disclosure, in this one place, with their words for people.

The Local Government Transparency Code 2015 asks for every land and building asset, and leaves some out. These are
conditions on a property, or on what the history says that it was: both have the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from estate.choices import CLOSED_STATUSES, Holding, LocationSource, Status, Use


@dataclass(frozen=True, slots=True)
class Withheld:
    """A kind of property that is in no published file: the condition on its fields, and why, in words for anybody.

    `lasts` says that it is left out of editions of earlier days too, on which it was another kind.
    """

    code: str
    title: str
    why: str
    fields: Mapping[str, Any]
    lasts: bool = True

    def condition(self, prefix: str = "") -> Q:
        """The condition on a property reached by `prefix`, such as "pgh_obj__"."""
        return Q(**{f"{prefix}{name}": value for name, value in self.fields.items()})


WITHHELD = (
    Withheld(
        "sensitive",
        "Sensitive sites",
        "The Code leaves out what is inappropriate for the public to know, such as where refuges are.",
        {"is_sensitive": True},
    ),
    Withheld(
        "refuge",
        "Refuges and secure homes",
        "The Code names them. They stay out even where nobody marked the record as sensitive.",
        {"use": Use.REFUGE},
    ),
    Withheld(
        "housing",
        "Housing",
        "The Code asks for social housing in a dataset of its own, and not in this one.",
        {"use": Use.HOUSING},
    ),
    Withheld(
        "closed",
        "Properties the body has no longer",
        "Sold, demolished or closed, or held on a lease that has ended.",
        {"status__in": CLOSED_STATUSES},
        lasts=False,
    ),
)

VACANT_TITLE = "Vacant properties"
VACANT_WHY = (
    "The Code says not to publish the full address. Left empty: UPRN, name, street number, street, map reference and "
    "reason for holding, which is free text. Of the postcode only the first part is given."
)


def withheld() -> Q:
    """Whether a property, or what it was on a past day, is in no published file of that day."""
    condition = Q()
    for rule in WITHHELD:
        condition |= rule.condition()
    return condition


def withheld_since(prefix: str) -> Q:
    """Whether a property, reached by `prefix`, is now what is left out of editions of earlier days too."""
    condition = Q()
    for rule in WITHHELD:
        if rule.lasts:
            condition |= rule.condition(prefix)
    return condition


def is_vacant(*prefixes: str) -> ExpressionWrapper:
    """Whether its address is withheld: it is vacant by its status or by how it is held, reached by any prefix."""
    condition = Q()
    for prefix in prefixes or ("",):
        condition |= Q(**{f"{prefix}status": Status.VACANT}) | Q(**{f"{prefix}holding": Holding.VACANT})
    return ExpressionWrapper(condition, output_field=BooleanField())


# What a row needs for the columns (open_data_columns), under the names of Property's own fields.
ROW_FIELDS = (
    "reference",
    "local_reference",
    "uprn",
    "name",
    "street_number",
    "street",
    "post_town",
    "postcode",
    "location",
    "location_source",
    "category",
    "use",
    "tenure",
    "holding",
    "reason_for_holding",
    "gross_internal_area_m2",
    "site_area_ha",
    "is_community_asset",
    "required_maintenance",
    "functional_suitability",
    "energy_rating",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the Code asks for and a published row lacks; `missing` is the list page's filter that finds them."""

    title: str
    condition: Q
    missing: str = ""
    of_vacant_too: bool = True


GAPS = (
    Gap("No UPRN", Q(uprn=""), "uprn", of_vacant_too=False),
    Gap("No name", Q(name=""), "name", of_vacant_too=False),
    Gap("No street", Q(street=""), of_vacant_too=False),
    Gap("No post town", Q(post_town="")),
    Gap("No postcode", Q(postcode=""), "postcode"),
    Gap("No map reference", Q(location=None), "location", of_vacant_too=False),
    Gap(
        "Map reference left empty: the point is the postcode’s, not the property’s",
        Q(location_source=LocationSource.POSTCODE),
        of_vacant_too=False,
    ),
    Gap("Not known whether freehold or leasehold", Q(tenure=""), "tenure"),
    Gap("Not known how it is held", Q(holding="")),
    Gap("Not known whether land only or with a building", Q(category="", gross_internal_area_m2=None), "category"),
)
