"""The questions of total spend: answered with the documents' figures, by sentence, table and file alike."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import strip_tags

from spend.models import Body, Count, Elimination, Flow, Line, Source, Stream
from spend.services.reference import load_illustration, load_reference
from spend.views.answer import UNNAMED
from spend.views.questions import QUESTIONS
from tests.factories import make_person
from totalplace.choices import Role

pytestmark = pytest.mark.django_db
KEYS = [question.key for question in QUESTIONS]


@pytest.fixture
def county(db: None) -> Count:
    """The county's count of 2008/09, published."""
    load_reference()
    return Count.objects.get(key="worcestershire-2008")


@pytest.fixture
def analyst(county: Count) -> Client:
    """A person with a role, signed in."""
    browser = Client()
    browser.force_login(make_person("ana", [(Role.ANALYST, None)]), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def text_of(client: Client, path: str, status: int = 200) -> str:
    """What a page says, in words with single spaces."""
    answer = client.get(f"/spend/{path}")
    assert answer.status_code == status, path
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    """The rows of a file."""
    answer = client.get(f"/spend/{path}")
    assert answer.status_code == 200, path
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[arg-type]


SAID = {
    "": ["£4.02bn", "£7,232", "50 bodies", "55 lines"],
    "who/": ["50 bodies spend £4.02bn in 55 lines", "47.6%", "80.6%", "£4,020,936,000", "standing for many", "(151)"],
    "control/": ["Between 23.7% and 35.1%", "31.4%", "31.5%", "about 25%"],
    "control/?local_elected=100": ["By your own rule 31.5% is local"],
    "purpose/": ["Not classified", "Functions of government"],
    "ringfence/": ["not published", "Working Neighbourhoods Fund"],
    "peers/": ["£7,232", "£8,800", "just under £6,000", "None of these figures compares", "not published"],
    "neighbourhoods/": ["20% above", "£8,679", "£6,382", "not 36% as stated", "£3.55bn", "not published"],
    "overlap/": ["workless people", "not published"],
    "overheads/": ["£7.3m a year", "3.0% to 12.0%", "£1,200,000 to £1,700,000"],
    "few/": ["144 cases", "£100,000", "£55,556", "£32,000", "40.2%"],
    "release/": ["£40.2m", "£20.1m"],
    "release/?percent=1&rule=everything": ["1% of all spending"],
}


@pytest.mark.parametrize("path", SAID)
def test_a_page_says_the_figures_of_the_documents(analyst: Client, path: str) -> None:
    text = text_of(analyst, path)
    assert [words for words in SAID[path] if words not in text] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_page_names_its_sources_and_has_its_file(analyst: Client, key: str) -> None:
    load_illustration()
    text = text_of(analyst, f"{key}/")
    assert "Where the figures come from" in text
    assert "No figure has been entered" not in text
    assert rows_of(analyst, f"{key}.csv")


def test_every_document_that_lines_are_from_is_named(analyst: Client, county: Count) -> None:
    for key in ("one", "two"):
        document = Source.objects.create(key=key, title=f"outturn-{key}.csv")
        body = Body.objects.get(code="WCC")
        Line.objects.create(count=county, body=body, label=key, amount=1, source=document, place="row 2")
    for key in ("who", "purpose"):
        for words in ("outturn-one.csv", "outturn-two.csv", "Appendix 1"):
            assert words in text_of(analyst, f"{key}/")
        # What the public may not see is not named, and told of once.
        text = text_of(Client(), f"{key}/")
        assert "outturn-one.csv" not in text
        assert text.count(UNNAMED) == 1


def test_the_file_of_bodies_adds_up_to_the_whole(analyst: Client) -> None:
    rows = rows_of(analyst, "who.csv")
    assert len(rows) == 50
    assert sum(Decimal(row["Spending (£)"]) for row in rows) == 4_020_936_000
    assert rows[0]["Body"] == "Department for Work and Pensions"


def test_flows_of_the_demonstration_are_marked_wherever_they_are_told(analyst: Client) -> None:
    assert "flows are not published" in text_of(analyst, "flows/")
    load_illustration()
    text = text_of(analyst, "flows/")
    assert "12 illustrative flows" in text
    assert "do not quote them" in text
    assert {row["Mark"] for row in rows_of(analyst, "flows.csv")} == {"Illustrative"}


def test_what_is_taken_out_counts_once_on_every_page(analyst: Client, county: Count) -> None:
    trust, commissioner = (Line.objects.get(body__code=code) for code in ("WAHT", "WPCT"))
    Elimination.objects.create(
        counted_in=trust, removed_from=commissioner, amount=Decimal(200_000_000), reason="Commissioned",
        source=county.source, place=county.place,
    )  # fmt: skip
    for key, column in (("who", "Spending (£)"), ("purpose", "Spending (£)")):
        rows = rows_of(analyst, f"{key}.csv")
        assert sum(Decimal(row[column]) for row in rows) == 4_020_936_000 - 200_000_000, key
    rules = {row["Rule"]: Decimal(row["Share (%)"]) for row in rows_of(analyst, "control.csv")}
    assert rules["The county council alone"] == Decimal("24.90")


def test_pages_and_api_agree_on_local_control(analyst: Client) -> None:
    rules = analyst.get("/api/v1/spend/control-rules/").json()["results"]
    shown = {row["Rule"]: Decimal(row["Pounds (£)"]) for row in rows_of(analyst, "control.csv")}
    assert shown == {rule["name"]: Decimal(str(rule["local"])) for rule in rules}


def test_streams_that_pay_one_provider_for_one_group_are_told(analyst: Client, county: Count) -> None:
    college, council = (Line.objects.get(body__code=code).body for code in ("WCT", "WCC"))
    for key in ("one", "two"):
        stream = Stream.objects.create(
            key=key, name=f"Fund {key}", target_group="Young people", source=county.source, place="Page 1"
        )
        Flow.objects.create(
            count=county, payer=council, payee=college, stream=stream, amount=1000, source=county.source, place="Page 1"
        )
    assert "1 provider is paid for one group twice" in text_of(analyst, "overlap/")
    row = next(row for row in rows_of(analyst, "overlap.csv") if row["Provider"] == college.name)
    assert (row["Streams"], row["Names of the streams"]) == ("2", "Fund one; Fund two")


@pytest.mark.parametrize("path", ["", *(f"{key}/" for key in KEYS)])
def test_the_public_reads_what_is_published(county: Count, path: str) -> None:
    assert "No count of spending is open to you" not in text_of(Client(), path)


@pytest.mark.parametrize("path", ["", *(f"{key}/" for key in KEYS)])
def test_a_count_that_is_not_published_is_nobodys_to_see(county: Count, analyst: Client, path: str) -> None:
    Count.objects.update(published_on=None)
    text = text_of(Client(), path)
    assert "No count of spending is open to you" in text
    assert not re.search(r"7,232|4\.02|8,679|Appendix 1", text)
    assert text_of(Client(), f"{path}?count={county.key}", 404) == text_of(
        Client(), f"{path}?count=worcestershire-2009", 404
    )
    assert "Worcestershire 2008/09" in text_of(analyst, f"{path}?count={county.key}") or not path


@pytest.mark.parametrize("key", KEYS)
def test_nor_is_its_file(county: Count, key: str) -> None:
    Count.objects.update(published_on=None)
    for query in ("", f"?count={county.key}"):
        assert Client().get(f"/spend/{key}.csv{query}").status_code == 404


def test_a_source_that_is_not_public_is_not_named_to_the_public(county: Count, analyst: Client) -> None:
    Source.objects.filter(key="submission-2010").update(is_public=False)
    assert "Worcestershire Total Place: the pilot’s submission" not in text_of(Client(), "who/")
    assert "A source that is not published" in text_of(Client(), "who/")
    assert "Worcestershire Total Place: the pilot’s submission" in text_of(analyst, "who/")
    # What only that document says is not the public's either.
    assert "£8,679" not in text_of(Client(), "neighbourhoods/")
    assert "£100,000" not in text_of(Client(), "few/")


def test_a_stream_that_is_not_public_is_not_named_with_its_flow(county: Count) -> None:
    hidden = Source.objects.create(key="inside", title="Minutes", is_public=False)
    stream = Stream.objects.create(key="secret", name="Fund untold", target_group="Untold", source=hidden, place="1")
    payer, payee = (Line.objects.get(body__code=code).body for code in ("WCC", "WCT"))
    Flow.objects.create(
        count=county, payer=payer, payee=payee, stream=stream, amount=1000, source=county.source, place="Page 1"
    )
    for path in ("flows/", "overlap/", "ringfence/"):
        assert "ntold" not in text_of(Client(), path)
    assert "Untold" not in str(rows_of(Client(), "flows.csv"))


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("who/?x=1", 400, "x: there is no parameter of this name"),
        ("control/?local_elected=120", 400, "Elected locally must be a number of per cent between 0 and 100"),
        ("control/?local_elected=NaN", 400, "between 0 and 100"),
        ("release/?percent=-1", 400, "The percentage must be a number of per cent"),
        ("release/?percent=1e9", 400, "The percentage must be a number of per cent"),
        ("release/?rule=no-such", 400, "Choose one of: everything"),
        ("purpose/?scheme=no-such", 400, "Choose one of: cofog-1999"),
        ("neighbourhoods/?neighbourhood=Nowhere", 400, "Choose one of: Oldington"),
        ("?count=no-such", 404, "there is no such count"),
        ("release.csv?percent=x", 400, "The percentage must be a number"),
        ("no-such.csv", 404, ""),
    ],
)
def test_what_cannot_be_answered_says_why(analyst: Client, path: str, status: int, said: str) -> None:
    assert said in text_of(analyst, path, status)


def test_a_count_without_lines_or_people_is_answered(analyst: Client, county: Count) -> None:
    Count.objects.create(
        key="empty", title="Empty", place_name="Nowhere", year=2020, source=county.source, place="Nothing yet"
    )
    for key in ("", *(f"{key}/" for key in KEYS)):
        assert "There is a problem" not in text_of(analyst, f"{key}?count=empty")
