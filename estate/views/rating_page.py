"""What the page on which a property is rated shows: the choices, what is wrong with them, and a conflict."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from estate.forms.rating import REASON_LABELS, SHARING, RateForm, reasons_offered
from estate.models import Property, RagAssessment
from estate.selectors.ratings import changed_by, rated_by, standing_on
from estate.services.judgements import usual_review
from estate.views.columns import rag_tag
from totalplace.services.merging import Conflict
from totalplace.versioning import StaleRecord

# The field that a fault is shown at, where it does not bear the field's name.
ANCHORS = {"rating": "rating-red"}


def rate_page(prop: Property, form: RateForm, stale: StaleRecord | None = None) -> dict[str, Any]:
    """The page's context. `prop` is as it stands now; `stale` says that it is not what the person had opened."""
    is_stale = stale is not None
    standing = standing_on([prop.pk]).get(prop.pk)
    # What was opened stays what was opened until the person has seen what stands there now.
    is_as_opened = form.is_bound and not is_stale
    potential = sharing_shown(form, prop, "sharing_potential")
    return {
        "property": prop,
        "form": form,
        "standing": standing,
        "choices": _choices(form),
        "sharing": [(code, label, code == potential) for code, label in SHARING],
        "sharing_note": sharing_shown(form, prop, "sharing_note"),
        "shown": _opened(form, prop, is_as_opened=is_as_opened),
        "is_stale": is_stale,
        "changed_by": (changed_by if isinstance(stale, Conflict) else rated_by)(prop) if stale else None,
        "compared": _compared(form, prop, standing) if is_stale else [],
        "version": _value(form, "version") if is_as_opened else prop.version,
        "errors": _errors(form),
    }


def _opened(form: RateForm, prop: Property, *, is_as_opened: bool) -> dict[str, str]:
    """What the person had before her about sharing, for the form to send along."""
    names = ("sharing_potential", "sharing_note")
    return {name: form.data.get(f"shown_{name}", "") if is_as_opened else getattr(prop, name) for name in names}


def sharing_shown(form: RateForm, prop: Property, name: str) -> str:
    """What the person wrote about sharing, or else what is there: what she left alone is not hers to overwrite."""
    said = form.changed(name) if form.is_bound else None
    return getattr(prop, name) if said is None else said


def _value(form: RateForm, name: str) -> str:
    return str(form[name].value() or "")


def _choices(form: RateForm) -> list[dict[str, Any]]:
    """The ratings, each with its reasons and what is chosen of them."""
    rating, today = _value(form, "rating"), timezone.localdate()
    given = _value(form, "reason") or form.data.get(f"reason_{rating[:5]}", "")
    return [
        {
            "code": code,
            "tag": rag_tag(code),
            "is_chosen": code == rating,
            "review": usual_review(code, today),
            "reasons": [(why, label, code == rating and why == given) for why, label in reasons],
        }
        for code, reasons in reasons_offered()
    ]


def _compared(form: RateForm, prop: Property, standing: RagAssessment | None) -> list[tuple[str, str, str | None]]:
    """(detail, what is there now, what the person chose; None where she left it) for a conflict."""
    said, sharing = form.judgement(), dict(SHARING)
    potential = None if said.sharing_potential is None else sharing.get(said.sharing_potential, "")
    return [
        ("RAG rating", rag_tag(prop.rag), rag_tag(said.rating)),
        ("Reason", standing.get_reason_display() if standing else "", REASON_LABELS.get(said.reason, "")),
        ("Note", standing.note if standing else "", said.note),
        ("Sharing potential", sharing[prop.sharing_potential], potential),
        ("About sharing", prop.sharing_note, said.sharing_note),
    ]


def _errors(form: RateForm) -> list[tuple[str, str]]:
    """(message, id of its field) for each fault."""
    found = []
    for name, faults in form.errors.items():
        label = form.fields[name].label or "Version" if name in form.fields else ""
        anchor = f"reasons-{_value(form, 'rating')}" if name == "reason" else ANCHORS.get(name, name)
        found += [(f"{label}: {fault}", anchor) for fault in faults]
    return found


def rating_panel() -> list[dict[str, Any]]:
    """What the list offers to rate with: each rating, its key, its usual review and its reasons."""
    today = timezone.localdate()
    return [
        {"code": code, "key": code[0], "tag": rag_tag(code), "review": usual_review(code, today), "reasons": reasons}
        for code, reasons in reasons_offered()
    ]
