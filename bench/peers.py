"""The peers of bench_api.py: installed for one run in a virtual environment of their own, and served on free ports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
TILE = "{z}/{x}/{y}"


@dataclass(frozen=True)
class Served:
    """A server under way: the addresses of the cases it can answer, by their names."""

    name: str
    port: int
    addresses: dict[str, str]


def install(folder: Path) -> Path | None:
    """The folder of the peers' programs; None, and a line, where pip cannot install them."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "peers.txt"]
    done = subprocess.run(pip, capture_output=True, text=True)
    if done.returncode:
        print(f"without peers: pip could not install them ({done.stderr.strip().splitlines()[-1]})", file=sys.stderr)
        return None
    return folder / "bin"


def free_port() -> int:
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def running(command: list[object], environment: dict[str, str], port: int, ready: str, log: Path) -> Iterator[int]:
    """A server as a process of its own until the end; its process number, once it answers `ready`."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            list(map(str, command)), env=os.environ | environment, stdout=written, stderr=written, cwd=HERE.parent
        )
    try:
        deadline = time.monotonic() + 60
        while not _answers(f"http://127.0.0.1:{port}{ready}"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command[0]} does not answer:\n{log.read_text()[-2000:]}")
            time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(url, timeout=10).status == 200
    except OSError:
        return False


# --- Each peer ----------------------------------------------------------------------------------------


def peers(programs: Path, at: dict[str, str], columns: list[str], folder: Path) -> dict[str, object]:
    """{name: context in which it is served}. `at` are the PG… variables that name the database."""
    return {
        "tipg": lambda: tipg(programs, at, folder),
        "pygeoapi": lambda: pygeoapi(programs, at, folder),
        "DRF-gis": lambda: site(programs, at, columns, folder),
    }


@contextmanager
def tipg(programs: Path, at: dict[str, str], folder: Path) -> Iterator[Served]:
    port = free_port()
    environment = {
        "DATABASE_URL": f"postgresql://{at['PGUSER']}@{quote(at['PGHOST'], '')}:{at['PGPORT']}/{at['PGDATABASE']}",
        "TIPG_DB_SCHEMAS": '["public"]', "TIPG_DB_TABLES": '["public.bench_peers"]',
        "TIPG_MAX_FEATURES_PER_TILE": "1000000",
    }  # fmt: skip
    command = [programs / "uvicorn", "tipg.main:app", "--port", port, "--workers", 2, "--log-level", "warning"]
    collection = "/collections/public.bench_peers"
    cases = {
        "GeoJSON": f"{collection}/items?f=geojson&limit={{limit}}",
        "page": f"{collection}/items?f=geojson&limit=50&organisation=WCC&rag=red",
        "tile": f"{collection}/tiles/WebMercatorQuad/{TILE}",
    }
    with running(command, environment, port, "/healthz", folder / "tipg.log"):
        yield Served("tipg", port, cases)


@contextmanager
def pygeoapi(programs: Path, at: dict[str, str], folder: Path) -> Iterator[Served]:
    """Its tiles are left out: they take some 20 ms a feature."""
    port = free_port()
    told, document = folder / "pygeoapi.json", folder / "openapi.json"
    told.write_text(json.dumps(_pygeoapi(port, at)))
    environment = {"PYGEOAPI_CONFIG": str(told), "PYGEOAPI_OPENAPI": str(document)}
    making = [programs / "pygeoapi", "openapi", "generate", told, "--output-file", document, "--format", "json"]
    subprocess.run(making, env=os.environ | environment, check=True, capture_output=True)
    command = [programs / "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", 2, "pygeoapi.flask_app:APP"]
    items = "/collections/properties/items?f=json"
    cases = {"GeoJSON": f"{items}&limit={{limit}}", "page": f"{items}&limit=50&organisation=WCC&rag=red"}
    with running(command, environment, port, "/conformance?f=json", folder / "pygeoapi.log"):
        yield Served("pygeoapi", port, cases)


def _pygeoapi(port: int, at: dict[str, str]) -> dict[str, object]:
    data = {
        "host": at["PGHOST"], "port": at["PGPORT"], "dbname": at["PGDATABASE"], "user": at["PGUSER"],
        "password": "", "search_path": ["public"],
    }  # fmt: skip
    provider = {
        "type": "feature", "name": "PostgreSQL", "data": data, "id_field": "id", "table": "bench_peers",
        "geom_field": "geom", "storage_crs": "http://www.opengis.net/def/crs/EPSG/0/27700",
    }  # fmt: skip
    words = {"title": "Bench", "description": "Bench", "keywords": ["bench"]}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "language": "en-GB",
            "limits": {"default_items": 50, "max_items": 10_000}, "map": {"url": "", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**words, "terms_of_service": "", "url": ""}, "license": {"name": "", "url": ""},
            "provider": {"name": "", "url": ""}, "contact": {"name": ""},
        },
        "resources": {
            "properties": {
                "type": "collection", **words, "links": [],
                "extents": {"spatial": {"bbox": [-3, 51, -1, 53], "crs": "OGC:CRS84"}}, "providers": [provider],
            }
        },
    }  # fmt: skip


@contextmanager
def site(programs: Path, at: dict[str, str], columns: list[str], folder: Path) -> Iterator[Served]:
    """DRF-gis; its site draws the tiles of django-vectortiles, too."""
    port = free_port()
    environment = at | {"PEER_COLUMNS": ",".join(columns), "PYTHONPATH": str(HERE), "DJANGO_SETTINGS_MODULE": ""}
    command = [programs / "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", 2, "peers_site:application"]
    cases = {
        "GeoJSON": "/places/?limit={limit}",
        "page": "/places/?limit=50&organisation=WCC&rag=red",
        "tile": f"/tiles/{TILE}",
    }
    with running(command, environment, port, "/places/?limit=1", folder / "site.log"):
        yield Served("DRF-gis", port, cases)
