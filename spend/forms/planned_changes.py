"""The forms of the budget protocol: a planned change, an answer to one, a decision, the rules of alarms."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms

from spend.calc.years import parse_financial_year
from spend.choices import ChangeKind, Decision, Group, Position, Service
from spend.models import PlannedChange
from spend.selectors.planned_areas import places_offered
from spend.services.planned_changes import PARTS
from totalplace.calc.parsed import Parsed
from totalplace.calc.values import parse_integer, parse_money, parse_number
from totalplace.forms.editing import RecordForm, day, line, lines
from totalplace.forms.fields import ChosenField, ParsedField, RowsField, TicksField
from totalplace.models import Organisation

MOST_PEOPLE = 100_000_000
SMALL_AREA = re.compile(r"E01\d{6}")


def parse_small_areas(value: Any) -> Parsed:
    """Codes of small areas, parted by spaces, commas or lines, as a tuple."""
    return Parsed(tuple(dict.fromkeys(re.findall(r"[^\s,;]+", str(value or "").upper()))))


class ChangeForm(RecordForm):
    """A planned change. `opened` carries its amounts, places and effects as they were when the page was opened."""

    unasked = frozenset({"version", "reason", "opened", "organisation", "small_areas"})
    title = line("What is planned", 200, width=30, required="Say in a few words what is planned.")
    description = lines("What would change", help="For whom, from when, and what would be there instead.")
    service = ChosenField(Service.choices, "Service", unknown="Choose one")
    kind = ChosenField(ChangeKind.choices, "Kind of change", unknown="Choose one")
    amounts = RowsField(
        "Effect on your net budget",
        {
            "year": ParsedField(parse_financial_year, "Financial year", width=10, required="Write the year."),
            "amount": ParsedField(
                parse_money, "Pounds a year", width=10, numeric=True, required="Write the amount in pounds."
            ),
        },
        noun="Year",
        help="A line for each year, as 2026/27 and −120,000. Write what you would spend less with a minus sign, and "
        "what you would spend more without. Empty a line to take it out; save for more lines.",
    )
    groups = TicksField(Group.choices, "Who is affected")
    people_affected = ParsedField(
        partial(parse_integer, minimum=0, maximum=MOST_PEOPLE),
        "How many people are affected", width=10, numeric=True, help="Leave it empty if it is not known.",
    )  # fmt: skip
    areas = RowsField("Places", {}, noun="Place", help="The county, districts or wards that it is for.")
    small_areas = ParsedField(
        parse_small_areas, "Small areas", blank=(), width=30,
        help="Codes of lower layer super output areas, such as E01032345, parted by commas. Optional.",
    )  # fmt: skip
    effects = RowsField(
        "Effect on partners",
        {},
        noun="Partner",
        help="Cost to the partner in pounds; empty if not known; a minus sign if it saves the partner money.",
    )
    decision_due_on = day("To be decided on")
    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100_000)

    def __init__(self, *args: Any, record: PlannedChange | None, bodies: list[tuple[int, str]], parts: Any, **kw: Any):
        given = parts or dict.fromkeys(PARTS, ())
        small = tuple(code for code in given["areas"] if SMALL_AREA.fullmatch(code))
        initial = {
            "amounts": given["amounts"], "effects": given["effects"], "small_areas": ", ".join(small),
            "areas": tuple(code for code in given["areas"] if code not in small), "opened": as_opened(given),
        }  # fmt: skip
        super().__init__(*args, record=record, initial=initial | kw.pop("initial", {}), **kw)
        if record is None:
            del self.fields["opened"], self.fields["reason"]
            if len(bodies) > 1:
                self.fields["organisation"] = ChosenField(
                    bodies, "Body", coerce=int, required="Choose the body that plans it."
                )
                self.order_fields(["organisation", *(name for name in self.fields if name != "organisation")])
        _columns(self.fields["areas"], place=ChosenField(_places(), "Place", unknown="None"))
        others = Organisation.objects.filter(is_partner=True).order_by("name").values_list("pk", "name")
        _columns(
            self.fields["effects"],
            body=ChosenField(list(others), "Body", coerce=int, unknown="None", required="Choose the body."),
            cost=ParsedField(parse_money, "Cost to it, £", width=10, numeric=True),
            words=line("How", 300, width=20),
        )

    def clean_opened(self) -> dict[str, Any]:
        """What belonged to the change when the page was opened; nothing where that cannot be read."""
        try:
            rows = json.loads(self.cleaned_data["opened"] or "{}")
            return {
                "amounts": tuple((str(year), Decimal(amount)) for year, amount in rows["amounts"]),
                "areas": tuple(map(str, rows["areas"])),
                "effects": tuple(
                    (int(body), None if cost is None else Decimal(cost), str(words))
                    for body, cost, words in rows["effects"]
                ),
            }
        except (ValueError, TypeError, KeyError, ArithmeticError):
            return {}

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["areas"] = tuple(sorted({*found["areas"], *self.cleaned_data["small_areas"]}))
        return found


def as_opened(parts: Mapping[str, Any]) -> str:
    """What belongs to a change, as the hidden box of the form carries it."""
    return json.dumps(parts, default=str)


def _columns(field: Any, **columns: forms.Field) -> None:
    field.columns = columns
    field.widget.columns = columns


def _places() -> list[tuple[str, str]]:
    return [
        (code, name if level != "ward" else f"{name} (ward{f', {around}' if around else ''})")
        for code, name, level, around in places_offered()
    ]


class AnswerForm(RecordForm):
    """A partner's answer."""

    unasked = frozenset({"version", "reason", "organisation"})
    position = ChosenField(Position.choices, "Your answer", required="Choose your answer.")
    cost = ParsedField(
        parse_money, "What it costs you", prefix="£", width=10, numeric=True,
        help="Only where it costs you money, in pounds for all its years together; empty if not known.",
    )  # fmt: skip
    words = lines("What you say to it")

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        if self.record is None:
            # Somebody of the same body may answer meanwhile: what she then chooses is of that answer's version.
            self.fields["version"] = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
        if len(bodies) > 1:
            self.fields["organisation"] = ChosenField(
                bodies, "Body", coerce=int, required="Choose the body that answers."
            )
            self.order_fields(["organisation", *(name for name in self.fields if name != "organisation")])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("cost") is not None and given.get("position") and given["position"] != Position.COST:
            self.add_error("cost", "Give a cost only where you answer that it costs you money.")
        if given.get("cost") is not None and given["cost"] <= 0:
            self.add_error("cost", "Write a cost above £0, or leave it empty if it is not known.")
        return given


class DecisionForm(RecordForm):
    """What was decided."""

    decision = ChosenField(Decision.choices, "Decision", required="Choose what was decided.")
    decided_on = day("Decided on", required="Write the day of the decision.")
    decision_reasons = lines(
        "Reasons", help="What was weighed, and what became of the partners’ answers.",
        required="Give the reasons: they stay with the decision.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class RulesForm(RecordForm):
    """By what rules alarms are raised."""

    notice_days = ParsedField(
        partial(parse_integer, minimum=0, maximum=366), "Days between entering and deciding", width=4, numeric=True,
        required="Write how many days.", help="A decision that is due, or was taken, sooner raises an alarm.",
    )  # fmt: skip
    least_bodies = ParsedField(
        partial(parse_integer, minimum=2, maximum=50), "Bodies whose changes meet", width=4, numeric=True,
        required="Write how many bodies.", help="From so many on, a community is hit by many.",
    )  # fmt: skip
    least_shift = ParsedField(
        partial(parse_number, minimum=0, maximum=10**10, places=2), "Least cost to a partner", prefix="£", width=10,
        numeric=True, required="Write an amount in pounds.", help="A smaller cost raises no alarm.",
    )  # fmt: skip
    community_kinds = TicksField(
        ChangeKind.choices, "Changes that a community feels", required="Tick at least one kind of change."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class FilterForm(forms.Form):
    """By what the list of planned changes is narrowed."""

    body = forms.ChoiceField(label="Body", required=False)
    service = forms.ChoiceField(label="Service", required=False, choices=[("", "All services"), *Service.choices])
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *ChangeKind.choices])
    group = forms.ChoiceField(label="Group", required=False, choices=[("", "All groups"), *Group.choices])
    year = forms.ChoiceField(label="Year", required=False)
    area = forms.ChoiceField(label="Place", required=False)
    decision = forms.ChoiceField(
        label="Decision", required=False, choices=[("", "All"), ("undecided", "Not decided"), *Decision.choices]
    )

    def __init__(self, *args: Any, bodies: Any, years: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "All bodies"), *bodies]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "All years"), *((year, year) for year in years)]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "Whole county"), *_places()]  # type: ignore[attr-defined]
