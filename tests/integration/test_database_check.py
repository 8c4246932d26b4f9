"""A database that cannot serve is refused in one line, before anything is written to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.db import connection

CHECK = Path(__file__).resolve().parents[2] / "bin" / "launcher" / "database.py"
NAME = f"total_place_checked_{os.getpid()}"


def run(statement: str, database: str = "postgres") -> None:
    """A statement of its own in a database of the tests' server."""
    with closing(psycopg2.connect(**(connection.get_connection_params() | {"dbname": database}))) as direct:
        direct.autocommit = True
        direct.cursor().execute(statement)


def checked() -> subprocess.CompletedProcess[str]:
    """What the check says of that database."""
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{NAME}"))
    return subprocess.run(
        [sys.executable, str(CHECK)], env=os.environ | {"DATABASE_URL": address}, capture_output=True, text=True
    )


@pytest.fixture
def database(db: None) -> Iterator[None]:
    """An empty database beside the tests' own."""
    run(f"DROP DATABASE IF EXISTS {NAME}")
    run(f"CREATE DATABASE {NAME}")
    yield
    run(f"DROP DATABASE {NAME}")


def test_a_database_with_an_older_postgis_is_refused_in_one_line(database: None) -> None:
    fresh = checked()
    assert (fresh.returncode, fresh.stdout, fresh.stderr) == (0, "", "")
    # The server's own PostGIS cannot be made older, so its function is found behind one that answers as 3.2 did.
    run("CREATE SCHEMA earlier", NAME)
    run("CREATE FUNCTION earlier.postgis_lib_version() RETURNS text LANGUAGE sql AS $$ SELECT '3.2.1' $$", NAME)
    run(f"ALTER DATABASE {NAME} SET search_path = earlier, public", NAME)
    refused = checked()
    assert refused.returncode == 1
    assert refused.stderr == (
        "DATABASE_URL names a database with PostGIS 3.2.1; Total Place needs 3.3 or newer: "
        "install it there, then run in that database: SELECT postgis_extensions_upgrade();\n"
    )
