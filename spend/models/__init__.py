"""Tables of total public spend."""

from spend.models.alarms import Alarm, AlarmChange, Notice, ProtocolSetting
from spend.models.bodies import Body, BodyName
from spend.models.claims import Claim, ClaimConflict, ClaimInput, Contradiction, ContradictionSide
from spend.models.classification import Code, LineCode, Scheme
from spend.models.control import ControlRule, ControlShare
from spend.models.counting import Count, Line, SignOff
from spend.models.flows import Elimination, Flow, Stream
from spend.models.payments import Payment, PaymentFile
from spend.models.planned_changes import (
    PartnerEffect,
    PlannedAmount,
    PlannedArea,
    PlannedChange,
    PlannedReach,
    Response,
)
from spend.models.published import Deflator, NeighbourhoodEstimate, Overhead, PeerFigure, Typology
from spend.models.sources import Source
from spend.models.staged import StagedLine, StagedPayment
from spend.models.suppliers import MonthTally, Supplier, SupplierMerge, SupplierName, SupplierTally

__all__ = [
    "Alarm",
    "AlarmChange",
    "Body",
    "BodyName",
    "Claim",
    "ClaimConflict",
    "ClaimInput",
    "Code",
    "Contradiction",
    "ContradictionSide",
    "ControlRule",
    "ControlShare",
    "Count",
    "Deflator",
    "Elimination",
    "Flow",
    "Line",
    "LineCode",
    "MonthTally",
    "NeighbourhoodEstimate",
    "Notice",
    "Overhead",
    "PartnerEffect",
    "Payment",
    "PaymentFile",
    "PeerFigure",
    "PlannedAmount",
    "PlannedArea",
    "PlannedChange",
    "PlannedReach",
    "ProtocolSetting",
    "Response",
    "Scheme",
    "SignOff",
    "Source",
    "StagedLine",
    "StagedPayment",
    "Stream",
    "Supplier",
    "SupplierMerge",
    "SupplierName",
    "SupplierTally",
    "Typology",
]
