"""Who may ask for the estate, and the property an address names."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from estate.models import Property
from totalplace.permissions import rights_of


class OfEstate:
    """Mixed into views of the estate: for those whose roles let them read it."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if not rights_of(request.user).sees_estate:
            raise PermissionDenied("Your roles do not let you read the estate.")


def visible_property(request: Any, reference: str) -> Property:
    """The property of that reference; Http404 alike for one that is hidden and one that is not there."""
    found = Property.objects.visible_to(request.user).only("id", "organisation_id", "version")
    prop = found.filter(reference=reference).first()
    if prop is None:
        raise Http404
    return prop
