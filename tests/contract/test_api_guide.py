"""The API guide's examples run as they stand, against a server as it is served."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.estate.conftest import County, county  # noqa: F401 - a fixture
from totalplace.services.tokens import make_token

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The guide's fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def surroundings(live_server: Any, county: County) -> dict[str, str]:  # noqa: F811
    """The environment in which the examples run: the site's address, and tokens that read and write."""
    people = county.people
    reading = make_token(user=people["analyst"], name="guide", is_read_only=True).text
    writing = make_token(user=people["officer-wcc"], name="guide", is_read_only=False).text
    return {**os.environ, "SITE": live_server.url, "TOKEN": reading, "WRITING": writing, "NO_PROXY": "*"}


@pytest.mark.django_db(transaction=True)
def test_every_example_runs(surroundings: dict[str, str], county: County) -> None:  # noqa: F811
    said = ""
    for block in blocks("sh"):
        if "curl" in block:
            script = block.replace("WP-000001", county.hall.reference)
            done = subprocess.run(["sh", "-euc", script], env=surroundings, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, (block, done.stderr, done.stdout)
            said += done.stdout
    assert "Burcot Lane Depot" in said
    assert '"gross_internal_area_m2":712.50' in said
    for block in blocks("python"):
        done = subprocess.run(
            [sys.executable, "-c", block], env=surroundings, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        assert "EPSG:27700" in done.stdout


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not among what the tests install")
@pytest.mark.django_db(transaction=True)
def test_the_example_in_r_runs(surroundings: dict[str, str]) -> None:
    [block] = blocks("r")
    done = subprocess.run(["Rscript", "-e", block], env=surroundings, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "amber" in done.stdout


def test_the_guide_names_every_resource() -> None:
    from totalplace.urls import urlpatterns  # noqa: F401 - the addresses are read from the committed document

    document = (ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    collections = {path.split("/")[-2] for path in re.findall(r"^  (/api/v1/\S+):$", document, flags=re.MULTILINE)}
    missing = {name for name in collections if not name.startswith("{") and f"{name}/" not in GUIDE}
    assert missing == set()
