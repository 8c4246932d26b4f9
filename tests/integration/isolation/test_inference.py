"""What cannot be read may be inferred: so the county with its secret answers, to the letter, like one without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from estate.models import StagedProperty
from tests.factories import square
from tests.import_files import csv_of
from tests.integration.isolation.addresses import Question, narrowed
from tests.integration.isolation.answers import said
from tests.integration.isolation.scene import (
    A_FULL_PAGE,
    OWN_TITLE,
    PLACE,
    POSTCODE,
    SECRETS,
    SHARED_TITLE,
    UPRN,
    Scene,
    build,
    forget_the_secret,
)
from totalplace.importing import staging
from totalplace.models import ImportBatch, ImportFault, Organisation
from totalplace.services.imports import start_import


def without_the_secret(scene: Scene, ask: Callable[[], Any]) -> Any:
    """What `ask` answers in the same county without its secret site; the site is back afterwards."""
    with transaction.atomic():
        keep = transaction.savepoint()
        forget_the_secret(scene)
        answer = ask()
        transaction.savepoint_rollback(keep)
    return answer


def answers(scene: Scene, person: str, asked: list[Question]) -> dict[str, str]:
    """Each question's whole answer, asked in one new browser."""
    client = scene.client(person)
    return {question.path: question.strip(said(client.get(question.path))) for question in asked}


@pytest.fixture
def full_page(db: Any) -> Scene:
    return build(A_FULL_PAGE)


def test_no_filter_sort_or_page_of_a_full_list_is_other_than_if_it_had_never_been(full_page):
    """Every other address is asked, of fewer sites and by every person, in tests/contract/test_rights_everywhere.py."""
    asked = narrowed(full_page)
    with_it = answers(full_page, "officer-bdc", asked)
    without = without_the_secret(full_page, lambda: answers(full_page, "officer-bdc", asked))
    assert [path for path in with_it if with_it[path] != without[path]] == []


def test_the_comparison_can_fail(scene):
    """For the site's own officer the two counties differ: on the list, its sums, the home page, the body's page."""
    asked = [Question(path) for path in ("/", "/estate/", "/estate/?missing=uprn", "/estate/organisations/WCC/")]
    with_it = answers(scene, "officer-wcc", asked)
    without = without_the_secret(scene, lambda: answers(scene, "officer-wcc", asked))
    assert [path for path in with_it if with_it[path] != without[path]] == [
        "/", "/estate/", "/estate/organisations/WCC/",
    ]  # fmt: skip


# --- Imports ----------------------------------------------------------------------------------------

HEADINGS = ("Reference", "Local reference", "UPRN", "Name", "Postcode", "Title numbers", "Boundary")


def feeler(scene: Scene) -> bytes:
    """A file that touches the secret site in every way an import compares: a row for each."""
    over_it: MultiPolygon = square(*PLACE, 50)
    hidden = scene.hidden
    rows = [
        ("", "F-1", UPRN, "By its UPRN", "", "", ""),
        ("", "F-2", "", "By its titles", "", f"{OWN_TITLE}, {SHARED_TITLE}", ""),
        ("", "F-3", "", "By its ground", "", "", over_it.wkt),
        ("", hidden.local_reference, "", "By its own reference", "", "", ""),
        (hidden.reference, "", "", "By its reference here", "", "", ""),
        ("", "", UPRN, hidden.name, POSTCODE, "", ""),
    ]
    return csv_of(rows, HEADINGS)


def staged(person: Any, body: Organisation, content: bytes) -> ImportBatch:
    """An import of that body's, checked by that person."""
    file = SimpleUploadedFile("x", content)
    batch = start_import(user=person, organisation=body, kind="properties", file=file, filename="feeler.csv")
    staging.stage(batch, person)
    return batch


def found_in(batch: ImportBatch) -> dict[str, Any]:
    """All that an import's pages are made from."""
    return {
        "counts": batch.counts,
        "notes": batch.notes,
        "faults": list(ImportFault.objects.filter(batch=batch).order_by("row", "code", "id").values("row", "reason")),
        "rows": list(
            StagedProperty.objects.filter(batch=batch).order_by("row").values("row", "action", "matched", "changes")
        ),
    }


def test_a_file_that_feels_for_it_finds_nothing(scene):
    def feel() -> dict[str, Any]:
        return found_in(staged(scene.people["officer-bdc"], scene.bdc, content))

    content = feeler(scene)
    with_it = feel()
    assert with_it == without_the_secret(scene, feel)
    assert len(with_it["rows"]) == 6


def pages_of(scene: Scene, person: str, batch: ImportBatch) -> str:
    """Every page of a staged import as that person reads it, the workbook too."""
    client = scene.client(person)
    steps = ["columns/", "faults/", "faults.xlsx", "preview/", "apply/"]
    steps += [f"preview/?show={each}" for each in ("new", "changed", "refused", "unchanged", "missing", "conflict")]
    return "\n".join(said(client.get(f"/estate/import/{batch.pk}/{step}")) for step in steps)


def test_who_sees_everything_checks_a_file_and_its_officer_learns_no_more_than_she_may(scene):
    """The faults of an import are read by all who import for its body, whoever had them found."""
    plain = feeler(scene).decode().replace(scene.hidden.name, "Nothing").replace(scene.hidden.local_reference, "F-4")
    content = plain.replace(UPRN, "12345").replace(POSTCODE, "").replace(f"{OWN_TITLE}, ", "")
    content = content.replace(scene.hidden.reference, "")
    type(scene.hidden).objects.filter(pk=scene.hidden.pk).update(uprn="12345")
    batch = staged(scene.people["programme"], scene.bdc, content.encode())
    words = pages_of(scene, "officer-bdc", batch).lower()
    assert [secret for secret in (*SECRETS[:1], scene.hidden.reference.lower()) if secret in words] == []
