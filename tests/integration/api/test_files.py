"""GeoParquet and GeoPackage hold what the other formats hold, typed, and no more than the asker may see."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas
import pandas
import pyogrio
import pytest
from django.test import Client
from pyarrow import parquet

from estate.models import Property
from tests.integration.api.conftest import faults, program_of
from tests.integration.estate.conftest import REFUGE, County
from totalplace.api import columnar, lists

LIST = "/api/v1/properties/"
FILES = ("geoparquet", "gpkg")


def asked(program: Client, query: str) -> bytes:
    answer = program.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def frame(program: Client, form: str, query: str = "") -> Any:
    """The file as geopandas reads it."""
    body = asked(program, f"format={form}&{query}")
    if form == "geoparquet":
        return geopandas.read_parquet(io.BytesIO(body))
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(body)
        file.flush()
        return geopandas.read_file(file.name)


@pytest.mark.parametrize("form", FILES)
def test_the_rows_and_columns_are_those_of_json(county: County, analyst: Client, form: str) -> None:
    told = json.loads(analyst.get(LIST).content)["results"]
    found = frame(analyst, form)
    assert [*found.columns] == [*told[0], *(["bbox"] if form == "geoparquet" and "bbox" in found else []), "geometry"]
    for row, (_, read) in zip(told, found.iterrows(), strict=True):
        assert [read[name] for name in ("reference", "version", "organisation")] == [*row.values()][:3]
        assert read["book_value"] == row["book_value"] or row["book_value"] is None
        # A GeoPackage has moments to the millisecond.
        assert abs(read["updated_at"] - pandas.Timestamp(row["updated_at"])) < pandas.Timedelta(milliseconds=1)
        assert str(read["rag_assessed_on"])[:10] == str(row["rag_assessed_on"] or read["rag_assessed_on"])[:10]
    kinds = dict(zip(found["reference"], found.geometry.geom_type, strict=True))
    assert (kinds[county.hall.reference], kinds[county.depot.reference]) == ("MultiPolygon", "Point")
    assert found.total_bounds[0] < -2 < 52 < found.total_bounds[3]


def test_geoparquet_says_what_the_standard_asks_for(county: County, analyst: Client) -> None:
    read = parquet.ParquetFile(io.BytesIO(asked(analyst, "format=geoparquet&crs=27700")))
    told = json.loads(read.metadata.metadata[b"geo"])
    assert (told["version"], told["primary_column"]) == ("1.1.0", "geometry")
    column = told["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["MultiPolygon", "Point"])
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 27700}
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    boxes = read.read(["reference", "bbox"]).to_pylist()
    [depot] = [row["bbox"] for row in boxes if row["reference"] == county.depot.reference]
    assert depot == {"xmin": 396000, "ymin": 270600, "xmax": 396000, "ymax": 270600}
    assert column["bbox"] == [*(min(row["bbox"][side] for row in boxes) for side in ("xmin", "ymin")),
                              *(max(row["bbox"][side] for row in boxes) for side in ("xmax", "ymax"))]  # fmt: skip


def test_a_geopackage_is_one_layer_in_the_system_asked_for(county: County, analyst: Client, tmp_path: Path) -> None:
    path = tmp_path / "properties.gpkg"
    path.write_bytes(asked(analyst, "format=gpkg&crs=27700&fields=reference,name"))
    assert pyogrio.list_layers(path).tolist() == [["properties", "Unknown"]]
    about = pyogrio.read_info(path)
    assert (about["crs"], [*about["fields"]], about["features"]) == ("EPSG:27700", ["reference", "name"], 3)


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("query", ["q=nothing is called so", "organisation=BDC", "limit=2", "ordering=-book_value"])
def test_they_are_narrowed_and_ordered_as_all_formats_are(analyst: Client, form: str, query: str) -> None:
    told = json.loads(analyst.get(f"{LIST}?{query}").content)["results"]
    assert [*frame(analyst, form, query)["reference"]] == [row["reference"] for row in told]


@pytest.mark.parametrize("form", FILES)
def test_a_place_that_is_not_known_is_null(county: County, analyst: Client, form: str) -> None:
    Property.objects.update(boundary=None, location=None, location_source="")
    found = frame(analyst, form)
    assert len(found) == 3
    assert found.geometry.isna().all()


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("person", ["officer-wcc", "programme", "officer-bdc", "partner", "analyst"])
def test_a_sensitive_site_is_in_no_file_of_those_who_may_not_see_it(county: County, person: str, form: str) -> None:
    program, sees = program_of(county.people[person]), person in ("officer-wcc", "programme")
    body = asked(program, f"format={form}")
    assert (REFUGE in set(frame(program, form)["name"])) is sees
    if form == "gpkg":
        assert (REFUGE.encode() in body) is sees


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("format=geoparquet&cursor=", "cursor"), ("format=gpkg&limit=2&offset=2", "offset"),
        ("format=gpkg&fields=name,boundary", "fields"), ("format=shapefile", "format"),
    ],
)  # fmt: skip
def test_what_a_file_cannot_be_is_refused_by_name(analyst: Client, query: str, name: str) -> None:
    answer = analyst.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert name in faults(answer)


def test_a_geopackage_of_too_many_is_refused_with_another_way(
    county: County, analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_IN_GEOPACKAGE", 2)
    assert "geoparquet" in faults(analyst.get(f"{LIST}?format=gpkg"))["format"]
    assert len(frame(analyst, "gpkg", "organisation=BDC")) == 1


def test_many_batches_are_one_file(county: County, analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "BATCH", 1)
    whole = [frame(analyst, form)["reference"].tolist() for form in FILES]
    assert whole[0] == whole[1]
    assert len(whole[0]) == 3


def test_areas_are_files_too(county: County, analyst: Client) -> None:
    answer = analyst.get("/api/v1/areas/?format=geoparquet&level=district")
    found = geopandas.read_parquet(io.BytesIO(b"".join(answer.streaming_content)))
    assert {*found["code"]} == {"E07000237", "E07000234"}
    assert answer.headers["Content-Disposition"] == 'attachment; filename="areas.parquet"'
