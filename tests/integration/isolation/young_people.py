"""The addresses of young people's pages: none of them knows of a property, and each is asked all the same."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from neets.choices.records import Looking, Purpose
from neets.models import AccessLog, Assessment, Identification, Plan, PlanStep, YoungPerson
from neets.querysets.row_security import opened
from tests.integration.isolation.question import NOBODYS_PK, Question, Questions
from tests.integration.isolation.scene import Scene
from tests.young_people import SEEN, make_agency, make_young_person


def _asked(name: str, *queries: str) -> Questions:
    def questions(scene: Scene) -> list[Question]:
        return [Question(f"{reverse(name)}{query}") for query in ("", *queries)]

    return questions


PSEUDONYM = "c" * 32


def known_person(scene: Scene) -> YoungPerson:
    """A client of the other body's agency, whose record its caseworker has open; the same each time."""
    with opened(Purpose.LOADING):
        found = YoungPerson.objects.filter(pseudonym=PSEUDONYM).first()
        if found is not None:
            return found
        agency = make_agency("BROMS", "BDC")
        found = make_young_person(client_of=agency, pseudonym=PSEUDONYM)
        Assessment.objects.create(person=found, agency=agency, on=SEEN, domains=["health"], is_shared=True)
        plan = Plan.objects.create(person=found, agency=agency, made_on=SEEN)
        PlanStep.objects.create(plan=plan, what="Visit the college", agency=agency, due_on=SEEN)
    AccessLog.objects.create(
        user=scene.people["caseworker"], pseudonym=PSEUDONYM, agency=agency, looked_at=Looking.JOURNEY, reason="Mine"
    )
    return found


def of_person(scene: Scene, name: str) -> list[int]:
    """What the address of a page of that person is made of: her number, and the record's where it is about one."""
    person = known_person(scene)
    with opened(Purpose.LOADING):
        numbers = {
            "neet_assessment": Assessment.objects.get(person=person).pk,
            "neet_step": PlanStep.objects.get(plan__person=person).pk,
        }
    return [person.pk, *([numbers[name]] if name in numbers else [])]


def _of_person(name: str) -> Questions:
    def questions(scene: Scene) -> list[Question]:
        there = of_person(scene, name)
        return [Question(reverse(name, args=there)), Question(reverse(name, args=[NOBODYS_PK, *there[1:]]))]

    return questions


def asked_identity(scene: Scene) -> Identification:
    """A request to be told who that person is, the same each time."""
    known_person(scene)
    given = {"pseudonym": PSEUDONYM, "asked_by": scene.people["neet-lead"], "reason": "Mine"}
    return Identification.objects.get_or_create(**given)[0]


STEWARDS = ("neet_steward", "neet_opt_outs", "neet_copy", "neet_identities", "neet_retention", "neet_lawful_basis")
OF_PERSON = (
    "neet_person", "neet_contact_add", "neet_assess", "neet_assessment", "neet_plan", "neet_step_add", "neet_step",
)  # fmt: skip

ADDRESSES: dict[str, Questions] = {
    "neets": _asked("neets"),
    "neet_who": _asked("neet_who", "?ages=16_18", "?ages=17"),
    "neet_who_csv": _asked("neet_who_csv", "?ages=16_17"),
    "neet_where": _asked("neet_where", "?month=2026-10", "?ward=E05000001"),
    "neet_where_csv": _asked("neet_where_csv"),
    "neet_where_layer": _asked("neet_where_layer"),
    "neet_savings": _asked("neet_savings", "?programme=8000000", "?years=none"),
    "neet_savings_csv": _asked("neet_savings_csv", "?programme=8000000"),
    "neet_journeys": _asked("neet_journeys"),
    "neet_journeys_csv": _asked("neet_journeys_csv"),
    "neet_journeys_xes": _asked("neet_journeys_xes"),
    "neet_journeys_ocel": _asked("neet_journeys_ocel"),
    "neet_duplication": _asked("neet_duplication", "?cost_an_hour=24.50", "?cost_an_hour=much"),
    "neet_duplication_csv": _asked("neet_duplication_csv"),
    "neet_guarantees": _asked("neet_guarantees"),
    "neet_people": _asked("neet_people", "?work=lost&days=7", "?work=due&standing=neet&need=none&page=2", "?q=x"),
    "neet_people_due": _asked("neet_people_due"),
    **{name: _of_person(name) for name in OF_PERSON},
    **{name: _asked(name) for name in STEWARDS},
    "neet_looks": _asked("neet_looks", "?user=caseworker&looked_at=journey&since=1/1/2025&page=2", "?pseudonym=x"),
    "neet_looks_csv": _asked("neet_looks_csv", "?agency=BROMS"),
    "neet_opt_out_withdraw": lambda scene: [Question(reverse("neet_opt_out_withdraw", args=[NOBODYS_PK]))],
    "neet_identity": lambda scene: [
        Question(reverse("neet_identity", args=[pk])) for pk in (asked_identity(scene).pk, NOBODYS_PK)
    ],
    "neet_guarantees_csv": _asked("neet_guarantees_csv"),
    "neet_like": _asked("neet_like", "?segment=care"),
    "neet_like_csv": _asked("neet_like_csv"),
    "neet_provision": _asked("neet_provision"),
    "neet_provision_csv": _asked("neet_provision_csv"),
    "neet_strands": _asked("neet_strands"),
    "neet_strands_csv": _asked("neet_strands_csv"),
    "neet_agencies": _asked("neet_agencies"),
    "neet_agencies_csv": _asked("neet_agencies_csv"),
    "api_neets_rates": _asked("api_neets_rates", "?ages=16_18&level=district", "?level=lsoa", "?format=csv"),
    "api_neets_analyses": _asked("api_neets_analyses", "?format=csv"),
    "api_neets_definitions": _asked("api_neets_definitions", "?format=csv"),
    "api_neets_people": _asked("api_neets_people", "?ward=E05000001"),
}


OF_STEWARDS = ("neet_opt_outs", "neet_opt_out_withdraw", "neet_copy", "neet_identities", "neet_identity")
READ_ONLY = set(ADDRESSES) - set(OF_PERSON) - set(OF_STEWARDS)


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what is sent, and how all but caseworkers and stewards are refused."""
    of_her = {name: (reverse(name, args=of_person(scene, name)), {}, 403) for name in OF_PERSON}
    numbers = {"neet_opt_out_withdraw": [NOBODYS_PK], "neet_identity": [asked_identity(scene).pk]}
    return of_her | {name: (reverse(name, args=numbers.get(name)), {}, 403) for name in OF_STEWARDS}
