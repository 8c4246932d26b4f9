"""What `manage.py check --database default` says of the role that the application connects as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import connections

UNBOUND = "SELECT current_user FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"


@register(Tags.database)
def row_security_binds_the_application(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[Warning]:
    """A superuser, or a role with BYPASSRLS, sees young people's rows without naming a purpose (ADR 33)."""
    found = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(UNBOUND)
            found += [
                Warning(
                    f"DATABASE_URL: PostgreSQL's row security does not bind the role {role}.",
                    hint="Connect as a role that owns the database and is neither SUPERUSER nor BYPASSRLS.",
                    id="neets.W001",
                )
                for (role,) in cursor.fetchall()
            ]
    return found
