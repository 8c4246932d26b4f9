"""Properties: the list with all its filters, one property, and what is gone."""

from __future__ import annotations

import base64
import datetime
import json
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase

from estate.api.access import OfEstate, visible_property
from estate.filters import IN_REGISTER, PropertyFilter
from estate.filters.fields import MomentField
from estate.models import Property, RagAssessment
from estate.selectors.harvesting import EARLIEST, removed_since, settled
from estate.selectors.paging import SORTS
from estate.selectors.ready import ready
from estate.selectors.rows import PROPERTY, RAG_ASSESSMENT, place, shape
from estate.selectors.totals import number
from totalplace.api import schema
from totalplace.api.base import ApiView, answer, checked, tag_of
from totalplace.api.lists import ListView
from totalplace.api.parameters import DEFAULT_LIMIT, FORMATS, MOST_AT_ONCE, ListForm, ReadForm, Whole
from totalplace.db.texts import json_object
from totalplace.selectors.keyset import Sort

# Parameters that leave the list as it is.
BESIDE_FILTERS = frozenset({"fields", "format", "crs", "limit", "offset", "cursor", "ordering"})


def _moment(value: Any) -> datetime.datetime:
    read = datetime.datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError(value)
    return read


class PropertyForm(ListForm):
    """What changed comes in the order in which it changed, unless another is asked for."""

    @property
    def order(self) -> Any:
        if self.data.get("updated_since") and not self.cleaned_data.get("ordering"):
            self.cleaned_data["ordering"] = "updated_at"
        return super().order


class Properties(OfEstate, ListView):
    """The properties that you may see, narrowed by the same filters as the list and the map.

    Without `status` only those still in the register; with `updated_since` all that changed, closed ones too, in the
    order in which they changed. Then `as_of` is what to ask for as `updated_since` the next time, and
    `/properties/removed/` says what is gone.
    """

    columns = PROPERTY
    sorts = {**SORTS, "updated_at": Sort("updated_at", "Changed", "updated_at", _moment)}
    default_sort = "reference"
    formats = tuple(FORMATS)
    also = {"as_of": {"type": "string", "format": "date-time", "description": "With updated_since."}}

    def form(self, data: Any) -> ListForm:
        return PropertyForm(
            data, columns=self.columns, formats=self.formats, sorts=self.sorts, default=self.default_sort
        )

    def filters(self, request: Any) -> PropertyFilter | None:
        """None where nothing is filtered by: making them ready takes longer than reading a page of ready rows."""
        if request and BESIDE_FILTERS.issuperset(request.GET):
            return None
        user = request.user if request else None
        data = request.GET if request else schema.nothing_asked()
        return PropertyFilter(data, Property.objects.visible_to(user), beside=data, user=user)

    def found(self, request: Any, form: Any, filters: PropertyFilter | None) -> QuerySet[Property]:
        return filters.qs if filters else Property.objects.visible_to(request.user).filter(status__in=IN_REGISTER)

    def count(self, request: Any, form: Any, filters: PropertyFilter | None, found: QuerySet) -> int:
        return number(request.user, found, filters.dimensions if filters else {"status": IN_REGISTER})

    def record(self, form: ListForm) -> Any:
        return super().record(form) if form.cleaned_data["fields"] else ready("record")

    def geometry(self, srid: int) -> Any:
        return ready("geometry") if srid == 4326 else shape(srid)

    def place(self, srid: int) -> Any:
        return place(srid)

    def more(self, request: Any, form: Any) -> dict[str, Any]:
        return {"as_of": settled().isoformat()} if request.GET.get("updated_since") else {}


def property_text(prop: Property, columns: Any = PROPERTY) -> str:
    """One property as JSON text, with all its columns."""
    return Property.objects.filter(pk=prop.pk).values_list(json_object(columns), flat=True).get()


class OneProperty(OfEstate, ApiView):
    """One property, with its point and its outline."""

    def get(self, request: Any, reference: str) -> HttpResponseBase:
        """The property; its ETag is what a change sends in If-Match."""
        form = ReadForm(request.GET, columns=PROPERTY)
        checked(form)
        prop = visible_property(request, reference)
        columns = form.wanted if form.cleaned_data["fields"] else PROPERTY
        body = property_text(prop, columns)
        return answer(request, body, tag=tag_of(prop.version, body))

    def describe(self, method: str) -> dict[str, Any]:
        form = ReadForm(schema.nothing_asked(), columns=PROPERTY)
        good = {"description": "It.", "content": {"application/json": {"schema": schema.object_of(PROPERTY)}}}
        return {
            "parameters": schema.parameters_of(form),
            "responses": schema.answers({"200": good}, conditional=True),
        }


class RagAssessments(OfEstate, ListView):
    """Every rating that a property ever had, the latest first; those taken back say when."""

    columns = RAG_ASSESSMENT
    sorts = {"assessed_at": Sort("assessed_at", "When", "assessed_at", _moment)}
    default_sort = "-assessed_at"

    def found(self, request: Any, form: Any, filters: Any) -> QuerySet[RagAssessment]:
        prop = visible_property(request, self.kwargs["reference"])
        return RagAssessment.objects.visible_to(request.user).filter(property=prop)


class RemovedForm(forms.Form):
    """From which moment on, and where in the list."""

    updated_since = MomentField(
        error_messages={
            "required": "Say since when, such as 2027-03-31T09:00:00Z.",
            "invalid": "This must be a moment, such as 2027-03-31T09:00:00Z.",
        },
        help_text="Gone since this moment. Needed.",
    )
    limit = Whole(1, MOST_AT_ONCE, help_text=f"Rows of one page: {DEFAULT_LIMIT} unless named.")
    cursor = forms.CharField(required=False, max_length=200, help_text="As the `next` link says.")
    after = (EARLIEST, "")

    def clean_cursor(self) -> str:
        text = self.cleaned_data["cursor"]
        if text:
            try:
                at, reference = json.loads(base64.urlsafe_b64decode(text.encode()))
                self.after = (_moment(at), str(reference).replace("\0", "")[:20])
            except (ValueError, TypeError, OverflowError):
                raise forms.ValidationError("This list gave out no such cursor.") from None
        return text


class RemovedProperties(OfEstate, ApiView):
    """Properties that you could see and cannot any more, and since when: take them out of your copy."""

    def get(self, request: Any) -> HttpResponseBase:
        """A page, the earliest first."""
        form = RemovedForm(request.GET)
        checked(form)
        as_of, size = settled(), form.cleaned_data["limit"] or DEFAULT_LIMIT
        rows = removed_since(request.user, form.cleaned_data["updated_since"], after=form.after, most=size + 1)
        following = None
        if len(rows) > size:
            place = json.dumps([rows[size - 1].removed_at.isoformat(), rows[size - 1].reference])
            query = request.GET.copy()
            query["cursor"] = base64.urlsafe_b64encode(place.encode()).decode()
            following = request.build_absolute_uri(f"?{query.urlencode()}")
        results = [{"reference": row.reference, "removed_at": row.removed_at.isoformat()} for row in rows[:size]]
        page = {"count": None, "next": following, "previous": None, "as_of": as_of.isoformat(), "results": results}
        return answer(request, json.dumps(page))

    def describe(self, method: str) -> dict[str, Any]:
        moment = {"type": "string", "format": "date-time"}
        row = {"type": "object", "properties": {"reference": {"type": "string"}, "removed_at": moment}}
        good = {
            "description": "A page.",
            "content": {"application/json": {"schema": schema.page_of(row, {"as_of": moment})}},
        }
        return {
            "id": "properties_removed",
            "parameters": schema.parameters_of(RemovedForm(schema.nothing_asked())),
            "responses": schema.answers({"200": good}, conditional=True),
        }
