"""What the address of a page of data quality asks for, read and checked."""

from __future__ import annotations

from functools import cached_property

from django.http import QueryDict

from estate.selectors.quality import LAST_PAGE
from totalplace.models import Organisation


class Asked:
    """The body, the page and what is shown, from the parameters `known` to the page. Read when `problems` is empty."""

    def __init__(self, query: QueryDict, known: set[str]) -> None:
        self.query = query
        self.known = known

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, in sentences, as the error summary wants them."""
        found = [
            f"{name}: there is no parameter of this name. There are: {', '.join(sorted(self.known))}."
            for name in self.query
            if name not in self.known
        ]
        if self.code and self.organisation is None:
            found.append(f"organisation: “{self.code[:20]}” is not the code of a body. Choose one from the list.")
        if self.query.get("show", "faults") not in ("faults", "waived"):
            found.append("show: this must be faults or waived.")
        if not self.page:
            found.append(f"page: this must be a number from 1 to {LAST_PAGE}. Choose one body to see less at once.")
        return [(sentence, "") for sentence in found]

    @property
    def code(self) -> str:
        return self.query.get("organisation", "")

    @cached_property
    def organisations(self) -> list[Organisation]:
        """Every body, to choose from."""
        return list(Organisation.objects.only("code", "name", "short_name"))

    @property
    def organisation(self) -> Organisation | None:
        return next((each for each in self.organisations if each.code == self.code), None)

    @property
    def of_body(self) -> dict[str, str]:
        """The parameter that narrows another page to the same body."""
        return {"organisation": self.code} if self.code else {}

    @property
    def shows_waived(self) -> bool:
        return self.query.get("show") == "waived"

    @property
    def show_kept(self) -> list[tuple[str, str]]:
        """What the choice of a body sends along."""
        return [("show", "waived")]

    @property
    def page(self) -> int:
        """The page asked for; 0 where it is none."""
        text = self.query.get("page", "1")
        number = int(text[:6]) if text.isascii() and text.isdigit() else 0
        return number if number <= LAST_PAGE else 0
