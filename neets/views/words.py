"""The words in which pages say the codes of an analysis."""

from __future__ import annotations

from neets.choices import ActivityGroup, Guarantee, PaymentBasis
from neets.choices.analyses import Ended, Way

STEPS = {group.value: str(group.label) for group in ActivityGroup} | {
    ActivityGroup.NEET_ACTIVE.value: "Not in work or learning"
}
CAUSES = {"eet": "In education, employment or training", "not_known": "Not known any more", "aged_out": "Reached 25"}
OUTCOMES = {outcome.value: str(outcome.label) for outcome in Ended}
GUARANTEES = {guarantee.value: str(guarantee.label) for guarantee in Guarantee} | {"total": "All guarantees"}
WAYS = {way.value: str(way.label) for way in Way}
PAYMENTS = {basis.value: str(basis.label) for basis in PaymentBasis} | {"total": "All"}
