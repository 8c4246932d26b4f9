"""The API of young people: counts as they were let out, refusals that say what can be asked, and nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from neets.models import ReleasedAnalysis, ReleasedCount
from neets.services.reference import lay_down
from tests.factories import make_person, square
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(client: Client) -> Client:
    """Somebody who sees counts, where a county is let out and of one district a count is hidden."""
    since = dt.date(2000, 1, 1)
    county = Area.objects.create(
        level=AreaLevel.COUNTY, code=settings.COUNTY_CODE, name="County", boundary=square(), valid_from=since
    )
    district = Area.objects.create(
        level=AreaLevel.DISTRICT, code="E07000237", name="W", boundary=square(), valid_from=since, parent=county
    )
    for area, neet in ((county, 450), (district, None)):
        for column, people in (("cohort", 5000), ("neet", neet), ("not_known", 100), ("other", None)):
            ReleasedCount.objects.create(
                month=dt.date(2026, 10, 1), band="16_24", area=area, column=column, people=people
            )
    client.force_login(make_person("pat", [(Role.PARTNER, None)]))
    return client


def asked(client: Client, name: str, query: str = "", status: int = 200) -> Any:
    answer = client.get(reverse(name) + query)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_rates_are_of_the_lattice_and_what_is_hidden_is_null(partner: Client) -> None:
    (county,) = asked(partner, "api_neets_rates")["results"]
    assert (county["neet"], county["low"], county["high"], county["month"]) == (450, 0.09, 0.11, "2026-10")
    (district,) = asked(partner, "api_neets_rates", "?level=district")["results"]
    assert (district["neet"], district["low"]) == (None, None)
    assert partner.get(reverse("api_neets_rates") + "?format=csv").content.startswith(b"code,name,parent")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?level=lsoa", "level"),
        ("?ages=16_17&level=ward", "level"),
        ("?sex=female", "sex"),
        ("?month=2031-01", "month"),
        ("?month=soon", "month"),
        ("?ages=17", "ages"),
    ],
)
def test_a_finer_question_is_refused_by_name(partner: Client, query: str, says: str) -> None:
    problem = asked(partner, "api_neets_rates", query, 400)
    assert says in str(problem)


def test_people_are_refused_with_the_reason_and_what_can_be_asked(partner: Client) -> None:
    problem = asked(partner, "api_neets_people", status=403)
    assert "identifies her" in problem["detail"]
    assert "neets/rates/" in problem["detail"]


def test_analyses_and_definitions_are_what_was_let_out(partner: Client) -> None:
    assert asked(partner, "api_neets_analyses")["results"] == []
    ReleasedAnalysis.objects.create(analysis="journeys", month=dt.date(2026, 10, 1), result={"since": "2024-10-01"})
    (told,) = asked(partner, "api_neets_analyses")["results"]
    assert (told["analysis"], told["until"]) == ("journeys", "2026-10-31")
    asked(partner, "api_neets_analyses", "?format=csv", 400)
    lay_down()
    lay_down()
    titles = [each["code"] for each in asked(partner, "api_neets_definitions")["results"]]
    assert titles == ["dfe_16_17", "ni_117", "ons_16_24", "pilot_16_24"]


def test_whoever_has_no_role_is_told_nothing(partner: Client) -> None:
    partner.force_login(make_person("nobody"))
    for name in ("rates", "analyses", "definitions", "people"):
        asked(partner, f"api_neets_{name}", status=403)
