"""How people sign in: only those an administrator has added, by password or by their organisation's account."""

from __future__ import annotations

import datetime
import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import parse_rates
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from totalplace.models import User
from totalplace.templatetags.formats import clock

logger = logging.getLogger(__name__)


def next_try() -> str:
    """When a person shut out by failed attempts may certainly try again, as 2:05pm: the longest limit from now."""
    longest = max(rate.duration for rate in parse_rates(settings.ACCOUNT_RATE_LIMITS["login_failed"]))
    # The next whole minute after it, so that the time shown is never too early.
    return clock(timezone.localtime() + datetime.timedelta(seconds=longest + 59))


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs herself up; refusals say what to do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The username or password is not right. Check both and try again.",
        "email_password_mismatch": "The e-mail address or password is not right. Check both and try again.",
        "invalid_login": "The username or password is not right. Check both and try again.",
        "incorrect_code": "The code is not right. Enter the six digits your app shows now.",
        "incorrect_password": "The password is not right. Try again.",
        "account_inactive": "This account is closed. Ask your administrator to open it again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Only the password is written: an account that was closed a moment ago stays closed."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A server that does not answer is the operator's to mend, and the page must not tell who is known here."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as problem:
            logger.error("An e-mail of the sign-in pages was not sent: %s", problem)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "too_many_login_attempts":
            return ValidationError(
                f"Too many failed attempts to sign in. Try again after {next_try()}.",
                code=code,
            )
        return super().validation_error(code, *args)


class KnownPeopleSocialAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect proves who somebody is; it never makes a person.

    allauth matches an account it has met before, or else one verified e-mail address of a known person; anybody
    else gets a page that says whom to ask.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        addresses = sociallogin.email_addresses
        page = render(
            request,
            "socialaccount/unknown_person.html",
            {
                "email": addresses[0].email if addresses else "",
                "unverified": bool(addresses) and not any(address.verified for address in addresses),
                "provider": sociallogin.provider.name,
            },
            status=403,
        )
        raise ImmediateHttpResponse(page)
