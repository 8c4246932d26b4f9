"""Public bodies as their administrators see them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from totalplace.models import Organisation


def organisations(words: str = "") -> QuerySet[Organisation]:
    """Bodies by name with the body each answers to and how many people hold a role there (`people`)."""
    found = Organisation.objects.select_related("sponsor").annotate(
        people=Count("memberships__user", distinct=True, filter=Q(memberships__user__is_active=True))
    )
    for word in words.replace("\x00", "").split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__iexact=word))
    return found.order_by("name", "pk")


def sponsors_for(organisation: Organisation | None) -> QuerySet[Organisation]:
    """The bodies that one may answer to: any but itself."""
    found = Organisation.objects.order_by("name")
    return found.exclude(pk=organisation.pk) if organisation else found
