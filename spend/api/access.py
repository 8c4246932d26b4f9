"""Who may ask for spend, and the count a parameter names."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from totalplace.permissions import Action, may


class OfSpend:
    """Mixed into views of spend: for those whose roles let them read it."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if not may(request.user, Action.VIEW_SPEND):
            raise PermissionDenied("Your roles do not let you read total spend.")
