"""The property list at 1,300, 100,000 and 1,000,000 properties: time in the database, time over it, queries.

    python bench/bench_list.py [--sizes 1300 100000 1000000] [--rounds 15]

Each size has a database of its own on the server that DATABASE_URL names (its name with _list_<size> after it), made
at the first run and kept: the demonstration county, copied with triggers off, for a list reads no history. Each case
is asked of the whole application through Django's test client, signed in as a partner; the time in the database is the
time its queries take on the connection, fetched, and the rest is the page's own. "estate" is the part of it that asks
the estate's own tables (page, count and totals), which the goals speak of; the remainder is the session, the person
and their roles. Medians of the rounds, in ms; "best" is the quickest round's time for the estate's tables, and "page
CPU" what the process itself worked, which other work on the machine does not stretch.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
GOALS = "goals: page and count 2 ms, contains-search 10 ms in the database; 25 ms over the database's own"

# What a list does with the estate: broad, narrow, sorted, deep, searched.
CASES = {
    "everything, by name": "",
    "everything, by book value down": "?ordering=-book_value",
    "one body and rating, by name": "?organisation=WCC&rag=red",
    "body, category, rating, by value": "?organisation=BDC&category=office&rag=amber&ordering=-book_value",
    "one use in one district": "?use=library&district=E07000234",
    "energy rating F, by floor area": "?energy_rating=F&ordering=gross_internal_area_m2",
    "missing outline": "?missing=boundary",
    "lease expires within a year": "?lease_expires_after=2026-11-21&lease_expires_before=2027-11-21",
    "search: a name's part": "?q=library",
    "search: two words": "?q=lane%20worcester",
    "search: a postcode": "?q=WR5%201AB",
    "search: misspelt": "?q=libarry",
}


def address_of(size: int) -> str:
    """The database's address for a size."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"{parts.path}_list_{size}"))


# --- One size, in a process of its own ----------------------------------------------------------------


def prepare(size: int) -> None:
    """Make the register of `size` properties where it is not there yet."""
    from django.core.management import call_command
    from django.db import connection

    from estate.models import Property
    from estate.services import ready

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    have = Property.objects.count()
    if have < size:
        print(f"  copying the county until there are {size:,} properties", file=sys.stderr)
        multiply(have, size)
        ready.write_again()
    ready.write_due()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def multiply(have: int, size: int) -> None:
    """Copy properties and their leases, each copy in another street and up to 4 km away, and count the tally anew."""
    from django.db import connection, transaction

    from estate.models import Lease, Property

    def columns(model: Any, *but: str) -> str:
        return ", ".join(
            f'"{field.column}"'
            for field in model._meta.concrete_fields
            if not field.generated and field.column not in but
        )

    own, lease = (
        columns(Property, *("id", "reference", "local_reference", "uprn", "name", "street", "location", "boundary")),
        columns(Lease, "id", "property_id"),
    )
    copies = -(-(size - have) // have)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT max(id), min(reference) FROM estate_property")
        last, reference = cursor.fetchone()
        prefix = reference.split("-")[0]
        cursor.execute(
            f"""INSERT INTO estate_property (id, reference, local_reference, uprn, name, street, location, boundary,
                                             {own})
                SELECT id + k * %s, %s || lpad((id + k * %s)::text, greatest(6, length((id + k * %s)::text)), '0'),
                       CASE local_reference WHEN '' THEN '' ELSE local_reference || '/' || k END, '',
                       CASE street WHEN '' THEN name || ' ' || k ELSE replace(name, street, other) END,
                       CASE street WHEN '' THEN '' ELSE other END,
                       ST_Translate(location, east, north), ST_Translate(boundary, east, north), {own}
                  FROM estate_property
                  CROSS JOIN (SELECT array_agg(DISTINCT street) AS streets FROM estate_property WHERE street <> '') s
                  CROSS JOIN generate_series(1, %s) k
                  CROSS JOIN LATERAL (SELECT streets[1 + (id * 31 + k * 17) %% cardinality(streets)] AS other,
                                             (id * 7919 + k * 104729) %% 8001 - 4000 AS east,
                                             (id * 104723 + k * 7907) %% 8001 - 4000 AS north) o
                 ORDER BY k, id LIMIT %s""",
            [last, f"{prefix}-", last, last, copies, size - have],
        )
        cursor.execute(
            f"""INSERT INTO estate_lease (property_id, {lease})
                SELECT l.property_id + k * %s, {", ".join("l." + name for name in lease.split(", "))}
                  FROM estate_lease l CROSS JOIN generate_series(1, %s) k
                  JOIN estate_property p ON p.id = l.property_id + k * %s""",
            [last, copies, last],
        )
        cursor.execute("SELECT setval(pg_get_serial_sequence('estate_property', 'id'), max(id)) FROM estate_property")
    with connection.cursor() as cursor:
        cursor.execute("SELECT estate_tally_again(), estate_words_again(), estate_draw_again()")


class Stopwatch:
    """Adds up the time and number of the queries of one request, and the time of those that ask the estate's tables."""

    def __init__(self) -> None:
        self.ms, self.estate_ms, self.queries = 0.0, 0.0, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = (time.perf_counter() - begun) * 1000
            self.ms += took
            self.estate_ms += took if "estate_" in sql else 0
            self.queries += 1


def measure(size: int, rounds: int) -> None:
    """Print one row a case."""
    import django

    django.setup()
    prepare(size)
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(get_user_model().objects.get(username="partner"))
    cases = dict(CASES) | deep_pages(client)
    for name, query in cases.items():
        figures = []
        for _ in range(rounds + 3):
            watch, begun, worked = Stopwatch(), time.perf_counter(), time.process_time()
            with connection.execute_wrapper(watch):
                answer = client.get(f"/estate/{query}")
            whole = (time.perf_counter() - begun) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"{query}: {answer.status_code}")
            cpu = (time.process_time() - worked) * 1000
            figures.append((watch.ms, watch.estate_ms, whole - watch.ms, cpu, watch.queries))
        columns = list(zip(*figures[3:], strict=True))
        database, estate, over, cpu, queries = (statistics.median(column) for column in columns)
        print(
            f"{size:>9,}  {name:<34} {database:>9.1f} {estate:>7.1f} {min(columns[1]):>6.1f} {over:>9.1f} {cpu:>9.1f}"
            f" {queries:>8.0f}",
            flush=True,
        )


def deep_pages(client: Any) -> dict[str, str]:
    """The addresses of the last page, and of the page before it, as the list itself gives them."""
    page = client.get("/estate/").content.decode()
    links = re.findall(r'href="(\?[^"]*)" aria-label="Page [\d,]+"', page)
    last = links[-1].replace("&amp;", "&") if links else ""
    previous = re.search(r'href="(\?[^"]*)" rel="prev"', client.get(f"/estate/{last}").content.decode())
    return {"last page": last, "the page before it": previous[1].replace("&amp;", "&") if previous else ""}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1300, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measure(asked.one, asked.rounds)
        return
    heads = f"{'database':>9} {'estate':>7} {'best':>6} {'over it':>9} {'page CPU':>9} {'queries':>8}"
    print(f"{'size':>9}  {'list':<34} {heads}")
    for size in asked.sizes:
        create(address_of(size))
        environment = os.environ | {
            "DATABASE_URL": address_of(size),
            "DJANGO_SETTINGS_MODULE": "totalplace.settings",
            "DEBUG": "",
            "DEMO": "1",
        }
        subprocess.run(
            [sys.executable, __file__, "--one", str(size), "--rounds", str(asked.rounds)], env=environment, check=True
        )
    print(GOALS)


def create(address: str) -> None:
    """Make the database unless it is there."""
    import environ
    import psycopg2

    wanted = environ.Env.db_url_config(address)
    options = {"host": wanted["HOST"], "port": wanted["PORT"], "user": wanted["USER"], "password": wanted["PASSWORD"]}
    options |= wanted.get("OPTIONS", {})
    connection = psycopg2.connect(dbname="postgres", **{name: value for name, value in options.items() if value})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [wanted["NAME"]])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{wanted["NAME"]}"')
    connection.close()


if __name__ == "__main__":
    main()
