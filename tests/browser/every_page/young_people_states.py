"""The states of the pages of one young person and of the data steward that their addresses alone do not show."""

from __future__ import annotations

import datetime
import io

from django.db import transaction
from django.urls import reverse

from neets.choices.records import Looking, Purpose
from neets.models import AccessLog, Contact, OptOut, PlanStep
from neets.querysets.row_security import opened
from tests.browser.every_page.view import View
from tests.identified_people import caseload_row, people, written
from tests.integration.isolation.scene import Scene
from tests.integration.isolation.young_people import asked_identity, known_person
from tests.young_people import make_agency, make_spell, make_young_person
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch, Organisation, User
from totalplace.services import imports as services
from totalplace.services.imports.running import apply_batch

REFUSED = 422


def of_young_people(scene: Scene) -> list[View]:
    """A record before it is opened, forms that are refused, lists with something in them, a request to answer."""
    person, agency, today = known_person(scene), make_agency("BROMS", "BDC"), datetime.date.today()
    closed = make_young_person(client_of=agency)
    make_spell(person, agency, lapsed_on=today)
    with opened(Purpose.LOADING):
        Contact.objects.create(
            person=person, agency=agency, on=today, kind="visit", result="moved", note="A long " * 25
        )
        OptOut.objects.create(person=closed, scope="sharing", on=today)
        step = PlanStep.objects.get(plan__person=person)
    AccessLog.objects.create(
        user=scene.people["caseworker"], pseudonym=closed.pseudonym, looked_at=Looking.REFUSED, reason="By its address"
    )
    named = {"what": "Ring Mrs Jones on 01905 763763", "agency_id": str(agency.pk), "due_on": "yesterday"}
    of_her = [person.pk]
    lead, worker = "neet-lead", "caseworker"
    return [
        View("neet_person", reverse("neet_person", args=[closed.pk]), worker),
        View("neet_person", reverse("neet_person", args=[closed.pk]), worker, sends={"why": ""}, status=REFUSED),
        View("neet_person", reverse("neet_person", args=[999_999_999]), worker, status=404),
        View("neet_people", reverse("neet_people") + "?work=lost&days=7", worker),
        View("neet_people", reverse("neet_people") + "?q=Smith&days=none", worker, status=REFUSED),
        View("neet_step_add", reverse("neet_step_add", args=of_her), worker, sends=named, status=REFUSED),
        View("neet_assess", reverse("neet_assess", args=of_her), worker, sends={"on": ""}, status=REFUSED),
        View(
            "neet_step", reverse("neet_step", args=[*of_her, step.pk]), worker,
            sends={"version": str(step.version), "what": "", "status": "done"}, status=REFUSED,
        ),
        View("neet_looks", reverse("neet_looks") + "?looked_at=refused", lead),
        View("neet_looks", reverse("neet_looks") + "?user=nobody", lead),
        View("neet_opt_outs", reverse("neet_opt_outs"), lead, sends={"pseudonym": "x"}, status=REFUSED),
        View("neet_copy", reverse("neet_copy"), lead, sends={"pseudonym": "x"}, status=REFUSED),
        View("neet_identity", reverse("neet_identity", args=[asked_identity(scene).pk]), "root", sends={"answer": ""},
             status=REFUSED),
        View("neet_identities", reverse("neet_identities"), lead),
        *_of_imports(scene),
    ]  # fmt: skip


def _of_imports(scene: Scene) -> list[View]:
    """An import of a caseload at each of its steps."""
    lead = scene.people["neet-lead"]
    with transaction.atomic():
        faulty, given_up, stopped = _sent(lead, **{"Activity code": "999"}), _sent(lead), _sent(lead)
        services.abandon_import(user=lead, batch=given_up)
        stopped.status, stopped.error = "failed", "The disk is full."
        stopped.save(update_fields=["status", "error"])
        done = _sent(lead)
        with target_for(done.kind).opened():
            apply_batch(done, lead, lambda said: None)
    steps = {"columns": faulty, "faults": faulty, "preview": faulty, "abandon": faulty, "result": done, "undo": done}
    return [
        *(View(f"neet_import_{step}", _at(step, batch), "neet-lead") for step, batch in steps.items()),
        View("neet_import_result", _at("result", given_up), "neet-lead"),
        View("neet_import_apply", _at("apply", faulty), "neet-lead", sends={"reason": ""}, status=REFUSED),
        View("neet_import_progress", _at("progress", stopped), "neet-lead"),
    ]


def _at(step: str, batch: ImportBatch) -> str:
    return reverse(f"neet_import_{step}", args=[batch.pk])


def _sent(lead: User, **changed: str) -> ImportBatch:
    """A file read, its columns as guessed, and checked."""
    row = caseload_row(people(1)[0]) | changed
    body = Organisation.objects.get(code="BDC")
    batch = services.start_import(
        user=lead, organisation=body, kind="young_caseload", file=io.BytesIO(written([row])), filename="caseload.csv"
    )
    return services.try_mapping(user=lead, batch=batch, mapping=batch.mapping, options={})
