"""Real registers as their bodies published them: in whole, what is wrong in them named, and again without change."""

import pytest

from estate.models import Property
from tests.factories import make_officer
from tests.integration.imports.steps import actions, applied, faults, staged
from tests.realdata import real_data

pytestmark = pytest.mark.django_db


def read(name):
    return real_data(f"registers/{name}").read_bytes()


def twice(officer, code, name):
    """Import a register, then again: the batch of the first time, once the second has changed nothing."""
    content = read(name)
    batch = applied(officer, content, code=code, name=name)
    stored = Property.objects.filter(organisation__code=code)
    versions = dict(stored.values_list("pk", "version"))
    again = applied(officer, content, code=code, name=name)
    counts = {action: list(actions(again).values()).count(action) for action in ("new", "changed", "unchanged")}
    assert counts == {"new": 0, "changed": 0, "unchanged": len(versions)}
    assert dict(stored.values_list("pk", "version")) == versions
    return batch


def test_cheltenhams_land_and_assets():
    officer = make_officer("CBC")
    batch = twice(officer, "CBC", "cheltenham_land_and_assets_2023.csv")
    assert (batch.counts["rows"], batch.counts["new"], batch.counts["refused"]) == (459, 459, 0)
    assert len(faults(batch, "uprn_repeats")) == 118
    assert len(faults(batch, "not_land")) == 12
    assert len(faults(batch, "missing_tenure")) == 2
    stored = Property.objects.get(local_reference="10/00022/LAND")
    assert (stored.uprn, stored.use, stored.tenure, stored.holding) == ("10000480247", "park", "freehold", "occupied")
    assert stored.post_town == "Cheltenham"
    assert stored.location.coords == (395522, 223084)
    assert Property.objects.exclude(location=None).count() == 459


def test_traffords_land_and_building_assets():
    officer = make_officer("TMB")
    batch = twice(officer, "TMB", "trafford_land_and_building_assets_2025.csv")
    assert (batch.counts["rows"], batch.counts["refused"]) == (608, 1)
    assert faults(batch, "postcode_refused")[0].value == "WA14 1"
    [swapped] = faults(batch, "coordinates_swapped")
    assert swapped.row == 387
    assert len(faults(batch, "missing_position")) == 235
    assert len(faults(batch, "uprn_repeats")) == 57
    assert any("mis-encoded" in note for note in batch.notes)
    assert any(note.startswith("Coordinates: WGS 84") for note in batch.notes)
    hall = Property.objects.get(local_reference="TMBC0001/T0000003")
    assert (hall.name, hall.energy_rating, str(hall.gross_internal_area_m2)) == ("Altrincham Town Hall", "E", "415.05")
    assert hall.location.x == pytest.approx(376700, abs=500)


def test_avon_fires_workbook():
    officer = make_officer("AFA")
    batch = twice(officer, "AFA", "avon_fire_land_and_premises_2017.xlsx")
    assert batch.counts["rows"] == 28
    assert len(faults(batch, "local_reference_twice")) == 8
    wrong = faults(batch, "choice_refused")
    assert {fault.value for fault in wrong} == {"unsatisfactory"}
    assert batch.counts["new"] == 19
    station = Property.objects.get(name="Radstock Fire Station")
    assert (station.uprn, station.use, station.postcode) == ("10001144791", "fire", "BA3 3SG")
    assert station.required_maintenance == 11000


def test_wychavons_brownfield_register_whose_system_is_not_what_it_says():
    officer = make_officer("WYC")
    batch = twice(officer, "WYC", "wychavon_brownfield_register_2017.csv")
    assert batch.counts["new"] == 21
    assert any("ETRS89, which its numbers are not" in note for note in batch.notes)
    assert any("Windows-1252" in note for note in batch.notes)
    site = Property.objects.get(local_reference="WDCBLR/0001")
    assert (site.name, site.street, site.post_town) == ("Garage", "Garage, High Street", "Pershore")
    assert site.location.coords == (394889, 246072)


def test_the_countys_brownfield_sites_some_without_any_reference():
    officer = make_officer("WCC")
    batch = twice(officer, "WCC", "worcestershire_brownfield_sites_2020.csv")
    assert (batch.counts["rows"], batch.counts["new"] + batch.counts["refused"]) == (190, 190)
    assert len(faults(batch, "missing_position")) == 8
    assert Property.objects.filter(local_reference="").count() >= 5


def test_a_register_of_another_country_is_refused_row_by_row_and_placed_nowhere_here():
    officer = make_officer("WCC")
    content = real_data("foreign/gsa_iolp_buildings_2025-06-20.xlsx").read_bytes()
    batch = staged(officer, content, name="gsa.xlsx")
    assert batch.counts["rows"] == 8645
    assert batch.counts["new"] == 0
    assert batch.staged_properties.exclude(location=None).count() == 0
