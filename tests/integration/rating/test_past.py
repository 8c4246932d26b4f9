"""The past read back: what the estate was rated on a day agrees with its history replayed by hand, event by event."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
from django.db import connection
from django.test import Client

from estate.models import Drawing, Property, RagAssessment
from estate.selectors.past_ratings import count_on, counts_on, end_of, month_ends, rated_as_of
from estate.services.judgements import Judgement
from estate.services.rating import rate, withdraw
from tests.factories import make_property
from tests.integration.rating.conftest import signed_in
from totalplace.models import User

pytestmark = pytest.mark.django_db

JUDGEMENTS = [Judgement("red", "no_change"), Judgement("amber", "lease_expiry"), Judgement("green", "disposal")]
TODAY = datetime.date.today()
UK = ZoneInfo("Europe/London")
CLOSED = ("sold", "lease_ended", "demolished", "closed")
APPEND_ONLY = ("estate.RagAssessment:append_only", "estate.RagWithdrawal:append_only")


def let_days_pass(days: int) -> None:
    """Push everything that has happened so far into the past: what follows is later by so many days."""
    moments = {
        "estate_property": ("created_at", "closed_on", "rag_assessed_on"),
        "estate_propertyevent": ("pgh_created_at", "created_at", "closed_on", "rag_assessed_on"),
        "estate_ragassessment": ("assessed_at",),
        "estate_ragwithdrawal": ("withdrawn_at",),
    }
    with connection.cursor() as cursor:
        # Time leaves no events and moves no version. It passes in UK days, of which two have not 24 hours.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, columns in moments.items():
            sets = ", ".join(f"{column} = {column} - {days}" if column.endswith("_on") else
                             f"{column} = ({column} AT TIME ZONE '{UK}' - interval '{days} days') AT TIME ZONE '{UK}'"
                             for column in columns)  # fmt: skip
            cursor.execute(f"UPDATE {table} SET {sets}")
        cursor.execute("SET LOCAL session_replication_role = origin")


def live(prop: Property, officer: User, chance: random.Random) -> None:
    """Something happens to a property, or nothing."""
    prop.refresh_from_db()
    what = chance.choices(("rate", "withdraw", "sql", "close", "open", "edit", "nothing"), (6, 2, 1, 1, 2, 1, 3))[0]
    standing = RagAssessment.objects.filter(property=prop, withdrawal=None).order_by("-assessed_at", "-id").first()
    if what == "rate":
        rate(user=officer, property_id=prop.pk, version=prop.version, judgement=chance.choice(JUDGEMENTS))
    elif what == "withdraw" and standing:
        withdraw(user=officer, assessments=[standing.pk])
    elif what == "sql":
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO estate_ragassessment (property_id, rating, reason, note, assessed_at)
                   VALUES (%s, 'red', 'no_change', '', statement_timestamp())""",
                [prop.pk],
            )
    elif what == "close":
        Property.objects.filter(pk=prop.pk).update(status="sold", closed_on=TODAY, closed_reason="Sold")
    elif what == "open":
        Property.objects.filter(pk=prop.pk).update(status="operational", closed_on=None, closed_reason="")
    elif what == "edit":
        Property.objects.filter(pk=prop.pk).update(name=f"{prop.name}, renamed")


def replayed(prop: Property, day: datetime.date) -> str | None:
    """How the property was rated at the end of `day`, by the raw rows of its history one after another, in UK time.

    None when it was not there. It shares nothing with what it is compared to but the word for each status.
    """
    after = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), UK)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_created_at, status, rag FROM estate_propertyevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [prop.pk],
        )
        events = cursor.fetchall()
    rag = None
    for at, status, said in events:
        if at < after:
            rag = None if status in CLOSED else said
    return rag


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_random_properties_agree_with_their_events_replayed_by_hand(officer: User, seed: int) -> None:
    chance = random.Random(seed)
    properties: list[Property] = []
    days = [TODAY]
    for _ in range(12):
        if len(properties) < 10:
            properties += [make_property("WCC", name=f"Site {chance.random()}") for _ in range(2)]
        for prop in properties:
            live(prop, officer, chance)
        passed = chance.randint(1, 40)
        let_days_pass(passed)
        days = [day - datetime.timedelta(days=passed) for day in days] + [TODAY]
    every = Property.objects.visible_to(officer)
    # The days on which something happened, the days before them, and ten at random.
    turned = {day + datetime.timedelta(days=off) for day in days for off in (-1, 0) if day < TODAY}
    at_random = {min(days) + datetime.timedelta(days=chance.randint(0, (TODAY - min(days)).days)) for _ in range(10)}
    asked = sorted(turned | at_random)
    assert len(properties) == 10
    # Time was moved with triggers off.
    with connection.cursor() as cursor:
        cursor.execute("SELECT estate_draw_again()")
    drawn = Drawing.objects.visible_to(officer)
    seen = Counter()
    for day, counted in zip(asked, counts_on(every, asked), strict=True):
        by_hand = {prop.pk: rag for prop in properties if (rag := replayed(prop, day)) is not None}
        rated = {prop.pk: prop.rag_then for prop in rated_as_of(every, day)}
        assert {drawing.pk: drawing.rag_then for drawing in drawn.rated_on(day)} == rated, day
        assert rated == by_hand, day
        assert {rag: n for rag, n in counted.counts.items() if n} == Counter(by_hand.values()), day
        assert count_on(every, day) == counted
        seen.update(by_hand.values())
    assert set(seen) == {"red", "amber", "green", ""}, "the seed leaves nothing to compare"


def test_a_rating_taken_back_counts_for_as_long_as_it_stood(officer: User) -> None:
    prop = make_property("WCC")
    let_days_pass(10)
    made = rate(user=officer, property_id=prop.pk, version=prop.version, judgement=JUDGEMENTS[2]).assessment
    let_days_pass(5)
    withdraw(user=officer, assessments=[made.pk])
    days = [TODAY - datetime.timedelta(days=ago) for ago in (16, 15, 6, 5, 1, 0)]
    told = [next((p.rag_then for p in rated_as_of(Property.objects.all(), day)), None) for day in days]
    assert told == [None, "", "", "green", "green", ""]


def test_a_rating_given_for_an_earlier_day_counts_from_that_day(officer: User) -> None:
    """As a file does that says when its ratings were made: the property is older than its line in the register."""
    prop = make_property("WCC")
    with pgtrigger.ignore(*APPEND_ONLY):
        RagAssessment.objects.create(
            property=prop, rating="red", reason="imported", assessed_at=end_of(TODAY - datetime.timedelta(days=100))
        )
    days = [TODAY - datetime.timedelta(days=ago) for ago in (100, 99, 0)]
    assert [counted.counts["red"] for counted in counts_on(Property.objects.all(), days)] == [0, 1, 1]
    assert [rated_as_of(Property.objects.all(), day).count() for day in days] == [0, 1, 1]


def test_months_end_on_their_last_days_and_today() -> None:
    ends = month_ends(14, datetime.date(2028, 3, 5))
    assert (ends[0], ends[-2], ends[-1]) == (
        datetime.date(2027, 1, 31), datetime.date(2028, 2, 29), datetime.date(2028, 3, 5),
    )  # fmt: skip
    assert len(ends) == 15


@pytest.fixture
def past(officer: User) -> Property:
    prop = make_property("WCC", name="County Hall")
    make_property("WCC", name="Secret", is_sensitive=True, rag="green", rag_assessed_on=TODAY)
    make_property("BDC", name="Depot")
    let_days_pass(70)
    rate(user=officer, property_id=prop.pk, version=Property.objects.get(pk=prop.pk).version, judgement=JUDGEMENTS[1])
    return prop


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_pages_tell_the_months_and_any_day(hers: Client, past: Property) -> None:
    page = shown(hers, "/estate/ratings/?organisation=WCC")
    assert "Today 0 properties are rated green, 1 amber and 0 red; 1 is not rated." in page
    assert page.count("<polyline") == 4
    ago = TODAY - datetime.timedelta(days=60)
    day = shown(hers, f"/estate/ratings/on/?on={ago.day}/{ago.month}/{ago.year}")
    assert "3 properties were in the register." in day
    assert all(name in day for name in ("County Hall", "Depot", "Secret"))
    unrated = shown(hers, f"/estate/ratings/on/?on={ago}&rag=none&organisation=BDC")
    assert "Depot" in unrated
    assert "County Hall" not in unrated
    assert "Nothing to show for that day" in shown(hers, "/estate/ratings/on/?on=2001-01-01")


def test_others_count_without_what_they_may_not_see(past: Property, hers: Client) -> None:
    from tests.factories import make_officer

    theirs = signed_in(make_officer("BDC"))
    ago = TODAY - datetime.timedelta(days=60)
    page = shown(theirs, f"/estate/ratings/on/?on={ago}")
    assert "2 properties were in the register." in page
    assert "Secret" not in page


def marks(client: Client, query: str) -> dict[str, str]:
    """The map of a day: name → rating then."""
    answer = client.get(f"/estate/ratings/on.geojson?{query}")
    assert answer.status_code == 200, answer.content
    return {each["properties"]["title"]: each["properties"]["rag"] for each in answer.json()["features"]}


def test_the_map_of_a_day_shows_what_its_list_does(hers: Client, past: Property, monkeypatch: Any) -> None:
    make_property("WCC", name="Nowhere", location=None)
    ago = TODAY - datetime.timedelta(days=60)
    assert marks(hers, f"on={TODAY}") == {"County Hall": "amber", "Secret": "", "Depot": ""}
    assert marks(hers, f"on={ago}&organisation=WCC") == {"County Hall": "", "Secret": ""}
    assert marks(hers, f"on={TODAY}&rag=amber") == {"County Hall": "amber"}
    assert marks(hers, "on=2001-01-01") == {}
    (feature,) = hers.get(f"/estate/ratings/on.geojson?on={TODAY}&rag=amber").json()["features"]
    assert feature["properties"]["url"] == f"/estate/{past.reference}/"
    assert feature["geometry"]["coordinates"] == pytest.approx([-2.22, 52.19], abs=0.1)
    assert "map needs JavaScript" in shown(hers, f"/estate/ratings/on/?on={TODAY}")
    monkeypatch.setattr("estate.selectors.past_ratings.MOST_POINTS", 1)
    monkeypatch.setattr("estate.views.ratings.MOST_POINTS", 1)
    assert len(marks(hers, f"on={TODAY}")) == 1
    assert "The map shows 1 of 4:" in shown(hers, f"/estate/ratings/on/?on={TODAY}")


def test_the_map_of_a_day_leaves_out_what_a_person_may_not_see(past: Property) -> None:
    from tests.factories import make_officer

    assert set(marks(signed_in(make_officer("BDC")), f"on={TODAY}")) == {"County Hall", "Depot"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("on=31/02/2027", "This must be a day, such as 1/4/2025"),
        ("", "Give the day you want to see"),
        ("on=2999-01-01", "That day has not come yet"),
        ("on=0001-01-01", "does not go back so far"),
        ("on=2025-04-01&organisation=NOPE", "is not on the list"),
        ("on=2025-04-01&rag=purple", "is not on the list"),
    ],
)
def test_a_day_or_body_that_is_none_is_said_to_be_so(hers: Client, query: str, said: str) -> None:
    assert said in shown(hers, f"/estate/ratings/on/?{query}", 400)
    assert said in hers.get(f"/estate/ratings/on.geojson?{query}").json()["error"]


def test_the_list_of_a_day_is_turned_page_by_page(hers: Client, officer: User) -> None:
    Property.objects.bulk_create(
        Property(organisation=officer.memberships.get().organisation, name=f"Site {n:03}") for n in range(60)
    )
    first = shown(hers, f"/estate/ratings/on/?on={TODAY}")
    assert ("Site 049" in first, "Site 050" in first) == (True, False)
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = shown(hers, f"/estate/ratings/on/{following}")
    assert ("Site 049" in second, "Site 059" in second) == (False, True)
    assert hers.get(f"/estate/ratings/on/?on={TODAY}&page=nonsense").status_code == 404


def test_each_page_asks_as_often_whatever_the_estate(
    hers: Client, past: Property, django_assert_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    for address in ("/estate/ratings/", f"/estate/ratings/on/?on={TODAY}", f"/estate/ratings/on.geojson?on={TODAY}"):
        asked = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                assert hers.get(address).status_code == 200
            asked.append(len(queries))
            for _ in range(20):
                make_property("WCC")
        assert asked[0] == asked[1] <= 9
