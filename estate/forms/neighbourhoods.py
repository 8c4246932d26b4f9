"""The form of a neighbourhood: its name, and its outline as text, which the map beside it shows and writes."""

from __future__ import annotations

from typing import Any

from estate.forms.editing.parts import EditForm
from estate.forms.editing.places import OUTLINE_HOW, Mendable, parse_outline, written_outline
from totalplace.calc.parsed import Parsed
from totalplace.forms.editing import line
from totalplace.forms.fields import ParsedField


class NeighbourhoodForm(EditForm):
    """`mended` is the repair of an outline that crosses itself, else ""."""

    name = line("Name", 120, width=30, required="Write what the neighbourhood is called.")
    boundary = ParsedField(
        parse_outline,
        "Outline",
        rows=4,
        help=OUTLINE_HOW,
        required="Draw the outline, paste it, or read it from a file.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mended = ""
        self.initial["boundary"] = written_outline(self.record.boundary if self.record else None)
        self.fields["boundary"].parser = self._outline  # type: ignore[attr-defined]

    def _outline(self, value: Any) -> Parsed:
        try:
            return parse_outline(value)
        except Mendable as refusal:
            self.mended = refusal.mended
            raise
