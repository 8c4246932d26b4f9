"""The forms of an import's pages. They check what the page can know; the services check everything again."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat

from totalplace.importing.readers import Sheet
from totalplace.models import Organisation
from totalplace.permissions import Action, rights_of

ACCEPTED = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".geojson", ".json", ".gpkg", ".zip", ".kml")


def bodies_to_import_for(user: Any, right: Action) -> QuerySet[Organisation]:
    """The bodies that this person may import for: a right that is about no body is about every one."""
    rights = rights_of(user)
    every = Organisation.objects.order_by("name")
    if rights.edits_all_estate or right == Action.KEEP_NEETS:
        return every
    return every.filter(pk__in=rights.officer_of)


class FileForm(forms.Form):
    """One file, not larger than can be read."""

    file = forms.FileField(
        label="File",
        error_messages={
            "required": "Choose the file to import.",
            "empty": "The file is empty: nothing is in it. Save the workbook again and choose the saved file.",
        },
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED), "class": "govuk-file-upload"}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = too_large_sentence()

    def clean_file(self) -> Any:
        """The upload, under the last part of its name and no longer than is kept."""
        file = self.cleaned_data["file"]
        file.name = short_name(file.name)
        return file


class UploadForm(FileForm):
    """A body's file: the body is asked for only where there is a choice."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Organisation",
        empty_label="Choose an organisation",
        error_messages={
            "required": "Choose the organisation that the file is about.",
            "invalid_choice": "You do not import for that organisation. Choose one from the list.",
        },
    )
    kind = forms.ChoiceField(
        label="What is in the file",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is in the file.", "invalid_choice": "Choose what is in the file."},
    )
    field_order = ["kind", "organisation", "file"]

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], kinds: list[tuple[str, str]], whose: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
        if len(kinds) == 1:
            del self.fields["kind"]
        field = self.fields["organisation"]
        field.help_text = whose
        field.queryset = bodies
        only = list(bodies[:2])
        if len(only) == 1:
            field.initial, field.empty_label = only[0], None


class SheetForm(forms.Form):
    """Which sheet or layer of the file holds the rows, and in which of its rows the headings stand."""

    sheet = forms.ChoiceField(label="Sheet", required=False)
    header_row = forms.IntegerField(
        label="Row of the headings",
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        help_text="As your spreadsheet numbers it. Leave it blank to have it found.",
    )

    def __init__(self, *args: Any, sheets: list[Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(sheet.name, _sheet_words(sheet)) for sheet in sheets]
        if len(sheets) < 2:
            del self.fields["sheet"]


def _sheet_words(sheet: Sheet) -> str:
    hidden = ", hidden" if sheet.hidden else ""
    return f"{sheet.name} ({sheet.rows:,} rows, {sheet.columns:,} columns{hidden})"


class ReasonForm(forms.Form):
    """Why something is done, in words that stay in the history."""

    reason = forms.CharField(
        label="Reason",
        max_length=200,
        help_text="A few words that stay in the history of every record that changes.",
        error_messages={
            "required": "Say why, in a few words: it stays in the history.",
            "max_length": "The reason is too long. Use 200 characters or fewer.",
        },
    )


class ApplyForm(ReasonForm):
    """The last question before an import changes the register: what of the records the file leaves out."""

    KEEP, CLOSE = "keep", "close"
    missing_action = forms.ChoiceField(
        label="Those that are in the register and not in the file",
        choices=[(KEEP, "Keep them as they are"), (CLOSE, "Close them")],
        initial=KEEP,
        widget=forms.RadioSelect,
        required=False,
    )
    missing_reason = forms.CharField(
        label="Why they are closed",
        max_length=200,
        required=False,
        help_text="For example: sold, lease ended, transferred. Kept on each closed property.",
        error_messages={"max_length": "The reason is too long. Use 200 characters or fewer."},
    )
    field_order = ["missing_action", "missing_reason", "reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["missing_action"] = data.get("missing_action") or self.KEEP
        if data["missing_action"] == self.CLOSE and not data.get("missing_reason") and not self.errors:
            self.add_error("missing_reason", "Say why those left out of the file are closed, or keep them.")
        return data


class CorrectForm(forms.Form):
    """One cell's new value, as the officer types it: empty takes the value out."""

    row = forms.IntegerField(min_value=1)
    field = forms.CharField(max_length=60)
    # An outline as text runs to a good length; nothing a cell can hold is longer than this.
    value = forms.CharField(max_length=1_000_000, required=False, strip=True)


class SkipForm(forms.Form):
    """Rows to leave out, or (with `back`) to take in again."""

    row = forms.TypedMultipleChoiceField(
        coerce=int, required=True, error_messages={"required": "Tick one or more rows first."}
    )
    back = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = [text for text in data.getlist("row") if text.isdecimal() and len(text) < 9]
        self.fields["row"].choices = [(text, text) for text in given]


def short_name(name: str) -> str:
    """A file's own name without folders, its middle left out where it is longer than the 200 letters that are kept."""
    bare = PurePath(name).name
    return bare if len(bare) <= 200 else f"{bare[:150]}…{bare[-40:]}"


def too_large_sentence() -> str:
    """What is said of a file over the limit."""
    limit = filesizeformat(settings.MAX_IMPORT_BYTES)
    return (
        f"The file is larger than {limit}, the most that can be read at once. "
        "Keep only the sheet and columns that are needed, or split the file, and upload it again."
    )
