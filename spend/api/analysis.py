"""Spend added up, rules of who decides, classifications, and a count as one package."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase

from spend.api.access import OfSpend
from spend.models import Count, Scheme
from spend.selectors.local_control import by_every_rule
from spend.selectors.package import fiscal_package
from spend.selectors.purposes import by_codes, schemes
from spend.selectors.reading import ONE, Reading
from spend.selectors.real_terms import prices, series
from spend.selectors.sums import DIMENSIONS, summary
from totalplace.api import schema
from totalplace.api.base import ApiView, answer
from totalplace.api.errors import Refused
from totalplace.api.parameters import FORMATS, Codes, One, faults_of, unknown
from totalplace.api.plainly import plain, rows_as_csv
from totalplace.calc.problems import of_parameters

MOST_DIMENSIONS = 2


class CountForm(forms.Form):
    """Which count; the latest unless one is named."""

    count = forms.CharField(required=False, max_length=40, help_text="Its key: the latest count unless named.")
    format = One(required=False, choices=[(name, name) for name in ("json", "csv")], help_text="How it is written.")
    prices = forms.IntegerField(
        required=False, min_value=1990, max_value=2100,
        help_text="In real terms: in the prices of the financial year that begins in this one. See deflators/.",
    )  # fmt: skip

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        self.user = user
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

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        year, count = asked.get("prices"), asked.get("count")
        self.factor = ONE
        if year is not None and count is not None:
            index = series(self.user)
            found = prices(index, count, year)
            if found is None:
                years = ", ".join(map(str, index)) if count.year in index else ""
                remedy = f"Choose one of: {years}." if years else "No series of deflators has this count's year."
                raise forms.ValidationError({"prices": f"There are no such prices. {remedy}"})
            self.factor = found.factor
        return asked


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
            return HttpResponse(rows_as_csv(self.named(form), rows), content_type=f"{FORMATS['csv']}; charset=utf-8")
        body = {"count": form.cleaned_data["count"].key, "results": rows}
        return answer(request, json.dumps(body, default=plain, ensure_ascii=False))

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
        rows = summary(request.user, form.cleaned_data["count"], form.cleaned_data["by"])
        return [row | {"amount": round(row["amount"] * form.factor, 2)} for row in rows]

    def named(self, form: CountForm) -> Sequence[str]:
        return [*form.cleaned_data["by"], "lines", "amount"]


class ControlRules(OfCount):
    """Rules of what is under local control, with the pounds and share (0 to 1) of a count that each gives."""

    operation = "spend_control_rules"
    names = ("key", "edition", "name", "words", "local", "total", "share", "stated_share", "source", "place")
    types = dict.fromkeys(names, TEXT) | dict.fromkeys(("local", "total", "share", "stated_share"), NUMBER)

    def rows(self, request: Any, form: CountForm) -> list[dict[str, Any]]:
        reading = Reading(request.user, form.cleaned_data["count"], form.factor)
        total = reading.total
        return [
            {name: getattr(rule, name) for name in ("key", "edition", "name", "words", "stated_share", "place")}
            | {"source": rule.source.key, "local": local, "total": total, "share": local / total if total else None}
            for rule, local in by_every_rule(reading)
        ]


class Classified(OfCount):
    """Every code of every classification, with the pounds of a count under it."""

    operation = "spend_codes"
    names = ("scheme", "edition", "code", "label", "parent", "lines", "amount")
    types = dict.fromkeys(names, TEXT) | {"lines": {"type": "integer"}, "amount": NUMBER}

    def among(self, known: list[Scheme]) -> list[Scheme]:
        """Which classifications."""
        return known

    def rows(self, request: Any, form: CountForm) -> list[dict[str, Any]]:
        reading = Reading(request.user, form.cleaned_data["count"], form.factor)
        return [
            {
                "scheme": each.code.scheme.key,
                "edition": each.code.scheme.edition,
                "code": each.code.code,
                "label": each.code.label,
                "parent": each.code.parent.code if each.code.parent else None,
                "lines": each.lines,
                "amount": round(each.amount, 2),
            }
            for each in by_codes(reading, self.among(schemes(reading)))
        ]


class Themes(Classified):
    """The codes of local classifications, with the pounds of a count under each."""

    operation = "spend_themes"

    def among(self, known: list[Scheme]) -> list[Scheme]:
        return [each for each in known if each.is_local]


class PackageForm(CountForm):
    """Which count: a package has the pounds of its own year."""

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, user=user)
        del self.fields["prices"]


class Package(OfCount):
    """A count as a Fiscal Data Package: a ZIP of datapackage.json and lines.csv."""

    form_class = PackageForm
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
