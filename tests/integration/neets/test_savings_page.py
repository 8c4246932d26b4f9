"""What would a single service save? The page works the pilot's figures, and anybody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from totalplace.choices import Role
from totalplace.models import Membership, Organisation, User

pytestmark = pytest.mark.django_db
PAGE = "/neets/savings/"


@pytest.fixture
def analyst(client):
    user = User.objects.create_user("ann", password="only-for-tests-only")
    Membership.objects.create(user=user, role=Role.ANALYST)
    client.force_login(user)
    return client


def told(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_opens_with_the_pilots_three_tiers(analyst):
    page = told(analyst.get(PAGE))
    for figure in ("£80,000", "£500,000", "£2,550,000", "Pilot assumption", "£64,483", "£56,000", "£255,000"):
        assert figure in page
    assert "£580,000" not in page.replace("£80,000 and £500,000", "")


def test_an_input_changes_the_answer_and_the_rest_stays_the_pilots(analyst):
    answer = analyst.get(PAGE, {"programme": "£6,000,000", "programme_saving": "20%", "turned_round": "5"})
    page = told(answer)
    assert "£1,200,000" in page
    assert "£1,275,000" in page
    assert 'value="6,000,000"' in page or 'value="£6,000,000"' in page


def test_another_figure_than_the_pilots_is_not_called_the_pilots(analyst):
    page = told(analyst.get(PAGE, {"lifetime": "100000"}))
    assert "Entered here" in page
    assert "£1,000,000" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"programme": "lots"}, "Cost of the programme a year is not a figure"),
        ({"programme": ""}, "Cost of the programme a year is empty"),
        ({"turned_round": "120"}, "Share of them turned round can be 100 at most"),
        ({"administration": "-1"}, "cannot be below nought"),
        ({"years": "2.5"}, "Years to add up must be whole"),
        ({"years": "0"}, "Years to add up must be whole, from 1"),
        ({"lifetime": "10"}, "must lie between its at least and its at most"),
        ({"programme": "NaN"}, "is not a figure"),
        ({"programme": "1e400"}, "too many digits"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_box(analyst, query, said):
    for path in (PAGE, "/neets/savings.csv"):
        answer = analyst.get(path, query)
        assert answer.status_code == 400
        assert said in told(answer)


def test_the_file_says_what_the_page_says(analyst):
    answer = analyst.get("/neets/savings.csv", {"years": "2", "build_up": "0"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Simpler administration,cash a year,80000")
    assert len(lines) == 1 + 3 + 2


def test_who_has_no_role_is_turned_away(client):
    assert client.get(PAGE).status_code == 302
    client.force_login(User.objects.create_user("nobody", password="only-for-tests-only"))
    for name in ("neets", "neet_savings", "neet_savings_csv"):
        assert client.get(reverse(name)).status_code == 403


def test_opening_the_page_asks_the_database_no_more_for_any_input(analyst, django_assert_max_num_queries):
    Organisation.objects.count()
    with django_assert_max_num_queries(6):
        analyst.get(PAGE, {"years": "60"})
