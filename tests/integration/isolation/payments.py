"""Addresses of payments, suppliers and their imports in the isolation tests: none tells of the secret site."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.integration.isolation.question import NOBODYS_PK, Question, Questions
from tests.integration.isolation.scene import Scene
from tests.integration.isolation.spend import asked, searched


def of_number(name: str) -> Questions:
    """An address of a record by its number. That of the estate's import is none of spend's: there is no such page."""

    def questions(scene: Scene) -> list[Question]:
        there, nowhere = (reverse(name, args=[pk]) for pk in (scene.batch.pk, NOBODYS_PK))
        return [Question(there, nowhere)]

    return questions


READS_IMPORT = {"template", "here", "progress", "faults", "faults_workbook", "preview", "result"}
WRITES_IMPORT = {
    "columns": {"column_0": "payee"}, "sheet": {"header_row": 1}, "run_again": {}, "skip": {"row": ["2"]},
    "correct": {"row": 2, "field": "payee", "value": "Mine"}, "replace": {}, "resolve": {"choose-2-payee": "file"},
    "apply": {"reason": "Mine"}, "undo": {"reason": "Mine"}, "abandon": {},
}  # fmt: skip
READ_ONLY = {
    "payment_list", "payment_csv", "supplier_list", "supplier_csv", "supplier", "api_spend_payments",
    "api_spend_suppliers",
    *(f"spend_import_{step}" for step in READS_IMPORT),
}  # fmt: skip


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    pk = scene.batch.pk
    return {
        **{f"spend_import_{step}": (reverse(f"spend_import_{step}", args=[pk]), data, 404)
           for step, data in WRITES_IMPORT.items()},
        "spend_import_list": (reverse("spend_import_list"), {"organisation": scene.wcc.pk, "kind": "payments"}, 422),
        "payments_publish": (reverse("payments_publish", args=[pk]), {}, 404),
        "supplier_merges": (reverse("supplier_merges"), {"merge-1": "same"}, 403),
        "supplier_merge_undo": (reverse("supplier_merge_undo", args=[1]), {}, 403),
    }  # fmt: skip


ADDRESSES: dict[str, Questions] = {
    **{name: searched(name, "?sort=x") for name in ("payment_list", "payment_csv", "supplier_list", "supplier_csv")},
    "supplier_merges": asked("supplier_merges", "?show=accepted"),
    "supplier": of_number("supplier"),
    "supplier_merge_undo": of_number("supplier_merge_undo"),
    "payments_publish": of_number("payments_publish"),
    "spend_import_list": asked("spend_import_list", "?page=2"),
    "spend_import_template": asked("spend_import_template"),
    **{
        f"spend_import_{step}": of_number(f"spend_import_{step}")
        for step in (READS_IMPORT | set(WRITES_IMPORT)) - {"template"}
    },
    **{f"api_spend_{name}": asked(f"api_spend_{name}") for name in ("payments", "suppliers")},
}
