"""In a real browser: a note and a file on a property, and a job that ends while the person watches."""

import os
from pathlib import Path

import pytest

from tests.integration.core import work
from tests.integration.core.estate_facts import body, officer, property_of
from totalplace import jobs
from totalplace.choices import JobStatus
from totalplace.models import Attachment, Job, Note

assert work
PICTURES = os.environ.get("SCREENSHOTS")


def seen(page, name: str) -> None:
    """Keep a picture at both widths, where the person who runs this asks for them."""
    if PICTURES:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


@pytest.fixture
def depot(server):
    wcc = body("WCC")
    officer("ann", wcc)
    return property_of(wcc, name="County depot")


def no_sideways_scroll(page) -> bool:
    page.set_viewport_size({"width": 320, "height": 800})
    return page.evaluate("document.documentElement.scrollWidth <= 320")


def test_an_officer_writes_a_note_and_attaches_a_file(page, signed_in, axe, depot, tmp_path: Path):
    signed_in(page, "ann").goto(f"/records/property/{depot.pk}/notes/")
    page.get_by_role("button", name="Save the note").click()
    assert page.get_by_role("alert").inner_text().count("Write what should be remembered") == 1
    assert axe(page) == []
    seen(page, "note")
    page.get_by_label("Note").fill("Roof inspected.")
    page.get_by_role("button", name="Save the note").click()
    page.wait_for_url("**#notes")
    assert Note.objects.get().text == "Roof inspected."
    assert axe(page) == []
    seen(page, "property")

    page.goto(f"/records/property/{depot.pk}/attachments/")
    assert axe(page) == []
    assert no_sideways_scroll(page)
    wrong = tmp_path / "program.pdf"
    wrong.write_bytes(b"MZ\x90\x00" + b"\x00" * 100)
    page.get_by_label("File").set_input_files(wrong)
    page.get_by_role("button", name="Attach the file").click()
    assert "its content is something else" in page.get_by_role("alert").inner_text()
    seen(page, "attachment")
    right = tmp_path / "lease.pdf"
    right.write_bytes(b"%PDF-1.7\n")
    page.get_by_label("File").set_input_files(right)
    page.get_by_role("button", name="Attach the file").click()
    page.wait_for_url("**#attachments")

    page.goto(f"/records/attachments/{Attachment.objects.get().pk}/remove/")
    assert axe(page) == []
    seen(page, "attachment-remove")
    page.get_by_role("button", name="Remove the file").click()
    page.wait_for_url("**#attachments")
    assert not Attachment.objects.exists()


def test_a_person_watches_a_job_end_without_touching_the_page(page, signed_in, axe, depot):
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
        assert axe(page) == []
        assert no_sideways_scroll(page)
        seen(page, "job")
        Job.objects.filter(pk=job.pk).update(done=90_000)
        page.get_by_text("90,000 of 100,000").wait_for()
    page.get_by_text("It was interrupted").wait_for()
    assert axe(page) == []
    seen(page, "job-interrupted")
    page.get_by_role("button", name="Run it again").click()
    page.get_by_text("Waiting to start").wait_for()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.DONE, message="Added")
    page.get_by_text("Added.").wait_for()
