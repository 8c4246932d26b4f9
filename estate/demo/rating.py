"""RAG assessments over the last three years: what the bodies' officers thought, and when they mean to look again."""

from __future__ import annotations

import datetime
from random import Random
from zoneinfo import ZoneInfo

from estate.demo.building import Building, DraftRating
from estate.demo.days import months_from

LONDON = ZoneInfo("Europe/London")
# Who rates for a body in the demonstration: its own officer where there is one, else the programme team.
RATERS = {"WCC": "officer-wcc", "BDC": "officer-bdc"}
# Months until a rating should be looked at again.
_REVIEW = {"red": 24, "amber": 12, "green": 6}
_NOTES = {
    "no_change": ("Service needs these premises.", "No change planned.", ""),
    "service_change": (
        "Service under review this year.",
        "Opening hours being consulted on.",
        "Team may move in with a partner.",
    ),
    "lease_expiry": ("Lease ends soon: decide whether to renew.", "Landlord has been asked for terms."),
    "outside_influence": ("Site next door has permission for housing.", "Town centre plan covers this block."),
    "declared_surplus": (
        "Declared surplus; marketing to begin.",
        "No service has asked for it.",
        "Vacated by its last occupier.",
    ),
    "shared_use": ("Half the floor is free for a partner.", "Ground floor could be another body's."),
}


def rate(building: Building, today: datetime.date, rng: Random) -> None:
    """None for one building in twenty; else one to three assessments, the latest of which agrees with its state."""
    if rng.random() < 0.05 or building.status == "construction" or building.closed_reason:
        return
    rating, reason = _today(building, today, rng)
    at = _moment(today, rng.randint(3, 400), rng)
    steps = [(rating, reason, at)]
    for _ in range(rng.choices((0, 1, 2), weights=(45, 40, 15))[0]):
        at = _moment(at.date(), rng.randint(120, 340), rng)
        if (today - at.date()).days < 3 * 365:
            steps.append((*_earlier(rating, rng), at))
    by = RATERS.get(building.body.code, "programme")
    for each, why, when in reversed(steps):
        building.ratings.append(
            DraftRating(each, why, rng.choice(_NOTES[why]), by, when, months_from(when.date(), _REVIEW[each]))
        )


def _moment(day: datetime.date, days_before: int, rng: Random) -> datetime.datetime:
    """A working moment some days before `day`, UK time."""
    then = day - datetime.timedelta(days=days_before)
    then -= datetime.timedelta(days=max(0, then.weekday() - 4))
    return datetime.datetime(then.year, then.month, then.day, rng.randint(9, 16), rng.randint(0, 59), tzinfo=LONDON)


def _today(building: Building, today: datetime.date, rng: Random) -> tuple[str, str]:
    if building.status == "surplus":
        return "green", "declared_surplus"
    ending = any(each.expires_on and each.expires_on <= months_from(today, 24) for each in building.leases)
    if building.is_leased_in and ending:
        return "amber", "lease_expiry"
    if building.status == "vacant":
        return rng.choice((("amber", "service_change"), ("green", "declared_surplus")))
    kind = building.kind
    rating = rng.choices(("red", "amber", "green"), weights=(kind.red, kind.amber, kind.green))[0]
    if rating == "red":
        return "red", "no_change"
    if rating == "green":
        return "green", "shared_use"
    return "amber", rng.choices(("service_change", "outside_influence"), weights=(75, 25))[0]


def _earlier(rating: str, rng: Random) -> tuple[str, str]:
    """What the rating may have been before: opinions move a step at a time."""
    before = {"red": ("red", "red", "amber"), "amber": ("red", "amber"), "green": ("amber", "amber", "red")}[rating]
    return ("red", "no_change") if rng.choice(before) == "red" else ("amber", "service_change")
