"""Notes and files on a property: for exactly those who may see it, and never a way into anybody's browser."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from estate.models import Property
from tests.integration.core.estate_facts import body, officer, person, property_of
from totalplace.choices import Role
from totalplace.models import Attachment, Note
from totalplace.selectors import records
from totalplace.selectors.history import history_of
from totalplace.services.records import attach_file

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(records, "_kinds", {})
    records.register_record_kind(Property, url=lambda record: f"/healthz?{record.pk}")


@pytest.fixture
def wcc():
    return body("WCC")


@pytest.fixture
def ann(wcc):
    return officer("ann", wcc)


@pytest.fixture
def depot(wcc):
    return property_of(wcc)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attached(user, record, name="lease.pdf", content=PDF) -> Attachment:
    return attach_file(user=user, record=record, file=upload(name, content), name=name)


@pytest.mark.django_db(transaction=True)
def test_an_officer_keeps_a_journal_and_each_entry_is_in_the_history(ann, depot):
    client = signed_in(ann)
    answer = client.post(f"/records/property/{depot.pk}/notes/", {"text": "Roof inspected"})
    assert (answer.status_code, answer.url) == (302, f"/healthz?{depot.pk}#notes")
    note = Note.objects.get()
    assert (note.text, note.created_by, note.record) == ("Roof inspected", ann, depot)

    client.post(f"/records/notes/{note.pk}/", {"text": "Roof inspected twice", "version": note.version})
    changed = history_of(depot, user=ann)[0]
    assert (changed.who, changed.why, changed.label) == ("ann", "", "Note changed")
    assert [(d.before, d.after) for d in changed.differences] == [("Roof inspected", "Roof inspected twice")]

    note.refresh_from_db()
    client.post(f"/records/notes/{note.pk}/remove/", {"version": note.version})
    assert not Note.objects.exists()
    assert history_of(depot, user=ann)[0].label == "Note removed"


def test_a_note_changed_meanwhile_is_not_overwritten(ann, depot):
    client = signed_in(ann)
    client.post(f"/records/property/{depot.pk}/notes/", {"text": "First"})
    note = Note.objects.get()
    Note.objects.update(text="Second")
    page = client.post(f"/records/notes/{note.pk}/", {"text": "Third", "version": note.version})
    assert "changed by somebody else" in page.content.decode()
    assert Note.objects.get().text == "Second"


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_an_empty_note_is_refused(ann, depot, text):
    page = signed_in(ann).post(f"/records/property/{depot.pk}/notes/", {"text": text})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Note.objects.exists()


def test_a_file_comes_back_as_it_was_and_only_to_be_saved(ann, depot):
    client = signed_in(ann)
    client.post(f"/records/property/{depot.pk}/attachments/", {"file": upload("Lease – signed.pdf", PDF)})
    attachment = Attachment.objects.get()
    answer = client.get(f"/records/attachments/{attachment.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert "no-store" in answer["Cache-Control"]


def test_a_picture_is_shown_in_its_sandbox(ann, depot):
    picture = attached(ann, depot, "roof.png", PNG)
    answer = signed_in(ann).get(f"/records/attachments/{picture.pk}/")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert b"".join(answer.streaming_content) == PNG


def test_where_a_file_lies_on_disk_tells_nothing_and_is_not_an_address(ann, depot, client):
    attachment = attached(ann, depot)
    assert "lease" not in attachment.file.name
    assert signed_in(ann).get(f"/media/{attachment.file.name}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.pdf", b"MZ\x90\x00" + b"\x00" * 200, "content is something else"),
        ("page.html", b"<html>", "cannot be attached"),
        ("empty.pdf", b"", "The file is empty"),
        ("big.pdf", PDF + b"0" * 2_000_000, "at most 1 MB"),
        ("report.exe\u202e.pdf/../x.svg", b"<svg/>", "cannot be attached"),
    ],
)
def test_what_may_not_be_attached_is_refused_in_words_and_nothing_is_stored(
    ann, depot, own_files: Path, name, content, words
):
    def stored() -> list[Path]:
        return sorted(own_files.rglob("*"))

    before = stored()
    with override_settings(MAX_ATTACHMENT_BYTES=1_048_576):
        page = signed_in(ann).post(f"/records/property/{depot.pk}/attachments/", {"file": upload(name, content)})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Attachment.objects.exists()
    assert stored() == before


def test_a_hidden_site_s_files_and_notes_have_no_address_for_others(wcc, ann):
    refuge = property_of(wcc, is_sensitive=True)
    attachment = attached(ann, refuge)
    note = Note.objects.create(record=refuge, created_by=ann, text="x")
    for other in (officer("bob", body("BDC")), person("pat", Role.PARTNER)):
        client = signed_in(other)
        for address in (
            f"/records/attachments/{attachment.pk}/",
            f"/records/attachments/{attachment.pk}/remove/",
            f"/records/notes/{note.pk}/",
            f"/records/notes/{note.pk}/remove/",
            f"/records/property/{refuge.pk}/notes/",
            f"/records/property/{refuge.pk}/attachments/",
        ):
            assert client.get(address).status_code == 404, address
            wanted = 405 if address.endswith(f"attachments/{attachment.pk}/") else 404  # A download takes no POST.
            assert client.post(address, {"text": "x", "version": note.version}).status_code == wanted, address
    assert Client().get(f"/records/attachments/{attachment.pk}/").status_code == 302
    assert Note.objects.get().text == "x"


def test_who_may_read_but_not_change_a_property_reads_its_files_and_adds_none(ann, depot):
    attachment = attached(ann, depot)
    client = signed_in(officer("bob", body("BDC")))
    assert b"".join(client.get(f"/records/attachments/{attachment.pk}/").streaming_content) == PDF
    assert client.post(f"/records/property/{depot.pk}/notes/", {"text": "x"}).status_code == 403
    assert client.post(f"/records/property/{depot.pk}/attachments/", {"file": upload("a.pdf", PDF)}).status_code == 403
    removal = {"version": attachment.version}
    assert client.post(f"/records/attachments/{attachment.pk}/remove/", removal).status_code == 403
    assert Attachment.objects.count() == 1
    assert not Note.objects.exists()


def test_only_its_author_changes_a_note(wcc, ann, depot):
    note = Note.objects.create(record=depot, created_by=ann, text="mine")
    note.refresh_from_db()
    page = signed_in(officer("amy", wcc)).post(f"/records/notes/{note.pk}/", {"text": "x", "version": note.version})
    assert page.status_code == 403
    assert Note.objects.get().text == "mine"


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_leaves_the_disk_and_stays_in_the_history_by_name(ann, depot, own_files):
    attachment = attached(ann, depot)
    attachment.refresh_from_db()
    client = signed_in(ann)
    assert "cannot be brought back" in client.get(f"/records/attachments/{attachment.pk}/remove/").content.decode()
    client.post(f"/records/attachments/{attachment.pk}/remove/", {"version": attachment.version})
    assert not (own_files / attachment.file.name).exists()
    removed = history_of(depot, user=ann)[0]
    assert (removed.label, removed.differences[0].record) == ("Attachment removed", "Attachment, lease.pdf")


def test_a_file_missing_on_disk_is_a_page_that_helps_and_a_line_in_the_log(ann, depot, caplog, own_files):
    attachment = attached(ann, depot)
    (own_files / attachment.file.name).unlink()
    assert signed_in(ann).get(f"/records/attachments/{attachment.pk}/").status_code == 404
    assert "restore it from the backup" in caplog.text
