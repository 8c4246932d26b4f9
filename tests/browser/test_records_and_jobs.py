"""In a real browser: a note and a file on a property, and a job that ends while the person watches."""

from pathlib import Path

import pytest

from tests.integration.core import work
from tests.integration.core.estate_facts import body, officer, property_of
from totalplace import jobs
from totalplace.choices import JobStatus
from totalplace.models import Attachment, Job, Note

assert work


@pytest.fixture
def depot(server):
    wcc = body("WCC")
    officer("ann", wcc)
    return property_of(wcc, name="County depot")


def test_an_officer_writes_a_note_and_attaches_a_file(page, signed_in, depot, tmp_path: Path):
    signed_in(page, "ann").goto(f"/records/property/{depot.pk}/notes/")
    page.get_by_role("button", name="Save the note").click()
    assert page.get_by_role("alert").inner_text().count("Write what should be remembered") == 1
    page.get_by_label("Note").fill("Roof inspected.")
    page.get_by_role("button", name="Save the note").click()
    page.wait_for_url("**#notes")
    assert Note.objects.get().text == "Roof inspected."

    page.goto(f"/records/property/{depot.pk}/attachments/")
    wrong = tmp_path / "program.pdf"
    wrong.write_bytes(b"MZ\x90\x00" + b"\x00" * 100)
    page.get_by_label("File").set_input_files(wrong)
    page.get_by_role("button", name="Attach the file").click()
    assert "its content is something else" in page.get_by_role("alert").inner_text()
    right = tmp_path / "lease.pdf"
    right.write_bytes(b"%PDF-1.7\n")
    page.get_by_label("File").set_input_files(right)
    page.get_by_role("button", name="Attach the file").click()
    page.wait_for_url("**#attachments")

    page.goto(f"/records/attachments/{Attachment.objects.get().pk}/remove/")
    page.get_by_role("button", name="Remove the file").click()
    page.wait_for_url("**#attachments")
    assert not Attachment.objects.exists()


def test_a_person_watches_a_job_end_without_touching_the_page(page, signed_in, depot):
    from totalplace.models import User

    job = Job.objects.create(
        kind="test.add-bodies",
        started_by=User.objects.get(username="ann"),
        status="running",
        done=40_000,
        total=100_000,
        message="Adding bodies",
    )
    with jobs._held_lock(job.pk):
        signed_in(page, "ann").goto(f"/jobs/{job.pk}/")
        assert page.get_by_role("progressbar").get_attribute("value") == "40"
        Job.objects.filter(pk=job.pk).update(done=90_000)
        page.get_by_text("90,000 of 100,000").wait_for()
    page.get_by_text("It was interrupted").wait_for()
    page.get_by_role("button", name="Run it again").click()
    page.get_by_text("Waiting to start").wait_for()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.DONE, message="Added")
    page.get_by_text("Added.").wait_for()
