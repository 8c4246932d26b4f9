"""The same import from the command line: it tells what it would do, leaves nothing behind, and acts as a person."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from estate.models import Property
from tests.factories import make_officer
from tests.integration.imports.steps import csv_file
from totalplace.models import ImportBatch, ImportMapping, Job

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = (
    {"Ref": "A1", "Site": "Depot", "Easting": 385000, "Northing": 254700, "Rating": "x"},
    {"Ref": "A2", "Site": "Hall", "Easting": 385100, "Northing": 254700, "Rating": "y"},
)
MAPPING = {"local_reference": "Ref", "name": "Site", "easting": "Easting", "northing": "Northing"}


def run(*arguments, **options):
    out = io.StringIO()
    call_command("import_properties", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sites.csv"
    path.write_bytes(csv_file(*ROWS))
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    return path


def everything_stored():
    return [model.objects.count() for model in (Property, ImportBatch, ImportMapping, Job)]


def test_a_dry_run_prints_what_would_happen_and_leaves_nothing(file, own_files):
    make_officer("WCC")
    kept = sorted(own_files.rglob("imports/*"))
    out = run(file, "--organisation=WCC", "--user=officer-wcc", f"--mapping={file.parent / 'mapping.json'}")
    assert out.startswith("2 rows read\n")
    lines = [line.split() for line in out.splitlines()[1:7]]
    assert lines == [
        ["2", "new"], ["0", "changed"], ["0", "unchanged"], ["0", "missing"], ["0", "refused"], ["0", "warned"],
    ]  # fmt: skip
    assert "Coordinates: British National Grid" in out
    assert "not imported: Rating" in out
    assert "nothing was stored" in out
    assert everything_stored() == [0, 0, 0, 0]
    assert sorted(own_files.rglob("imports/*")) == kept


def test_committed_it_is_in_the_register_under_that_persons_name(file):
    officer = make_officer("WCC")
    arguments = (
        file,
        "--organisation=WCC",
        "--user=officer-wcc",
        f"--mapping={file.parent / 'mapping.json'}",
        "--commit",
    )
    assert "2 added" in run(*arguments)
    event = Property.pgh_event_model.objects.first()
    assert event.pgh_context.metadata["user"] == officer.pk
    assert "0 added, 0 changed" in run(*arguments)
    assert Property.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--organisation=BDC", "--user=officer-wcc"], "do not let you import"),
        (["--organisation=NONE", "--user=officer-wcc"], "There is no organisation NONE. There are: BDC, WCC"),
        (["--organisation=WCC", "--user=nobody"], "There is nobody called nobody"),
    ],
)
def test_who_may_not_import_is_refused_in_a_line(file, arguments, words):
    make_officer("WCC")
    make_officer("BDC")
    for commit in ([], ["--commit"]):
        with pytest.raises(CommandError, match=words):
            run(file, *arguments, *commit)
    assert everything_stored() == [0, 0, 0, 0]


@pytest.mark.parametrize(("content", "words"), [(b"", "empty"), (b"a,b\n", "no rows"), (b"PK\x03\x04junk", "")])
def test_a_file_that_cannot_be_read_is_refused_in_a_line(file, content, words):
    make_officer("WCC")
    file.write_bytes(content)
    with pytest.raises(CommandError, match=f"was not read.*{words}"):
        run(file, "--organisation=WCC", "--user=officer-wcc")
    assert everything_stored() == [0, 0, 0, 0]


@pytest.mark.parametrize("mapping", ["not json", "[1]", '{"nonsense": "Ref"}', '{"name": "No such column"}'])
def test_a_wrong_mapping_is_refused_in_a_line(file, mapping):
    make_officer("WCC")
    path = file.parent / "wrong.json"
    path.write_text(mapping)
    for commit in ([], ["--commit"]):
        with pytest.raises(CommandError):
            run(file, "--organisation=WCC", "--user=officer-wcc", f"--mapping={path}", *commit)
    assert everything_stored() == [0, 0, 0, 0]
