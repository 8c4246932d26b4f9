"""Claims in templates: what is stated, what came out, and the verdict as a tag."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from spend.models import Claim
from spend.views import claim_words

register = template.Library()
# GOV.UK's tag colours; the words say it too.
COLOURS = {"agrees": "green", "differs": "red", "untestable": "grey"}


@register.filter
def stated(claim: Claim) -> str:
    """What a claim states, such as "about 25%"."""
    return claim_words.stated(claim)


@register.filter
def worked(claim: Claim) -> str:
    """What came out; "–" where nothing did."""
    return "–" if claim.worked_low is None else claim_words.worked(claim)


@register.filter
def verdict_tag(claim: Claim) -> SafeString:
    """The verdict as a tag in its colour."""
    colour = COLOURS.get(claim.verdict, "grey")
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, claim.get_verdict_display())
