"""How long 100,000 properties take from a GeoPackage into the register, against ogr2ogr loading the same file.

    DATABASE_URL=… SECRET_KEY=… python bench/bench_import.py [--rows 100000] [--rounds 1] [--profile]

It makes the file from a seed, a database of its own beside the one DATABASE_URL names, and takes both away again.
ogr2ogr copies the rows into a bare table with a spatial index. The import reads, maps, parses, checks, compares,
previews, applies and keeps the history of every row, with every index, trigger and constraint of the register.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalplace.settings")

LEFT, BOTTOM, RIGHT, TOP = 363_000, 227_000, 412_000, 281_000
DISTRICTS, WARDS = (3, 2), (12, 10)


def make_file(path: Path, rows: int) -> None:
    """A GeoPackage of `rows` footprints of 5 to 25 points with 26 attributes, the same for the same number of rows."""
    import pandas
    import pyogrio
    import shapely

    random = np.random.default_rng(20090401)
    x, y = random.uniform(LEFT, RIGHT, rows), random.uniform(BOTTOM, TOP, rows)
    corners = random.integers(5, 26, rows)
    size = np.where(random.random(rows) < 0.18, random.uniform(60, 200, rows), random.uniform(8, 35, rows))
    angles = [np.sort(random.uniform(0, 2 * np.pi, n)) for n in corners]
    shapes = [
        shapely.Polygon(np.column_stack([east + reach * np.cos(turn), north + reach * np.sin(turn)]))
        for east, north, reach, turn in zip(x, y, size, angles, strict=True)
    ]
    columns = attributes(random, rows)
    frame = pandas.DataFrame(columns)
    pyogrio.write_arrow(
        _arrow(frame, shapes), path, driver="GPKG", layer="properties", geometry_name="geom",
        geometry_type="Polygon", crs="EPSG:27700",
    )  # fmt: skip


def _arrow(frame, shapes):
    import pyarrow
    import shapely

    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    return table.append_column("geom", pyarrow.array(shapely.to_wkb(np.array(shapes)), pyarrow.binary()))


def attributes(random: np.random.Generator, rows: int) -> dict[str, object]:
    """Twenty-six columns under our own headings, with gaps as registers have them."""
    number = np.arange(rows)
    words = np.array(["North", "Old", "Park", "Mill", "Church", "Abbey", "Castle", "Station", "Hill", "River", "Manor"])
    kinds = np.array(["School", "Library", "Depot", "Office", "Car park", "Allotments", "Community centre", "Surgery"])
    towns = np.array(["Worcester", "Redditch", "Kidderminster", "Malvern", "Bromsgrove", "Evesham", "Pershore"])

    def pick(values: list[str], gaps: float = 0.1) -> np.ndarray:
        chosen = np.array(values, dtype=object)[random.integers(0, len(values), rows)]
        chosen[random.random(rows) < gaps] = None
        return chosen

    def money(low: float, high: float, gaps: float) -> np.ndarray:
        amounts = np.round(np.exp(random.uniform(np.log(low), np.log(high), rows)), 2)
        amounts[random.random(rows) < gaps] = np.nan
        return amounts

    first, second = words[random.integers(0, 11, rows)], words[random.integers(0, 11, rows)]
    kind = kinds[random.integers(0, 8, rows)]
    uprn = np.array([str(100_120_000_000 + n) for n in number], dtype=object)
    uprn[random.random(rows) < 0.2] = None
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    postcode = [
        f"WR{a} {b}{c}{d}"
        for a, b, c, d in zip(
            random.integers(1, 16, rows), random.integers(1, 10, rows), letters[random.integers(0, 20, rows)],
            letters[random.integers(0, 20, rows)], strict=True,
        )
    ]  # fmt: skip
    return {
        "Local reference": [f"B{n:07}" for n in number],
        "UPRN": uprn,
        "Name": [f"{a} {b} {c} {n % 977}" for a, b, c, n in zip(first, second, kind, number, strict=True)],
        "Description": [f"{c} of {a} Street, ref {n}" for a, c, n in zip(first, kind, number, strict=True)],
        "Street number": [str(n % 240 + 1) for n in number],
        "Street": [f"{a} Street" for a in first],
        "Locality": pick(["St John's", "Barbourne", "Headless Cross", "Comberton", "Link Top"], 0.6),
        "Post town": towns[random.integers(0, 7, rows)].astype(object),
        "Postcode": postcode,
        "Category": pick(["Specialist", "Office for administration", "Warehouse or depot", "Land only"]),
        "Use": kind.astype(object),
        "Status": pick(["Operational", "Vacant", "Surplus"], 0.0),
        "Tenure": pick(["Freehold", "Leasehold", "Licence"]),
        "How it is held": pick(["Occupied by the body", "Vacant", "Leasehold (let out)"], 0.3),
        "Reason for holding": pick(["Service delivery", "Investment", "Regeneration"], 0.5),
        "Gross internal area (m²)": money(40, 12_000, 0.2),
        "Site area (ha)": np.round(size_in_hectares(random, rows), 4),
        "Year built": random.integers(1850, 2020, rows),
        "Condition": pick(["A: good", "B: satisfactory", "C: poor", "D: bad"], 0.3),
        "Functional suitability": pick(["Good", "Satisfactory", "Poor", "Unsuitable"], 0.5),
        "Energy rating": pick(list("ABCDEFG"), 0.5),
        "Required maintenance (£)": money(100, 2_000_000, 0.4),
        "Book value (£)": money(20_000, 12_000_000, 0.1),
        "Book value basis": pick(["Existing use value", "Depreciated replacement cost", "Fair value"]),
        "Book value date": np.datetime64("2020-04-01") + random.integers(0, 1800, rows).astype("timedelta64[D]"),
        "Asset of community value": pick(["Yes", "No"], 0.7),
    }


def size_in_hectares(random: np.random.Generator, rows: int) -> np.ndarray:
    return np.exp(random.uniform(np.log(0.02), np.log(4), rows))


@contextmanager
def own_database() -> Iterator[None]:
    """A database made for this run alone, with the county's areas as squares."""
    import django

    django.setup()
    from django.db import connection

    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        make_areas()
        yield
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)


def make_areas() -> None:
    """Six districts and a hundred and twenty wards, in squares."""
    from django.contrib.gis.geos import MultiPolygon, Polygon

    from totalplace.models import Area

    for level, (across, up) in {"district": DISTRICTS, "ward": WARDS}.items():
        wide, high = (RIGHT - LEFT) / across, (TOP - BOTTOM) / up
        for index in range(across * up):
            west, south = LEFT + index % across * wide, BOTTOM + index // across * high
            square = Polygon.from_bbox((west, south, west + wide, south + high))
            Area.objects.create(
                code=f"B{level[0].upper()}{index:04}", name=f"{level} {index}", level=level,
                boundary=MultiPolygon(square, srid=27700), valid_from="2020-01-01",
            )  # fmt: skip


def time_ogr2ogr(path: Path) -> float:
    """Seconds that ogr2ogr takes for the bare load, its own start included."""
    from django.db import connection

    settings = connection.get_connection_params()
    parts = {"dbname": settings["dbname"], "user": settings.get("user"), "password": settings.get("password"),
             "host": settings.get("host"), "port": settings.get("port")}  # fmt: skip
    target = "PG:" + " ".join(f"{name}='{value}'" for name, value in parts.items() if value)
    started = time.perf_counter()
    subprocess.run(
        ["ogr2ogr", "-f", "PostgreSQL", target, str(path), "-nln", "bare_load", "-overwrite", "-nlt", "MULTIPOLYGON"],
        check=True, env=os.environ | {"PG_USE_COPY": "YES"},
    )  # fmt: skip
    return time.perf_counter() - started


def time_import(path: Path) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds of each phase of one import by an officer, and its counts."""
    from django.core.files.base import File

    from tests.factories import make_officer, make_organisation
    from totalplace.selectors import imports as reads
    from totalplace.services import imports as services

    body = make_organisation("WCC")
    officer = make_officer("WCC")
    phases: dict[str, float] = {}
    with phase(phases, "upload and mapping"), path.open("rb") as file:
        batch = services.start_import(
            user=officer, organisation=body, kind="properties", file=File(file), filename=path.name
        )
    with phase(phases, "stage, checks, comparison"):
        services.confirm_mapping(user=officer, batch=batch, mapping=batch.mapping, options={}, inline=True)
    with phase(phases, "preview: counts, kinds, a page"):
        counts = reads.counts(batch)
        reads.fault_kinds(batch)
        len(reads.rows(batch, user=officer, action="new").object_list)
    with phase(phases, "apply, with history"):
        job = services.apply_import(user=officer, batch=batch, reason="Bench", inline=True)
    if job.status != "done":
        raise SystemExit(f"the import stopped: {job.error}")
    return phases, counts


@contextmanager
def phase(phases: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    phases[name] = time.perf_counter() - started


@contextmanager
def slow_statements(*, show: bool) -> Iterator[None]:
    """Print the statements that took longest, where asked to."""
    from django.db import connection

    took: list[tuple[float, str]] = []

    def timed(execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took.append((time.perf_counter() - started, " ".join(str(sql).split())))

    if not show:
        yield
        return
    with connection.execute_wrapper(timed):
        yield
    for seconds, sql in sorted(took, reverse=True)[:22]:
        print(f"  {seconds:7.2f} s  {sql[:150]}")


def checked(rows: int) -> None:
    """The figures count only if every row and its history are there."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("estate_property", "estate_propertyevent"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            (found,) = cursor.fetchone()
            if found != rows:
                raise SystemExit(f"{table} has {found:,} rows, not {rows:,}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--profile", action="store_true", help="print where Python's time went")
    options.add_argument("--only-make", type=Path, metavar="FILE", help="make the file and stop")
    chosen = options.parse_args()
    if chosen.only_make:
        make_file(chosen.only_make, chosen.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "properties.gpkg"
        # In a process of its own, so that its memory is not counted as the import's.
        subprocess.run([sys.executable, __file__, "--rows", str(chosen.rows), "--only-make", str(path)], check=True)
        os.environ["MEDIA_ROOT"] = folder
        for _ in range(chosen.rounds):
            run_round(path, chosen)


def run_round(path: Path, chosen: argparse.Namespace) -> None:
    """One round of both in a fresh database, printed as a table."""
    import cProfile
    import pstats

    with own_database():
        bare = min(time_ogr2ogr(path) for _ in range(3))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        profile = cProfile.Profile() if chosen.profile else None
        with slow_statements(show=chosen.profile):
            if profile:
                profile.enable()
            phases, counts = time_import(path)
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        checked(chosen.rows)
    whole = sum(phases.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{chosen.rows:,} rows, 26 attributes and a polygon each; file of {path.stat().st_size / 1e6:.0f} MB")
    print(f"  {'ogr2ogr, bare load (best of 3)':<34}{bare:8.2f} s")
    for name, seconds in phases.items():
        print(f"  {name:<34}{seconds:8.2f} s")
    print(f"  {'import, all of it':<34}{whole:8.2f} s   {whole / bare:.1f} times ogr2ogr")
    print(f"  {'peak memory of the process':<34}{peak:8.0f} MB  ({before:.0f} MB before the import)")
    print(f"  rows: {counts['new']:,} new, {counts['refused']:,} refused, {counts['warned']:,} warned; "
          f"threads alive {threading.active_count()}")  # fmt: skip


if __name__ == "__main__":
    main()
