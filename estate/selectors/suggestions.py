"""What the search box offers while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from estate.calc.typed_words import typed_words
from estate.models import Property
from estate.selectors.search import containing, similar

SHOWN = 8
SHORTEST = 2
# Of a word that fits very many, any few hundred are as good to choose from.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A property to go to: its name, and what tells it from others of that name."""

    reference: str
    title: str
    detail: str


def suggestions(query: str, user: Any) -> list[Suggestion]:
    """At most SHOWN properties that `user` may see and that `query` could mean: names beginning so come first."""
    if sum(len(word.typed) for word in typed_words(query)) < SHORTEST:
        return []
    visible = Property.objects.visible_to(user).in_register()
    found = _best(visible, containing(visible, query), query) or _best(visible, similar(visible, query), query)
    return [Suggestion(each.reference, each.name or each.reference, _detail(each)) for each in found]


def _best(visible: QuerySet[Property], found: QuerySet[Property], query: str) -> list[Property]:
    begins = Case(
        When(Q(reference__iexact=query.strip()), then=Value(0)),
        When(Q(name__istartswith=query.strip()), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(
        visible.filter(pk__in=found.order_by().values("pk")[:LOOKED_AT])
        .select_related("organisation")
        .only("reference", "name", "street", "post_town", "organisation__name", "organisation__short_name")
        .order_by(begins, "name", "id")[:SHOWN]
    )


def _detail(prop: Property) -> str:
    body = prop.organisation.short_name or prop.organisation.name
    return ", ".join(part for part in (prop.street, prop.post_town, body) if part)
