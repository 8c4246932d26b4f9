"""The estate's models."""

from estate.models.legal import Lease, LeaseBreak, LeaseReview, PropertyTitle, Title
from estate.models.property import Property, Site
from estate.models.rag import RagAssessment
from estate.models.staged import StagedProperty
from estate.models.tally import Tally
from estate.models.use import EnergyUse, Occupation, RunningCost, Valuation

__all__ = [
    "EnergyUse",
    "Lease",
    "LeaseBreak",
    "LeaseReview",
    "Occupation",
    "Property",
    "PropertyTitle",
    "RagAssessment",
    "RunningCost",
    "Site",
    "StagedProperty",
    "Tally",
    "Title",
    "Valuation",
]
