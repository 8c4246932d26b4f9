"""The states of the pages of payments and suppliers that their addresses alone do not show."""

from __future__ import annotations

import io

from django.db import transaction
from django.urls import reverse

from spend.models import Supplier, SupplierMerge
from tests.browser.every_page.view import View
from tests.integration.imports.steps import apply
from tests.integration.isolation.scene import Scene
from tests.integration.spend.steps import applied, payment, staged
from totalplace.models import ImportBatch, Organisation
from totalplace.services import imports as services

REFUSED = 422


def of_spend(scene: Scene) -> list[View]:
    """An import of payments at each of its steps, and what it brought."""
    officer = scene.people["officer-wcc"]
    with transaction.atomic():
        read = _read(officer)
        faulty = staged(officer, payment(1), payment(2, Amount="lots"))
        done = applied(officer, payment(3), payment(4, **{"Supplier Name": "Severn Care Limited"}))
        clash = staged(officer, payment(3, Amount="7"))
        applied(officer, payment(3, Amount="8"))
        assert apply(officer, clash) == 1
        given_up = services.abandon_import(user=officer, batch=_read(officer))
        kept = SupplierMerge.objects.order_by("pk").first()
    import_page = {
        "columns": read, "faults": faulty, "preview": faulty, "result": done, "undo": done, "abandon": read,
    }  # fmt: skip
    return [
        *(View(f"spend_import_{step}", _at(step, batch)) for step, batch in import_page.items()),
        View("spend_import_preview", f"{_at('preview', clash)}?show=conflict"),
        View("spend_import_result", _at("result", given_up)),
        View("spend_import_apply", _at("apply", faulty), sends={"reason": ""}, status=REFUSED),
        View("spend_import_progress", _at("progress", _stopped(officer))),
        View("payment_list", reverse("payment_list") + "?q=severn"),
        View("payment_list", reverse("payment_list") + "?colour=red", status=400),
        View("supplier_list", reverse("supplier_list") + "?bodies=1"),
        View("supplier", reverse("supplier", args=[Supplier.objects.visible_to(officer).first().pk])),
        View("supplier_merges", reverse("supplier_merges"), "root"),
        View("supplier_merges", f"{reverse('supplier_merges')}?show={kept.status}&evidence={kept.evidence}", "root"),
    ]


def _at(step: str, batch: ImportBatch) -> str:
    return reverse(f"spend_import_{step}", args=[batch.pk])


def _read(officer) -> ImportBatch:
    file = io.BytesIO(b"Supplier Name,Amount,Date\nSevern Care,12.50,05/04/2024\n")
    body = Organisation.objects.get(code="WCC")
    return services.start_import(user=officer, organisation=body, kind="payments", file=file, filename="payments.csv")


def _stopped(officer) -> ImportBatch:
    with transaction.atomic():
        batch = _read(officer)
        batch.status, batch.error = "failed", "The disk is full."
        batch.save(update_fields=["status", "error"])
    return batch
