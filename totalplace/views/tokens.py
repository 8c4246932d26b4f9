"""A person's API tokens: made, shown once, and revoked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from totalplace.forms.tokens import TokenForm
from totalplace.models import ApiToken
from totalplace.services.tokens import MadeToken, make_token, revoke_token


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The tokens there are, and the form for a new one. The new one is in the answer to its form, and nowhere else."""
    form = TokenForm(request.POST or None)
    made = _made(request, form) if form.is_valid() else None
    context = {
        "form": TokenForm() if made else form,
        "made": made,
        "tokens": ApiToken.objects.filter(user=request.user),
    }
    return render(request, "account/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Take one away: from now on it opens nothing."""
    try:
        name = revoke_token(user=request.user, key=key)
    except ApiToken.DoesNotExist:
        raise Http404("No such token") from None
    messages.success(request, f"The token “{name}” is revoked.")
    return redirect("tokens")


def _made(request: HttpRequest, form: TokenForm) -> MadeToken | None:
    asked = form.cleaned_data
    try:
        return make_token(
            user=request.user, name=asked["name"], is_read_only=asked["may"] == "read", days=asked["days"]
        )
    except ValidationError as refusal:
        for name, words in refusal.message_dict.items():
            form.add_error(name, words)
        return None
