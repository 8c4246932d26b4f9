"""The addresses of young people's pages: none of them knows of a property, and each is asked all the same."""

from __future__ import annotations

from django.urls import reverse

from tests.integration.isolation.question import Question, Questions
from tests.integration.isolation.scene import Scene


def _asked(name: str, *queries: str) -> Questions:
    def questions(scene: Scene) -> list[Question]:
        return [Question(f"{reverse(name)}{query}") for query in ("", *queries)]

    return questions


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
    "neet_guarantees": _asked("neet_guarantees"),
}
