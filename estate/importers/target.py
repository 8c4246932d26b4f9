"""Properties as something that files bring in: its fields, and the steps over staged rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from estate.importers import applying, checking, conflicts, deciding, staging
from estate.importers.addresses import part_addresses
from estate.importers.fields import FIELDS
from estate.importers.pages import PAGES
from estate.models import Property, StagedProperty
from totalplace.importing.pages import register_pages
from totalplace.importing.targets import Decided, Found, ImportTarget, Preview, register
from totalplace.models import ImportBatch, User


class PropertySteps:
    """The set-based steps of an import of properties."""

    def stage(self, preview: Preview) -> None:
        staging.stage(preview)
        deciding.keep_decided(preview)

    def check(self, preview: Preview) -> list[str]:
        return checking.check(preview)

    def counts(self, preview: Preview) -> dict[str, int]:
        return {"missing": self.missing(preview.batch, preview.user).count()}

    def conflicts(self, preview: Preview) -> Found:
        return conflicts.find(preview)

    def settle(self, preview: Preview, choices: Mapping[int, Mapping[str, str]]) -> Decided:
        return deciding.settle(preview, choices)

    def settle_all(self, preview: Preview, stands: str) -> Decided:
        return deciding.settle_all(preview, stands)

    def overwrite(self, preview: Preview, row: int) -> None:
        deciding.overwrite(preview, row)

    def before(self, preview: Preview) -> None:
        """Nothing of an import of properties outlives its being taken back."""

    def apply(self, preview: Preview, report: Callable[[str], None]) -> dict[str, int]:
        return applying.apply(preview, report)

    def missing(self, batch: ImportBatch, user: User) -> QuerySet[Any]:
        return conflicts.missing(batch, user)

    def close_missing(self, preview: Preview, reason: str) -> int:
        return applying.close_missing(preview, reason)

    def references(self, model: type[Model], ids: Iterable[int]) -> list[str]:
        """The references of the properties that these records are, or belong to."""
        if model is Property:
            return applying.references(list(ids))
        for path in ("property_id", "lease__property_id"):
            field = path.partition("__")[0].removesuffix("_id")
            if any(each.name == field for each in model._meta.get_fields()):
                return applying.references(list(model._default_manager.filter(pk__in=ids).values_list(path, flat=True)))
        return []

    def title(self, staged: StagedProperty) -> str:
        return staged.name or staged.street or staged.local_reference or f"Row {staged.row}"


MATCHED_ON = ("reference", "local_reference", "uprn", "postcode")
TARGET = ImportTarget("properties", "Properties", FIELDS, StagedProperty, PropertySteps(), MATCHED_ON, part_addresses)


def register_properties() -> None:
    """Let files of properties be imported."""
    register(TARGET)
    register_pages(TARGET.kind, PAGES)
