"""What a person says when she rates a property."""

from __future__ import annotations

from typing import Any

from django import forms

from estate.choices import REASONS, Rag, RagReason, SharingPotential
from estate.models import Property
from estate.services.judgements import Judgement

NO_DAY = "This must be a day, such as 31/3/2027 or 2027-03-31."


class WithdrawForm(forms.Form):
    """Which assessment is taken back, as the page showed it, and why."""

    assessment = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    note = forms.CharField(label="Why it is taken back, if you wish", required=False, max_length=1_000)


class RateForm(forms.Form):
    """A rating, its reason and what goes with it. The service says what is wrong with them; this reads them.

    The page offers the reasons under each rating, as `reason_red` and so on; others send `reason` itself. What was
    shown about sharing comes back as `shown_…`: what the person left as it was is not hers to overwrite.
    """

    version = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    rating = forms.CharField(label="Rating", required=False)
    reason = forms.CharField(label="Reason", required=False)
    note = forms.CharField(label="Note", required=False, strip=True)
    next_review_on = forms.DateField(
        label="Next review",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(format="%Y-%m-%d"),
    )
    sharing_potential = forms.CharField(label="Sharing potential", required=False)
    sharing_note = forms.CharField(label="About sharing", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("reason"):
            cleaned["reason"] = self.data.get(f"reason_{cleaned.get('rating', '')[:5]}", "")
        return cleaned

    def judgement(self) -> Judgement:
        """What was said, as far as it can be read."""
        said = self.cleaned_data
        return Judgement(
            rating=said.get("rating", ""),
            reason=said.get("reason", ""),
            note=said.get("note", "").replace("\r\n", "\n"),
            next_review_on=said.get("next_review_on"),
            sharing_potential=self.changed("sharing_potential"),
            sharing_note=self.changed("sharing_note"),
        )

    def changed(self, name: str) -> str | None:
        """What was written there; None when nothing was asked, or it was left as it was shown."""
        # What was refused is what she wrote all the same.
        given = self.cleaned_data.get(name, self.data.get(name, "")).replace("\r\n", "\n")
        shown = self.data.get(f"shown_{name}", "").replace("\r\n", "\n").strip()
        return given if name in self.data and given != shown else None


def opened_on(prop: Property) -> RateForm:
    """The form as it first opens: nothing chosen, for a rating is a judgement and not a habit."""
    first = {
        "version": prop.version,
        "sharing_potential": prop.sharing_potential,
        "sharing_note": prop.sharing_note,
    }
    return RateForm(initial=first)


def reasons_offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each rating with its reasons: [("red", [("no_change", "No change to the service expected"), …]), …]."""
    return [(rag.value, [(reason.value, reason.label) for reason in REASONS[rag]]) for rag in Rag]


SHARING = [("", "Not known"), *SharingPotential.choices]
REASON_LABELS = dict(RagReason.choices)
