"""Spend added up, rules of who decides, classifications, and a count as one package."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase

from spend.api.access import OfSpend
from spend.models import Count
from spend.selectors.classified import codes_of, schemes_of
from spend.selectors.control import rules_of
from spend.selectors.package import fiscal_package
from spend.selectors.sums import DIMENSIONS, summary
from totalplace.api import schema
from totalplace.api.base import ApiView, answer
from totalplace.api.errors import Refused
from totalplace.api.parameters import FORMATS, Codes, One, faults_of, unknown
from totalplace.calc.problems import of_parameters
from totalplace.importing.neutral import neutralise

MOST_DIMENSIONS = 2


class CountForm(forms.Form):
    """Which count; the latest unless one is named."""

    count = forms.CharField(required=False, max_length=40, help_text="Its key: the latest count unless named.")
    format = One(required=False, choices=[(name, name) for name in ("json", "csv")], help_text="How it is written.")

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        self.counts = Count.objects.visible_to(user)

    def clean_count(self) -> Count:
        key = self.cleaned_data["count"]
        found = (self.counts.filter(key=key) if key else self.counts).first()
        if found is None:
            keys = ", ".join(self.counts.values_list("key", flat=True)[:20])
            raise forms.ValidationError(
                f"There is no such count. There are: {keys}." if keys else "There is no count yet."
            )
        return found


class SummaryForm(CountForm):
    """What to add up by."""

    by = Codes(
        choices=[(name, name) for name in DIMENSIONS],
        help_text="One or two dimensions, parted by a comma. Needed.",
    )

    def clean_by(self) -> list[str]:
        by = self.cleaned_data["by"]
        if not by:
            raise forms.ValidationError(f"Say by what: one or two of {', '.join(DIMENSIONS)}.")
        if len(by) > MOST_DIMENSIONS:
            raise forms.ValidationError(f"At most {MOST_DIMENSIONS}: you named {len(by)}.")
        return by


class OfCount(OfSpend, ApiView):
    """Something worked out of one count: `rows` with `names`."""

    form_class: type[CountForm] = CountForm
    names: Sequence[str] = ()
    types: Mapping[str, Any] = {}
    operation = ""

    def rows(self, request: Any, form: CountForm) -> list[dict[str, Any]]:
        """What is answered."""
        raise NotImplementedError

    def named(self, form: CountForm) -> Sequence[str]:
        """The columns of its CSV."""
        return self.names

    def get(self, request: Any) -> HttpResponseBase:
        """{count, results}, or the results as CSV."""
        form = self.form_class(request.GET, user=request.user)
        if faults := [*unknown(request.GET, form.fields), *faults_of(form.errors, form.fields)]:
            raise Refused(of_parameters(faults))
        rows = self.rows(request, form)
        if form.cleaned_data["format"] == "csv":
            return HttpResponse(_csv(self.named(form), rows), content_type=f"{FORMATS['csv']}; charset=utf-8")
        body = {"count": form.cleaned_data["count"].key, "results": rows}
        return answer(request, json.dumps(body, default=_plain, ensure_ascii=False))

    def describe(self, method: str) -> dict[str, Any]:
        row = {"type": "object", "properties": dict(self.types)}
        page = {
            "type": "object",
            "properties": {"count": {"type": "string"}, "results": {"type": "array", "items": row}},
        }
        good = {
            "description": "Results.",
            "content": {FORMATS["json"]: {"schema": page}, FORMATS["csv"]: {"schema": {}}},
        }
        parameters = schema.parameters_of(self.form_class(schema.nothing_asked(), user=None))
        return {
            "id": self.operation,
            "parameters": parameters,
            "responses": schema.answers({"200": good}, conditional=True),
        }


NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}


class Summary(OfCount):
    """The pounds and lines of a count, by one or two dimensions; each pound once."""

    form_class = SummaryForm
    operation = "spend_summary"
    types = dict.fromkeys(DIMENSIONS, TEXT) | {"lines": {"type": "integer"}, "amount": NUMBER}

    def rows(self, request: Any, form: CountForm) -> list[dict[str, Any]]:
        return summary(request.user, form.cleaned_data["count"], form.cleaned_data["by"])

    def named(self, form: CountForm) -> Sequence[str]:
        return [*form.cleaned_data["by"], "lines", "amount"]


class ControlRules(OfCount):
    """Rules of what is under local control, with the pounds and share (0 to 1) of a count that each gives."""

    operation = "spend_control_rules"
    names = ("key", "edition", "name", "words", "local", "total", "share", "stated_share", "source", "place")
    types = dict.fromkeys(names, TEXT) | dict.fromkeys(("local", "total", "share", "stated_share"), NUMBER)

    def rows(self, request: Any, form: CountForm) -> list[dict[str, Any]]:
        return rules_of(request.user, form.cleaned_data["count"])


class Classified(OfCount):
    """Every code of every classification, with the pounds of a count under it."""

    operation = "spend_codes"
    names = ("scheme", "edition", "code", "label", "parent", "lines", "amount")
    types = dict.fromkeys(names, TEXT) | {"lines": {"type": "integer"}, "amount": NUMBER}

    def rows(self, request: Any, form: CountForm) -> list[dict[str, Any]]:
        return codes_of(request.user, form.cleaned_data["count"])


class Themes(Classified):
    """The codes of local classifications, with the pounds of a count under each."""

    operation = "spend_themes"

    def rows(self, request: Any, form: CountForm) -> list[dict[str, Any]]:
        local = {(each.key, each.edition) for each in schemes_of(request.user) if each.is_local}
        return [row for row in super().rows(request, form) if (row["scheme"], row["edition"]) in local]


class Package(OfCount):
    """A count as a Fiscal Data Package: a ZIP of datapackage.json and lines.csv."""

    operation = "spend_package"

    def get(self, request: Any) -> HttpResponseBase:
        """The package as a file."""
        form = self.form_class(request.GET, user=request.user)
        if faults := [*unknown(request.GET, form.fields), *faults_of(form.errors, form.fields)]:
            raise Refused(of_parameters(faults))
        count = form.cleaned_data["count"]
        return FileResponse(
            fiscal_package(request.user, count),
            as_attachment=True,
            filename=f"{count.key}.fiscal.zip",
            content_type="application/zip",
        )

    def describe(self, method: str) -> dict[str, Any]:
        good = {"description": "The package.", "content": {"application/zip": {"schema": {}}}}
        described = super().describe(method)
        return described | {"responses": schema.answers({"200": good})}


def _csv(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(names)
    for row in rows:
        writer.writerow(neutralise(row[name]) if isinstance(row[name], str) else row[name] for name in names)
    return made.getvalue()


def _plain(value: Any) -> Any:
    """Money and shares as JSON numbers."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{value!r} has no form in JSON here")
