"""The forms of casework: why a record is opened, a contact, the shared assessment, the plan and its steps."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from neets.choices import ContactKind, ContactResult, Domain, Need, PlanStepStatus, Standing
from neets.models import Agency
from neets.selectors.clients import LOST_AFTER_DAYS
from totalplace.calc.values import parse_integer
from totalplace.choices import Role
from totalplace.forms.editing import RecordForm, day, line
from totalplace.forms.fields import ChosenField, ParsedField, TicksField
from totalplace.models import User
from totalplace.permissions import rights_of

NO_NAMES = "No names, telephone numbers, addresses or dates of birth."
REASONS = (
    "Appointment with her",
    "She or her family got in touch",
    "Finding her again",
    "Review of her plan",
    "Another agency asked",
    "Her safety",
)


def minutes() -> ParsedField:
    """Staff time in whole minutes."""
    return ParsedField(
        partial(parse_integer, minimum=0, maximum=1440),
        "Minutes of staff time", width=4, numeric=True, help="Leave it empty if it is not known.",
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why a record is opened."""

    why = ChosenField([(each, each) for each in REASONS], "Why do you open this record?", required="Choose why.")
    more = line("More, if it needs saying", 120, help=NO_NAMES, width=30)

    def words(self) -> str:
        """The reason as the log keeps it."""
        more = self.cleaned_data["more"].strip()
        return f"{self.cleaned_data['why']}: {more}" if more else str(self.cleaned_data["why"])


class ClientsForm(forms.Form):
    """By what the list of clients is narrowed."""

    q = forms.RegexField(
        r"^[0-9a-fA-F]{1,32}$", required=False, label="Pseudonym begins with",
        error_messages={"invalid": "A pseudonym is digits and the letters a to f. Write its beginning."},
    )  # fmt: skip
    standing = forms.ChoiceField(label="Status", required=False, choices=[("", "Any"), *Standing.choices])
    need = forms.ChoiceField(label="Need", required=False, choices=[("", "Any"), *Need.choices, ("none", "Not known")])
    days = forms.IntegerField(
        label="Days without contact", required=False, min_value=1, max_value=3650,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Write a whole number from 1 to 3650."),
    )  # fmt: skip
    work = forms.ChoiceField(
        label="Which", required=False, choices=[("", "All"), ("lost", "Lost contact"), ("due", "Something is due")]
    )

    def clean_days(self) -> int:
        return self.cleaned_data["days"] or LOST_AFTER_DAYS


class ContactForm(RecordForm):
    """A contact made or tried."""

    on = day("Day", required="Write the day.")
    kind = ChosenField(ContactKind.choices, "How", required="Choose how.")
    result = ChosenField(ContactResult.choices, "What came of it", required="Choose what came of it.")
    minutes = minutes()
    note = line(
        "How she was looked for", 200, width=30,
        help=f"Optional: for the next who tries. What she said is not kept here. {NO_NAMES}",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=None, **kwargs)
        del self.fields["reason"]


class AssessmentForm(RecordForm):
    """The single shared assessment: a new one, or one to put right."""

    unasked = frozenset({"version", "reason", "again"})
    on = day("Day", required="Write the day.")
    domains = TicksField(Domain.choices, "What was assessed", required="Tick what was assessed.")
    minutes = minutes()
    again = line(
        "Why she is asked again", 200, width=30,
        help=f"Only where another agency assessed it in the last 90 days. {NO_NAMES}",
    )  # fmt: skip

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        del self.fields["again" if record else "reason"]


class PlanForm(RecordForm):
    """The plan's frame: who answers for it, when it is looked at again, when it ended."""

    made_on = day("Begun on", required="Write the day.")
    owner_id = ChosenField([], "Who answers for it", coerce=int, blank=None)
    review_on = day("Looked at again on")
    closed_on = day("Closed on", "Leave it empty while the plan runs.")

    def __init__(self, *args: Any, record: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        bodies = rights_of(user).caseworker_of
        people = User.objects.filter(
            is_active=True, memberships__role=Role.CASEWORKER, memberships__organisation__in=bodies
        )
        found = {person.pk: str(person) for person in people.order_by("display_name", "pk")}
        if record is not None and record.owner is not None:
            found.setdefault(record.owner_id, str(record.owner))
        self.fields["owner_id"].choices = [("", "Not known"), *found.items()]  # type: ignore[attr-defined]
        if record is None:
            del self.fields["closed_on"]


class StepForm(RecordForm):
    """One next step."""

    what = line("What is to be done", 200, width=30, help=NO_NAMES, required="Say what is to be done.")
    agency_id = ChosenField([], "Who does it", coerce=int, required="Choose the agency.")
    due_on = day("By when")
    status = ChosenField(PlanStepStatus.choices, "Where it stands", required="Choose where it stands.", unknown="")
    done_on = day("Done on", "Empty means today, once it is done.")

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        agencies = Agency.objects.order_by("name").values_list("pk", "name")
        self.fields["agency_id"].choices = [("", "Choose one"), *agencies]  # type: ignore[attr-defined]
        if record is None:
            del self.fields["status"], self.fields["done_on"], self.fields["reason"]
