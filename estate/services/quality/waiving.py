"""Agreeing that a fault may stand, and taking that back."""

from __future__ import annotations

import datetime
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from estate.models import Property, QualityFinding, QualityWaiver
from estate.querysets.quality import BY_CODE
from estate.services.quality.checking import check_properties
from totalplace.permissions import Action, require
from totalplace.versioning import lock_current

NOTHING_TO_WAIVE = "This fault has been mended or waived meanwhile: there is nothing to waive."
# A waiver here, and the history of it, would tell the property's own officers of a site that they may not see.
ON_THE_OTHER = "The other property is a sensitive site: waive the fault there, and it is waived here too."


@transaction.atomic
def waive(*, user: Any, property_id: int, rule: str, reason: str, until: datetime.date | None = None) -> QualityWaiver:
    """Let a property break a rule, for `reason`, until a day or until withdrawn.

    Property.DoesNotExist when `user` does not see it, PermissionDenied when she may not change it, ValidationError by
    field when the fault is not there, the reason is empty or the day has passed.
    """
    found = Property.objects.visible_to(user).get(pk=property_id)
    require(user, Action.EDIT_ESTATE, found.organisation_id)
    # Two who waive at once do so one after the other.
    Property.objects.select_for_update(of=("self",)).get(pk=found.pk)
    reason = _checked(found, rule, reason, until, user)
    with pghistory.context(reason=f"Waived: {BY_CODE[rule].title}"):
        _end_expired(found, rule)
        made = QualityWaiver.objects.create(property=found, rule=rule, reason=reason, until=until, waived_by=user)
    check_properties([found.pk])
    return made


def _checked(found: Property, rule: str, reason: str, until: datetime.date | None, user: Any) -> str:
    reason = reason.replace("\0", "").strip()
    fault = QualityFinding.objects.visible_to(user).to_mend().filter(property=found, rule=rule).first()
    if fault is None:
        raise ValidationError(NOTHING_TO_WAIVE)
    if fault.is_hidden:
        raise ValidationError(ON_THE_OTHER)
    if not reason:
        raise ValidationError({"reason": "Say why the fault may stand."})
    if len(reason) > 500:
        raise ValidationError({"reason": f"A reason holds 500 characters; this has {len(reason):,}. Put it shorter."})
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": "This day has passed. Give a day to come, or none."})
    return reason


def _end_expired(found: Property, rule: str) -> None:
    """A waiver that ran out makes room for the next."""
    for expired in QualityWaiver.objects.filter(property=found, rule=rule, withdrawn_at=None):
        expired.withdrawn_at = timezone.now()
        expired.save(update_fields=["withdrawn_at"])


@transaction.atomic
def withdraw(*, user: Any, waiver: QualityWaiver, version: int) -> QualityWaiver:
    """Take a waiver back: the fault counts again. StaleRecord when somebody changed it since `version`.

    QualityWaiver.DoesNotExist when `user` does not see its property, PermissionDenied when she may not change it.
    """
    current = lock_current(QualityWaiver.objects.visible_to(user), waiver.pk, version)
    require(user, Action.EDIT_ESTATE, current.property.organisation_id)
    if current.withdrawn_at is not None:
        raise ValidationError("This waiver was withdrawn already.")
    current.withdrawn_by, current.withdrawn_at = user, timezone.now()
    with pghistory.context(reason=f"Waiver withdrawn: {BY_CODE[current.rule].title}"):
        current.save(update_fields=["withdrawn_by", "withdrawn_at"])
    check_properties([current.property_id])
    return current
