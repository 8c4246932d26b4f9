"""Who and how many, and where: what the pages, files and map layer show, to whom, and what they refuse to be asked."""

from __future__ import annotations

import datetime
import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from neets.models import ReleasedCount
from tests.factories import make_person, square
from totalplace import map_layers
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area

pytestmark = pytest.mark.django_db
OCTOBER, SEPTEMBER = datetime.date(2026, 10, 1), datetime.date(2026, 9, 1)
PAGES = ("neet_who", "neet_who_csv", "neet_where", "neet_where_csv", "neet_where_layer")


def area(level: str, code: str, name: str, parent: Area | None = None) -> Area:
    since = datetime.date(2000, 1, 1)
    return Area.objects.create(
        level=level, code=code, name=name, parent=parent, boundary=square(side=900), valid_from=since
    )


def let_out(where: Area, cohort: int, neet: int | None, not_known: int | None, month: datetime.date = OCTOBER) -> None:
    columns = {"cohort": cohort, "neet": neet, "not_known": not_known, "other": None}
    ReleasedCount.objects.bulk_create(
        ReleasedCount(month=month, band="16_24", area=where, column=column, people=people)
        for column, people in columns.items()
    )


@pytest.fixture
def county() -> Area:
    """A county of two months and three wards: one hot spot, one small place as high, one that is hidden."""
    whole = area(AreaLevel.COUNTY, settings.COUNTY_CODE, "Worcestershire")
    district = area(AreaLevel.DISTRICT, "E07000237", "Worcester", whole)
    let_out(whole, 5_000, 450, 150)
    let_out(whole, 5_000, 500, 100, SEPTEMBER)
    let_out(area(AreaLevel.WARD, "W1", "Hot", district), 1_000, 180, 20)
    let_out(area(AreaLevel.WARD, "W2", "Small", district), 40, 5, 5)
    let_out(area(AreaLevel.WARD, "W3", "Hidden", district), 60, None, 5)
    return whole


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make_person("lead", [(Role.NEET_LEAD, None)]))
    return client


def words(client: Client, name: str, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name) + query)
    assert answer.status_code == status
    text = (answer.getvalue() if answer.streaming else answer.content).decode()
    return " ".join(text.split())


def test_the_answer_is_a_sentence_with_both_bounds(lead: Client, county: Area) -> None:
    page = words(lead, "neet_who")
    assert "At the end of October 2026, 450 of 5,000 young people of 16 to 24 in Worcestershire" in page
    assert "9.0%" in page
    assert "it would be 12.0%" in page  # (450 + 150) / 5,000
    assert page.index("October 2026</th>") < page.index("September 2026</th>")


def test_a_hot_spot_is_told_from_small_numbers(lead: Client, county: Area) -> None:
    page = words(lead, "neet_where")
    assert "1 of 3 wards had more" in page
    rows = {
        row.split("</th>")[0]: row.split("</tr>")[0]
        for row in page.split('<th scope="row" class="govuk-table__header">')[1:]
    }
    assert ">high</td>" in rows["Hot"]  # 18%
    assert "as chance would have it" in rows["Small"]  # 12.5%, of 40 people
    assert rows["Hidden"].count("not shown") == 4
    assert "0.0%" not in rows["Hidden"]


def test_what_is_hidden_is_empty_in_the_file_and_null_on_the_map(lead: Client, county: Area) -> None:
    file = words(lead, "neet_where_csv")
    assert "Hidden,W3,2026-10,60,,5,," in file
    assert "Hot,W1,2026-10,1000,180,20,0.180,0.200" in file
    layer = json.loads(words(lead, "neet_where_layer"))
    assert {each["properties"]["name"]: each["properties"]["value"] for each in layer["features"]} == {
        "Hidden": None,
        "Hot": 18.0,
        "Small": 12.5,
    }
    assert "%" in layer["label"]


@pytest.mark.parametrize(
    ("name", "query", "remedy"),
    [
        ("neet_where", "?ward=W3", "Ask by ages and month alone"),
        ("neet_where", "?ages=16_17", "Choose one of county, district"),
        ("neet_who", "?ages=17", "Choose one of 16_24"),
        ("neet_who", "?month=2026-13", "Write it as 2026-10"),
        ("neet_where", "?month=1999-01", "Choose one from 2026-09 to 2026-10"),
        ("neet_where_csv", "?sort=neet", "Ask by ages and month alone"),
        ("neet_where_layer", "?lsoa=E01000001", "Ask by ages and month alone"),
        ("neet_who_csv", "?sex=female", "Ask by ages and month alone"),
    ],
)
def test_what_is_off_the_lattice_is_refused_with_the_remedy(
    lead: Client, county: Area, name: str, query: str, remedy: str
) -> None:
    page = words(lead, name, query, status=400)
    assert remedy in page
    assert "450" not in page


@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_them(client: Client, county: Area, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(make_person("nobody"))
    assert client.get(reverse(name)).status_code == 403
    for role in Role:
        needs_body = role in (Role.OFFICER, Role.CASEWORKER)
        client.force_login(make_person(f"a-{role}", [(role, "WCC" if needs_body else None)]))
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_without_counts_they_say_so(lead: Client, name: str) -> None:
    words(lead, name)
    assert "No counts" in words(lead, "neet_who")
    assert "No counts" in words(lead, "neet_where")


def test_the_map_offers_the_layer_to_those_who_see_counts(county: Area) -> None:
    offered = {layer.key for layer in map_layers.layers_for(make_person("lead", [(Role.NEET_LEAD, None)]))}
    assert "neet-rates" in offered
    assert "neet-rates" not in {layer.key for layer in map_layers.layers_for(make_person("nobody"))}


def test_more_wards_need_no_more_questions(lead: Client, county: Area, django_assert_max_num_queries: object) -> None:
    for number in range(20):
        let_out(area(AreaLevel.WARD, f"X{number}", f"Ward {number}", county), 500, 50, 20)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        words(lead, "neet_where")
