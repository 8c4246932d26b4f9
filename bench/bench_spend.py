"""Pages of total spend at 200,000 lines: the time of each, as a ratio to the bare SQL that it comes to.

    python bench/bench_spend.py [--lines 200000] [--rounds 7]

A count of so many lines by 400 bodies, each line with a code, is made in a database of its own on the server that
DATABASE_URL names (its name with _spend_<lines> after it), at the first run, and kept. A page is asked of the whole
application through Django's test client, as an analyst: "page ms" is the whole answer, "of it SQL" what its queries
took as Django's cursor saw it, and "bare ms" the least SQL that gives the same sums, asked in turn with the page so
that what else the machine does slows both. All are medians. The goal is a ratio of page to bare SQL of at most 2.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

# The bench beside this one: Python looks first where the script lies.
from bench_list import create

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BODIES = 400
KEY = "bench"
FILL = """
    INSERT INTO spend_body (code, name, sector, stands_for, version)
        SELECT 'Z' || n, 'Bench body ' || n, (ARRAY['central', 'county', 'health', 'other'])[1 + n % 4], 1, 1
          FROM generate_series(1, {bodies}) n;
    INSERT INTO spend_count (key, title, place_name, year, stage, population, population_words, place, source_id,
                             published_on, version)
        SELECT '{key}', 'Bench', 'Bench', 2020, 'high_level', 556000, '', 'Made up', id, current_date, 1
          FROM spend_source WHERE key = 'demonstration';
    INSERT INTO spend_line (count_id, body_id, label, amount, direction, basis, certainty, account, method, confidence,
                            control, local_reference, note, place, source_id, version)
        SELECT c.id, b.id, 'Line ' || n, (n * 7919) % 1000003, 'expenditure', 'net', 'outturn', 'revenue', 'actual',
               'high', (ARRAY['local_elected', 'local_board', 'national_managed', 'personal_entitlement'])[1 + n % 4],
               '', '', 'Made up', c.source_id, 1
          FROM generate_series(1, {lines}) n
          JOIN spend_body b ON b.code = 'Z' || (1 + n % {bodies}) JOIN spend_count c ON c.key = '{key}';
    INSERT INTO spend_linecode (line_id, code_id, share, method, confidence, place, source_id, version)
        SELECT l.id, k.ids[1 + l.id % cardinality(k.ids)], 1, 'actual', 'high', 'Made up', l.source_id, 1
          FROM spend_line l JOIN spend_count c ON c.id = l.count_id AND c.key = '{key}',
               (SELECT array_agg(k.id) AS ids FROM spend_code k JOIN spend_scheme s ON s.id = k.scheme_id
                 WHERE s.key = 'cofog') k;
"""
SUMS = """SELECT l.body_id, l.control, count(*), sum(l.amount) FROM spend_line l JOIN spend_count c ON c.id = l.count_id
          WHERE c.key = 'bench' GROUP BY 1, 2"""
LARGEST = """SELECT l.id, l.amount FROM spend_line l JOIN spend_count c ON c.id = l.count_id
             WHERE c.key = 'bench' ORDER BY l.amount DESC, l.reference LIMIT 10"""
CODED = """SELECT lc.code_id, count(*), sum(lc.share * l.amount) FROM spend_linecode lc
           JOIN spend_line l ON l.id = lc.line_id JOIN spend_count c ON c.id = l.count_id
           WHERE c.key = 'bench' GROUP BY 1"""
# Each page with the sums that it cannot do without.
PAGES = {
    "": (SUMS, LARGEST, CODED),
    "who/": (SUMS, LARGEST),
    "who.csv": (SUMS, LARGEST),
    "control/": (SUMS,),
    "purpose/": (SUMS, CODED),
    "release/": (SUMS,),
    "peers/": (SUMS,),
    "neighbourhoods/": (SUMS,),
}


def address_of(lines: int) -> str:
    """The database's address for a number of lines."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"{parts.path}_spend_{lines}"))


def prepare(lines: int) -> None:
    """Make the count where it is not there yet."""
    from django.core.management import call_command
    from django.db import connection

    from spend.models import Count
    from spend.services.reference import load_reference

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_reference()
    if not Count.objects.filter(key=KEY).exists():
        with connection.cursor() as cursor:
            cursor.execute(FILL.format(bodies=BODIES, lines=lines, key=KEY))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def analyst() -> Any:
    """A browser in which a person with a role has signed in."""
    from django.test import Client

    from totalplace.choices import Role
    from totalplace.models import Membership, User

    person, _ = User.objects.get_or_create(username="bench", email="bench@example.org")
    Membership.objects.get_or_create(user=person, role=Role.ANALYST, organisation=None)
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def of_page(browser: Any, path: str) -> tuple[float, float, int]:
    """(milliseconds of the whole, of its queries, how many they are) of one answer."""
    from django.db import connection

    took: list[float] = []

    def timed(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            took.append(time.perf_counter() - begun)

    asked = time.perf_counter()
    with connection.execute_wrapper(timed):
        answer = browser.get(f"/spend/{path}?count={KEY}")
        if answer.streaming:
            b"".join(answer.streaming_content)
    whole = time.perf_counter() - asked
    if answer.status_code != 200:
        raise SystemExit(f"/spend/{path} answered {answer.status_code}")
    return 1000 * whole, 1000 * sum(took), len(took)


def of_sql(statements: tuple[str, ...]) -> float:
    """Milliseconds of the bare statements, their rows fetched."""
    from django.db import connection

    begun = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return 1000 * (time.perf_counter() - begun)


def main() -> None:
    """Print a row a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    address = address_of(asked.lines)
    create(address)
    os.environ["DATABASE_URL"] = address
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalplace.settings")
    import django

    django.setup()
    prepare(asked.lines)
    browser = analyst()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{asked.lines:,} lines, median of {asked.rounds}; load average {load}")
    print(f"{'page':<24}{'queries':>8}{'page ms':>10}{'of it SQL':>11}{'bare ms':>10}{'ratio':>8}")
    for path, statements in PAGES.items():
        of_page(browser, path)
        rounds = [(of_page(browser, path), of_sql(statements)) for _ in range(asked.rounds)]
        pages, bare = [page for page, _ in rounds], statistics.median(took for _, took in rounds)
        page, sql = (statistics.median(took[at] for took in pages) for at in (0, 1))
        row = f"/spend/{path:<17}{pages[0][2]:>8}{page:>10.1f}{sql:>11.1f}{bare:>10.1f}{page / bare:>8.2f}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
