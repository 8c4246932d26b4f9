"""A refuge must not be inferable: not from a page, a count, a sum, a suggestion, a file, a neighbour or a history."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from estate.models import Property
from tests.factories import make_property, point
from tests.integration.estate.conftest import REFUGE, County, signed_in
from tests.integration.isolation.answers import alike
from totalplace.selectors.history import history_of

pytestmark = pytest.mark.django_db

OUTSIDERS = ["officer-bdc", "partner", "analyst"]
INSIDERS = ["officer-wcc", "programme"]
STRANGERS = ["neet-lead", "caseworker"]
# What would give it away: its name, its floor area, its value, its running cost, its UPRN.
TRACES = (REFUGE, "77141", "77,141", "555555", "555,555", "33333", "33,333", "100120600077")


def text_of(answer: object) -> str:
    """An answer's body, streamed or not."""
    streaming = getattr(answer, "streaming", False)
    return (b"".join(answer.streaming_content) if streaming else answer.content).decode()  # type: ignore[attr-defined]


def addresses(county: County) -> list[str]:
    """Every address where the refuge could show itself."""
    return [
        "/",
        "/estate/",
        "/estate/?q=refuge",
        "/estate/?q=lavendar+refuje",
        "/estate/?use=refuge",
        "/estate/?organisation=WCC&ordering=-book_value",
        "/estate/?q=100120600077",
        "/estate/?missing=boundary&count=exact",
        "/estate/?status=all",
        "/estate/organisations/",
        "/estate/organisations/WCC/",
        "/estate/suggest/?q=lavender",
        "/estate/suggest/?q=lavendr",
        f"/estate/suggest/?q={county.refuge.reference}",
        "/estate/export.csv",
        "/estate/export.csv?q=lavender",
        f"/estate/{county.hall.reference}/",
    ]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nothing_shows_a_refuge_to_those_who_may_not_know_of_it(county: County, who: str) -> None:
    client = signed_in(county.people[who])
    for address in addresses(county):
        text = text_of(client.get(address)).replace("lavender", "").replace("100120600077&quot;", "")
        # A search page repeats the words that were searched for; those are the reader's own.
        searched = {"100120600077"} if "q=100120600077" in address else set()
        assert [trace for trace in TRACES if trace in text and trace not in searched] == [], address


@pytest.mark.parametrize("who", INSIDERS)
def test_its_own_officers_and_the_programme_team_see_it_everywhere(county: County, who: str) -> None:
    client = signed_in(county.people[who])
    assert REFUGE in text_of(client.get("/estate/"))
    assert REFUGE in text_of(client.get("/estate/suggest/?q=lavender"))
    assert REFUGE in text_of(client.get("/estate/export.csv"))
    assert REFUGE in text_of(client.get(f"/estate/{county.hall.reference}/"))
    assert "Sensitive" in text_of(client.get(f"/estate/{county.refuge.reference}/"))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_hidden_propertys_page_answers_like_one_that_never_was(county: County, who: str) -> None:
    client = signed_in(county.people[who])
    hidden, absent = client.get(f"/estate/{county.refuge.reference}/"), client.get("/estate/WP-999999/")
    assert hidden.status_code == absent.status_code == 404

    def body(answer: object, reference: str) -> str:
        request_id = answer["X-Request-ID"]  # type: ignore[index]
        token = answer.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]  # type: ignore[attr-defined]
        nonce = answer.wsgi_request.csp_nonce  # type: ignore[attr-defined]
        text = answer.content.decode()  # type: ignore[attr-defined]
        for each in (request_id, token, str(nonce), reference):
            text = text.replace(each, "")
        return text

    assert body(hidden, county.refuge.reference) == body(absent, "WP-999999")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_counts_and_sums_stay_the_same_whether_or_not_a_hidden_site_is_there(county: County, who: str) -> None:
    client = signed_in(county.people[who])
    watched = ["/estate/", "/estate/?organisation=WCC", "/estate/?use=refuge", "/estate/organisations/WCC/", "/"]

    def figures() -> list[str]:
        pages = (text_of(client.get(address)).split("<main", 1)[1].split("</main>")[0] for address in watched)
        return [alike(page.split("Changed lately")[0]) for page in pages]

    before = figures()
    make_property(
        "WCC", name="Another Refuge", use="refuge", is_sensitive=True, book_value=1, location=point(387010, 254010)
    )
    assert figures() == before


def test_a_site_that_becomes_sensitive_leaves_every_count_at_once(county: County) -> None:
    client = signed_in(county.people["partner"])
    assert "3 properties" in text_of(client.get("/estate/"))
    Property.objects.filter(pk=county.library.pk).update(is_sensitive=True)
    page = text_of(client.get("/estate/"))
    assert "2 properties" in page
    assert "Warndon Library" not in page
    assert "Warndon Library" not in text_of(client.get("/"))


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize(
    "address",
    ["/estate/", "/estate/export.csv", "/estate/export.xlsx", "/estate/suggest/?q=hall", "/estate/organisations/"],
)
def test_roles_without_the_estate_are_told_so(county: County, who: str, address: str) -> None:
    answer = signed_in(county.people[who]).get(address)
    assert answer.status_code == 403
    assert "County Hall" not in text_of(answer)


@pytest.mark.parametrize("who", STRANGERS)
def test_roles_without_the_estate_see_none_of_it_on_the_home_page(county: County, who: str) -> None:
    assert "The estate" not in text_of(signed_in(county.people[who]).get("/"))


@pytest.mark.parametrize(
    "address", ["/estate/", "/estate/export.csv", "/estate/suggest/?q=hall", "/estate/organisations/WCC/"]
)
def test_nobody_sees_the_estate_without_signing_in(client, county: County, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_nobody_learns_from_the_sign_in_page_whether_a_reference_exists(client, county: County) -> None:
    answers = [client.get(f"/estate/{reference}/") for reference in (county.hall.reference, "WP-999999")]
    assert [answer.status_code for answer in answers] == [302, 302]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_workbook_holds_no_hidden_row(county: County, who: str) -> None:
    made = b"".join(signed_in(county.people[who]).get("/estate/export.xlsx").streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(BytesIO(made)).active
    assert sheet is not None
    held = [str(value) for row in sheet.iter_rows(values_only=True) for value in row]
    assert "County Hall" in held
    assert REFUGE not in held


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_hidden_sites_history_is_nobodys_business(county: County, who: str) -> None:
    assert history_of(county.refuge, user=county.people[who]) == []
