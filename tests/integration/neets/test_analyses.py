"""The monthly analyses: let out once, protected, and read by pages that never read a person."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse

from neets.choices.analyses import Analysis
from neets.choices.records import Purpose
from neets.models import Assessment, Offer, Release, ReleasedAnalysis, StatusSpell
from neets.querysets.row_security import opened
from neets.services.analyses import let_out_analyses
from tests.factories import make_person
from tests.young_people import make_agency, make_young_person
from totalplace.choices import Role

pytestmark = pytest.mark.django_db
TODAY = dt.date(2010, 4, 12)
BORN = dt.date(1990, 1, 1)
MONTH_END = ("neet_like", "neet_provision", "neet_strands", "neet_agencies")
PAGES = ("neets", "neet_journeys", "neet_duplication", "neet_guarantees", *MONTH_END)
FILES = (
    "neet_journeys_csv",
    "neet_journeys_xes",
    "neet_journeys_ocel",
    "neet_duplication_csv",
    "neet_guarantees_csv",
    *(f"{name}_csv" for name in MONTH_END),
)


def spell(person, agency, code, start, end=None):
    return StatusSpell(person=person, agency=agency, code=code, start=start, end=end)


@pytest.fixture
def caseload():
    """Forty find a job after four months, twelve are lost sight of, and three walk a path of their own."""
    ours, other = make_agency("CONNEX"), make_agency("JCP", "DWP")
    began, found = dt.date(2009, 1, 1), dt.date(2009, 5, 1)
    spells, assessed, offers = [], [], []
    for number in range(55):
        person = make_young_person(birth_month=BORN)
        rare = number >= 52
        then = "410" if rare else "330" if number < 40 else "820"
        spells += [spell(person, ours, "619", began, found), spell(person, ours, then, found)]
        assessed.append(Assessment(person=person, agency=ours, on=began, domains=["learning"], minutes=60))
        if number < 24:
            spells.append(spell(person, other, "619", dt.date(2009, 2, 1), found))
            assessed.append(
                Assessment(person=person, agency=other, on=found, domains=["learning", "money"], minutes=50)
            )
            assessed[-1].on = dt.date(2009, 3, 1)
        late = dt.date(2009, 8, 1) if number < 15 else dt.date(2009, 6, 1)
        offers.append(
            Offer(person=person, agency=other, guarantee="young_person", due_on=dt.date(2009, 7, 1), made_on=late)
        )
        offers[-1].status, offers[-1].suitable = "made", "suitable"
    with opened(Purpose.LOADING):
        StatusSpell.objects.bulk_create(spells)
        Assessment.objects.bulk_create(assessed)
        Offer.objects.bulk_create(offers)


@pytest.fixture
def let_out(caseload):
    return let_out_analyses(today=TODAY)


@pytest.fixture
def analyst(client):
    client.force_login(make_person("ann", [(Role.ANALYST, None)]))
    return client


def body(answer) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(whole.decode("utf-8-sig").split())


def test_every_analysis_is_let_out_once_a_month_and_entered_in_the_ledger(let_out):
    assert sorted(let_out) == sorted(Analysis.values)
    assert let_out_analyses(today=TODAY) == []
    assert ReleasedAnalysis.objects.filter(month=dt.date(2010, 3, 1)).count() == len(Analysis)
    assert Release.objects.filter(question__contains="2010-03").count() == len(Analysis)


def test_a_record_changed_later_changes_no_figure_that_was_out(let_out):
    before = json.dumps(list(ReleasedAnalysis.objects.order_by("pk").values_list("result", flat=True)))
    with opened(Purpose.LOADING):
        StatusSpell.objects.filter(code="330").delete()
    let_out_analyses(today=TODAY)
    assert json.dumps(list(ReleasedAnalysis.objects.order_by("pk").values_list("result", flat=True))) == before


def test_the_paths_are_the_common_ones_and_three_people_are_nowhere(let_out, analyst):
    page = body(analyst.get(reverse("neet_journeys")))
    assert "Not in work or learning → Employment" in page
    assert "Not in work or learning → Training" not in page
    # Three alone would be too few to tell of, so the rarest path shown joined them: twelve and three.
    assert "15 people walked such paths" in page
    assert body(analyst.get(reverse("neet_journeys_csv"))).startswith(
        "path,people Not in work or learning → Employment,40"
    )


def test_a_log_holds_nobody(let_out, analyst):
    log = json.loads(body(analyst.get(reverse("neet_journeys_ocel"))))
    assert len([one for one in log["objects"] if one["type"] == "Young person"]) == 40
    assert {event["time"][:4] for event in log["events"]} == {"2000"}
    assert body(analyst.get(reverse("neet_journeys_xes"))).count("<trace>") == 40


def test_duplication_says_people_hours_and_pounds_only_when_told_what_an_hour_costs(let_out, analyst):
    page = body(analyst.get(reverse("neet_duplication")))
    # Half of each second assessment's 50 minutes, 24 times: ten hours.
    assert "25 young people were assessed" in page
    assert "some 10 hours of staff" in page
    assert "not known: what an hour costs was not published" in page
    assert "£245" in body(analyst.get(reverse("neet_duplication"), {"cost_an_hour": "24.50"}))


@pytest.mark.parametrize("wrong", ["lots", "-3", "1e9", "24.505", "NaN"])
def test_an_hour_that_costs_nonsense_is_said_so(let_out, analyst, wrong):
    answer = analyst.get(reverse("neet_duplication"), {"cost_an_hour": wrong})
    assert answer.status_code == 400
    assert "The cost of an hour" in body(answer)


def test_guarantees_add_up(let_out, analyst):
    page = body(analyst.get(reverse("neet_guarantees")))
    assert "Of 55 offers due, 40 were made in time." in page


def test_no_number_of_people_below_ten_is_anywhere(let_out):
    def numbers(value):
        if isinstance(value, dict):
            value = [one for key, one in value.items() if key not in ("month", "steps", "since", "places")]
        if isinstance(value, list):
            return [number for one in value for number in numbers(one)]
        return [value] if isinstance(value, int) and not isinstance(value, bool) else []

    for result in ReleasedAnalysis.objects.values_list("result", flat=True):
        assert all(number >= 10 and number % 5 == 0 for number in numbers(result))


def test_with_nothing_let_out_pages_say_so_and_files_are_not_there(analyst):
    for name in PAGES[1:]:
        assert "Nothing has been let out yet" in body(analyst.get(reverse(name)))
    for name in FILES:
        assert analyst.get(reverse(name)).status_code == 404


def test_who_has_no_role_sees_none_of_it(let_out, client):
    for name in (*PAGES, *FILES):
        assert client.get(reverse(name)).status_code == 302
    client.force_login(make_person("nobody"))
    for name in (*PAGES, *FILES):
        assert client.get(reverse(name)).status_code == 403


def test_pages_of_a_months_end_say_segments_agencies_and_files(let_out, analyst):
    like = body(analyst.get(reverse("neet_like")))
    assert "18 to 24, with none of these" in like
    assert "Supervised by the youth offending team" in like
    assert "of 2 agencies send no records" in body(analyst.get(reverse("neet_agencies")))
    for name in MONTH_END:
        assert body(analyst.get(reverse(f"{name}_csv"))).startswith("table,row,column,people")
    assert "Asked" not in body(analyst.get(reverse("neet_duplication_csv")))
    assert ",Made in time,40" in body(analyst.get(reverse("neet_guarantees_csv")))


def test_a_page_asks_a_few_questions_whatever_the_caseload(let_out, analyst, django_assert_max_num_queries):
    analyst.get(reverse("neets"))
    for name in PAGES:
        with django_assert_max_num_queries(6):
            analyst.get(reverse(name))
