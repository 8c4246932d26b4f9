"""The forms that split a property: into how many, and then what each part is and what goes to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from estate import choices
from estate.calc import cells
from estate.forms.editing.lines import parse_line
from estate.forms.editing.parts import money
from estate.forms.editing.places import parse_outline
from estate.models import Property
from estate.querysets import outlines
from estate.selectors.held import Held
from estate.selectors.splits import SHARED, Part, SplitPlan
from totalplace.calc.values import parse_integer
from totalplace.forms.editing import line
from totalplace.forms.fields import ChosenField, ParsedField

WHY = "Say why, in a few words: it stays in the history."
LINE_HELP = "Paste it as LINESTRING (384900 254800, 385100 254900). It begins and ends outside the outline."


class RadiosField(forms.ChoiceField):
    """One of a few, each told in full."""

    look = "radios"

    def __init__(self, choices: Sequence[tuple[str, str]], label: str, *, required: str, help: str = "") -> None:
        super().__init__(
            choices=choices, label=label, help_text=help, widget=forms.RadioSelect,
            error_messages={"required": required, "invalid_choice": required},
        )  # fmt: skip


class TicksField(forms.MultipleChoiceField):
    """Some of a few."""

    look = "ticks"

    def __init__(self, choices: Sequence[tuple[str, str]], label: str, *, required: str = "") -> None:
        wrong = required or "“%(value)s” is not one of these. Tick those that are."
        super().__init__(
            choices=choices, label=label, widget=forms.CheckboxSelectMultiple, required=bool(required),
            error_messages={"required": required, "invalid_choice": wrong},
        )  # fmt: skip


class SplitStartForm(forms.Form):
    """Into how many parts, whether the property itself is one of them, and how the outline is shared."""

    parts = ParsedField(
        parse_integer, "How many parts", width=2, numeric=True, required="Write how many parts there will be.",
        help=f"2 to {choices.MOST_PARTS}.",
    )  # fmt: skip
    goes_on = RadiosField(
        [("yes", "It goes on as the first part, under its reference"), ("no", "It is closed, and each part is new")],
        "What becomes of the property", required="Choose whether the property goes on or is closed.",
    )  # fmt: skip
    outline = RadiosField(
        [("line", "Cut it by a line"), ("each", "Give each part’s outline, or none")],
        "The outline", required="Choose how the outline is shared.",
    )  # fmt: skip

    def __init__(self, *args: Any, original: Property, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"parts": "2", "goes_on": "yes", "outline": "line"} | self.initial
        if original.boundary is None:
            del self.fields["outline"]

    def clean_parts(self) -> int:
        count: int = self.cleaned_data["parts"]
        if not 2 <= count <= choices.MOST_PARTS:
            raise forms.ValidationError(
                f"A property can be split into 2 to {choices.MOST_PARTS} parts, not {count:,}. "
                "Split it again afterwards for more."
            )
        return count


class SplitForm(forms.Form):
    """What each part is, and which of what belongs to the whole goes to it. Part 1 keeps what is not said."""

    def __init__(self, *args: Any, original: Property, start: dict[str, Any], held: Sequence[Held], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.original, self.held = original, held
        self.count, self.goes_on = int(start["parts"]), start["goes_on"] == "yes"
        self.by_line = original.boundary is not None and start.get("outline") == "line"
        self._pieces: list[Any] = []
        if self.by_line:
            self.fields["line"] = ParsedField(
                parse_line, "The line to cut by", rows=3, required="Paste the line to cut the outline by.",
                help=LINE_HELP if self.count == 2 else f"{LINE_HELP} Several: MULTILINESTRING ((…), (…)).",
            )  # fmt: skip
            self.fields["order"] = ChosenField(
                [("largest", "The largest to part 1"), ("smallest", "The smallest to part 1")],
                "Which piece is which", required="Choose which piece is which.", unknown="",
            )  # fmt: skip
            self.initial["order"] = "largest"
        for number in range(1, self.count + 1):
            self._add_part(number)
        for each in held:
            self._add_held(each)
        self.fields["reason"] = line("Why", 200, width=30, required=WHY)

    def _add_part(self, number: int) -> None:
        original, is_original = self.original, self.goes_on and number == 1
        self.fields |= {
            f"name_{number}": line("Name", 200, width=30, required=f"Write what part {number} is called."),
            f"local_reference_{number}": line("Your own reference", 60),
            f"category_{number}": ChosenField(choices.Category.choices, "Category"),
            f"use_{number}": ChosenField(choices.Use.choices, "Use"),
            f"gross_internal_area_m2_{number}": ParsedField(
                cells.area, "Gross internal floor area", suffix="m²", width=10, numeric=True, help=self._rest(number)
            ),
            f"site_area_ha_{number}": ParsedField(
                cells.hectares, "Site area", suffix="ha", width=10, numeric=True, help=self._rest(number, land=True)
            ),
            f"book_value_{number}": money("Book value", help=self._rest(number)),
            f"required_maintenance_{number}": money("Required maintenance", help=self._rest(number)),
        }
        if not self.by_line:
            remains = " Empty: what the other parts leave." if is_original and original.boundary else ""
            self.fields[f"boundary_{number}"] = ParsedField(
                parse_outline, "Outline", rows=3, help=f"Paste it as POLYGON ((…)) or MULTIPOLYGON (((…))).{remains}"
            )
        self.initial |= {f"category_{number}": original.category, f"use_{number}": original.use}
        if is_original:
            self.initial |= {"name_1": original.name, "local_reference_1": original.local_reference}

    def _rest(self, number: int, *, land: bool = False) -> str:
        if self.goes_on and number == 1:
            return "Empty: what the other parts leave."
        return "Empty: by its outline’s share." if land and self.original.boundary else ""

    def _add_held(self, each: Held) -> None:
        numbers = [(str(number), f"Part {number}") for number in range(1, self.count + 1)]
        label = f"{each.noun}: {each.words}"
        if each.kind == "titles":
            self.fields[each.key] = TicksField(numbers, label, required="Choose at least one part that it covers.")
            self.initial[each.key] = ["1"]
        else:
            self.fields[each.key] = ChosenField(numbers, label, required="Choose the part it goes to.", unknown="")
            self.initial[each.key] = "1"

    # --- What was answered ------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.by_line and data.get("line") is not None:
            self._cut(data)
        return data

    def _cut(self, data: dict[str, Any]) -> None:
        pieces = outlines.cut(self.original.boundary, data["line"])
        if len(pieces) < 2:
            self.add_error("line", "The line does not cut the outline in two. It must begin and end outside it.")
        elif len(pieces) != self.count:
            self.add_error(
                "line",
                f"The line cuts the outline into {len(pieces)} pieces, and there are to be {self.count} parts. "
                f"Move the line, or begin again with {len(pieces)} parts.",
            )
        self._pieces = pieces if data.get("order") != "smallest" else pieces[::-1]

    def plan(self) -> SplitPlan:
        """What was asked. Only when the form is valid."""
        given = self.cleaned_data
        drawn = self._drawn()
        parts = [
            Part(
                name=given[f"name_{number}"],
                local_reference=given[f"local_reference_{number}"],
                category=given[f"category_{number}"],
                use=given[f"use_{number}"],
                shares={name: given[f"{name}_{number}"] for name in SHARED},
                boundary=drawn[number - 1],
            )
            for number in range(1, self.count + 1)
        ]
        titles = {each.key: [int(n) - 1 for n in given[each.key]] for each in self.held if each.kind == "titles"}
        moves = {each.key: int(given[each.key]) - 1 for each in self.held if each.kind != "titles"}
        return SplitPlan(self.goes_on, parts, moves, titles)

    def _drawn(self) -> list[Any]:
        if self.by_line:
            return self._pieces
        drawn = [self.cleaned_data[f"boundary_{number}"] for number in range(1, self.count + 1)]
        whole = self.original.boundary
        if self.goes_on and drawn[0] is None and whole is not None:
            taken = [each for each in drawn[1:] if each is not None]
            drawn[0] = outlines.rest(whole, taken) if taken else whole
        return drawn

    # --- What the page shows ----------------------------------------------------------------------------

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("line", "order") if name in self.fields]

    def part_fields(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Each part's heading and boxes."""
        for number in range(1, self.count + 1):
            heading = f"Part {number}"
            if self.goes_on and number == 1:
                heading = f"Part 1: {self.original.reference} goes on"
            names = [name for name in self.fields if name.endswith(f"_{number}") and name not in self._held_keys]
            yield heading, [self[name] for name in names]

    def held_fields(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """What belongs to the property, by kind."""
        kinds = dict.fromkeys(each.kind for each in self.held)
        for kind in kinds:
            portions = [each for each in self.held if each.kind == kind]
            yield HEADINGS[kind], [self[each.key] for each in portions]

    @property
    def _held_keys(self) -> frozenset[str]:
        return frozenset(each.key for each in self.held)


HEADINGS = {
    "leases": "Leases",
    "occupations": "Who uses it",
    "costs": "Running costs, by year",
    "valuations": "Valuations",
    "energy-use": "Energy used, by year",
    "titles": "Titles: tick every part that one covers",
}
