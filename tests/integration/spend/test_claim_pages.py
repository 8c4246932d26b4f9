"""The pages of the claim register: who is shown what, what can be asked, and what becomes of a form."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from spend.models import Claim
from spend.services.claim_reference import load_claims
from spend.services.claims import edit_claim
from tests.integration.spend.claim_steps import analyst, brought, programme, said

pytestmark = pytest.mark.django_db


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def posted(**changes: str) -> dict[str, str]:
    """The form as a browser sends it."""
    return {
        "report": "Budget paper", "statement": "It is £10 a head.", "place": "Page 4", "kind": "count",
        "wording": "exactly", "low": "£10", "unit": "gbp_each", "formula": "spend / people",
        "inputs-0-name": "spend", "inputs-0-value": "£5k", "inputs-0-unit": "gbp", "inputs-0-place": "Table 1",
        "inputs-0-live": "", "inputs-1-name": "people", "inputs-1-value": "500", "inputs-1-unit": "people",
        "inputs-1-place": "Table 1", "inputs-1-live": "", "inputs-2-name": "", "inputs-2-value": "",
        "inputs-2-unit": "gbp", "inputs-2-place": "", "inputs-2-live": "",
    } | changes  # fmt: skip


# --- Reading --------------------------------------------------------------------------------------------


def test_the_public_reads_the_documents_claims_and_the_answer_in_a_sentence():
    load_claims()
    page = Client().get(reverse("claim_list")).content.decode()
    assert "Of 193 claims, 136 follow from their own figures, 15 do not" in page
    assert "Add a claim" not in page


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("verdict=differs&source=conference-2009", {"neet-ages-theme", "neet-ages-conference"}),
        ("kind=reoffending&verdict=untestable", {"reoffending-bedfordshire-third"}),
        ("q=magistrates", set()),
        ("q=inspector+DAYS", {"overhead-inspector-days"}),
        ("source=apse-briefing&contradicted=yes", set()),
    ],
)
def test_the_list_answers_what_it_is_asked(query: str, references: set[str]):
    load_claims()
    shown = Client().get(f"{reverse('claim_list')}?{query}").context["claims"]
    assert {claim.key for claim in shown} == references


@pytest.mark.parametrize("query", ["verdict=maybe", "bogus=1", "page=0", "page=99", "page=x", "q=" + "x" * 200])
def test_what_cannot_be_asked_is_refused_by_name(query: str):
    answer = Client().get(f"{reverse('claim_list')}?{query}")
    assert answer.status_code == 400
    assert f"{query.partition('=')[0]}:" in answer.content.decode()


def test_a_claim_says_its_words_place_formula_inputs_verdict_and_contradictions():
    load_claims()
    claim = Claim.objects.get(key="ofp-higher")
    page = Client().get(reverse("claim", args=[claim.reference])).content.decode()
    for words in (
        "£46m which is 36% higher than the county average", "Area of Highest Need, The challenge", "ofp_spend",
        "£46,000,000", "It does not follow: 20.01% comes out where 36% is stated.", "15.99 percentage points less.",
        "How far Oldington and Foley Park is above the county", "population of 5,300 in 2,000 households",
        f"version {claim.version}",
    ):  # fmt: skip
        assert words in page


def test_all_32_contradictions_are_shown_with_every_side():
    load_claims()
    page = Client().get(reverse("contradiction_list")).content.decode()
    assert [f'id="contradiction-{number}"' in page for number in range(1, 33)] == [True] * 32
    assert "Age Concern - Chief Executive" in page
    assert "Help the Aged - Chief Executive" in page


def test_the_file_holds_what_is_listed_and_nothing_that_would_run():
    load_claims()
    brought(programme(), report="=cmd()", is_shared=True)
    answer = signed_in(analyst()).get(f"{reverse('claim_csv')}?q=cmd")
    found = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["Document or report"], row["Verdict"]) for row in found] == [("'=cmd()", "Agrees")]


def test_the_list_asks_as_many_questions_of_many_claims_as_of_few():
    load_claims()
    ana = analyst()
    client = signed_in(ana)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("claim_list")).status_code == 200
        return len(asked)

    questions()
    before = questions()
    for number in range(10):
        brought(ana, report=f"Report {number}", is_shared=True)
    assert questions() == before <= 12


# --- What must not be seen --------------------------------------------------------------------------------


def test_a_draft_is_nowhere_for_others():
    claim = brought(analyst(), statement="A draft of mine")
    for client in (Client(), signed_in(analyst("otto"))):
        assert "A draft of mine" not in client.get(reverse("claim_list")).content.decode()
        assert b"A draft of mine" not in b"".join(client.get(reverse("claim_csv")).streaming_content)
        assert client.get(reverse("claim", args=[claim.reference])).status_code == 404
    assert signed_in(programme()).get(reverse("claim", args=[claim.reference])).status_code == 200


def test_what_a_claim_said_before_it_was_shared_stays_hers():
    ana = analyst()
    draft = brought(ana, statement="Too rude to share")
    shared = edit_claim(user=ana, pk=draft.pk, version=draft.version, values=said(is_shared=True)).record
    address, otto = reverse("claim", args=[draft.reference]), signed_in(analyst("otto"))
    assert otto.get(f"{address}?version={shared.version}").status_code == 200
    assert otto.get(f"{address}?version={draft.version}").status_code == 404
    assert "Too rude" not in otto.get(address).content.decode()
    assert "Too rude" in signed_in(ana).get(f"{address}?version={draft.version}").content.decode()


def test_a_shared_claim_of_a_person_is_not_the_publics():
    claim = brought(analyst(), is_shared=True)
    assert Client().get(reverse("claim", args=[claim.reference])).status_code == 404


def test_a_cited_version_stays_what_it_was():
    ana = analyst()
    claim = brought(ana, is_shared=True)
    edit_claim(user=ana, pk=claim.pk, version=claim.version, values=said(is_shared=True, low=Decimal(3)))
    address = reverse("claim", args=[claim.reference])
    then = signed_in(ana).get(f"{address}?version={claim.version}").content.decode()
    assert "as it stood from" in then
    assert "£10 each comes out, and £10 each is stated" in then
    assert "£3 each is stated" in signed_in(ana).get(address).content.decode()
    for wrong in ("0", "x", "9" * 30, "-1", "٣"):
        assert signed_in(ana).get(f"{address}?version={wrong}").status_code == 404


# --- Writing ----------------------------------------------------------------------------------------------


def test_a_person_brings_a_claim_by_the_form():
    client = signed_in(analyst())
    answer = client.post(reverse("claim_add"), posted(), follow=True)
    claim = Claim.objects.get()
    assert (claim.verdict, claim.low, claim.is_shared) == ("agrees", 10, False)
    assert f"{claim.reference} is stored: agrees." in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"formula": "spend / nobody"}, "At character 9: There is no input “nobody”."),
        ({"formula": "spend.__class__"}, "does not belong in a formula"),
        ({"inputs-1-name": "People"}, "There is no input “people”"),
        ({"inputs-1-value": "many"}, "Input 2, number:"),
        ({"inputs-1-place": ""}, "Say where"),
        ({"low": "ten"}, "ten"),
        ({"report": ""}, "Say which report it belongs to."),
        ({"unit": "bushels"}, "is not on the list"),
        ({"conflicts": "CL-999999"}, "There is no claim CL-999999"),
        ({"statement": "x" * 601}, "there is room for 600"),
    ],
)
def test_a_wrong_form_comes_back_with_what_to_do_and_nothing_is_stored(changes, words):
    answer = signed_in(analyst()).post(reverse("claim_add"), posted(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Claim.objects.count() == 0


def test_the_form_shows_what_is_stored_and_stores_what_is_changed():
    ana = analyst()
    claim = brought(ana)
    client, address = signed_in(ana), reverse("claim_edit", args=[claim.reference])
    assert 'value="5,000"' in client.get(address).content.decode()
    client.post(address, posted(version=str(claim.version), low="9"))
    assert Claim.objects.get().low == 9


def test_two_editors_of_one_claim_choose_what_stands():
    ana, pru = analyst(), programme()
    claim = brought(ana, is_shared=True)
    address, opened = reverse("claim_edit", args=[claim.reference]), {"version": str(claim.version), "is_shared": "on"}
    signed_in(pru).post(address, posted(**opened, low="9", note="Rounded") | {"inputs-0-value": "£6k"})
    client, hers = signed_in(ana), posted(**opened, low="8", place="Page 5") | {"inputs-0-value": "£7k"}
    met = client.post(address, hers)
    words = met.content.decode()
    assert met.status_code == 409
    assert [row.name for row in met.context["rows"]] == ["place", "low", "inputs", "note"]
    for shown in ("</strong> 9<", "</strong> 8<", "spend: £6,000 (Table 1)", "spend: £7,000 (Table 1)", "pru"):
        assert shown in words
    # She keeps her place and the other's figure, inputs and note.
    choices = {"choose-place": "mine", "choose-low": "theirs", "choose-inputs": "theirs", "choose-note": "theirs"}
    carried = dict(met.context["carried"]) | {
        name.removeprefix("choose-"): hers[name.removeprefix("choose-")]
        for name in choices
        if name.removeprefix("choose-") in hers
    }
    assert client.post(address, carried | choices).status_code == 302
    stored = Claim.objects.get()
    assert (stored.place, stored.low, stored.note, stored.worked_low) == ("Page 5", 9, "Rounded", 12)


def test_a_documents_claim_is_cited_not_changed():
    load_claims()
    reference = Claim.objects.get(key="count-total").reference
    client = signed_in(programme())
    for name in ("claim_edit", "claim_withdraw"):
        assert client.get(reverse(name, args=[reference])).status_code == 403
        assert Client().get(reverse(name, args=[reference])).status_code == 302


def test_a_claim_is_withdrawn_after_being_asked():
    ana = analyst()
    claim = brought(ana, is_shared=True)
    client, address = signed_in(ana), reverse("claim_withdraw", args=[claim.reference])
    assert "Withdraw this claim?" in client.get(address).content.decode()
    client.post(address, {"version": claim.version}, follow=True)
    assert claim.reference not in client.get(reverse("claim_list")).content.decode()
    assert "Withdrawn" in client.get(reverse("claim", args=[claim.reference])).content.decode()


# --- The API ----------------------------------------------------------------------------------------------


def test_the_api_answers_the_claims_with_their_inputs_and_contradictions():
    load_claims()
    client = signed_in(analyst())
    page = client.get(reverse("api_spend_claims"), {"verdict": "differs", "limit": 100}).json()
    assert (page["count"], {row["verdict"] for row in page["results"]}) == (15, {"differs"})
    reference = Claim.objects.get(key="ofp-higher").reference
    one = client.get(reverse("api_spend_claim", args=[reference])).json()
    assert (one["contradictions"], [each["name"] for each in one["inputs"]]) == (
        [3], ["ofp_spend", "ofp_people", "count_total", "population"],
    )  # fmt: skip
    sides = client.get(reverse("api_spend_contradictions"), {"limit": 1}).json()["results"][0]["sides"]
    assert sides[0]["quote"] == "local government controls only about 25%"
    written = client.get(reverse("api_spend_claims"), {"format": "csv", "source": "apse-briefing"})
    assert b"".join(written.streaming_content).decode().count("apse-briefing") == 4


def test_the_api_is_for_people_with_a_role_and_keeps_drafts():
    claim = brought(analyst())
    address = reverse("api_spend_claim", args=[claim.reference])
    assert Client().get(address).status_code == 401
    assert signed_in(analyst("otto")).get(address).status_code == 404
    assert signed_in(analyst("ottilie")).get(reverse("api_spend_claims")).json()["count"] == 0
