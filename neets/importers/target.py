"""What files bring into the register of young people."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from neets.choices.records import Purpose
from neets.importers import caseload, events, pages, taking_back
from neets.importers.door import admit
from neets.importers.entering import CASELOAD, EVENTS, LABELS, headings_of
from neets.importers.fields import fields_of
from neets.importers.steps import LoadSteps, abandoned
from neets.models import Agency, StagedCaseload, StagedEvent
from neets.querysets.row_security import opened
from totalplace.importing.pages import register_pages
from totalplace.importing.targets import Confidential, ImportOption, ImportTarget, register
from totalplace.permissions import Action


def _opened() -> AbstractContextManager[Any]:
    return opened(Purpose.LOADING)


def _agencies() -> list[tuple[str, str]]:
    return [("", "The body's own, or as each row says"), *Agency.objects.values_list("code", "name")]


CONFIDENTIAL = Confidential(admit, _opened, abandoned, taking_back.later, taking_back.take_back, headings_of)
AGENCY = ImportOption("agency", "Whose records these are", _agencies, "The agency that recorded them.")


def _target(kind: str, staged: type[Any], steps: LoadSteps) -> ImportTarget:
    return ImportTarget(
        kind, LABELS[kind], fields_of(kind), staged, steps, ("key",), right=Action.KEEP_NEETS, options=(AGENCY,),
        confidential=CONFIDENTIAL,
    )  # fmt: skip


def register_imports() -> None:
    """Let caseload extracts and event logs be imported."""
    register(_target(CASELOAD, StagedCaseload, caseload.CaseloadSteps()))
    register_pages(CASELOAD, pages.CASELOAD)
    register(_target(EVENTS, StagedEvent, events.EventSteps()))
    register_pages(EVENTS, pages.EVENTS)
