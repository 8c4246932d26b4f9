"""The lists of spend: each its columns, orders and filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from spend import choices, models
from spend.api.access import OfSpend
from totalplace.api.lists import ListView
from totalplace.api.parameters import Codes, ListForm
from totalplace.db.texts import Column
from totalplace.selectors.keyset import Sort

SOURCE = (
    Column("source", "source__key", words="The key of the document that says so."),
    Column("place", "place", words="Where in the document."),
)
STATED = (
    Column("low", "low", "number", "As published; null where it is not."),
    Column("high", "high", "number", "The same as low where one figure is given."),
    Column("comparator", "comparator", "code", "How the document puts it.", values=choices.Comparator.values),
    Column("words", "words", words="The document's own words."),
)
ILLUSTRATIVE = Column("is_illustrative", "is_illustrative", "boolean", "Made up for the demonstration.")
Filters = dict[str, tuple[str, Any]]


def text(words: str) -> forms.CharField:
    """A parameter that names one code or key."""
    return forms.CharField(required=False, max_length=60, help_text=words)


def codes(of: type[choices.models.TextChoices], words: str) -> Codes:
    """A parameter that names one or several of a code list."""
    return Codes(required=False, choices=of.choices, help_text=words)


class SpendList(OfSpend, ListView):
    """A list of spend. `narrowed` has each filter's name, the field it asks and what it may be."""

    model: Any = None
    default_sort = "id"
    sorts = {"id": Sort("id", "Number", "id", int)}
    narrowed: Filters = {}

    def form(self, data: Any) -> ListForm:
        form = super().form(data)
        for name, (_, field) in self.narrowed.items():
            form.fields[name] = field
        return form

    def found(self, request: Any, form: ListForm, filters: Any) -> QuerySet[Any]:
        asked = {
            (f"{field}__in" if isinstance(form.cleaned_data[name], list) else field): form.cleaned_data[name]
            for name, (field, _) in self.narrowed.items()
            if form.cleaned_data[name]
        }
        return self.model.objects.visible_to(request.user).filter(**asked)


OF_COUNT = {"count": ("count__key", text("Of the count with this key."))}


class Counts(SpendList):
    """Counts of a place's spending: which place, which year, what its source says it comes to."""

    model = models.Count
    columns = (
        Column("key", "key"),
        Column("title", "title"),
        Column("place_name", "place_name"),
        Column("area", "area__code", words="The GSS code, where it is an area here."),
        Column("year", "year", "integer", "The calendar year in which the financial year begins."),
        Column("stage", "stage", "code", values=choices.Stage.values),
        Column("stated_total", "stated_total", "number", "Pounds, as its source says."),
        Column("population", "population", "integer"),
        Column("published_on", "published_on", "date"),
        *SOURCE,
    )


class Bodies(SpendList):
    """Bodies that fund, commission or provide."""

    model = models.Body
    columns = (
        Column("code", "code", words="Short and stable."),
        Column("name", "name"),
        Column("sector", "sector", "code", values=choices.Sector.values),
        Column("parent", "parent__code"),
        Column("organisation", "organisation__code", words="The organisation that it is, where it keeps an estate."),
        Column("is_funder", "is_funder", "boolean"),
        Column("is_commissioner", "is_commissioner", "boolean"),
        Column("is_provider", "is_provider", "boolean"),
        Column("stands_for", "stands_for", "integer", "How many bodies are counted as this one."),
    )
    sorts = {sort.key: sort for sort in (Sort("code", "Code", "code"), Sort("name", "Name", "name"))}
    default_sort = "code"
    narrowed = {"sector": ("sector", codes(choices.Sector, "Of these sectors."))}


class Lines(SpendList):
    """Lines of counts, in their source's words."""

    model = models.Line
    columns = (
        Column("reference", "reference", words="With the version it cites the figure for ever."),
        Column("version", "version", "integer"),
        Column("count", "count__key"),
        Column("year", "count__year", "integer", "The calendar year in which the financial year begins."),
        Column("body", "body__code"),
        Column("body_name", "body__name"),
        Column("sector", "body__sector", "code", values=choices.Sector.values),
        Column("label", "label", words="The source's own words."),
        Column("amount", "amount", "number", "Pounds; income is negative."),
        Column("direction", "direction", "code", values=choices.Direction.values),
        Column("basis", "basis", "code", values=choices.Basis.values),
        Column("certainty", "certainty", "code", values=choices.Certainty.values),
        Column("account", "account", "code", values=choices.Account.values),
        Column("method", "method", "code", "How it came to belong to the place.", values=choices.Method.values),
        Column("confidence", "confidence", "code", values=choices.Confidence.values),
        Column("control", "control", "code", "Who decides.", values=choices.Control.values),
        Column("funder", "funder__code"),
        *SOURCE,
        Column("updated_at", "updated_at", "moment"),
    )
    sorts = {
        sort.key: sort
        for sort in (Sort("reference", "Reference", "reference"), Sort("updated_at", "Changed", "updated_at"))
    }
    default_sort = "reference"
    narrowed = OF_COUNT | {
        "body": ("body__code", text("Of the body with this code.")),
        "sector": ("body__sector", codes(choices.Sector, "Of bodies of these sectors.")),
        "control": ("control", codes(choices.Control, "Decided so.")),
        "certainty": ("certainty", codes(choices.Certainty, "Outturn or estimate.")),
    }


class Flows(SpendList):
    """Pounds that one body passes to another."""

    model = models.Flow
    columns = (
        Column("id", "id", "integer"),
        Column("count", "count__key"),
        Column("payer", "payer__code"),
        Column("payee", "payee__code"),
        Column("stream", "stream__key"),
        Column("amount", "amount", "number", "Pounds."),
        ILLUSTRATIVE,
        *SOURCE,
    )
    narrowed = OF_COUNT | {
        "payer": ("payer__code", text("From the body with this code.")),
        "payee": ("payee__code", text("To the body with this code.")),
    }


class Streams(SpendList):
    """Money given for a purpose."""

    model = models.Stream
    columns = (
        Column("key", "key"),
        Column("name", "name"),
        Column("funder", "funder__code"),
        Column("purpose", "purpose"),
        Column("target_group", "target_group"),
        Column("ringfence", "ringfence", "code", values=choices.Ringfence.values),
        Column("starts_on", "starts_on", "date"),
        Column("ends_on", "ends_on", "date"),
        Column("conditions", "conditions"),
        ILLUSTRATIVE,
        *SOURCE,
    )
    sorts = {"key": Sort("key", "Key", "key")}
    default_sort = "key"
    narrowed = {"ringfence": ("ringfence", codes(choices.Ringfence, "Tied so."))}


class Neighbourhoods(SpendList):
    """What was spent in neighbourhoods, as documents say."""

    model = models.NeighbourhoodEstimate
    columns = (
        Column("id", "id", "integer"),
        Column("name", "name"),
        Column("area", "area__code"),
        Column("county", "county__key", words="The count that it is set beside."),
        Column("heading", "heading", words="Null for all spending."),
        *STATED,
        Column("method", "method", "code", values=choices.Method.values),
        Column("population", "population", "integer"),
        Column("households", "households", "integer"),
        Column(
            "stated_excess", "stated_excess", "number", "Per cent above the county's average, as the document says."
        ),
        *SOURCE,
    )
    narrowed = {"county": ("county__key", text("Beside the count with this key."))}


class Peers(SpendList):
    """What other places spend, as published."""

    model = models.PeerFigure
    columns = (
        Column("id", "id", "integer"),
        Column("name", "name"),
        Column("unit", "unit", "code", values=choices.Unit.values),
        Column("year", "year", "integer"),
        *STATED,
        Column("population", "population", "integer"),
        Column("scope", "scope", words="Figures of another scope do not compare."),
        *SOURCE,
    )
    narrowed = {"unit": ("unit", codes(choices.Unit, "In these units."))}


class Overheads(SpendList):
    """What it costs places to run, inspect and report on services, as published."""

    model = models.Overhead
    columns = (
        Column("id", "id", "integer"),
        Column("name", "name"),
        Column("kind", "kind", "code", values=choices.OverheadKind.values),
        Column("unit", "unit", "code", values=choices.Unit.values),
        Column("year", "year", "integer"),
        *STATED,
        *SOURCE,
    )
    narrowed = {"kind": ("kind", codes(choices.OverheadKind, "Of these kinds."))}


class Typologies(SpendList):
    """Kinds of case that cost much."""

    model = models.Typology
    columns = (
        Column("id", "id", "integer"),
        Column("theme", "theme"),
        Column("name", "name"),
        Column("cases", "cases", "integer"),
        *STATED,
        Column("repeats", "repeats"),
        Column("repeat_share", "repeat_share", "number", "The share (0 to 1) that may come again."),
        Column("repeat_years", "repeat_years", "integer"),
        *SOURCE,
    )
    narrowed = {"theme": ("theme", text("Of this theme."))}


class Sources(SpendList):
    """The documents that figures are taken from."""

    model = models.Source
    columns = (
        Column("key", "key"),
        Column("title", "title"),
        Column("publisher", "publisher"),
        Column("published_on", "published_on", "date"),
        Column("dated", "dated", words="As the document dates itself."),
        Column("address", "address"),
        Column("licence", "licence"),
    )
    sorts = {"key": Sort("key", "Key", "key")}
    default_sort = "key"


class Deflators(SpendList):
    """The price level of financial years, in each series that was loaded."""

    model = models.Deflator
    columns = (
        Column("id", "id", "integer"),
        Column("vintage", "vintage", words="The publication."),
        Column("year", "year", "integer", "The calendar year in which the financial year begins."),
        Column("index", "index", "number"),
        *SOURCE,
    )
    narrowed = {"vintage": ("vintage", text("Of this publication."))}
