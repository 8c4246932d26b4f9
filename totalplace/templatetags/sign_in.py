"""What the sign-in pages ask the settings."""

from django import template
from django.conf import settings

from totalplace.demo_people import DEMO_PEOPLE, DemoPerson

register = template.Library()


@register.simple_tag
def demo_people() -> tuple[DemoPerson, ...]:
    """The demonstration's people where this is a demonstration; nobody anywhere else."""
    return DEMO_PEOPLE if settings.DEMO else ()


@register.simple_tag
def demo_password() -> str:
    """The password all demo people share; nothing anywhere else."""
    return settings.DEMO_PASSWORD if settings.DEMO else ""


@register.simple_tag
def can_send_mail() -> bool:
    """Whether the operator has named a mail server."""
    return bool(settings.EMAIL_URL)
