"""What the claim register may be asked, and the form by which a person brings a claim."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from spend.choices import ClaimKind, ClaimUnit, ClaimVerdict, ClaimWording
from spend.models import Claim
from spend.selectors.claims import Wanted
from totalplace.calc.parsed import Parsed
from totalplace.calc.quantities import parse_money, parse_number
from totalplace.calc.words import parse_text
from totalplace.forms.asked import AskedForm
from totalplace.forms.editing import RecordForm
from totalplace.forms.fields import ChosenField, ParsedField, RowsField, TickField

ROWS_AT_FIRST = 4
MOST_CONFLICTS = 2000
LONGEST_QUERY = 100
FORMULA_HELP = (
    "Numbers, the names of your inputs, + - * / ^ % and brackets; sum, min, max, abs, round and share(part, whole). "
    "Write two with “to” between them for a range. For example: spend / people."
)


def parse_figure(value: Any) -> Parsed:
    """A number as people write it: 46000000, £46m, 36% (read as 36), -2.5."""
    text = str(value or "").strip()
    if text.endswith("%"):
        return parse_number(text.removesuffix("%"))
    return parse_money(text) if any(letter.isalpha() or letter == "£" for letter in text) else parse_number(text)


def line(label: str, length: int, **more: Any) -> ParsedField:
    """A box for one line of text."""
    return ParsedField(partial(parse_text, max_length=length), label, blank="", **more)


def figure(label: str, **more: Any) -> ParsedField:
    """A box for a number."""
    return ParsedField(parse_figure, label, width=10, numeric=True, **more)


class ClaimsForm(AskedForm):
    """The filters of the register; a wrong one is refused by name, never ignored."""

    q = forms.CharField(label="Search", required=False, max_length=LONGEST_QUERY)
    source = forms.ChoiceField(label="Document", required=False)
    kind = forms.ChoiceField(label="About", required=False, choices=[("", "Anything"), *ClaimKind.choices])
    verdict = forms.ChoiceField(label="Verdict", required=False, choices=[("", "Any"), *ClaimVerdict.choices])
    contradicted = forms.ChoiceField(
        label="Contradictions", required=False, choices=[("", "All claims"), ("yes", "Only those contradicted")]
    )
    mine = forms.ChoiceField(label="Whose", required=False, choices=[("", "Everybody’s"), ("yes", "Mine")])
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def __init__(self, data: QueryDict, documents: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["source"].choices = [("", "All documents"), *documents]  # type: ignore[attr-defined]
        for name in ("source", "kind", "verdict", "contradicted", "mine"):
            self.fields[name].error_messages["invalid_choice"] = "“%(value).40s” is not on the list. Choose from it."
        self.fields["page"].error_messages = dict.fromkeys(
            ("invalid", "min_value", "max_value"), "There is no such page: begin again from the first."
        )

    @property
    def wanted(self) -> Wanted:
        """What was asked for; read it when there are no problems."""
        asked = self.cleaned_data
        return Wanted(
            source=asked["source"],
            kind=asked["kind"],
            verdict=asked["verdict"],
            q=asked["q"],
            is_contradicted=asked["contradicted"] == "yes",
            is_mine=asked["mine"] == "yes",
        )


class InputsField(RowsField):
    """The inputs of a formula, a row each: read to dictionaries in the order of their names."""

    asked = ("name", "value", "unit", "place", "live")

    def __init__(self) -> None:
        super().__init__(
            "Inputs",
            {
                "name": line("Name", 40, width=10, required="Give it a name, such as people."),
                "value": figure("Number"),
                "unit": ChosenField(ClaimUnit.choices, "Unit", unknown="", required="Choose a unit."),
                "place": line("Where it can be read", 200, width=20),
                "live": line("Or a figure of this register", 340, width=20),
            },
            noun="Input",
            help=(
                "The numbers that the formula names: small letters, digits and underscores. Leave a number empty where "
                "it is not published. Instead of a number you may name a figure of this register, such as "
                "worcestershire-2008.total, .people, .per_head, .top_10 or .body.WCC: it then follows the register."
            ),
        )

    def prepare_value(self, value: Any) -> list[dict[str, str]]:
        rows = super().prepare_value(value)
        return [*rows, *({} for _ in range(ROWS_AT_FIRST - len(rows)))]

    def clean(self, value: list[dict[str, str]]) -> Any:
        # A list of one's own always has its first unit: a row where nothing else is said says nothing.
        said = [row if any(text.strip() for name, text in row.items() if name != "unit") else {} for row in value]
        return [
            dict(zip(self.columns, row, strict=True)) | ({"place": "This register"} if row[4] and not row[3] else {})
            for row in super().clean(said)
        ]


class ClaimForm(RecordForm):
    """A claim for the person's own report; `parts` are the inputs and conflicts of the one that is there."""

    # The conflicts as she saw them, for the claim's version does not move with theirs.
    opened_conflicts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST_CONFLICTS)
    # Each version of a claim stands to be cited; why it was changed is for its note.
    reason = None
    unasked = frozenset({"version", "opened_conflicts"})

    report = line("Your report", 200, width=30, required="Say which report it belongs to.")
    statement = line(
        "What is claimed", 600, rows=3, required="Write what is claimed, in its own words.",
        help="As it stands in the report: readers can then find it.",
    )  # fmt: skip
    place = line(
        "Where it stands", 200, required="Say where in the report it stands.", help="A page, table or heading."
    )
    kind = ChosenField(ClaimKind.choices, "About", unknown="", required="Choose what it is about.")
    wording = ChosenField(
        ClaimWording.choices, "How the figure is put", unknown="", required="Choose how it is put.",
        help="“About” allows a twentieth either way, “almost” a tenth below, “over” anything above.",
    )  # fmt: skip
    low = figure("Figure", help="The lower end of a range. Leave it empty where the claim states none.")
    high = figure("Upper end", help="Of a range alone.")
    unit = ChosenField(ClaimUnit.choices, "Unit", unknown="", required="Choose a unit.")
    tolerance = figure("Rounded by up to", help="£4.02bn stands for 5m either way. Empty: exactly what is written.")
    formula = line("Formula", 500, rows=2, help=FORMULA_HELP)
    inputs = InputsField()
    missing = line("What is missing to test it", 400, width=30, help="Where you give no formula.")
    note = line("Note", 600, rows=2, help="What a reader should know beside the verdict.")
    conflicts = line("Conflicts with", 300, width=30, help="References of other claims, such as CL-000002, CL-000017.")
    is_shared = TickField("Share it", help="Everybody with a role may then read and cite it. Until then only you may.")

    def __init__(self, *args: Any, record: Claim | None, parts: dict[str, Any] | None = None, **kwargs: Any) -> None:
        parts = parts or {}
        shown = {"inputs": tuple(tuple(row[name] for name in InputsField.asked) for row in parts.get("inputs", ()))}
        conflicts = ", ".join(parts.get("conflicts", ()))
        super().__init__(
            *args, record=record, initial=shown | {"conflicts": conflicts, "opened_conflicts": conflicts}, **kwargs
        )

    def values(self) -> dict[str, Any]:
        """Column or part → value."""
        return super().values() | {"conflicts": self.cleaned_data["conflicts"].split(",")}

    @property
    def opened(self) -> dict[str, Any]:
        """The parts as she saw them."""
        return {"conflicts": self.cleaned_data["opened_conflicts"].split(",")}
