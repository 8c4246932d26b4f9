"""A file of payments that is in: shown to everybody, or to those alone whose roles let them read spend."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from spend.services.payment_files import publish_payments
from totalplace.importing.pages import step_url
from totalplace.models import ImportBatch


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the payments of a file, or (with `back`) take that back."""
    batch = ImportBatch.objects.visible_to(request.user).filter(pk=pk, kind="payments").first()
    if batch is None:
        raise Http404("There is no such import, or it belongs to a body that you do not import for.")
    back = bool(request.POST.get("back"))
    try:
        publish_payments(user=request.user, batch=batch, publish=not back)
        messages.success(request, "Only people with a role see these payments now." if back else "Everybody sees them.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(step_url(batch, "result"))
