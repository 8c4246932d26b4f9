"""Postcodes and populations load from the publishers' files, streamed, again without change, and never half."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from tests.realdata import real_data
from totalplace.importing.population import read_population
from totalplace.importing.readers import UnreadableFile
from totalplace.models import Population, Postcode

pytestmark = pytest.mark.django_db


def load(command: str, path: Path, **options: object) -> str:
    said = io.StringIO()
    call_command(command, str(path), stdout=said, **options)
    return said.getvalue()


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def zipped(folder: Path, members: dict[str, str]) -> Path:
    path = folder / "data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def point(postcode: str) -> tuple[float, float, int | None]:
    found = Postcode.objects.get(pk=postcode)
    return found.location.x, found.location.y, found.quality


# --- Postcodes --------------------------------------------------------------------------------------


def test_the_county_s_postcodes_load_and_load_again_without_change():
    path = real_data("postcodes/worcestershire_postcodes_2014.csv")
    assert "16,011 new" in load("load_postcodes", path)
    assert point("B14 5SL") == (407661, 278480, 10)
    assert "16,011 unchanged" in load("load_postcodes", path)
    assert Postcode.objects.count() == 16_011


def test_code_point_open_comes_as_a_zip_of_files_without_headings(tmp_path):
    rows = '"WR1 1AA",10,384900,255100,"E92000001","E19000001","E18000005","","E07000237","E05007841"\n'
    path = zipped(
        tmp_path,
        {
            "Data/CSV/wr.csv": rows,
            "Data/CSV/b.csv": '"B1  1AA",90,0,0,"E92000001","","","","",""\n',
            "Doc/Code-Point_Open_Column_Headers.csv": "PC,PQ,EA,NO\nPostcode,Quality,Eastings,Northings\n",
        },
    )
    said = load("load_postcodes", path)
    assert "1 postcodes read from 2 files" in said
    assert "1 left out: their publisher gives them no point" in said
    assert point("WR1 1AA") == (384900, 255100, 10)


def test_the_onspd_comes_whole_and_in_parts_and_only_the_whole_is_read(tmp_path):
    head = "pcd,pcd2,pcds,dointr,doterm,oseast1m,osnrth1m,osgrdind\n"
    rows = (
        'WR1 1AA,"WR1  1AA","WR1 1AA",198001,,0384900,0255100,1\n'
        'JE2 3AB,"JE2  3AB","JE2 3AB",198001,,,,9\n'
        'BT1 1AA,"BT1  1AA","BT1 1AA",198001,,0333500,0374500,1\n'
    )
    members = {"Data/ONSPD_AUG_2023_UK.csv": head + rows, "Data/multi_csv/ONSPD_AUG_2023_UK_WR.csv": head + "x,y\n"}
    said = load("load_postcodes", zipped(tmp_path, members))
    assert "1 new" in said
    assert "1 left out: their publisher gives them no point" in said
    assert "1 left out: Northern Ireland is on another grid" in said
    assert point("WR1 1AA") == (384900, 255100, 10)


def test_a_postcode_that_moved_is_changed_and_one_the_file_has_not_stays(tmp_path):
    load("load_postcodes", written(tmp_path, "a.csv", "postcode,easting,northing\nWR1 1AA,1,2\nWR1 1AB,3,4\n"))
    said = load("load_postcodes", written(tmp_path, "b.csv", "Postcode,Eastings,Northings\nwr11aa,5,6\n"))
    assert "1 changed" in said
    assert point("WR1 1AA") == (5, 6, None)
    assert point("WR1 1AB") == (3, 4, None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("postcode,easting,northing\nWR1 1AA,1,2\nWR1,3,4\n", "line 3: the postcode is missing or not whole"),
        ("postcode,easting,northing\nWR1 1AA,1,2\nHELLO,3,4\n", "line 3: “HELLO” is not a United Kingdom postcode"),
        ("postcode,easting,northing\nWR1 1AA,1,2\nWR1 1AB,far,4\n", "line 3: “far” is not a coordinate"),
        ("postcode,easting,northing\nWR1 1AA,1,2\nWR1 1AB,3\n", "line 3: the row is too short"),
        ("postcode,easting,northing\nWR1 1AA,1,9999999\n", "line 2: 1, 9999999 is outside Great Britain"),
        ("postcode,easting,northing\nWR1 1AA,1,2\nWR1 1AA,3,4\n", "WR1 1AA is given 2 different points"),
        ("postcode,easting,northing\n", "holds no postcode with a point"),
        ("name,age\nAnn,3\n", "has no columns of postcode, easting and northing"),
        ("", "has no columns of postcode"),
        ("\x00\x01\x02", "neither a CSV nor a zip"),
    ],
)
def test_a_bad_postcode_file_is_refused_by_line_and_nothing_is_stored(tmp_path, content, words):
    with pytest.raises(CommandError) as refusal:
        load("load_postcodes", written(tmp_path, "bad.csv", content))
    assert words in str(refusal.value)
    assert not Postcode.objects.exists()


# --- Population -------------------------------------------------------------------------------------


def test_people_by_age_and_by_lsoa_come_to_the_published_total():
    by_age = real_data("people/population_mid2019_by_age.csv")
    assert "2,457 new" in load("load_population", by_age)
    county = Population.objects.filter(area_code="E10000034", year=2019, age__isnull=False)
    assert county.filter(sex="all").aggregate(n=Sum("people"))["n"] == 595_786
    assert county.filter(sex__in=["females", "males"]).aggregate(n=Sum("people"))["n"] == 595_786
    assert set(county.filter(age_top_coded=True).values_list("age", flat=True)) == {90}
    assert "2,457 unchanged" in load("load_population", by_age)

    load("load_population", real_data("people/population_mid2019_lsoa.csv"))
    lsoas = Population.objects.filter(area_code__startswith="E01", age=None)
    assert (lsoas.count(), lsoas.aggregate(n=Sum("people"))["n"]) == (364, 595_786)


def test_bands_of_ages_are_refused_with_what_to_do_and_then_it_works():
    path = real_data("people/population_mid2015_lsoa_age_bands.csv")
    with pytest.raises(CommandError, match=r"bands of ages .* --people-field all_ages"):
        load("load_population", path)
    load("load_population", path, people_field="all_ages")
    assert Population.objects.filter(year=2015).aggregate(n=Sum("people"))["n"] == 578_593


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("area_code,population\nE1,x\n", "Row 2: “x” is not a number of people"),
        ("area_code,population\nE1,-5\n", "Row 2: “-5” is not a number of people"),
        ("area_code,population\n,5\n", "Row 2: the area’s code is missing"),
        ("area_code,age,population\nE1,old,5\n", "Row 2: “old” is not a year of age"),
        ("area_code,sex,population\nE1,cat,5\n", "Row 2: “cat” is not a sex"),
        ("area_code,year,population\nE1,soon,5\n", "Row 2: “soon” is not a year"),
        ("area_code,population\nE1,5\nE1,6\n", "E1, 2020, all, all ages: counted 2 times with different numbers"),
        ("area_code,name\nE1,x\n", "no column of people"),
        ("name,population\nx,5\n", "no column of area codes"),
    ],
)
def test_a_bad_population_file_is_refused_by_row_and_nothing_is_stored(tmp_path, text, words):
    with pytest.raises(CommandError) as refusal:
        load("load_population", written(tmp_path, "mid2020.csv", text))
    assert words in str(refusal.value)
    assert not Population.objects.exists()


def test_the_year_is_asked_for_where_nothing_says_it(tmp_path):
    path = written(tmp_path, "people.csv", "area_code,population\nE1,5\n")
    with pytest.raises(UnreadableFile, match="--year"):
        read_population(path)
    assert read_population(path, year=2021).counts[0].year == 2021
    assert read_population(written(tmp_path, "x.csv", "code,year,sex,age,count\nE1,mid-2022,F,90+,7\n")).counts == [
        ("E1", 2022, "females", 90, True, 7)
    ]
