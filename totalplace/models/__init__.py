"""The shared core's models."""

from totalplace.models.areas import Area, AreaPiece, Population, Postcode
from totalplace.models.imports import ImportBatch, ImportCorrection, ImportFault, ImportMapping
from totalplace.models.jobs import Job
from totalplace.models.map_layers import OwnMapLayer
from totalplace.models.news import News, NewsChoice
from totalplace.models.organisations import Organisation
from totalplace.models.people import Membership, User
from totalplace.models.records import Attachment, Note
from totalplace.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Area",
    "AreaPiece",
    "Attachment",
    "ImportBatch",
    "ImportCorrection",
    "ImportFault",
    "ImportMapping",
    "Job",
    "Membership",
    "News",
    "NewsChoice",
    "Note",
    "Organisation",
    "OwnMapLayer",
    "Population",
    "Postcode",
    "User",
]
