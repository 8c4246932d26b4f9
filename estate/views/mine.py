"""My estate: what an officer looks after, each number one click from the list that holds it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from estate.choices import Gravity
from estate.selectors import mine
from estate.selectors.changes import Wanted, changes
from estate.views.access import sees_estate
from estate.views.changes import shown
from estate.views.mine_tables import fault_rows, lease_rows, progress_rows, review_rows, rule_rows
from totalplace.models import Organisation
from totalplace.permissions import rights_of

OTHERS_SHOWN, OWN_SHOWN, RULES_SHOWN = 6, 3, 6


@dataclass(frozen=True)
class Mine:
    """Whose estate is shown to whom: `bodies` of those that the person keeps, `own`."""

    user: Any
    own: list[Organisation]
    bodies: list[Organisation]
    today: datetime.date

    @property
    def ids(self) -> list[int]:
        return [body.pk for body in self.bodies]

    def address(self, url_name: str, **query: Any) -> str:
        """A list of the estate, narrowed to these bodies."""
        codes = [body.code for body in self.bodies]
        return f"{reverse(url_name)}?{urlencode({'organisation': codes} | query, doseq=True)}"

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The ways from one body to the next, where she keeps several."""
        if len(self.own) < 2:
            return []
        url = reverse("my_estate")
        chosen = [body.code for body in self.bodies]
        together = {"title": "All of them", "url": url, "is_current": len(self.bodies) == len(self.own)}
        return [
            together,
            *(
                {"title": body.short_name or body.name, "url": f"{url}?organisation={body.code}",
                 "is_current": chosen == [body.code]}
                for body in self.own
            ),
        ]  # fmt: skip

    @cached_property
    def names(self) -> dict[int, str]:
        return {body.pk: body.short_name or body.name for body in Organisation.objects.only("name", "short_name")}


def mine_of(user: Any, codes: list[str]) -> Mine | None:
    """What a person keeps, of the bodies of these codes or of all hers; None for a code that is none of hers.

    Who edits every body's estate keeps none of her own, and may look at that of any body by its code.
    """
    rights = rights_of(user)
    organisations = Organisation.objects.order_by("name").only("code", "name", "short_name")
    own = list(organisations.filter(pk__in=rights.officer_of))
    reach = own
    if codes and rights.edits_all_estate:
        reach = list(organisations.filter(code__in=codes))
    if not set(codes) <= {body.code for body in reach}:
        return None
    bodies = [body for body in reach if not codes or body.code in codes]
    return Mine(user, own, bodies, timezone.localdate())


@require_safe
@login_required
@sees_estate
def my_estate(request: HttpRequest) -> HttpResponse:
    """The officer's own page."""
    codes = [code for code in request.GET.getlist("organisation") if code]
    of = mine_of(request.user, codes)
    if of is None or set(request.GET) - {"organisation"}:
        return render(request, "estate/mine/refused.html", status=400)
    if not of.bodies:
        return render(request, "estate/mine/nobody.html", {"bodies": _choosable(request.user)})
    return render(request, "estate/mine/index.html", page_context(of))


def _choosable(user: Any) -> list[Organisation]:
    """The bodies whose page she may look at though she keeps none."""
    return list(Organisation.objects.only("code", "name")) if rights_of(user).edits_all_estate else []


def page_context(of: Mine) -> dict[str, Any]:
    """Everything on the page. Its queries are as many for a large estate as for a small one."""
    due, ends = mine.reviews(of.user, of.ids, of.today), mine.leases(of.user, of.ids, of.today)
    wrong, made = mine.faults(of.user, of.ids, of.today), mine.ratings_made(of.user, of.ids, of.today)
    return _changed(of) | {
        "of": of,
        "reviews": due,
        "review_rows": review_rows(of, due),
        "leases": ends,
        "lease_rows": lease_rows(of, ends),
        "faults": wrong,
        "fault_rows": fault_rows(of, wrong.properties),
        "rules": rule_rows(of, wrong.rules[:RULES_SHOWN]),
        "progress": progress_rows(wrong, made),
        "unfinished": mine.unfinished(of.user, of.ids),
        "changes_url": of.address("change_list") if len(of.bodies) == 1 else reverse("change_list"),
        "quality_url": of.address("quality") if len(of.bodies) == 1 else reverse("quality"),
    }


def _changed(of: Mine) -> dict[str, Any]:
    """What others changed lately, and what she did."""
    bodies = tuple(of.ids)
    others = changes(of.user, Wanted(bodies=bodies, but_by=of.user.pk), most=OTHERS_SHOWN)
    own = changes(of.user, Wanted(bodies=bodies, by=of.user.pk), most=OWN_SHOWN)
    return {
        "others": [shown(line, of.names) for line in others],
        "own": [shown(line, of.names) for line in own],
    }


def panel_context(user: Any) -> dict[str, Any] | None:
    """The same in four numbers, for the home page."""
    of = mine_of(user, [])
    if of is None or not of.bodies:
        return None
    due, ends = mine.reviews(user, of.ids, of.today), mine.leases(user, of.ids, of.today)
    wrong = mine.faults(user, of.ids, of.today)
    overdue, soon, *_ = review_rows(of, due)
    high = next(row for row in fault_rows(of, wrong.properties) if row["gravity"] == Gravity.HIGH)
    ahead = lease_rows(of, ends)[0]
    high_words = high["words"] if wrong.now.score is not None else ""
    numbers = (
        ("Reviews overdue", overdue["words"], overdue["url"]),
        ("Reviews due within 30 days", soon["words"], soon["url"]),
        ("Lease dates within 6 months", ahead["all"]["words"], ahead["all"]["url"]),
        ("Properties with a fault of high gravity", high_words, high["url"]),
    )
    items = [{"label": label, "value": value, "url": url} for label, value, url in numbers]
    return {"bodies": [body.name for body in of.bodies], "items": items}
