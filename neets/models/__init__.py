"""Tables of young people's journeys."""

from neets.models.agencies import Agency
from neets.models.analyses import ReleasedAnalysis
from neets.models.counts import CountRun, HomePlace, MonthlyCount, ReleasedCount
from neets.models.events import Assessment, Contact, Offer, Plan, PlanStep, Referral
from neets.models.governance import AccessLog, Identification, OptOut, Release
from neets.models.money import CostModel, MetricDefinition, Segment, StrandSpend
from neets.models.people import Characteristic, Client, StatusSpell, YoungPerson
from neets.models.provision import Destination, Enrolment, Provision

__all__ = [
    "AccessLog",
    "Agency",
    "Assessment",
    "Characteristic",
    "Client",
    "Contact",
    "CostModel",
    "CountRun",
    "Destination",
    "Enrolment",
    "HomePlace",
    "Identification",
    "MetricDefinition",
    "MonthlyCount",
    "Offer",
    "OptOut",
    "Plan",
    "PlanStep",
    "Provision",
    "Referral",
    "Release",
    "ReleasedAnalysis",
    "ReleasedCount",
    "Segment",
    "StatusSpell",
    "StrandSpend",
    "YoungPerson",
]
