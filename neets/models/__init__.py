"""Tables of young people's journeys."""

from neets.models.agencies import Agency
from neets.models.analyses import ReleasedAnalysis
from neets.models.counts import CountRun, HomePlace, MonthlyCount, ReleasedCount
from neets.models.events import Assessment, Contact, Offer, Plan, PlanStep, Referral
from neets.models.governance import AccessLog, Identification, OptOut, Release
from neets.models.loading import LoadedRow, Match, PersonKey, StagedCaseload, StagedEvent
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
    "LoadedRow",
    "Match",
    "MetricDefinition",
    "MonthlyCount",
    "Offer",
    "OptOut",
    "PersonKey",
    "Plan",
    "PlanStep",
    "Provision",
    "Referral",
    "Release",
    "ReleasedAnalysis",
    "ReleasedCount",
    "Segment",
    "StagedCaseload",
    "StagedEvent",
    "StatusSpell",
    "StrandSpend",
    "YoungPerson",
]
