"""The forms of a site: its name, and which properties stand on it."""

from __future__ import annotations

from typing import Any

from django import forms

from estate.forms.editing.merge import parse_references
from estate.forms.editing.parts import EditForm
from totalplace.forms.editing import line
from totalplace.forms.fields import ParsedField

EXAMPLE = "For example, WP-000123, WP-000124."


class SiteNameForm(EditForm):
    """What a site is called."""

    name = line("Name", 200, width=30, required="Write what the site is called.")


class JoinForm(forms.Form):
    """Properties that stand on a site."""

    references = ParsedField(
        parse_references, "Register references", width=30, help=EXAMPLE,
        required="Write at least one property that stands on it.",
    )  # fmt: skip


class SiteForm(JoinForm):
    """A new site: its name and its first properties."""

    name = line("Name of the site", 200, width=30, required="Write what the site is called.")
    field_order = ["name", "references"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["references"].label = "Properties on it"
