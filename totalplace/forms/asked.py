"""What the address of a page asks: filters of which a wrong one is refused by name, never ignored."""

from __future__ import annotations

from functools import cached_property

from django import forms


class AskedForm(forms.Form):
    """A GET form in which every parameter has to be known."""

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the address, in sentences, by parameter; empty when all is well."""
        allowed = ", ".join(sorted(self.fields))
        unknown = {
            name: [f"There is no parameter of this name. There are: {allowed}."]
            for name in self.data
            if name not in self.fields
        }
        return unknown | {name: [str(error) for error in errors] for name, errors in self.errors.items()}
