"""The frame of every form that edits one record: its version, the reason, and what the person wants of its columns."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from totalplace.calc.values import parse_date, parse_text
from totalplace.forms.fields import ParsedField

DATE_HELP = "For example, 31/3/2027 or 31 March 2027."
DAMAGED = "The page is damaged. Open it again."
LONGEST_TEXT = 10_000


def line(label: str, length: int, **more: Any) -> ParsedField:
    """A box for one line of text, `length` characters at most."""
    return ParsedField(partial(parse_text, max_length=length), label, blank="", **more)


def lines(label: str, **more: Any) -> ParsedField:
    """A box for several lines of text."""
    return ParsedField(partial(parse_text, max_length=LONGEST_TEXT, lines=True), label, blank="", rows=4, **more)


def day(label: str, help: str = DATE_HELP, **more: Any) -> ParsedField:
    """A box for a day, written as people write it."""
    return ParsedField(parse_date, label, help=help, width=10, **more)


class RecordForm(forms.Form):
    """A form of some columns of one record, None for a new one.

    `version` is the one that the person saw; `reason` goes to the history. `values()` is what she wants of the columns;
    `notes()` says what was cleaned on the way.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAMAGED),
    )
    reason = line("Reason for the change", 200, help="Optional. It stays in the history.", width=30)
    # Fields that are no columns of the record.
    unasked = frozenset({"version", "reason"})

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        self.record = record
        columns = {each.attname for each in record._meta.concrete_fields} if record else set()
        initial = {name: getattr(record, name) for name in self.base_fields if name in columns}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if record is None:
            del self.fields["version"]
        if "reason" in self.fields:
            self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def values(self) -> dict[str, Any]:
        """Column → value, of everything the form asks."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in self.unasked}

    def notes(self) -> list[str]:
        """What was read otherwise than it was written, in words."""
        fields = ((field.label, getattr(field, "note", "")) for field in self.fields.values())
        return [f"{label}: {note}." for label, note in fields if note]
