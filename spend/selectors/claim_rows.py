"""Claims and contradictions as rows of the API: what each column is called and where it comes from."""

from __future__ import annotations

from django.db.models import F, Func, JSONField, OuterRef, QuerySet, Subquery, Value

from spend import choices
from spend.models import ContradictionSide
from totalplace.db.texts import Column


def _list(sides: QuerySet, said: Func | F, place: str) -> Subquery:
    """What is said of each of the rows, as a JSON list in the order of `place`."""
    rows = sides.order_by(place).annotate(_said=said).values("_said")
    return Subquery(rows, template="(SELECT to_jsonb(array(%(subquery)s)))", output_field=JSONField())


def _object(**members: str) -> Func:
    """A JSON object of fields."""
    parts = [part for name, field in members.items() for part in (Value(name), F(field))]
    return Func(*parts, function="jsonb_build_object", output_field=JSONField())


IN_CONTRADICTIONS = _list(
    ContradictionSide.objects.filter(claim=OuterRef("pk")), F("contradiction__number"), "contradiction__number"
)
SIDES = _list(
    ContradictionSide.objects.filter(contradiction=OuterRef("pk")),
    _object(source="source__key", place="place", quote="quote", claim="claim__reference"),
    "order",
)
CLAIM = (
    Column("reference", "reference", words="As CL-000001: given once."),
    Column("version", "version", "integer", "What a citation names beside the reference."),
    Column("kind", "kind", "code", "What it is about.", values=choices.ClaimKind.values),
    Column("source", "source__key", words="The key of the document that says so; null where it is of a report."),
    Column("report", "report", words="The report that somebody here claims it in."),
    Column("place", "place", words="Where in the document or report."),
    Column("statement", "statement", words="Its own words."),
    Column("wording", "wording", "code", "How the figure is put.", values=choices.ClaimWording.values),
    Column("low", "low", "number", "The figure, or the lower end of a range; null where it states none."),
    Column("high", "high", "number", "The upper end of a range."),
    Column("unit", "unit", "code", values=choices.ClaimUnit.values),
    Column("tolerance", "tolerance", "number", "What the figure may have been rounded by."),
    Column("formula", "formula"),
    Column("worked_low", "worked_low", "number", "What came out; null where it cannot be worked out."),
    Column("worked_high", "worked_high", "number", "The same as worked_low but for ranges."),
    Column("verdict", "verdict", "code", values=choices.ClaimVerdict.values),
    Column("difference", "difference", "number", "What came out less what is stated, in its unit."),
    Column("percent", "percent", "number", "The difference in per cent of what is stated."),
    Column("missing", "missing", words="What would be needed to test it."),
    Column("note", "note"),
    Column("is_shared", "is_shared", "boolean", "Whether others may read it."),
    Column("contradictions", IN_CONTRADICTIONS, "list", "Numbers of the contradictions that it is in.", is_heavy=True),
    Column("inputs", "worked_from", "list", "What it was worked out of, with each source and place.", is_heavy=True),
)
CONTRADICTION = (
    Column("number", "number", "integer"),
    Column("title", "title"),
    Column("why", "why", words="Why they cannot all be right."),
    Column("sides", SIDES, "list", "Each place: document, place, its words, and the claim it states."),
)
