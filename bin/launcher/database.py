"""Says in one line why the database in DATABASE_URL cannot serve, or makes its extensions. Runs in .venv."""

import os
import sys

import environ
import psycopg2

OLDEST_POSTGRES = 150_000
OLDEST_POSTGIS = (3, 3)
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")


class Unusable(Exception):
    """Why this database cannot serve, and what to do."""


def connect() -> "psycopg2.extensions.connection":
    """Connect with exactly what Django will use."""
    url = os.environ["DATABASE_URL"]
    if url.split(":")[0] not in ("postgres", "postgresql", "postgis"):
        raise Unusable("DATABASE_URL must look like postgres://user:password@host:5432/database.")
    try:
        config = environ.Env.db_url_config(url)
        port = int(config["PORT"] or 5432)
    except ValueError as error:
        raise Unusable(
            f"DATABASE_URL cannot be read: {error}. It must look like postgres://user:password@host:5432/database."
        ) from None
    options = {"connect_timeout": 5} | config.get("OPTIONS", {})
    fields = {"dbname": config["NAME"], "user": config["USER"], "password": config["PASSWORD"], "host": config["HOST"]}
    try:
        return psycopg2.connect(**{k: v for k, v in fields.items() if v}, **({"port": port} | options))
    except psycopg2.Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        raise Unusable(f"DATABASE_URL: {lines[0]}") from None


def check(connection: "psycopg2.extensions.connection") -> None:
    """Raise `Unusable` unless the server is new enough and the extensions are, or can be, there."""
    connection.autocommit = True
    if connection.server_version < OLDEST_POSTGRES:
        version = connection.get_parameter_status("server_version")
        raise Unusable(f"DATABASE_URL names a PostgreSQL {version} server; Total Place needs 15 or newer.")
    with connection.cursor() as cursor:
        for name in EXTENSIONS:
            ensure_extension(cursor, name)
        cursor.execute("SELECT postgis_lib_version()")
        found = cursor.fetchone()[0]
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST_POSTGIS:
        raise Unusable(
            f"DATABASE_URL names a database with PostGIS {found}; Total Place needs 3.3 or newer: "
            "install it there, then run in that database: SELECT postgis_extensions_upgrade();"
        )


def ensure_extension(cursor: "psycopg2.extensions.cursor", name: str) -> None:
    """Create one extension unless it is there."""
    cursor.execute("SELECT installed_version FROM pg_available_extensions WHERE name = %s", [name])
    row = cursor.fetchone()
    if row is None:
        raise Unusable(
            f"DATABASE_URL names a server without the extension {name}: install it there (PostGIS, contrib)."
        )
    if row[0] is None:
        try:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        except psycopg2.errors.InsufficientPrivilege:
            raise Unusable(f"an administrator of the database must first run: CREATE EXTENSION {name};") from None


if __name__ == "__main__":
    try:
        check(connect())
    except (Unusable, psycopg2.Error) as problem:
        sys.exit(" ".join(str(problem).split()))
