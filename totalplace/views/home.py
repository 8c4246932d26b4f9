"""The home page and a person's own account page."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from totalplace.models import ApiToken
from totalplace.panels import panels_for
from totalplace.selectors.news import choice_of


def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the panels that apps put here for this person."""
    return render(request, "totalplace/home.html", {"panels": panels_for("home", request.user)})


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here for an icon when an answer is no page, such as a file."""
    return redirect(static("img/icon.svg"))


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who the person is here: roles by organisation, and the ways to keep the account safe."""
    context = {
        "memberships": request.user.memberships.select_related("organisation").order_by("organisation__name", "role"),
        "choice": choice_of(request.user),
        "tokens": ApiToken.objects.filter(user=request.user).count(),
        "two_step": is_mfa_enabled(request.user),
        "organisation_sign_in": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "account/account.html", context)
