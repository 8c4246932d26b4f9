"""Two bodies, an officer of each, and one who runs the programme."""

from tests.integration.imports.conftest import officer, other_officer, programme

__all__ = ["officer", "other_officer", "programme"]
