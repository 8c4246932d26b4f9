"""The guide's commands run as they stand, by the real GIS clients, against a server as it is served."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.factories import make_property, point
from tests.integration.estate.conftest import County, county  # noqa: F401 - a fixture
from totalplace.services.tokens import make_token

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "ogc.md").read_text(encoding="utf-8")
PROGRAMS = ("ogrinfo", "ogr2ogr", "curl")


def blocks(language: str) -> list[str]:
    """The guide's fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.django_db(transaction=True)
def test_every_example_runs_with_the_clients_that_people_have(live_server: Any, county: County, tmp_path: Path) -> None:  # noqa: F811
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed: gdal-bin and curl bring them")
    for number in range(30):
        make_property("BDC", name=f"Depot {number}", rag="red", rag_assessed_on="2026-01-05",
                      location=point(396000 + number, 270000))  # fmt: skip
    reading = make_token(user=county.people["analyst"], name="guide", is_read_only=True).text
    surroundings = {**os.environ, "SITE": live_server.url, "TOKEN": reading, "NO_PROXY": "*"}

    def run(*command: str) -> str:
        done = subprocess.run(
            command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, (command[-1], done.stderr, done.stdout)
        return done.stdout

    header, info, copy, curl = (run("sh", "-euc", block) for block in blocks("sh"))
    assert header == ""
    assert "Feature Count: 33" in info
    assert copy == ""
    assert '"numberMatched": 31' in curl
    assert json.loads(curl)["crs"]["properties"]["name"].endswith("27700")
    copied = run("ogrinfo", "-ro", "-so", "red.gpkg", "properties")
    assert "Feature Count: 30" in copied
    west, south = re.search(r"Extent: \((\S+), (\S+)\)", copied).groups()
    assert (float(west), float(south)) == pytest.approx((396000, 270000), abs=1)
    (python,) = blocks("python")
    said = run(sys.executable, "-c", python)
    assert said.startswith("33 properties, EPSG:")
    assert "'closed-properties'" in said
    assert said.endswith("32 rated\n")
    # A small page, so that GDAL has to follow `next` to the end.
    all_of_it = run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", f"OAPIF:{live_server.url}/ogc/", "properties",
                    "-oo", "PAGE_SIZE=7", "--config", "GDAL_HTTP_HEADER_FILE", "total-place.header")  # fmt: skip
    names = {each["properties"]["name"] for each in json.loads(all_of_it)["features"]}
    assert len(names) == 33
    assert "Lavender Refuge" not in names
