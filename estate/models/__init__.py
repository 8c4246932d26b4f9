"""The estate's models."""

from estate.models.bulk import BulkEdit
from estate.models.changes import ChangeMark
from estate.models.diary import DiaryLink
from estate.models.drawing import Drawing, DrawingDue, DrawingStamp, DrawnCell, DrawnPast, FinishedTile
from estate.models.legal import Lease, LeaseBreak, LeaseReview, PropertyTitle, Title
from estate.models.open_data import OpenDataFile, OpenDataPublication, OpenDataStale
from estate.models.property import Property, Site
from estate.models.quality import QualityFinding, QualityRun, QualityStale, QualityTally, QualityWaiver
from estate.models.rag import RagAssessment, RagWithdrawal
from estate.models.rating_months import RatingMonth, RatingMonthStale
from estate.models.ready import ReadyRow, ReadyRowDue
from estate.models.reshaping import PropertySuccession, Reshaping
from estate.models.staged import StagedProperty
from estate.models.tally import Tally
from estate.models.use import EnergyUse, Occupation, RunningCost, Valuation
from estate.models.words import SearchWord

__all__ = [
    "BulkEdit",
    "ChangeMark",
    "DiaryLink",
    "Drawing",
    "DrawingDue",
    "DrawingStamp",
    "DrawnCell",
    "DrawnPast",
    "EnergyUse",
    "FinishedTile",
    "Lease",
    "LeaseBreak",
    "LeaseReview",
    "Occupation",
    "OpenDataFile",
    "OpenDataPublication",
    "OpenDataStale",
    "Property",
    "PropertySuccession",
    "PropertyTitle",
    "QualityFinding",
    "QualityRun",
    "QualityStale",
    "QualityTally",
    "QualityWaiver",
    "RagAssessment",
    "RagWithdrawal",
    "RatingMonth",
    "RatingMonthStale",
    "ReadyRow",
    "ReadyRowDue",
    "Reshaping",
    "RunningCost",
    "SearchWord",
    "Site",
    "StagedProperty",
    "Tally",
    "Title",
    "Valuation",
]
