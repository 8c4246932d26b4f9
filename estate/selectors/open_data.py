"""What is published: the bodies that publish, the rows of their files today and on a past day, the files kept.

No row here depends on who asks: the rules of disclosure (querysets.open_data) are the same for everybody.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from estate.models import OpenDataFile, OpenDataPublication, OpenDataStale, Property, RunningCost
from estate.querysets.open_data import ROW_FIELDS, is_vacant, withheld, withheld_since
from estate.selectors.past_ratings import end_of
from totalplace.models import Organisation


def publications() -> QuerySet[OpenDataPublication]:
    """The publications of the bodies that publish, by name, with each its body and `first_published_at`."""
    event: Any = OpenDataPublication.pgh_event_model  # type: ignore[attr-defined]
    began = event.objects.filter(pgh_obj=OuterRef("pk"), is_published=True).order_by("pgh_id")
    published = OpenDataPublication.objects.filter(is_published=True).select_related("organisation")
    return published.annotate(first_published_at=Subquery(began.values("pgh_created_at")[:1])).order_by(
        "organisation__name"
    )


def publication_of(code: str) -> OpenDataPublication | None:
    """The publication of the body with that code, if it publishes."""
    return publications().filter(organisation__code=code).first()


# --- Files kept ---------------------------------------------------------------------------------------


def kept_files() -> QuerySet[OpenDataFile]:
    """The files that may be served as they are: nothing that they hold has changed since they were made."""
    changed = OpenDataStale.objects.filter(organisation=OuterRef("organisation"))
    said = OpenDataPublication.objects.filter(organisation=OuterRef("organisation"), is_published=True).values(
        source=Concat(_text("organisation__version"), Value("."), _text("version"))
    )
    return OpenDataFile.objects.filter(~Exists(changed), is_stale=False, source=Subquery(said))


def _text(name: str) -> Cast:
    return Cast(F(name), CharField())


def source_of(publication: OpenDataPublication) -> str:
    """The versions of what a file says of its body, as `OpenDataFile.source` keeps them."""
    return f"{publication.organisation.version}.{publication.version}"


# --- Rows ---------------------------------------------------------------------------------------------


def rows_of(organisation: Organisation, day: datetime.date | None) -> QuerySet[Any]:
    """The rows that a body publishes today (`day` None), or of the edition of a past day."""
    return rows_now(organisation) if day is None else rows_on(organisation, day)


def rows_now(organisation: Organisation) -> QuerySet[Any]:
    """The rows that a body publishes today, as dictionaries for the columns."""
    disclosed = Property.objects.filter(~withheld(), organisation=organisation)
    return disclosed.annotate(is_vacant=is_vacant()).values(
        "id", "is_vacant", "is_synthetic", "running_cost", *ROW_FIELDS
    )


def rows_on(organisation: Organisation, day: datetime.date) -> QuerySet[Any]:
    """The rows as the register stood at the end of `day`, by the rules of that day and of today both.

    What is withheld now is withheld then, unless it was only closed since; what is vacant now has no address then. A
    property that is another body's now, or is in the register no more, is left out: nobody could say today whether it
    may be told.
    """
    moment = end_of(day)
    event: Any = Property.pgh_event_model  # type: ignore[attr-defined]
    latest = (
        event.objects.filter(pgh_obj__organisation=organisation, pgh_created_at__lt=moment)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    then = event.objects.filter(
        ~withheld(),
        ~withheld_since("pgh_obj__"),
        organisation=organisation,
        pgh_id__in=Subquery(latest.values("pgh_id")),
    )
    return then.annotate(is_vacant=is_vacant("", "pgh_obj__"), running_cost=_cost_on(moment)).values(
        "id", "is_vacant", "is_synthetic", "running_cost", *ROW_FIELDS
    )


def _cost_on(moment: datetime.datetime) -> Any:
    """The running costs of the latest year known by then: the year's total where one was given, else the sum of its
    headings (as sql/0005_tally.sql has it today)."""
    event: Any = RunningCost.pgh_event_model  # type: ignore[attr-defined]
    later = event.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id"), pgh_created_at__lt=moment
    )
    stood = (
        event.objects.filter(
            ~Exists(later), ~Q(pgh_label="delete"), property=OuterRef("pgh_obj_id"), pgh_created_at__lt=moment
        )
        .order_by("-year")
        .values("year")
    )
    amount = Coalesce(Sum("amount", filter=Q(heading="total")), Sum("amount"))
    return Subquery(stood.annotate(cost=amount).values("cost")[:1])
