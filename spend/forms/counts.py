"""The form of a count: what it counts, of which year, and what its source says it comes to."""

from __future__ import annotations

from functools import partial
from typing import Any

from spend.calc.years import parse_financial_year, start_of
from spend.choices import Stage
from totalplace.calc.values import parse_integer, parse_money
from totalplace.forms.editing import RecordForm, day, line
from totalplace.forms.fields import ChosenField, ParsedField


class CountForm(RecordForm):
    """What a count says of itself, but for what it is of."""

    title = line("Title", 120, width=30, required="Give it a title.", help="Such as Worcestershire 2024/25.")
    place_name = line("Place", 120, width=20, required="Say of which place it is.")
    stated_total = ParsedField(
        parse_money, "What its source says it comes to", prefix="£", width=10, numeric=True,
        help="Whole pounds, not thousands. Empty where the source says nothing.",
    )  # fmt: skip
    population = ParsedField(
        partial(parse_integer, minimum=1, maximum=100_000_000), "People", width=10, numeric=True,
        help="What pounds a head are divided by. Empty where it is not known.",
    )  # fmt: skip
    population_words = line("Where the number of people is from", 200, width=30)
    place = line("Where in the source", 200, width=30, required="Say where in the source it stands, such as a page.")
    published_on = day("Published on", help="Empty: only people with a role see it.")


class NewCountForm(CountForm):
    """A count that is begun."""

    unasked = CountForm.unasked | {"document"}
    year = ParsedField(parse_financial_year, "Financial year", width=10, required="Write the year, as 2024/25.")
    stage = ChosenField(
        Stage.choices, "How deep", unknown="", required="Choose how deep it goes.",
        help="A high-level count has everything that is spent; a deep dive looks into one theme.",
    )  # fmt: skip
    document = line("Document it is taken from", 300, width=30, required="Name the document or file.")
    field_order = ["title", "year", "stage", "place_name", "stated_total", "population", "population_words", "document"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=None, **kwargs)
        del self.fields["reason"]

    def values(self) -> dict[str, Any]:
        found = super().values()
        return found | {"year": start_of(found["year"])}
