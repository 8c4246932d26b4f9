"""The base map out of a file: its tiles for who is signed in, nothing from elsewhere, a bad file told at the start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pmtiles.tile import TileType

from tests.base_maps import a_png, water, write
from tests.factories import make_person
from totalplace.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(client: Client) -> Client:
    client.force_login(make_person("partner", [(Role.PARTNER, None)]))
    return client


def test_a_file_of_pictures_is_shown_tile_by_tile_and_kept_by_browsers(
    partner: Client, settings: Any, tmp_path: Path
) -> None:
    settings.BASE_MAP_PMTILES = str(write(tmp_path / "a.pmtiles", TileType.PNG, a_png(), 8, [(126, 84)]))
    settings.BASE_MAP_ATTRIBUTION = "Drawn by us"
    answer = partner.get("/tiles/base/8/126/84")
    assert (answer["Content-Type"], answer.content) == ("image/png", a_png())
    assert "immutable" in answer["Cache-Control"]
    assert partner.get("/tiles/base/8/127/84").status_code == 204
    for nowhere in ("8/256/84", "99/1/1"):
        assert partner.get(f"/tiles/base/{nowhere}").status_code == 404
    assert Client().get("/tiles/base/8/126/84").status_code == 302
    page = partner.get("/map/")
    assert '"baseMapKind": "raster"' in page.content.decode()
    assert '"baseMapAttribution": "Drawn by us"' in page.content.decode()
    assert "img-src 'self' data:;" in page["Content-Security-Policy"]


def test_another_file_under_the_same_name_has_another_address(partner: Client, settings: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "a.pmtiles", TileType.PNG, a_png(), 8, [(126, 84)])
    settings.BASE_MAP_PMTILES = str(path)
    before = partner.get("/map/").content.decode().split("edition=")[1][:19]
    write(path, TileType.MVT, water(), 8, [(126, 84)])
    os.utime(path, ns=(1, 1))
    page = partner.get("/map/").content.decode()
    assert before not in page
    assert '"baseMapKind": "vector"' in page
    answer = partner.get("/tiles/base/8/126/84")
    assert (answer["Content-Type"], answer.content) == ("application/vnd.mapbox-vector-tile", water())


@pytest.mark.parametrize("content", [None, b"", b"PMTiles\x03", b"\x89PNG" * 100])
def test_a_file_that_cannot_be_read_is_told_at_the_start_and_breaks_no_page(
    partner: Client, settings: Any, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.pmtiles"
    if content is not None:
        path.write_bytes(content)
    settings.BASE_MAP_PMTILES = str(path)
    with pytest.raises(Exception, match="BASE_MAP_PMTILES") as refusal:
        call_command("check")
    assert isinstance(refusal.value, CommandError)
    assert '"baseMapUrl": ""' in partner.get("/map/").content.decode()
    assert partner.get("/tiles/base/8/126/84").status_code == 404


def test_without_a_file_there_is_no_tile(partner: Client) -> None:
    assert partner.get("/tiles/base/8/126/84").status_code == 404
