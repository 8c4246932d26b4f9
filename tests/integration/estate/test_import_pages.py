"""What an officer meets on the import pages: a file goes in by steps, or is refused in words and nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client
from django.urls import reverse

from estate.models import Property
from tests import import_files as files
from tests.factories import make_officer, make_person, make_property
from tests.import_steps import apply, as_guessed, begun, checked, page, send, work
from totalplace.choices import ImportStatus, Role
from totalplace.models import ImportBatch

# A job runs over connections of its own, so what it works on must be committed.
pytestmark = pytest.mark.django_db(transaction=True)
NO_JOBS = pytest.mark.django_db(transaction=False)


@pytest.fixture
def officer(client: Client) -> Any:
    """Rosa keeps the county council's sites, and is signed in."""
    person = make_officer("WCC")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


@pytest.fixture(autouse=True)
def _own_body(client: Client, officer: Any) -> None:
    client.organisation = officer.memberships.get().organisation


# --- Bad files --------------------------------------------------------------------------------------


@NO_JOBS
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("sites.xlsx", files.noise_workbook, "not a table"),
        ("sites.xlsx", files.password_protected_workbook, "password"),
        ("sites.xlsm", files.macro_workbook, "macros"),
        ("sites.xlsx", files.bomb, "unpack to far more"),
        ("sites.csv", lambda: b"", "empty"),
        ("sites.csv", lambda: files.csv_of([]), "no rows"),
        ("sites.csv", lambda: b"Name,UPRN\nHall\0,1\n", "null bytes"),
    ],
    ids=["not a workbook", "password", "macro", "zip bomb", "empty", "header only", "null bytes"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_nothing_is_stored(client, name, content, reason, own_files):
    stored = sum(1 for path in own_files.rglob("*") if path.is_file())
    answer = send(client, name, content())
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in words
    assert reason in words
    assert name in words or reason == "empty"
    assert not ImportBatch.objects.exists()
    assert sum(1 for path in own_files.rglob("*") if path.is_file()) == stored
    assert client.get(reverse("import_list")).status_code == 200


@NO_JOBS
def test_a_file_over_the_limit_is_let_go_of_while_it_arrives(client, settings):
    settings.MAX_IMPORT_BYTES = 100_000
    answer = send(client, "sites.csv", b"x" * 300_000)
    assert answer.status_code == 413
    assert "larger than" in answer.content.decode()
    assert not ImportBatch.objects.exists()


@NO_JOBS
def test_the_upload_still_asks_for_the_pages_own_token(officer):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = stranger.post(reverse("import_list"), {"file": files.upload("a.csv", files.csv_of([files.DEPOT]))})
    assert answer.status_code == 403
    assert not ImportBatch.objects.exists()


@NO_JOBS
def test_a_missing_file_is_asked_for(client):
    answer = client.post(reverse("import_list"), {"organisation": client.organisation.pk})
    assert "Choose the file to import" in answer.content.decode()


def test_a_formula_is_stored_as_the_words_it_showed(client):
    batch = checked(client, files.formula_workbook(), "sites.xlsx")
    apply(client, batch)
    assert Property.objects.get(local_reference="A1").name == "Town Hall"


def test_two_rows_with_one_reference_are_both_named(client):
    batch = checked(client, files.csv_of([files.TOWN_HALL, files.TOWN_HALL, files.DEPOT]))
    words = page(client, "import_faults", batch, severity="error")
    assert "A1" in words
    assert batch.counts["refused"] == 2


def test_another_bodys_reference_is_refused(client):
    theirs = make_property("BDC", name="Parkside", local_reference="B1")
    row = (theirs.reference, *files.TOWN_HALL[1:])
    batch = checked(client, files.csv_of([row], ("Reference", *files.HEADINGS[1:])), **{"column-0": "reference"})
    assert batch.counts["refused"] == 1
    assert theirs.reference in page(client, "import_faults", batch)
    before = theirs.version
    theirs.refresh_from_db()
    assert (theirs.name, theirs.version) == ("Parkside", before)


def test_a_place_on_the_moon_is_refused_with_its_row(client):
    batch = checked(client, files.csv_of([(*files.TOWN_HALL[:6], "9999999", "9999999"), files.DEPOT]))
    words = page(client, "import_faults", batch)
    assert "outside Great Britain" in words
    assert batch.counts["refused"] == 1


def test_coordinates_the_wrong_way_round_are_seen_and_said(client):
    headings = (*files.HEADINGS[:6], "Longitude", "Latitude")
    rows = [(*files.TOWN_HALL[:6], "52.19", "-2.22"), (*files.DEPOT[:6], "-2.21", "52.19")]
    batch = checked(client, files.csv_of([*rows, (*files.LIBRARY[:6], "-2.20", "52.19")], headings))
    assert "were the other way round and have been swapped" in page(client, "import_faults", batch)
    apply(client, batch)
    stored = Property.objects.get(local_reference="A1").location
    assert 384_000 < stored.x < 386_000
    assert 254_000 < stored.y < 256_000


def test_an_outline_that_crosses_itself_comes_with_its_repair(client):
    batch = checked(client, files.features(files.BOW_TIE), "sites.geojson")
    assert batch.counts["refused"] == 1
    fault = batch.faults.get(severity="error")
    assert "Use the repaired outline" in page(client, "import_faults", batch)
    client.post(
        reverse("import_correct", args=[batch.pk]),
        {"row": fault.row, "field": fault.field, "value": fault.suggestion},
    )
    batch.refresh_from_db()
    assert (batch.counts["refused"], batch.counts["new"]) == (0, 1)
    apply(client, batch)
    assert Property.objects.get(local_reference="P1").boundary.valid


# --- Columns ----------------------------------------------------------------------------------------


@NO_JOBS
def test_the_columns_are_guessed_with_samples_and_how_sure_we_are(client):
    batch = begun(client, files.csv_of([files.TOWN_HALL, files.DEPOT]))
    words = page(client, "import_columns", batch)
    assert "High Street" in words
    assert "Sure" in words
    assert as_guessed(client, batch)["column-0"] == "local_reference"


@NO_JOBS
def test_one_field_cannot_be_two_columns(client):
    batch = begun(client, files.csv_of([files.TOWN_HALL]))
    answers = as_guessed(client, batch) | {"column-1": "local_reference"}
    answer = client.post(reverse("import_columns", args=[batch.pk]), answers)
    assert answer.status_code == 422
    assert "are both" in answer.content.decode()
    batch.refresh_from_db()
    assert batch.status == ImportStatus.UPLOADED


def test_the_columns_are_remembered_for_the_next_file_with_these_headings(client):
    first = checked(client, files.csv_of([files.TOWN_HALL]), **{"column-1": "description"})
    apply(client, first)
    second = begun(client, files.csv_of([files.DEPOT]))
    assert as_guessed(client, second)["column-1"] == "description"
    assert "as you mapped" in page(client, "import_columns", second)


# --- Faults, preview, apply, undo ---------------------------------------------------------------------


def test_a_bad_cell_is_corrected_on_the_page(client):
    batch = checked(
        client, files.csv_of([(*files.TOWN_HALL[:5], "Grace and favour", *files.TOWN_HALL[6:]), files.DEPOT])
    )
    fault = batch.faults.filter(field="tenure").first()
    assert fault is not None
    answer = client.post(
        reverse("import_correct", args=[batch.pk]),
        {"row": fault.row, "field": "tenure", "value": "Leasehold"},
        headers={"HX-Request": "true"},
    )
    assert "Saved." in answer.content.decode()
    assert "Grace and favour" not in answer.content.decode()
    batch.refresh_from_db()
    assert not batch.faults.filter(field="tenure", row=fault.row, severity="error").exists()


def test_a_row_can_be_left_out_and_taken_in_again(client):
    batch = checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT]))
    client.post(reverse("import_skip", args=[batch.pk]), {"row": ["2"]})
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["skipped"]) == (1, 1)
    assert "Town Hall" in page(client, "import_preview", batch, show="skipped")
    client.post(reverse("import_skip", args=[batch.pk]), {"row": ["2"], "back": "on", "from": "preview"})
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["skipped"]) == (2, 0)


def test_nothing_changes_before_apply_and_everything_with_it(client):
    batch = checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT]))
    assert not Property.objects.exists()
    assert "2 properties of Body WCC will be added" in page(client, "import_apply", batch)
    batch = apply(client, batch)
    assert batch.status == ImportStatus.APPLIED
    assert set(Property.objects.values_list("name", flat=True)) == {"Town Hall", "Depot"}
    assert "2 properties of Body WCC were added" in page(client, "import_result", batch)


def test_what_changes_is_shown_old_and_new_and_how_the_row_was_matched(client):
    apply(client, checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT])))
    moved = (*files.TOWN_HALL[:1], "The Guildhall", *files.TOWN_HALL[2:6], "385100", "254700")
    batch = checked(client, files.csv_of([moved, files.DEPOT]))
    words = page(client, "import_preview", batch, show="changed")
    assert "Town Hall" in words
    assert "The Guildhall" in words
    assert "the body’s own reference" in words
    assert "The point moves 100 m east." in words


def test_a_point_that_moves_beside_an_outline_that_stays_is_said_too(client):
    apply(client, checked(client, files.csv_of([files.TOWN_HALL])))
    outline = MultiPolygon(Polygon.from_bbox((384990, 254690, 385020, 254720)), srid=27700)
    Property.objects.update(boundary=outline)
    moved = (*files.TOWN_HALL[:6], "385100", "254700")
    words = page(client, "import_preview", checked(client, files.csv_of([moved])), show="changed")
    assert "The point moves 100 m east." in words


def test_properties_the_file_leaves_out_are_kept_unless_closed_with_a_reason(client):
    apply(client, checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT])))
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    assert "Depot" in page(client, "import_preview", batch, show="missing")
    refused = client.post(reverse("import_apply", args=[batch.pk]), {"reason": "x", "missing_action": "close"})
    assert refused.status_code == 422
    apply(client, batch, missing_action="close", missing_reason="Sold")
    depot = Property.objects.get(local_reference="A2")
    assert (depot.status, depot.closed_reason) == ("closed", "Sold")


def test_an_import_is_taken_back_with_a_reason(client):
    batch = apply(client, checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT])))
    assert client.post(reverse("import_undo", args=[batch.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("import_undo", args=[batch.pk]), {"reason": "Wrong year"})
    work()
    batch.refresh_from_db()
    assert batch.status == ImportStatus.UNDONE
    assert not Property.objects.exists()
    assert "was taken back" in page(client, "import_result", batch)


def test_an_import_that_was_edited_since_names_the_properties_and_stays(client):
    batch = apply(client, checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT])))
    edited = Property.objects.get(local_reference="A1")
    edited.name = "Guildhall"
    edited.save()
    answer = client.post(reverse("import_undo", args=[batch.pk]), {"reason": "Wrong year"})
    assert answer.status_code == 409
    assert edited.reference in answer.content.decode()
    assert Property.objects.count() == 2


def test_a_later_edit_is_a_conflict_to_decide_and_is_never_overwritten(client):
    apply(client, checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT])))
    batch = checked(client, files.csv_of([(files.TOWN_HALL[0], "The Guildhall", *files.TOWN_HALL[2:]), files.DEPOT]))
    edited = Property.objects.get(local_reference="A1")
    edited.name = "Rosa's edit"
    edited.save()
    batch = apply(client, batch)
    edited.refresh_from_db()
    assert edited.name == "Rosa's edit"
    assert batch.status == ImportStatus.STAGED
    disputed = page(client, "import_preview", batch, show="conflict")
    assert "When the file was checked: Town Hall" in disputed
    assert "<strong>Register now:</strong> Rosa&#x27;s edit" in disputed
    assert "<strong>Your file:</strong> The Guildhall" in disputed
    client.post(reverse("import_resolve", args=[batch.pk]), {"choose-2-name": "file"})
    batch = apply(client, batch)
    edited.refresh_from_db()
    assert (batch.status, edited.name) == (ImportStatus.APPLIED, "The Guildhall")


def test_the_faults_leave_as_a_workbook_and_come_back_corrected(client):
    batch = checked(client, files.csv_of([(*files.TOWN_HALL[:6], "9999999", "9999999"), files.DEPOT]))
    answer = client.get(reverse("import_faults_workbook", args=[batch.pk]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    client.post(
        reverse("import_replace", args=[batch.pk]),
        {"file": files.upload("sites.csv", files.csv_of([files.TOWN_HALL, files.DEPOT]))},
    )
    work()
    batch.refresh_from_db()
    assert (batch.counts["refused"], batch.counts["new"]) == (0, 2)


def test_an_abandoned_import_changes_nothing(client):
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    assert "Abandon this import?" in page(client, "import_abandon", batch)
    client.post(reverse("import_abandon", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == ImportStatus.ABANDONED
    assert not Property.objects.exists()


# --- Rights -----------------------------------------------------------------------------------------


def test_another_bodys_import_is_not_there(client):
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    client.force_login(make_officer("BDC"), backend="django.contrib.auth.backends.ModelBackend")
    for name in (
        "here", "columns", "progress", "faults", "faults_workbook", "preview", "apply", "result", "undo", "abandon"
    ):  # fmt: skip
        assert client.get(reverse(f"import_{name}", args=[batch.pk])).status_code == 404, name
    assert "sites.csv" not in client.get(reverse("import_list")).content.decode()


def test_nobody_acts_on_another_bodys_import(client):
    batch = checked(client, files.csv_of([files.TOWN_HALL]))
    client.force_login(make_officer("BDC"), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("sheet", "run_again", "correct", "skip", "replace", "resolve", "apply", "undo", "abandon"):
        answer = client.post(
            reverse(f"import_{name}", args=[batch.pk]), {"reason": "mine", "row": "2", "field": "name"}
        )
        assert answer.status_code == 404, name
    batch.refresh_from_db()
    assert (batch.status, batch.counts["new"]) == (ImportStatus.STAGED, 1)


@NO_JOBS
def test_an_officer_does_not_import_for_another_body(client):
    theirs = make_officer("BDC").memberships.get().organisation
    answer = send(client, "sites.csv", files.csv_of([files.TOWN_HALL]), theirs)
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


@NO_JOBS
def test_a_partner_has_no_import_pages(client):
    partner = make_person("helen", [(Role.PARTNER, None)])
    client.force_login(partner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("import_list")).status_code == 403
    assert client.get(reverse("import_template")).status_code == 403


@NO_JOBS
def test_a_stranger_is_asked_to_sign_in():
    answer = Client().get(reverse("import_list"))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


# --- Cost -------------------------------------------------------------------------------------------


def test_a_page_of_many_faults_asks_the_database_no_more_than_a_page_of_few(client, django_assert_max_num_queries):
    few = checked(client, files.csv_of([("F1", *files.TOWN_HALL[1:6], "9999999", "9999999")]))
    many = checked(
        client, files.csv_of([(f"M{number}", *files.TOWN_HALL[1:6], "9999999", "9999999") for number in range(60)])
    )
    page(client, "import_faults", few)
    with django_assert_max_num_queries(100) as asked_few:
        page(client, "import_faults", few)
    with django_assert_max_num_queries(len(asked_few)):
        page(client, "import_faults", many)
