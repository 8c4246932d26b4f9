"""Data quality: checking the register, and agreeing that a fault may stand."""

from estate.services.quality.checking import check_everything, check_properties, start_check
from estate.services.quality.keeping_up import after_request, in_worker
from estate.services.quality.waiving import NOTHING_TO_WAIVE, waive, withdraw

__all__ = [
    "NOTHING_TO_WAIVE",
    "after_request",
    "check_everything",
    "check_properties",
    "in_worker",
    "start_check",
    "waive",
    "withdraw",
]
