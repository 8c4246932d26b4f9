"""The page of pairs that may be one person."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from neets.choices.records import MatchStatus
from neets.selectors.matches import pairs
from neets.services.matches import decide
from totalplace.permissions import Action, require

SAID = {
    MatchStatus.SAME: "They are now one person. You can take that back under “The same person”.",
    MatchStatus.OTHERS: "They stay two people, and are not proposed again.",
    MatchStatus.OPEN: "The decision was taken back.",
}


@require_http_methods(["GET", "POST"])
@login_required
def matches(request: HttpRequest) -> HttpResponse:
    """Pairs to be decided, or decided; each is decided, or taken back, by one button."""
    require(request.user, Action.KEEP_NEETS)
    status = request.GET.get("show", MatchStatus.OPEN)
    status = status if status in MatchStatus.values else MatchStatus.OPEN
    if request.method == "POST":
        number, verdict = request.POST.get("match", ""), request.POST.get("verdict", "")
        try:
            held = decide(
                user=request.user, match=int(number) if number.isdecimal() and len(number) < 10 else 0, verdict=verdict
            )
            messages.success(request, SAID[MatchStatus(held.status)])
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(f"{reverse('neet_matches')}?show={status}")
    found, count = pairs(status)
    return render(
        request, "neets/matches.html", {"pairs": found, "count": count, "status": status, "kinds": MatchStatus.choices}
    )
