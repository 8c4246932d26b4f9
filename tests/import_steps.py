"""The steps of an import as a test client takes them, and the worker between them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests import import_files as files
from totalplace import jobs
from totalplace.choices import ImportStatus, JobStatus
from totalplace.models import ImportBatch, Job


def work() -> None:
    """Do what a worker would: run every waiting job."""
    for job in Job.objects.filter(status=JobStatus.WAITING):
        jobs.run(job.pk)


def send(client: Client, name: str, content: bytes, body: Any = None) -> Any:
    """Upload a file for the officer's own body, or for `body`."""
    body = body or client.organisation
    return client.post(reverse("import_list"), {"organisation": body.pk, "file": files.upload(name, content)})


def begun(client: Client, content: bytes, name: str = "sites.csv") -> ImportBatch:
    """An import whose file was read."""
    answer = send(client, name, content)
    assert answer.status_code == 302, answer.content.decode()
    return ImportBatch.objects.latest("pk")


def as_guessed(client: Client, batch: ImportBatch) -> dict[str, str]:
    """The columns form as the page offers it."""
    form = client.get(reverse("import_columns", args=[batch.pk])).context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "swapped"}


def checked(client: Client, content: bytes, name: str = "sites.csv", **columns: str) -> ImportBatch:
    """An import that has been checked, its columns as guessed but for `columns`."""
    batch = begun(client, content, name)
    answer = client.post(reverse("import_columns", args=[batch.pk]), as_guessed(client, batch) | columns)
    assert answer.status_code == 302, answer.content.decode()
    work()
    batch.refresh_from_db()
    assert batch.status == ImportStatus.STAGED, batch.error
    return batch


def page(client: Client, name: str, batch: ImportBatch, **query: Any) -> str:
    """The words of one page of an import."""
    answer = client.get(reverse(name, args=[batch.pk]), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def apply(client: Client, batch: ImportBatch, **answers: str) -> ImportBatch:
    """Say yes to an import and let the worker do it."""
    answer = client.post(reverse("import_apply", args=[batch.pk]), {"reason": "Yearly return"} | answers)
    assert answer.status_code == 302, answer.content.decode()
    work()
    batch.refresh_from_db()
    return batch
