"""Rating on a page of its own, without JavaScript: what is chosen is stored, or said to be wrong, and never lost."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from estate.models import Property, RagAssessment, RagWithdrawal
from estate.selectors.ratings import timeline
from estate.services.judgements import Judgement
from estate.services.rating import rate
from tests.factories import make_property
from tests.integration.rating.conftest import signed_in
from totalplace.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def prop(officer: User) -> Property:
    return make_property("WCC", name="County Hall", sharing_potential="possible", sharing_note="The hall")


def words(answer: Any) -> str:
    """A page as somebody reads it."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1]).split())


def fields(client: Client, prop: Property, **chosen: str) -> dict[str, str]:
    """What the page's form would send once somebody has chosen: its own values first."""
    page = client.get(f"/estate/{prop.reference}/rag/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    hidden |= {"sharing_potential": prop.sharing_potential, "sharing_note": prop.sharing_note}
    return hidden | chosen


def post(client: Client, prop: Property, **chosen: str) -> Any:
    return client.post(f"/estate/{prop.reference}/rag/", fields(client, prop, **chosen))


def test_a_rating_is_stored_and_leads_back_to_the_property(hers: Client, prop: Property) -> None:
    answer = post(hers, prop, rating="green", reason_green="declared_surplus", reason_red="no_change", note="Empty")
    assert (answer.status_code, answer.url) == (302, f"/estate/{prop.reference}/#section-ratings")
    prop.refresh_from_db()
    assert (prop.rag, prop.sharing_potential, prop.sharing_note) == ("green", "possible", "The hall")
    page = words(hers.get(answer.url))
    assert "County Hall is rated Green – surplus or available. Take it back" in page
    assert "Green – surplus or available Stands Declared surplus: Empty By officer-wcc on" in page
    assert "It has stood for under a minute; next review" in page


def test_it_leads_back_to_the_line_of_the_list_it_came_from_and_nowhere_else(hers: Client, prop: Property) -> None:
    here = f"/estate/?organisation=WCC&page=1#{prop.reference}"
    sent = fields(hers, prop, rating="red", reason_red="no_change", next=here)
    assert hers.post(f"/estate/{prop.reference}/rag/", sent).url == here
    listed = hers.get("/estate/?organisation=WCC").content.decode()
    assert f"rag/?next=/estate/%3Forganisation%3DWCC%23{prop.reference}" in listed.replace("%2F", "/")
    elsewhere = fields(hers, prop, rating="red", reason_red="no_change", next="https://example.org/")
    assert hers.post(f"/estate/{prop.reference}/rag/", elsewhere).url.startswith(f"/estate/{prop.reference}/")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "Rating: Choose red, amber or green."),
        ({"rating": "green"}, "Reason: A green rating needs a reason. Choose one: Declared surplus"),
        ({"rating": "green", "reason_red": "no_change"}, "Reason: A green rating needs a reason"),
        ({"rating": "amber", "reason_amber": "other"}, "Note: Write the reason in the note"),
        (
            {"rating": "red", "reason_red": "no_change", "next_review_on": "31/02/2027"},
            "Next review: This must be a day, such as 31/3/2027",
        ),
        (
            {"rating": "red", "reason_red": "no_change", "next_review_on": "2020-01-01"},
            "Next review: The next review must be after today",
        ),
        ({"rating": "red", "reason_red": "no_change", "version": "x"}, "Version: Enter a whole number."),
    ],
)
def test_what_is_wrong_is_said_by_field_and_what_was_chosen_stays(
    hers: Client, prop: Property, chosen: dict[str, str], said: str
) -> None:
    answer = post(hers, prop, **({"note": "Keep me <b>"} | chosen) if "other" not in chosen.values() else chosen)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in words(answer)
    if "other" not in chosen.values():
        assert "Keep me &lt;b&gt;" in page
    for rating in {chosen.get("rating")} - {None}:
        assert re.search(rf'id="rating-{rating}"[^>]* checked', page)
    assert not RagAssessment.objects.exists()


def test_a_conflict_shows_both_and_stores_hers_only_when_she_says_so(
    hers: Client, programme: User, prop: Property
) -> None:
    mine = fields(hers, prop, rating="green", reason_green="disposal", note="Sell it")
    rate(
        user=programme, property_id=prop.pk, version=prop.version,
        judgement=Judgement("red", "no_change", sharing_potential="wanted"),
    )  # fmt: skip
    answer = hers.post(f"/estate/{prop.reference}/rag/", mine)
    assert answer.status_code == 409
    page = words(answer)
    assert "RAG rating Red – core Green – surplus or available" in page
    assert "Note – Sell it" in page
    assert "Sharing potential Wanted as it is there" in page
    prop.refresh_from_db()
    assert prop.rag == "red"

    # The page that was shown is sent again: hers is stored over theirs, but for what she had left alone.
    html = answer.content.decode()
    again = mine | dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))
    again["sharing_potential"] = re.search(r'<option value="(\w*)" selected', html).group(1)
    assert hers.post(f"/estate/{prop.reference}/rag/", again).status_code == 302
    prop.refresh_from_db()
    assert (prop.rag, prop.sharing_potential) == ("green", "wanted")


def test_pressed_twice_it_is_stored_once(hers: Client, prop: Property) -> None:
    sent = fields(hers, prop, rating="amber", reason_amber="lease_expiry")
    assert [hers.post(f"/estate/{prop.reference}/rag/", sent).status_code for _ in range(2)] == [302, 302]
    assert RagAssessment.objects.count() == 1


def test_a_rating_is_taken_back_and_the_timeline_keeps_it(hers: Client, prop: Property, officer: User) -> None:
    post(hers, prop, rating="red", reason_red="no_change")
    prop.refresh_from_db()
    post(hers, prop, rating="green", reason_green="declared_surplus")
    address = f"/estate/{prop.reference}/rag/withdraw/"
    standing = RagAssessment.objects.get(rating="green")
    assert f'name="assessment" value="{standing.pk}"' in hers.get(address).content.decode()
    answer = hers.post(address, {"assessment": standing.pk, "note": "Wrong site"}, follow=True)
    page = words(answer)
    assert "The rating is taken back. County Hall is now Red – core." in page
    assert "Green – surplus or available Taken back Declared surplus" in page
    assert "Taken back by officer-wcc on" in page
    assert ": Wrong site." in page
    # What does not stand cannot be taken back again, and one that never was is nowhere.
    refused = words(hers.post(address, {"assessment": RagAssessment.objects.get(rating="red").pk}, follow=True))
    assert "County Hall is now not rated" in refused
    assert hers.post(address, {"assessment": 999_999_999}).status_code == 404
    assert RagWithdrawal.objects.count() == 2
    assert hers.get(address).status_code == 302


def test_a_rating_interrupted_for_a_moment_is_told_as_one_time(officer: User, prop: Property) -> None:
    def at(day: int, hour: int) -> datetime.datetime:
        return datetime.datetime(2026, 1, day, hour, tzinfo=datetime.UTC)

    first = RagAssessment.objects.create(property=prop, rating="red", assessed_at=at(5, 9))
    second = RagAssessment.objects.create(property=prop, rating="green", reason="disposal", assessed_at=at(9, 9))
    RagWithdrawal.objects.create(assessment=second, withdrawn_by=officer, withdrawn_at=at(9, 10))
    told = timeline([first, second], now=at(20, 9))
    assert [(each.stands, each.periods) for each in told] == [
        (False, [(at(9, 9).date(), at(9, 9).date())]),
        (True, [(at(5, 9).date(), None)]),
    ]
    assert [each.length for each in told] == ["1 hour", "14 days"]


def test_only_who_may_rate_is_offered_to(hers: Client, programme: User) -> None:
    theirs, mine = make_property("BDC", name="Their depot"), make_property("WCC", name="Her school")
    listed = hers.get("/estate/").content.decode()
    assert f"/estate/{mine.reference}/rag/" in listed
    assert f"/estate/{theirs.reference}/rag/" not in listed
    assert "Rate this property" not in hers.get(f"/estate/{theirs.reference}/").content.decode()
    assert "Rate this property" in signed_in(programme).get(f"/estate/{theirs.reference}/").content.decode()
    assert hers.get(f"/estate/{theirs.reference}/rag/").status_code == 403
    assert hers.post(f"/estate/{theirs.reference}/rag/", {"rating": "red"}).status_code == 403
