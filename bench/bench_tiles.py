"""Map tiles at 1,300, 100,000 and 1,000,000 properties: the whole application against PostgreSQL making the same bytes.

    python bench/bench_tiles.py [--sizes 1300 100000 1000000] [--rounds 15]

The databases are those of bench_list.py, made at the first run and kept. For each zoom the busiest tile is asked of the
whole application through Django's test client, signed in as a partner: made anew ("made"), kept from before ("kept"),
and not changed ("304"); two filtered ones beside it. "raw" is the very statement that makes the tile, asked of
PostgreSQL by psycopg2 on a bare connection, its bytes compared with what the application sent; "on the fly" is what
outlines cost from the register itself. Milliseconds, the median of the rounds, in which all take turns; "best" is the
quickest.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ZOOMS = (8, 11, 12, 13, 14, 15)
FILTERS = {"": "", "&organisation=WCC&rag=red": "one body and rating", "&min_book_value=250000": "by book value"}
GOALS = (
    "goals: an outline tile of 500 or more features 1.05 x raw; to zoom 12 2 ms, and 2 x from 1,300 to 1,000,000; "
    "kept, over 50 kB, 0.1 x of making it"
)
BUSIEST = """
SELECT x, y, count(*) FROM (
    SELECT floor((x + 20037508.342789244) / 40075016.685578488 * 2 ^ %(z)s)::int AS x,
           floor((20037508.342789244 - y) / 40075016.685578488 * 2 ^ %(z)s)::int AS y
      FROM estate_drawing WHERE NOT is_sensitive) d
 GROUP BY x, y ORDER BY count(*) DESC, x, y LIMIT 1"""
ON_THE_FLY = """
SELECT ST_AsMVT(f, 'properties', 4096, 'geom', 'id') FROM (
    SELECT p.id, p.reference, o.code AS organisation, p.rag, p.tenure, p.category, p.use, p.status, p.energy_rating,
           ST_AsMVTGeom(ST_Transform(coalesce(p.boundary, p.location), 3857), frame, 4096, 64) AS geom
      FROM ST_TileEnvelope(%(z)s, %(x)s, %(y)s) frame
      JOIN estate_property p ON coalesce(p.boundary, p.location) && ST_Transform(frame, 27700)
      JOIN totalplace_organisation o ON o.id = p.organisation_id
     WHERE NOT p.is_sensitive AND p.status IN ('operational', 'vacant', 'construction', 'surplus')) f"""


class Kept:
    """Remembers the statement that made the last tile."""

    def __init__(self) -> None:
        self.sql = b""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "ST_AsMVT(" in sql:
            self.sql = context["cursor"].mogrify(sql, params)
        return execute(sql, params, many, context)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what the work answers."""
    begun = time.perf_counter()
    answer = work()
    return (time.perf_counter() - begun) * 1000, answer


def measure(size: int, rounds: int) -> None:
    """Print one row a tile and filter."""
    import django

    django.setup()
    from bench_list import prepare

    prepare(size)
    import psycopg2
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from estate.services.tiles import draw

    draw()
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip")
    client.force_login(get_user_model().objects.get(username="partner"))
    options = connection.get_connection_params()
    bare = psycopg2.connect(
        **{key: options[key] for key in ("dbname", "host", "port", "user", "password") if key in options}
    )
    bare.autocommit = True
    for z in ZOOMS:
        with connection.cursor() as cursor:
            cursor.execute(BUSIEST, {"z": z})
            x, y, _ = cursor.fetchone()
        for query, words in FILTERS.items():
            row(size, client, bare, (z, x, y), query, words, rounds)


def row(size: int, client: Any, bare: Any, tile: tuple[int, int, int], query: str, words: str, rounds: int) -> None:
    """Ask for one tile in each way, in turns, and print what it took."""
    from estate.models import FinishedTile
    from tests.mvt import layers_of

    address = "/tiles/properties/{}/{}/{}.mvt?by=rag{}".format(*tile, query)
    answer, statement = asked_once(client, address)
    whole = gzip.decompress(answer.content)
    (layer,) = layers_of(whole).values() or [None]
    ways: dict[str, Callable[[], Any]] = {"raw": lambda: fetched(bare, statement)}
    ways |= dict.fromkeys(("made", "kept"), lambda: client.get(address))
    ways["304"] = lambda: client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
    if layer and layer.name == "properties" and not query:
        ways["fly"] = lambda: fetched(bare, ON_THE_FLY, dict(zip("zxy", tile, strict=True)))
    figures: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        FinishedTile.objects.all()._raw_delete("default")
        for way, work in ways.items():
            took, told = timed(work)
            figures[way].append(took)
            if way == "raw" and told != whole:
                raise SystemExit(f"{address}: other bytes than PostgreSQL's own")
    print_row(size, f"z{tile[0]} {words}", layer, len(whole), len(answer.content), figures)


def asked_once(client: Any, address: str) -> tuple[Any, bytes]:
    """The answer of the application, and the statement that made it."""
    from django.db import connection

    from estate.models import FinishedTile

    statement = Kept()
    FinishedTile.objects.all()._raw_delete("default")
    with connection.execute_wrapper(statement):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return answer, statement.sql


def fetched(bare: Any, sql: Any, parameters: Any = None) -> bytes:
    """The tile that a statement makes: its last column."""
    with bare.cursor() as cursor:
        cursor.execute(sql, parameters)
        return bytes(cursor.fetchone()[-1])


def print_row(size: int, name: str, layer: Any, whole: int, packed: int, figures: dict[str, list[float]]) -> None:
    median = {way: statistics.median(each) for way, each in figures.items()}
    best = {way: min(each) for way, each in figures.items()}
    columns = "".join(
        f"{median[way]:>9.1f} {best[way]:>7.1f}" if way in figures else f"{'':>17}"
        for way in ("raw", "made", "kept", "304", "fly")
    )
    told = f"{len(layer.features):,} {layer.name}" if layer else "nothing"
    print(f"{size:>9,}  {name:<24} {told:>18} {whole / 1000:>7.1f} {packed / 1000:>6.1f} {columns}", flush=True)


def main() -> None:
    from bench_list import address_of, create

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1300, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measure(asked.one, asked.rounds)
        return
    ways = "".join(f"{way:>9} {'best':>7}" for way in ("raw", "made", "kept", "304", "on the fly"))
    print(f"{'size':>9}  {'tile':<24} {'tells':>18} {'kB':>7} {'gzip':>6} {ways}")
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


if __name__ == "__main__":
    main()
