"""The API's bulk reading at 1,300, 100,000 and 1,000,000 properties, beside PostgreSQL and beside four peers.

    python bench/bench_api.py [--sizes 1300 100000 1000000] [--rounds 20] [--without-peers] [--memory]

The databases are those of bench_list.py, made at the first run and kept. The site is served by gunicorn as bin/run
serves it and asked over HTTP by an analyst, with a token and signed in, rights applied: GeoJSON of 1,000 and 10,000
properties with all their columns, a page of 50 of one body and rating with its count, and the busiest tile of four
zooms (as it is kept; bench_tiles.py has those made anew); the first three as OGC
API – Features too. "first byte" is that of the whole register as GeoJSON, and of a page of 10,000.

"PostgreSQL" fetches the same bytes on a bare connection: each text written from the columns, its outline already in
EPSG:4326; "PostgreSQL, ready" fetches the text that stands ready. The peers (peers.txt) serve the same rows and
columns from a table of their own, without signing in. Milliseconds, medians; ratios to PostgreSQL, and at 8
connections the share of its throughput. `--memory` reads the whole register instead and watches the server's memory.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

# The benches beside this one: Python looks first where the script lies.
from asking import Work, first_byte, from_database, over_http, timed
from bench_list import address_of, create
from bench_tiles import BUSIEST, asked_once
from peers import Served, free_port, install, peers, running

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TILES = (8, 11, 12, 14)
LIST = "/api/v1/properties/"
ADDRESSES = {
    "GeoJSON": f"{LIST}?format=geojson&limit={{limit}}",
    "page": f"{LIST}?organisation=WCC&rag=red&limit=50",
    "tile": "/tiles/properties/{z}/{x}/{y}.mvt",
}
# The same as OGC API – Features answers them.
OGC = {
    "GeoJSON": "/ogc/collections/properties/items?limit={limit}",
    "page": "/ogc/collections/properties/items?limit=50&filter=organisation=%27WCC%27%20AND%20rag=%27red%27",
}


# --- The database ---------------------------------------------------------------------------------------


def lay_out(user: Any) -> tuple[dict[str, list[str]], list[str]]:
    """{case: the statements that fetch its bytes}, and of ready rows; and the columns of the peers' table."""
    from django.db import connection
    from django.db.models.expressions import RawSQL

    from estate.models import Property
    from estate.selectors.ready import USUAL, ready
    from totalplace.db.texts import feature, json_object

    seen = Property.objects.visible_to(user).in_register()
    shape = RawSQL('ST_AsGeoJSON("estate_property".shape, 6, 0)', ())
    written = seen.annotate(_t=feature(USUAL[0], shape, json_object(USUAL))).order_by("id").values_list("_t")
    standing = seen.annotate(_t=feature(USUAL[0], ready("geometry"), ready("record"))).order_by("id").values_list("_t")
    narrow = seen.filter(organisation__code="WCC", rag="red")
    values = seen.values_list("id", *(column.source for column in USUAL))
    names = ["id", *(column.name for column in USUAL)]

    def stored(rows: Any) -> str:
        """Its statement, asked of the copy that has the outline in EPSG:4326."""
        return _sql(rows).replace('FROM "estate_property"', 'FROM bench_stored AS "estate_property"')

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_stored, bench_peers")
        cursor.execute(
            """CREATE TABLE bench_stored AS
               SELECT *, ST_Transform(coalesce(boundary, location), 4326) AS shape FROM estate_property"""
        )
        cursor.execute("ALTER TABLE bench_stored ADD PRIMARY KEY (id)")
        cursor.execute(
            f"""CREATE TABLE bench_peers AS
                SELECT made.*, coalesce(p.boundary, p.location) AS geom
                  FROM ({_sql(values)}) AS made ({", ".join(f'"{name}"' for name in names)})
                  JOIN estate_property p USING (id)"""
        )
        cursor.execute("ALTER TABLE bench_peers ADD PRIMARY KEY (id), ALTER geom TYPE geometry(Geometry, 27700)")
        cursor.execute("CREATE INDEX ON bench_peers USING gist (geom)")
        cursor.execute("CREATE INDEX ON bench_peers (organisation, rag)")
        cursor.execute("VACUUM ANALYZE bench_stored")
        cursor.execute("VACUUM ANALYZE bench_peers")
    page = narrow.annotate(_t=json_object(USUAL)).order_by("id").values_list("_t")[:50]
    statements = {"page": [stored(page), f"SELECT count(*) FROM ({_sql(narrow.values('id'))}) AS counted"]}
    for limit in (1000, 10_000):
        statements[f"GeoJSON {limit:,}"] = [stored(written[:limit])]
        statements[f"GeoJSON {limit:,}, ready"] = [_sql(standing[:limit])]
    return statements, names[1:]


def _sql(rows: Any) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        return cursor.mogrify(*rows.query.sql_with_params()).decode()


def busiest(client: Any) -> dict[int, tuple[tuple[int, int, int], list[str]]]:
    """{zoom: the busiest tile, and the statement that makes it}."""
    from django.db import connection

    from estate.services.tiles import draw

    # In a database that no worker served yet, nothing is drawn.
    draw()
    found = {}
    for z in TILES:
        with connection.cursor() as cursor:
            cursor.execute(BUSIEST, {"z": z})
            x, y, _ = cursor.fetchone()
        _, statement = asked_once(client, ADDRESSES["tile"].format(z=z, x=x, y=y))
        found[z] = ((z, x, y), [statement.decode()])
    return found


# --- One size, in a process of its own ----------------------------------------------------------------------


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """The site, as it is deployed: its port and process number."""
    port = free_port()
    environment = {"PORT": str(port), "API_RATE": "100000000/minute"}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    with running(command, environment, port, "/healthz", folder / "site.log") as pid:
        yield port, pid


def people() -> tuple[Any, dict[str, dict[str, str]]]:
    """A test client of the analyst, and what her requests bear: {"token": headers, "signed in": headers}."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from totalplace.models import ApiToken
    from totalplace.services.tokens import make_token

    analyst = get_user_model().objects.get(username="analyst")
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip")
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    # Those of earlier runs: a person may have only so many.
    ApiToken.objects.filter(user=analyst, name="bench").delete()
    token = make_token(user=analyst, name="bench", is_read_only=True).text
    return client, {"token": {"Authorization": f"Bearer {token}"}, "signed in": {"Cookie": cookie}}


def measure(size: int, rounds: int, programs: Path | None) -> None:
    """Print a line a case and contender."""
    from django.conf import settings

    client, ways = people()
    statements, columns = lay_out(client_user(client))
    tiles = busiest(client)
    cases = [
        ("GeoJSON", name, {"limit": limit}) for name, limit in (("GeoJSON 1,000", 1000), ("GeoJSON 10,000", 10_000))
    ]
    cases += [("page", "page", {})]
    cases += [("tile", f"tile z{z}", dict(zip("zxy", tile, strict=True))) for z, (tile, _) in tiles.items()]
    statements |= {f"tile z{z}": statement for z, (_, statement) in tiles.items()}
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        folder = Path(made)
        port, _ = stack.enter_context(served(folder))
        same_bytes(port, ways["token"], statements)
        database = settings.DATABASES["default"]
        at = {"PGHOST": database["HOST"] or database["OPTIONS"]["host"], "PGDATABASE": database["NAME"]}
        at |= {"PGPORT": str(database["PORT"] or database["OPTIONS"].get("port", 5432)), "PGUSER": database["USER"]}
        others: list[Served] = []
        for serve in peers(programs, at, columns, folder).values() if programs else ():
            others.append(stack.enter_context(serve()))
        for kind, name, place in cases:
            contenders = {"PostgreSQL": from_database(statements[name])}
            if f"{name}, ready" in statements:
                contenders["PostgreSQL, ready"] = from_database(statements[f"{name}, ready"])
            for way, headers in ways.items():
                contenders[f"Total Place, {way}"] = over_http(port, ADDRESSES[kind].format(**place), headers)
            if kind in OGC:
                contenders["Total Place, OGC, token"] = over_http(port, OGC[kind].format(**place), ways["token"])
            for each in others:
                if kind in each.addresses:
                    told = "django-vectortiles" if (each.name, kind) == ("DRF-gis", "tile") else each.name
                    contenders[told] = over_http(each.port, each.addresses[kind].format(**place), {})
            compare(size, name, contenders, rounds)
        first_bytes(size, port, ways["token"], rounds)


def first_bytes(size: int, port: int, headers: dict[str, str], rounds: int) -> None:
    """Print how long what is sent while it is read lets wait."""
    for told, limit in (("the whole register", ""), ("10,000 of it", "&limit=10000")):
        waited = first_byte(port, f"{LIST}?format=geojson{limit}", headers, rounds)
        print(f"{size:>9,}  first byte of {told:<20} {waited:8.1f} ms", flush=True)


def client_user(client: Any) -> Any:
    """Who has signed in."""
    from django.contrib.auth import get_user

    return get_user(type("Request", (), {"session": client.session}))


def same_bytes(port: int, headers: dict[str, str], statements: dict[str, list[str]]) -> None:
    """End the run unless the site sends what PostgreSQL writes."""
    body = over_http(port, ADDRESSES["GeoJSON"].format(limit=1000), headers)()()
    for name in ("GeoJSON 1,000", "GeoJSON 1,000, ready"):
        rows = from_database(statements[name])()()
        if ",\n".join(row[0] for row in rows).encode() not in body:
            raise SystemExit(f"{name}: other bytes than PostgreSQL's own")


def compare(size: int, case: str, contenders: dict[str, Callable[[], Work]], rounds: int) -> None:
    limits: tuple[float, float] | None = None
    for name, connected in contenders.items():
        alone, _ = timed(connected, 1, rounds)
        _, together = timed(connected, 8, max(3, rounds // 4))
        limits = limits or (alone, together)
        print(
            f"{size:>9,}  {case:<16} {name:<24} {alone:>9.1f} {alone / limits[0]:>7.2f}"
            f" {together:>9.1f} {together / limits[1]:>7.2f}",
            flush=True,
        )


def memory(size: int) -> None:
    """Print how much more the server takes while it sends the whole register, in each format."""
    _, ways = people()
    for form in ("geojson", "ndjson", "csv", "geoparquet"):
        with tempfile.TemporaryDirectory() as made, served(Path(made)) as (port, pid):
            over_http(port, f"{LIST}?limit=1", ways["token"])()()
            time.sleep(1)
            idle, peak, sent = resident(pid), 0, 0
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
            connection.request("GET", f"{LIST}?format={form}", headers=ways["token"])
            answer, begun, looked = connection.getresponse(), time.perf_counter(), 0.0
            while piece := answer.read(1 << 20):
                sent += len(piece)
                if time.perf_counter() - looked > 0.2:
                    peak, looked = max(peak, resident(pid)), time.perf_counter()
            print(
                f"{size:>9,}  {form:<11} {sent / 1e6:>9.0f} MB in {time.perf_counter() - begun:>7.1f} s;"
                f" idle {idle / 1e6:.0f} MB, at most {peak / 1e6:.0f}: {(peak - idle) / 1e6:.0f} more",
                flush=True,
            )


def resident(pid: int) -> int:
    """Bytes of a process and all that it started; what they share is counted once."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    total = 0
    for each in (pid, *map(int, listed)):
        lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1300, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--programs", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        import django

        django.setup()
        from bench_list import prepare

        prepare(asked.one)
        memory(asked.one) if asked.memory else measure(asked.one, asked.rounds, asked.programs)
        return
    with tempfile.TemporaryDirectory() as folder:
        more = ["--memory"] if asked.memory else ["--rounds", str(asked.rounds)]
        if not asked.memory and not asked.without_peers and (programs := install(Path(folder))):
            more += ["--programs", str(programs)]
        if not asked.memory:
            heads = f"{'ms':>9} {'ratio':>7} {'a second':>9} {'share':>7}"
            print(f"{'size':>9}  {'case':<16} {'who':<24} {heads}")
        for size in asked.sizes:
            create(address_of(size))
            environment = os.environ | {
                "DATABASE_URL": address_of(size),
                "DJANGO_SETTINGS_MODULE": "totalplace.settings",
            }
            environment |= {"DEBUG": "", "DEMO": "1"}
            subprocess.run([sys.executable, __file__, "--one", str(size), *more], env=environment, check=True)


if __name__ == "__main__":
    main()
