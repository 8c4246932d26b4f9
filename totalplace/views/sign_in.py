"""Where allauth's own view would leave a person with our error page for somebody else's fault."""

from __future__ import annotations

import logging

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

logger = logging.getLogger(__name__)


def start_organisation_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person to her organisation's sign-in, or say that it does not answer."""
    try:
        return openid_connect.login(request, provider_id)
    except RequestException as problem:
        logger.error("The sign-in service %s does not answer: %s", provider_id, problem)
        return render(request, "socialaccount/authentication_error.html", status=502)
