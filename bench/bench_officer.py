"""An officer's pages, the list of changes, the months of ratings and the lease dates at 100,000 properties and leases.

    python bench/bench_officer.py [--properties 100000] [--leases 100000] [--rounds 15]

The demonstration county, copied until it is that large, in a database of its own on the server that DATABASE_URL names
(its name with _officer_<size> after it), made at the first run and kept. All of it came as one change, so the list of
changes has one of 100,000 properties and all that belongs to them among its lines. Leases are copied, with triggers
off, until there are so many. The months are asked for as they are kept, and as they are counted when something moved
them. Each page is asked of the whole application through Django's test client, as the county's officer; medians in ms,
"best" the quickest round's time in the database.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_list import Stopwatch, create  # noqa: E402 - found only once the path is set

PAGES = {
    "home, as an officer": "/",
    "my estate": "/estate/mine/",
    "changes": "/estate/changes/",
    "changes, one body": "/estate/changes/?organisation=BDC",
    "changes, one kind": "/estate/changes/?kind=lease",
    "lease dates, 12 months": "/estate/leases/",
    "lease dates, one body": "/estate/leases/?organisation=BDC",
    "ratings by month, kept": "/estate/ratings/",
    "ratings of a body, kept": "/estate/ratings/?organisation=WCC",
}
COUNTED = {
    "ratings by month, counted": "/estate/ratings/",
    "ratings of a body, counted": "/estate/ratings/?organisation=WCC",
}
# Copies of leases, each later by some weeks and at another property.
COPIED_LEASES = """
    INSERT INTO estate_lease (version, created_at, updated_at, role, counterparty, starts_on, expires_on, annual_rent,
                              repair_liability, inside_1954_act, note, property_id)
    SELECT l.version, l.created_at, l.updated_at, l.role, l.counterparty, l.starts_on + k * 23, l.expires_on + k * 23,
           l.annual_rent, l.repair_liability, l.inside_1954_act, l.note, p.id
      FROM estate_lease l CROSS JOIN generate_series(1, %s) k
      JOIN estate_property p ON p.id = 1 + ((l.property_id + k * 13007) %% %s) LIMIT %s
"""


def prepare(properties: int, leases: int) -> None:
    """Make the register where it is not there yet."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from estate.models import Lease
    from estate.services.rating_months import keep_months

    call_command("migrate", verbosity=0)
    call_command("load_demo", properties=properties, verbosity=0)
    have = Lease.objects.count()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(COPIED_LEASES, [-(-leases // have), properties, max(0, leases - have)])
    begun = time.perf_counter()
    keep_months()
    print(f"keeping the past months: {time.perf_counter() - begun:.1f} s; {Lease.objects.count():,} leases")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure(client: Any, pages: dict[str, str], rounds: int) -> None:
    """Print one row a page."""
    from django.db import connection

    for name, address in pages.items():
        figures = []
        for _ in range(rounds + 2):
            watch, begun = Stopwatch(), time.perf_counter()
            with connection.execute_wrapper(watch):
                answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            figures.append((watch.ms, (time.perf_counter() - begun) * 1000, watch.queries))
        database, whole, queries = zip(*figures[2:], strict=True)
        print(
            f"{name:<28} {statistics.median(database):>9.1f} {min(database):>6.1f} {statistics.median(whole):>8.1f}"
            f" {max(queries):>8}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--properties", type=int, default=100_000)
    parser.add_argument("--leases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    parts = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(parts._replace(path=f"{parts.path}_officer_{asked.properties}"))
    create(address)
    os.environ["DATABASE_URL"] = address
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalplace.settings")
    import django

    django.setup()
    from django.test import Client

    from estate.models import RatingMonthStale
    from totalplace.models import User

    prepare(asked.properties, asked.leases)
    client = Client(SERVER_NAME="localhost")
    officer = User.objects.get(username="officer-wcc")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{'page':<28} {'database':>9} {'best':>6} {'whole':>8} {'queries':>8}")
    measure(client, PAGES, asked.rounds)
    mark = RatingMonthStale.objects.create()
    measure(client, COUNTED, asked.rounds)
    mark.delete()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
