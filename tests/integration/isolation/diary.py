"""The addresses of the lease diary, for the tables of isolation tests."""

from __future__ import annotations

import datetime

from django.urls import reverse

from tests.integration.isolation.question import NOBODYS_PK, Question, Questions
from tests.integration.isolation.scene import FEED_SECRET, MARK, NO_MARK, Scene

# When the lease of the secret site expires: see scene._belongings.
EXPIRES = datetime.date.today() + datetime.timedelta(days=400)


def of_leases(name: str, *queries: str) -> Questions:
    """A view of the diary: as it opens, of all the days the secret's lease has, and by what only that lease says."""

    def questions(scene: Scene) -> list[Question]:
        address = reverse(name)
        asked = [Question(f"{address}{query}") for query in ("", "?organisation=WCC", *queries)]
        found = Question(f"{address}?counterparty={MARK}", f"{address}?counterparty={NO_MARK}", (MARK, NO_MARK))
        return [*asked, found]

    return questions


def _feeds(scene: Scene) -> list[Question]:
    """The diary's feed: of an officer of the other body, of nobody."""
    own, nobodys = (reverse("lease_feed", args=[secret]) for secret in (FEED_SECRET, "nobodys"))
    searched = Question(f"{own}?counterparty={MARK}", f"{own}?counterparty={NO_MARK}", (MARK, NO_MARK))
    return [Question(own), Question(nobodys), Question(f"{own}?organisation=WCC"), searched]


def _near(scene: Scene) -> list[Question]:
    """What ends near the secret's lease, whose twin is no lease."""
    there, nowhere = (reverse("lease_near", args=[pk]) for pk in (scene.hidden.leases.get().pk, NOBODYS_PK))
    return [Question(there, nowhere)]


ADDRESSES: dict[str, Questions] = {
    "lease_list": of_leases("lease_list", "?from=2020-01-01&to=2040-01-01", "?page=2", "?kind=expiry&role=tenant"),
    "lease_csv": of_leases("lease_csv", "?from=2020-01-01&to=2040-01-01"),
    "lease_year": of_leases("lease_year", f"?month={datetime.date.today():%Y-%m}", "?page=2"),
    "lease_month": of_leases("lease_month", f"?month={EXPIRES:%Y-%m}"),
    "lease_near": _near,
    "lease_link": lambda scene: [Question(reverse("lease_link"))],
    "lease_link_end": lambda scene: [Question(reverse("lease_link_end"))],
    "lease_feed": _feeds,
}
