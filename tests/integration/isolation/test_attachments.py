"""A file that somebody attached is data to everybody else: never a page, never a path, never more than fits."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from tests.integration.isolation.answers import body_of
from tests.integration.isolation.scene import Scene
from totalplace.models import Attachment

SCRIPT = b"<script>fetch('/estate/export.csv')</script>"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
MEGABYTE = 1_048_576


def attach(scene: Scene, name: str, content: bytes) -> Attachment | None:
    """Attach a file to the open depot through its page: what came of it, kept exactly when the page led on."""
    before = set(Attachment.objects.values_list("pk", flat=True))
    address = f"/records/property/{scene.plain.pk}/attachments/"
    answer = scene.client("officer-wcc").post(address, {"file": SimpleUploadedFile(name, content)})
    kept = Attachment.objects.exclude(pk__in=before).first()
    assert answer.status_code == (302 if kept else 200)
    return kept


def downloaded(scene: Scene, kept: Attachment) -> Any:
    """The answer that hands out a file to a person of another body, read to its end."""
    answer = scene.client("partner").get(f"/records/attachments/{kept.pk}/")
    body_of(answer)
    answer.close()
    return answer


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/x.txt",
        "..\\..\\windows\\x.txt",
        "/etc/passwd.txt",
        "C:\\x.txt",
        "....//x.txt",
        "x.txt\r\nSet-Cookie: a=b.txt",
        "\u202etxt.exe.txt",
        "a" * 400 + ".txt",
    ],
)
def test_no_name_leads_out_of_the_folder_nor_into_a_header(scene, own_files: Path, name):
    kept = attach(scene, name, b"Plain words.")
    assert kept is not None
    assert Path(kept.file.path).resolve().parent == own_files.resolve() / "attachments"
    assert not {"/", "\\", "\r", "\n", "\u202e"} & set(kept.name)
    answer = downloaded(scene, kept)
    assert set(answer.cookies) <= {"sessionid", "csrftoken"}
    assert "Set-Cookie: a=b" not in str(answer.headers)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"].startswith("text/plain")


def office_file(*members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for member in members:
            archive.writestr(member, SCRIPT)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words.txt", b"Dear all,\n" + SCRIPT),
        ("words.csv", b"a,b\n" + SCRIPT),
        ("mail.eml", b"From: a@example.org\nContent-Type: text/html\n\n" + SCRIPT),
        ("picture.png", PNG + SCRIPT),
        ("picture.gif", b"GIF89a/*" + b"\x00" * 20 + b"*/=1;" + SCRIPT),
        ("letter.docx", office_file("[Content_Types].xml", "word/document.xml")),
        ("paper.pdf", b"%PDF-1.7\n" + SCRIPT),
    ],
)
def test_a_page_hidden_in_a_document_never_runs(scene, name, content):
    """Where the content cannot be told from a harmless one, the way it is handed out makes it harmless."""
    kept = attach(scene, name, content)
    if kept is None:
        return
    headers = downloaded(scene, kept).headers
    kind = headers["Content-Type"].partition(";")[0]
    assert kind not in ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/javascript")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Disposition"].startswith("inline" if kind.startswith("image/") else "attachment")
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("page.txt", b"  \n<!DOCTYPE html>" + SCRIPT),
        ("page.txt", "\ufeff<html>".encode("utf-16") + SCRIPT),
        ("page.html", SCRIPT),
        ("page.txt.html", SCRIPT),
        ("page.html.", SCRIPT),
        ("page.html\0.txt", SCRIPT),
        ("run.exe.txt", b"MZ\x90\x00" + b"\x00" * 80),
        (".txt", b""),
        (".htaccess", b"AddType text/html .txt"),
    ],
)
def test_a_web_page_or_program_is_refused_whatever_it_is_called(scene, own_files: Path, name, content):
    before = sorted(own_files.rglob("*"))
    assert attach(scene, name, content) is None
    assert sorted(own_files.rglob("*")) == before


@pytest.mark.parametrize(
    "path",
    [
        "/static/../media/{}",
        "/static/%2e%2e/media/{}",
        "/static/..%2fmedia/{}",
        "/media/{}",
        "/records/attachments/../../media/{}",
        "/static//etc/passwd",
        "/static/css/..%2f..%2f..%2f..%2fetc/passwd",
    ],
)
def test_no_address_reaches_the_files_past_their_guard(scene, path):
    answer = scene.client("officer-wcc").get(path.format(scene.attachment.file.name))
    assert answer.status_code == 404
    assert b"zqxhidden" not in body_of(answer)
    assert b"root:" not in body_of(answer)


def test_too_large_a_file_is_refused_in_words_before_it_fills_the_disk(scene, own_files: Path):
    before = sorted(own_files.rglob("*"))
    big = SimpleUploadedFile("big.pdf", b"%PDF-1.7\n" + b"0" * 3 * MEGABYTE)
    with override_settings(MAX_ATTACHMENT_BYTES=MEGABYTE):
        address = f"/records/property/{scene.plain.pk}/attachments/"
        answer = scene.client("officer-wcc").post(address, {"file": big})
    assert "at most 1 MB can be attached" in answer.content.decode()
    assert answer.wsgi_request.FILES.get("file") is None
    assert sorted(own_files.rglob("*")) == before


@pytest.mark.parametrize("person", ["anonymous", "partner"])
@pytest.mark.parametrize("path", ["/account/login/", "/", "/nowhere/", "/estate/"])
def test_nobody_fills_the_disk_through_an_address_that_takes_no_file(scene, person, path):
    files = {f"file{number}": SimpleUploadedFile("x", b"0" * MEGABYTE) for number in range(4)}
    client = scene.client(person)
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = "x" * 32
    with override_settings(MAX_ATTACHMENT_BYTES=MEGABYTE):
        request = client.post(path, files).wsgi_request
        kept = list(request.FILES.values())
    assert sum(file.size for file in kept) <= MEGABYTE
    for file in kept:
        file.close()
