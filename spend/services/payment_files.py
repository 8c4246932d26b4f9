"""Whether everybody may see the payments of a file, or only those whose roles let them read spend."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from spend.models import PaymentFile
from totalplace.choices import ImportStatus
from totalplace.models import ImportBatch, User
from totalplace.permissions import Action, require


def publish_payments(*, user: User, batch: ImportBatch, publish: bool) -> PaymentFile:
    """Let everybody see the payments of an applied file, or take that back. The body's officer may, for her own."""
    require(user, Action.ANSWER_FOR_SPEND, batch.organisation_id)
    with transaction.atomic(), pghistory.context(reason="Payments published" if publish else "Publication taken back"):
        held = PaymentFile.objects.select_for_update(of=("self",)).select_related("batch").filter(batch=batch).first()
        if held is None or held.batch.status != ImportStatus.APPLIED:
            raise ValidationError("Only payments that are in can be published: apply the import first.")
        held.published_on = timezone.localdate() if publish else None
        held.published_by = user if publish else None
        held.save(update_fields=["published_on", "published_by"])
    return held
