"""What somebody thinks of a property's future, before it is stored: checked, with a remedy for each fault."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from estate.calc.standing import months_after
from estate.choices import REASONS, REVIEW_MONTHS, Rag, RagReason, SharingPotential

LONGEST_NOTE = 4_000
LATEST_REVIEW_YEARS = 10
# What can be said beside a rating, on the property itself.
SHARING = ("sharing_potential", "sharing_note")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rating with its reason. `next_review_on` None is the usual time for the rating.

    The two about sharing stand beside the rating, on the property; None leaves them as they are.
    """

    rating: str
    reason: str
    note: str = ""
    next_review_on: datetime.date | None = None
    sharing_potential: str | None = None
    sharing_note: str | None = None


def usual_review(rating: str, today: datetime.date) -> datetime.date:
    """When a rating given today should be looked at again, unless the person says otherwise."""
    return months_after(today, REVIEW_MONTHS[Rag(rating)])


def checked(judgement: Judgement, today: datetime.date | None = None) -> Judgement:
    """The judgement with its texts trimmed and its review date filled in; ValidationError by field otherwise."""
    today = today or datetime.date.today()
    judged = replace(
        judgement,
        note=judgement.note.strip(),
        sharing_note=None if judgement.sharing_note is None else judgement.sharing_note.strip(),
    )
    faults = {
        field: fault
        for field, fault in (
            ("rating", _rating_fault(judged)),
            ("reason", _reason_fault(judged)),
            ("note", _note_fault(judged)),
            ("next_review_on", _review_fault(judged, today)),
            ("sharing_potential", _sharing_fault(judged)),
            ("sharing_note", _text_fault(judged.sharing_note or "")),
        )
        if fault
    }
    if faults:
        raise ValidationError(faults)
    return replace(judged, next_review_on=judged.next_review_on or usual_review(judged.rating, today))


def _rating_fault(judged: Judgement) -> str:
    if not judged.rating:
        return "Choose red, amber or green."
    return "" if judged.rating in Rag.values else f"“{judged.rating[:20]}” is not a rating. Choose red, amber or green."


def _reason_fault(judged: Judgement) -> str:
    if judged.rating not in Rag.values:
        return ""
    offered = REASONS[Rag(judged.rating)]
    choice = "; ".join(reason.label for reason in offered)
    if not judged.reason:
        article = "An" if judged.rating == Rag.AMBER else "A"
        return f"{article} {judged.rating} rating needs a reason. Choose one: {choice}."
    if judged.reason not in offered:
        given = dict(RagReason.choices).get(judged.reason, judged.reason[:20])
        return f"“{given}” is not a reason for a rating of {judged.rating}. Choose one: {choice}."
    return ""


def _note_fault(judged: Judgement) -> str:
    if judged.reason == RagReason.OTHER and not judged.note:
        return "Write the reason in the note, or choose a reason from the list."
    return _text_fault(judged.note)


def _text_fault(text: str) -> str:
    if "\0" in text:
        return "There is a character in it that cannot be stored. Type it again."
    if len(text) > LONGEST_NOTE:
        return f"It is {len(text):,} characters long. Shorten it to {LONGEST_NOTE:,}."
    return ""


def _review_fault(judged: Judgement, today: datetime.date) -> str:
    on = judged.next_review_on
    if on is None:
        return ""
    if on <= today:
        return "The next review must be after today. Give a later day."
    if on > months_after(today, 12 * LATEST_REVIEW_YEARS):
        return f"The next review must be within {LATEST_REVIEW_YEARS} years. Give an earlier day."
    return ""


def _sharing_fault(judged: Judgement) -> str:
    if judged.sharing_potential in (None, "", *SharingPotential.values):
        return ""
    return "Choose none, possible or wanted, or leave it not known."
