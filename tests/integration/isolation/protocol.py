"""The pages of the budget protocol, which tell of no property, asked of a draft and of an entered change."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from spend.models import PlannedAmount, PlannedChange
from tests.integration.isolation.question import Question, Questions
from tests.integration.isolation.scene import Scene

NOBODYS = "BP-999999"
STEPS = tuple(f"api_spend_planned_change_{step}" for step in ("show", "answer", "decide"))


def planned(scene: Scene, *, entered: bool) -> PlannedChange:
    """A planned change of the county council, the same each time it is asked for."""
    found = PlannedChange.objects.filter(title=f"Planned, {entered}").first()
    if found is not None:
        return found
    made = PlannedChange.objects.create(
        organisation=scene.wcc, title=f"Planned, {entered}", service="adults", kind="cut", groups=["older"],
        description="Two days a week.", status="entered" if entered else "draft",
    )  # fmt: skip
    PlannedAmount.objects.create(change=made, year="2026/27", amount=-1000)
    made.refresh_from_db()
    return made


def _of_change(name: str, *, entered: bool = True) -> Questions:
    return lambda scene: [
        Question(reverse(name, args=[planned(scene, entered=entered).reference])),
        Question(reverse(name, args=[NOBODYS])),
    ]


def _plain(name: str, *queries: str) -> Questions:
    return lambda scene: [Question(f"{reverse(name)}{query}") for query in ("", *queries)]


ADDRESSES: dict[str, Questions] = {
    "protocol": _plain("protocol", "?body=WCC&service=adults&page=2"),
    "protocol_csv": _plain("protocol_csv"),
    "protocol_enter": _plain("protocol_enter"),
    "protocol_alarms": _plain("protocol_alarms", "?show=cleared"),
    "protocol_alarms_csv": _plain("protocol_alarms_csv"),
    "protocol_rules": _plain("protocol_rules"),
    "protocol_together": _plain("protocol_together", "?by=group", "?by=service&year=2026/27"),
    "protocol_together_csv": _plain("protocol_together_csv"),
    "api_spend_planned_changes": _plain("api_spend_planned_changes", "?service=adults", "?format=csv"),
    "api_spend_alarms": _plain("api_spend_alarms", "?kind=late"),
    "api_spend_planned_change": _of_change("api_spend_planned_change"),
    **{name: _of_change(name) for name in STEPS},
    "planned_change": _of_change("planned_change"),
    "planned_change_history": _of_change("planned_change_history"),
    "planned_change_edit": _of_change("planned_change_edit"),
    "planned_change_show": _of_change("planned_change_show", entered=False),
    "planned_change_answer": _of_change("planned_change_answer"),
    "planned_change_decide": _of_change("planned_change_decide"),
}

# These are of officers: another reader is told so, and an officer of any body may enter changes of her own and answer.
OF_OFFICERS = {"protocol_enter", "planned_change_answer"}
WRITES = OF_OFFICERS | {
    "protocol_rules", "planned_change_edit", "planned_change_show", "planned_change_decide",
    "api_spend_planned_changes", "api_spend_planned_change", *STEPS,
}  # fmt: skip
READ_ONLY = set(ADDRESSES) - WRITES


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    entered, draft = planned(scene, entered=True), planned(scene, entered=False)
    # What an officer could store for her own body is sent so that it cannot be.
    sent: dict[str, tuple[str, dict[str, Any], int]] = {
        "protocol_enter": (reverse("protocol_enter"), {"title": ""}, 422),
        "protocol_rules": (reverse("protocol_rules"), {"days": "1"}, 403),
        "planned_change_show": (
            reverse("planned_change_show", args=[draft.reference]),
            {"version": draft.version},
            404,
        ),
    }  # fmt: skip
    for name, code in (("planned_change_edit", 403), ("planned_change_answer", 422), ("planned_change_decide", 403)):
        sent[name] = (reverse(name, args=[entered.reference]), {"version": entered.version, "position": "?"}, code)
    # Changed by PATCH alone.
    sent["api_spend_planned_change"] = (reverse("api_spend_planned_change", args=[entered.reference]), {}, 405)
    sent["api_spend_planned_changes"] = (reverse("api_spend_planned_changes"), {"title": "Mine"}, 415)
    return sent | {name: (reverse(name, args=[entered.reference]), {"position": "noted"}, 428) for name in STEPS}
