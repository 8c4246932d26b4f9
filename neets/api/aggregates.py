"""What was let out of young people, for programs: rates by the lattice, each analysis, and how they are counted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Never

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase

from neets.calc.lattice import LEVELS, OffTheLattice
from neets.choices.analyses import Analysis
from neets.choices.records import Band
from neets.models import MetricDefinition
from neets.selectors import analyses, rates
from totalplace.api import schema
from totalplace.api.base import ApiView, answer
from totalplace.api.errors import Refused
from totalplace.api.parameters import FORMATS, One, faults_of, unknown
from totalplace.api.plainly import plain, rows_as_csv
from totalplace.calc.problems import Fault, of_parameters
from totalplace.permissions import Action, may

NUMBER, TEXT = {"type": ["number", "null"]}, {"type": ["string", "null"]}
NO_PEOPLE = (
    "No young person is told of here, to anybody: a row of one identifies her, whatever is left out of it. Ask for "
    "counts instead: neets/rates/ by ages, level of area and month, and neets/analyses/."
)


class FormatForm(forms.Form):
    """How it is written, and nothing else: no filter cuts finer."""

    format = One(required=False, choices=[(name, name) for name in ("json", "csv")], help_text="How it is written.")


class RatesForm(FormatForm):
    """A point of the lattice."""

    ages = One(required=False, choices=Band.choices, help_text="16 to 24 unless named.")
    level = One(
        required=False,
        choices=[(level, level) for level in LEVELS[Band.PILOT.value]],
        help_text="The county unless named; wards for 16 to 24 alone.",
    )
    month = forms.CharField(required=False, max_length=7, help_text="As 2026-10: the latest that is out unless named.")


class OfCounts(ApiView):
    """For whoever's roles let her see counts of young people. `results` are its rows, `names` their columns."""

    form_class: type[FormatForm] = FormatForm
    names: Sequence[str] = ()
    types: Mapping[str, Any] = {}
    operation = ""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may(request.user, Action.VIEW_NEET_COUNTS):
            raise PermissionDenied("Your roles do not let you see counts of young people.")

    def results(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows that are answered."""
        raise NotImplementedError

    def get(self, request: Any) -> HttpResponseBase:
        """{results}, or the same as CSV."""
        form = self.form_class(request.GET)
        if faults := [*unknown(request.GET, form.fields), *faults_of(form.errors, form.fields)]:
            raise Refused(of_parameters(faults))
        rows = self.results(form.cleaned_data)
        if form.cleaned_data["format"] == "csv":
            return HttpResponse(rows_as_csv(self.names, rows), content_type=f"{FORMATS['csv']}; charset=utf-8")
        return answer(request, json.dumps({"results": rows}, default=plain, ensure_ascii=False))

    def describe(self, method: str) -> dict[str, Any]:
        row = {"type": "object", "properties": dict(self.types)}
        page = {"type": "object", "properties": {"results": {"type": "array", "items": row}}}
        content = {FORMATS["json"]: {"schema": page}, FORMATS["csv"]: {"schema": {}}}
        return {
            "id": self.operation,
            "parameters": schema.parameters_of(self.form_class(schema.nothing_asked())),
            "responses": schema.answers({"200": {"description": "Results.", "content": content}}, conditional=True),
        }


class Rates(OfCounts):
    """Counts of one month by area, rounded to fives, null where hidden; shares (0 to 1) between the bounds that those
    whose situation is not known leave open."""

    form_class = RatesForm
    operation = "neets_rates"
    names = ("code", "name", "parent", "month", "ages", "young_people", "neet", "not_known", "low", "high")
    types = dict.fromkeys(names[:5], TEXT) | dict.fromkeys(names[5:], NUMBER)

    def results(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        values = {name: asked[name] for name in ("ages", "month") if asked[name]}
        try:
            question = rates.asked(values, level=asked["level"] or "county")
        except OffTheLattice as refusal:
            field = "ages" if refusal.field == "band" else refusal.field
            raise Refused(of_parameters([Fault(field, f"{refusal.reason} {refusal.remedy}")])) from refusal
        return [
            {
                "code": each.code,
                "name": each.name,
                "parent": each.parent,
                "month": f"{each.month:%Y-%m}",
                "ages": question.band,
                "young_people": each.cohort,
                "neet": each.neet,
                "not_known": each.not_known,
                "low": each.low,
                "high": each.high,
            }
            for each in rates.by_area(question)
        ]


class Analyses(OfCounts):
    """Every analysis as it was last let out: `result` holds people rounded to fives, null where hidden."""

    operation = "neets_analyses"
    names = ("analysis", "title", "month", "until", "made_at", "result")
    types = dict.fromkeys(names[:5], TEXT) | {"result": {"type": "object"}}

    def results(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        if asked["format"] == "csv":
            words = "An analysis is no table. Ask for JSON, or take the file of its page."
            raise Refused(of_parameters([Fault("format", words)]))
        return [
            {
                "analysis": analysis.value,
                "title": str(analysis.label),
                "month": f"{let.month:%Y-%m}",
                "until": let.until,
                "made_at": let.made_at,
                "result": let.result,
            }
            for analysis in Analysis
            if (let := analyses.latest(analysis)) is not None
        ]


class Definitions(OfCounts):
    """The published ways of counting, dated: ages, months, which codes count, which are left out."""

    operation = "neets_definitions"
    names = (
        "code", "title", "age_basis", "age_from", "age_to", "months", "neet", "not_known", "left_out", "valid_from",
        "valid_to", "source", "note",
    )  # fmt: skip
    types = dict.fromkeys(names, TEXT)

    def results(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        return list(MetricDefinition.objects.values(*self.names))


class People(OfCounts):
    """Refused to everybody, with what can be asked instead."""

    operation = "neets_people"

    def get(self, request: Any) -> Never:
        """403: why no person is told of, and what is."""
        raise PermissionDenied(NO_PEOPLE)

    def describe(self, method: str) -> dict[str, Any]:
        return {"id": self.operation, "parameters": [], "responses": schema.answers({})}
