"""The estate added up, and the dates of its leases."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase

from estate.api.access import OfEstate
from estate.calc.lease_dates import Kind
from estate.filters import PropertyFilter
from estate.forms.lease_diary import DiaryForm
from estate.models import Property
from estate.selectors.lease_diary import LeaseEvent, diary_leases, events_of, rows_of
from estate.selectors.summaries import DIMENSIONS, MEASURES, summary
from totalplace.api import schema
from totalplace.api.base import ApiView, answer, checked
from totalplace.api.errors import Refused
from totalplace.api.parameters import DEFAULT_LIMIT, FORMATS, MOST_AT_ONCE, Codes, One, Whole, faults_of, unknown
from totalplace.api.plainly import plain, rows_as_csv
from totalplace.calc.problems import Fault, Problem, of_parameters
from totalplace.db.texts import Column

MOST_DIMENSIONS = 2
FURTHEST_EVENT = 10_000
EVENT = (
    Column("on", "", "date", "The day, or the first of several."),
    Column("until", "", "date", "The last day."),
    Column("kind", "", "code", values=[kind.value for kind in Kind]),
    Column("property", "", words="Its reference."),
    Column("name", ""),
    Column("organisation", ""),
    Column("lease", "", "integer"),
    Column("role", ""),
    Column("counterparty", ""),
    Column("annual_rent", "", "number", "Pounds a year."),
)


class SummaryForm(forms.Form):
    """What to add up by."""

    by = Codes(
        choices=[(name, name) for name in DIMENSIONS],
        error_messages={"required": f"Say by what: one or two of {', '.join(DIMENSIONS)}."},
        help_text="One or two dimensions, parted by a comma. Needed.",
    )
    format = One(required=False, choices=[(name, name) for name in ("json", "csv")], help_text="How it is written.")

    def clean_by(self) -> list[str]:
        by = self.cleaned_data["by"]
        if not by:
            raise forms.ValidationError(self.fields["by"].error_messages["required"])
        if len(by) > MOST_DIMENSIONS:
            raise forms.ValidationError(f"At most {MOST_DIMENSIONS}: you named {len(by)}.")
        return by


class Summary(OfEstate, ApiView):
    """How many properties, m², hectares and pounds, by one or two dimensions; narrowed by the filters of the list."""

    def filters(self, request: Any) -> PropertyFilter:
        user = request.user if request else None
        data = request.GET if request else schema.nothing_asked()
        return PropertyFilter(data, Property.objects.visible_to(user), beside=data, user=user)

    def get(self, request: Any) -> HttpResponseBase:
        """{by, results}; `running_cost_per_m2` is over those of which both cost and size are known."""
        form, filters = SummaryForm(request.GET), self.filters(request)
        checked(form, also=filters)
        by = form.cleaned_data["by"]
        rows = summary(request.user, filters.qs, by, filters.dimensions)
        if form.cleaned_data["format"] == "csv":
            names = [*by, "count", *MEASURES, "running_cost_per_m2"]
            return HttpResponse(rows_as_csv(names, rows), content_type=f"{FORMATS['csv']}; charset=utf-8")
        return answer(request, json.dumps({"by": by, "results": rows}, default=plain))

    def describe(self, method: str) -> dict[str, Any]:
        number = {"type": ["number", "null"]}
        row = {
            "type": "object",
            "properties": {name: {"type": ["string", "null"]} for name in DIMENSIONS}
            | {"count": {"type": "integer"}}
            | dict.fromkeys((*MEASURES, "running_cost_per_m2"), number),
        }
        by = {"type": "array", "items": {"enum": list(DIMENSIONS)}}
        page = {"type": "object", "properties": {"by": by, "results": {"type": "array", "items": row}}}
        good = {"description": "Sums.", "content": {FORMATS["json"]: {"schema": page}, FORMATS["csv"]: {"schema": {}}}}
        parameters = schema.parameters_of(SummaryForm(schema.nothing_asked()), self.filters(None))
        return {
            "id": "estate_summary",
            "parameters": parameters,
            "responses": schema.answers({"200": good}, conditional=True),
        }


class EventsForm(DiaryForm):
    """The lease diary's filters, and which of the dates."""

    limit = Whole(1, MOST_AT_ONCE, help_text=f"Rows of one page: {DEFAULT_LIMIT} unless named.")
    offset = Whole(0, FURTHEST_EVENT, help_text="Rows to pass over. Further on, ask from a later day.")
    format = One(required=False, choices=[(name, name) for name in ("json", "csv")], help_text="How it is written.")


class LeaseEvents(OfEstate, ApiView):
    """The dates of leases: expiries, breaks and their deadlines, reviews, notice windows, tenancies held over.

    The twelve months from today, unless `from` and `to` say others.
    """

    def form(self, data: Any) -> EventsForm:
        return EventsForm(data, today=datetime.date.today(), beside=("from", "to"))

    def get(self, request: Any) -> HttpResponseBase:
        """A page, in the order of the days."""
        form = self.form(request.GET)
        if faults := [*unknown(request.GET, form.fields), *faults_of(form.errors, form.fields)]:
            raise Refused(of_parameters(faults))
        leases = form.narrowed(diary_leases(request.user))
        size, skip = form.cleaned_data["limit"] or DEFAULT_LIMIT, form.cleaned_data["offset"] or 0
        count = rows_of(leases, form.span, form.kinds).count()
        if skip and skip >= count:
            words = f"There are {count:,} rows, so none after offset {skip:,}."
            raise Refused(Problem(404, "beyond-the-end", words, [Fault("offset", words)]))
        rows = [_event(each) for each in events_of(leases, form.span, form.kinds, skip=skip, most=size)]
        if form.cleaned_data["format"] == "csv":
            return HttpResponse(
                rows_as_csv([column.name for column in EVENT], rows), content_type=f"{FORMATS['csv']}; charset=utf-8"
            )
        following, previous = _neighbours(request, count, skip, size)
        page = {"count": count, "next": following, "previous": previous, "results": rows}
        return answer(request, json.dumps(page, default=plain))

    def describe(self, method: str) -> dict[str, Any]:
        row = schema.object_of(EVENT)
        return {
            "id": "lease_events",
            "parameters": schema.parameters_of(self.form(schema.nothing_asked())),
            "responses": schema.answers(
                {"200": {"description": "A page.", "content": schema.contents(("json", "csv"), row)}}, conditional=True
            ),
        }


def _neighbours(request: Any, count: int, skip: int, size: int) -> tuple[str | None, str | None]:
    def at(offset: int) -> str:
        query = request.GET.copy()
        query["offset"] = str(offset)
        return str(request.build_absolute_uri(f"?{query.urlencode()}"))

    following = at(skip + size) if skip + size < count and skip + size <= FURTHEST_EVENT else None
    return following, at(max(0, skip - size)) if skip else None


def _event(event: LeaseEvent) -> dict[str, Any]:
    lease = event.lease
    return {
        "on": event.on,
        "until": event.until,
        "kind": event.kind.value,
        "property": lease.property.reference,
        "name": lease.property.name or None,
        "organisation": lease.property.organisation.code,
        "lease": lease.pk,
        "role": lease.role,
        "counterparty": lease.counterparty or None,
        "annual_rent": lease.annual_rent,
    }
