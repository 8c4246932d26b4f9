"""What the list of changes may be asked: checked, and refused by name where it is wrong."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from estate.choices import ChangeKind
from estate.forms.lease_diary import Day
from estate.selectors.changes import Position, Wanted
from totalplace.forms.asked import AskedForm
from totalplace.models import Organisation


class ChangesForm(AskedForm):
    """Whose estate, who did it, what kind of record, and on which days. Bodies are read once, here."""

    organisation = forms.ChoiceField(label="Body", required=False)
    kind = forms.ChoiceField(label="What was changed", required=False, choices=[("", "Anything"), *ChangeKind.choices])
    who = forms.CharField(label="By", required=False, max_length=150)
    after = forms.CharField(required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.bodies = {body.code: body for body in Organisation.objects.only("code", "name", "short_name")}
        self.by_id = {body.pk: body for body in self.bodies.values()}
        codes = [("", "All bodies"), *((code, body.name) for code, body in self.bodies.items())]
        self.fields["organisation"].choices = codes  # type: ignore[attr-defined]
        for name in ("from", "to"):
            self.fields[name] = Day(label=name.capitalize())
        for name in ("organisation", "kind"):
            self.fields[name].error_messages["invalid_choice"] = "“%(value).40s” is not on the list. Choose from it."

    def clean_after(self) -> Position | None:
        if not (token := self.cleaned_data["after"]):
            return None
        try:
            return read_position(token)
        except NotAPosition:
            raise forms.ValidationError("This page does not exist: begin again from the newest changes.") from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", "The last day must not be before the first.")
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """What was asked for; read it when there are no problems."""
        asked = self.cleaned_data
        body = self.bodies.get(asked["organisation"])
        return Wanted(
            bodies=(body.pk,) if body else None,
            who=asked["who"],
            kind=asked["kind"],
            first=asked["from"],
            last=asked["to"],
        )


class NotAPosition(ValueError):
    """A position that this list never gave out."""


def position_token(position: Position) -> str:
    """A position as text for an address."""
    text = json.dumps([position.at.isoformat(), position.change.hex], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_position(token: str) -> Position:
    """The position that a token says; NotAPosition when it says none."""
    try:
        at, change = json.loads(base64.urlsafe_b64decode((token + "=" * (-len(token) % 4)).encode()))
        moment = datetime.datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise NotAPosition(token)
        return Position(moment, UUID(hex=change))
    except (ValueError, TypeError, AttributeError, binascii.Error) as problem:
        raise NotAPosition(token) from problem
