"""The same filters over the estate as it was rated on a past day."""

from __future__ import annotations

from typing import Any

from estate import choices
from estate.filters import ANY_STATUS, PropertyFilter
from estate.filters.fields import Codes
from estate.selectors.totals import Dimensions


class PastFilter(PropertyFilter):
    """Narrow what was in the register on a day, with its `rag_then`: `queryset` is of `rated_as_of` or `rated_on`.

    `rag` is the rating then. Whatever else is asked, a status too, is as of today: the register's other values of that
    day stand in its history, which no map reads.
    """

    rag = Codes(label="RAG rating", choices=choices.Rag.choices, field_name="rag_then")

    @property
    def statuses(self) -> list[str]:
        """All, unless some were asked for: what has left the register since was in it then."""
        asked = self.form.cleaned_data.get("status") or [ANY_STATUS]
        return list(choices.Status.values) if ANY_STATUS in asked else asked

    @property
    def is_indexed(self) -> bool:
        return not self.INDEXED.isdisjoint(set(self.asked) - {"rag"})

    @property
    def dimensions(self) -> Dimensions | None:
        """None: the tally is of today."""
        return None

    def lacking(self, queryset: Any, name: str, value: list[str]) -> Any:
        narrowed = super().lacking(queryset, name, [each for each in value if each != "rag"])
        return narrowed.filter(rag_then="") if "rag" in value else narrowed
