"""Beginning a count of a place's spending, in outline or of one theme in depth, and changing what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from spend.models import Count, Source
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained
from totalplace.services.merging import Edited, reconcile
from totalplace.versioning import lock

LONGEST_KEY = 40


def document_titled(title: str, *, is_public: bool = False) -> Source:
    """The document of this title, new where none has it: known by a key made of its title."""
    there = Source.objects.filter(title=title).first()
    if there is not None:
        return there
    return Source.objects.create(key=_free(Source, f"s-{slugify(title)}"), title=title, is_public=is_public)


def _free(model: type[Count] | type[Source], wanted: str) -> str:
    """A key that no record has yet."""
    key = wanted[: LONGEST_KEY - 4].strip("-")
    taken = set(model.objects.filter(key__startswith=key).values_list("key", flat=True))
    return next(each for each in (key, *(f"{key}-{n}" for n in range(2, 1000))) if each not in taken)


@transaction.atomic
def begin_count(*, user: Any, values: Mapping[str, Any], document: str) -> Count:
    """A new count, without lines until a file is imported into it. Its title tells it apart from others of its year.

    Raises PermissionDenied, and ValidationError that names the field.
    """
    require(user, Action.EDIT_SPEND)
    _require_past(values)
    source = document_titled(document)
    # Two clicks on Save wait for each other here, so that the second finds what the first has made.
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if Count.objects.filter(title__iexact=values["title"], year=values["year"]).exists():
        words = "There is a count of this title and year. Give this one another title, or import into that one."
        raise ValidationError({"title": words})
    key = _free(Count, slugify(f"{values['title']}") or "count")
    with pghistory.context(reason="A count was begun"), explained(Count):
        return Count.objects.create(key=key, source=source, **values)


def _require_past(values: Mapping[str, Any]) -> None:
    """A count with a day of publication is published: a day to come would publish it now."""
    day = values.get("published_on")
    if day is not None and day > timezone.localdate():
        raise ValidationError({"published_on": "The day is still to come. Write it once the count is to be read."})


@transaction.atomic
def change_count(*, user: Any, pk: int, version: int, values: Mapping[str, Any], reason: str = "") -> Edited:
    """Change what `values` names of a count seen at `version`. Conflict where somebody else changed the same since."""
    require(user, Action.EDIT_SPEND)
    _require_past(values)
    count = lock(Count.objects.visible_to(user), pk)
    changed = reconcile(count, expected=version, mine=values)
    if changed:
        for name, value in changed.items():
            setattr(count, name, value)
        with pghistory.context(reason=reason.strip()), explained(Count):
            count.save(update_fields=list(changed))
        count.refresh_from_db()
    return Edited(count, changed)
