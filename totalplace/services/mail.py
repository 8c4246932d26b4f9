"""Sending one e-mail: it goes out, or whoever asked learns in words that it did not."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

logger = logging.getLogger(__name__)

NO_MAIL = "This server sends no e-mail."
NO_ANSWER = "The e-mail server did not take it."


class MailNotSent(Exception):
    """The e-mail did not go out. Its words are for the person; the log has the server's own."""


def can_send() -> bool:
    """Whether the operator named an e-mail server."""
    return bool(settings.EMAIL_URL)


def send(*, to: str, subject: str, text: str, html: str = "", headers: Mapping[str, str] | None = None) -> None:
    """Send one e-mail, in plain text and, where given, HTML beside it. Raises MailNotSent."""
    if not can_send():
        raise MailNotSent(NO_MAIL)
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to], headers=dict(headers or {}))
    if html:
        message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (OSError, SMTPException, ValueError) as problem:  # ValueError: an address with a line break in it.
        logger.error("An e-mail was not sent: %s", problem)
        raise MailNotSent(NO_ANSWER) from problem
