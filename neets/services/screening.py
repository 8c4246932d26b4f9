"""Keeping names and numbers of people out of the few texts that are kept of young people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from neets.calc.screening import likenesses

REMEDY = "Take it out and write who is meant in general words, such as “her mother” or “the college”."


def refuse_names(**texts: str) -> None:
    """Raise ValidationError, at each field whose text holds what looks like a name or a number of a person."""
    year = timezone.localdate().year
    faults = {
        field: f"This holds what looks like {' and '.join(found)}, which is not kept here. {REMEDY}"
        for field, text in texts.items()
        if (found := likenesses(text, this_year=year))
    }
    if faults:
        raise ValidationError(faults)
