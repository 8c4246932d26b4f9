"""The states of the pages of an import, of the administration and of one's account that addresses alone do not show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.urls import reverse

from estate.models import Property
from tests.browser.every_page.county import LONG_NAME
from tests.browser.every_page.view import View
from tests.factories import PASSWORD
from tests.import_files import DEPOT, LIBRARY, TOWN_HALL, csv_of, workbook_of
from tests.integration.imports.steps import applied, apply, staged, uploaded
from tests.integration.isolation.scene import Scene
from totalplace import jobs
from totalplace.choices import ImportStatus, JobStatus
from totalplace.models import ImportBatch, Job, OwnMapLayer, User
from totalplace.services import imports as services

REFUSED, STALE = 422, 409
LONG_FILE = "a very long name of a file that an officer gave it " * 3 + ".csv"
FAULTY = csv_of(
    [
        (*TOWN_HALL[:5], "Grace and favour", *TOWN_HALL[6:]),
        ("A4", "Moon base", *DEPOT[2:6], "9999999", "9999999"),
        ("A5", LONG_NAME * 3, *DEPOT[2:]),
        ("A6", LONG_NAME, *DEPOT[2:]),
    ]
)


def of_imports(scene: Scene) -> list[View]:
    """An import at each of its steps."""
    officer = scene.people["officer-wcc"]
    with transaction.atomic():
        read = uploaded(officer, workbook_of([TOWN_HALL, DEPOT]), name="sites.xlsx")
        faulty = staged(officer, FAULTY, name=LONG_FILE)
        done = applied(officer, csv_of([DEPOT]))
        undone = applied(officer, csv_of([("A9", "Annexe", *LIBRARY[2:])]))
        given_up = services.abandon_import(user=officer, batch=uploaded(officer, csv_of([LIBRARY])))
        clash = _in_conflict(officer)
    services.undo_import(user=officer, batch=undone, reason="A trial", inline=True)
    stopped = _at_work(officer, JobStatus.FAILED, error="The disk is full.")
    shown = [f"?show={action}" for action in ("new", "changed", "unchanged", "refused", "missing")]
    return [
        View("import_columns", reverse("import_columns", args=[read.pk])),
        View("import_faults", reverse("import_faults", args=[faulty.pk])),
        *(View("import_preview", reverse("import_preview", args=[faulty.pk]) + query) for query in shown),
        View("import_preview", reverse("import_preview", args=[clash.pk]) + "?show=conflict"),
        View("import_apply", reverse("import_apply", args=[faulty.pk]), sends={"reason": ""}, status=REFUSED),
        View("import_list", reverse("import_list"), sends={"organisation": str(scene.wcc.pk)}, status=REFUSED),
        *(View("import_result", reverse("import_result", args=[each.pk])) for each in (done, undone, given_up)),
        View("import_undo", reverse("import_undo", args=[done.pk])),
        View("import_progress", reverse("import_progress", args=[stopped.pk])),
    ]


def _in_conflict(officer: User) -> ImportBatch:
    applied(officer, {"Local reference": "C1", "Name": "Clinic", "Tenure": "Freehold"})
    batch = staged(officer, {"Local reference": "C1", "Name": LONG_NAME, "Tenure": "Leasehold"})
    Property.objects.filter(local_reference="C1").update(tenure="licence", name="Clinic and surgery")
    assert apply(officer, batch) == 1
    return batch


def _at_work(officer: User, status: JobStatus, **fields: str) -> ImportBatch:
    with transaction.atomic():
        batch = uploaded(officer, csv_of([LIBRARY]))
    batch.job = Job.objects.create(
        kind="import.stage", arguments={"batch": batch.pk, "user": officer.pk}, status=status, started_by=officer,
        message="Checking rows", done=41_200, total=100_000, **fields,
    )  # fmt: skip
    batch.status = ImportStatus.STAGING
    batch.save(update_fields=["job", "status"])
    return batch


@contextmanager
def at_work(officer: User) -> Iterator[list[View]]:
    """An import that is being checked meanwhile, and its job."""
    batch = _at_work(officer, JobStatus.RUNNING)
    with jobs._held_lock(batch.job_id):
        yield [
            View("import_progress", reverse("import_progress", args=[batch.pk])),
            View("job", reverse("job", args=[batch.job_id])),
        ]


def of_the_rest(scene: Scene) -> list[View]:
    """The account, the administration and the pages of errors."""
    ann = scene.people["officer-bdc"]
    signs_in = {"login": "two-step", "password": PASSWORD}
    mfa = ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate")
    blank = {"username": "", "reason": ""}
    layer = OwnMapLayer.objects.create(
        owner=scene.people["officer-wcc"], name="Flood zones", tolerance_m=5, how_read="Drawn to within 5 m",
        shapes=[{"type": "Point", "coordinates": [-2.2, 52.2]}], names=["Zone 3"], numbers={"depth_m": [1.5]},
    )  # fmt: skip
    return [
        View("own_map_layer", reverse("own_map_layer", args=[layer.pk])),
        View("own_map_layers", reverse("own_map_layers"), sends={"name": "x"}, status=REFUSED),
        View("mfa_activate_totp", reverse("mfa_activate_totp"), "root"),
        View("mfa_index", reverse("mfa_index"), "two-step"),
        *(View(name, reverse(name), "two-step") for name in mfa),
        View("mfa_authenticate", reverse("account_login"), "anonymous", sends=signs_in),
        View("account_login", reverse("account_login"), "anonymous", sends=signs_in | {"password": "wrong"}),
        View("account_login", reverse("account_login") + "?next=/estate/mine/", "anonymous"),
        View("socialaccount_login_error", reverse("socialaccount_login_error"), "anonymous", status=401),
        View("account", reverse("account"), "two-step"),
        View("news", reverse("news") + "?show=all", "partner"),
        View("people", reverse("people") + "?q=nobody&role=officer", "root"),
        View("person_add", reverse("person_add"), "root", sends=blank, status=REFUSED),
        View("organisation_add", reverse("organisation_add"), "root", sends={"name": ""}, status=REFUSED),
        View(
            "person_edit", reverse("person_edit", args=[ann.pk]), "root",
            sends={"display_name": "", "email": "no address", "reason": ""}, status=REFUSED,
        ),
        View("note_add", f"/records/property/{scene.plain.pk}/notes/", sends={"text": ""}),
        View("people", reverse("people"), status=403),
        View("home", "/nowhere", status=404),
    ]  # fmt: skip
