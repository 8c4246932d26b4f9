"""Records of one person from two agencies are found without anybody seeing who she is: how many, and how surely."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from neets.calc.pseudonyms import KeyPurpose, key_for, pseudonym
from neets.choices.records import Purpose
from neets.models import Contact, Match, PersonKey, StatusSpell
from neets.querysets.row_security import opened
from neets.selectors.matches import pairs
from neets.services.matches import decide
from tests.factories import make_organisation, make_person
from tests.identified_people import Somebody, caseload_row, event_row, people, written
from tests.young_people import make_agency
from totalplace.choices import Role
from totalplace.importing.targets import target_for
from totalplace.services import imports
from totalplace.services.imports.running import apply_batch

pytestmark = pytest.mark.django_db


def loaded(lead: Any, rows: list[dict[str, str]], kind: str, body: str) -> None:
    batch = imports.start_import(
        user=lead, organisation=make_organisation(body), kind=kind, file=io.BytesIO(written(rows)), filename="a.csv"
    )
    imports.try_mapping(user=lead, batch=batch, mapping=batch.mapping)
    with target_for(kind).opened():
        assert apply_batch(batch, lead, lambda said: None) == 0


def as_another_agency_has_her(who: Somebody, index: int) -> Somebody:
    """The same person with a key of the other agency, and what agencies get wrong, in turn."""
    her = who.but(key=f"JCP/{index:04d}")
    return (
        her,
        her.but(uln=""),
        her.but(forename=her.forename.upper(), surname=her.surname.replace("-", " ")),
        her.but(uln="", forename=her.surname, surname=her.forename),
        her.but(surname="Newnamely"),
        her.but(uln="", forename=her.forename + "e"),
        her.but(uln="", surname="Newnamely"),
        her.but(uln="", born=her.born.replace(day=her.born.day - 10)),
    )[index % 8]  # fmt: skip


def test_recall_and_precision_on_a_planted_set(settings: Any, tmp_path: Any) -> None:
    """Of 160 people whom both agencies have, and 80 twins who are others.

    Certain matches: 80 of 160 (recall 50%), and all of them right (precision 100%). A steward is asked about 44 pairs,
    of which 40 are right (91%): with them 120 of 160 are found (75%). Somebody with a new surname or a birth date
    written wrong, and with no number, is not found.
    """
    settings.MEDIA_ROOT = tmp_path
    make_agency("CONNEX", "WCC")
    make_agency("JOBS", "DWP")
    lead = make_person("lead", [(Role.NEET_LEAD, None)])
    everybody = people(240)
    both, others = everybody[:160], everybody[160:]
    loaded(lead, [caseload_row(who) for who in everybody], "young_caseload", "WCC")
    planted = [as_another_agency_has_her(who, index) for index, who in enumerate(both)]
    twins = [
        who.but(key=f"JCP/T{index:03d}", forename=who.forename[0] + "winling", uln="")
        for index, who in enumerate(others)
    ]  # fmt: skip
    loaded(lead, [event_row(who) for who in [*planted, *twins]], "young_events", "DWP")

    def key(body: str, who: Somebody) -> str:
        return pseudonym(key_for(settings.PSEUDONYM_KEY, KeyPurpose.SENDER), body, "own", who.key)

    planted_pairs = [(key("WCC", who), key("DWP", other)) for who, other in zip(both, planted, strict=True)]
    with opened(Purpose.LOADING):
        person = dict(PersonKey.objects.values_list("key", "person_id"))
        proposed = {(match.kept, match.merged) for match in Match.objects.all()}
    assert len(person) == 480
    assert len(set(person.values())) == 480 - 80
    assert [person[one] == person[other] for one, other in planted_pairs] == [index % 8 < 4 for index in range(160)]
    right = {tuple(sorted((person[one], person[other]))) for one, other in planted_pairs}
    assert (len(proposed), len(proposed & right)) == (44, 40)


def test_a_doubtful_pair_is_decided_and_the_decision_taken_back(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_agency("CONNEX", "WCC")
    make_agency("JOBS", "DWP")
    lead = make_person("lead", [(Role.NEET_LEAD, None)])
    who = people(1)[0]
    loaded(lead, [caseload_row(who)], "young_caseload", "WCC")
    loaded(lead, [event_row(who.but(key="J1", uln="", forename=who.forename + "e"))], "young_events", "DWP")
    (pair,), count = pairs("open")
    assert (count, pair.shared) == (1, ["sound of both names, and birth date"])
    with opened(Purpose.LOADING):
        before = list(PersonKey.objects.order_by("key").values_list("key", "person_id"))
    decide(user=lead, match=pair.number, verdict="same")
    with opened(Purpose.LOADING):
        (one,) = set(PersonKey.objects.values_list("person_id", flat=True))
        assert Contact.objects.get().person_id == StatusSpell.objects.get().person_id == one
    decide(user=lead, match=pair.number, verdict="open")
    with opened(Purpose.LOADING):
        assert list(PersonKey.objects.order_by("key").values_list("key", "person_id")) == before
    with pytest.raises(PermissionDenied):
        decide(user=make_person("root", [(Role.ADMINISTRATOR, None)]), match=pair.number, verdict="same")


def test_the_page_of_pairs_shows_no_identity_and_decides(client: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_agency("CONNEX", "WCC")
    make_agency("JOBS", "DWP")
    lead = make_person("lead", [(Role.NEET_LEAD, None)])
    who = people(1)[0]
    loaded(lead, [caseload_row(who)], "young_caseload", "WCC")
    loaded(lead, [event_row(who.but(key="J1", uln="", forename=who.forename + "e"))], "young_events", "DWP")
    client.force_login(lead)
    words = client.get(reverse("neet_matches")).content.decode()
    assert "Sound of both names, and birth date" in words
    assert not [secret for secret in who.secrets if secret in words]
    (pair,), _ = pairs("open")
    client.post(reverse("neet_matches"), {"match": pair.number, "verdict": "others"})
    assert pairs("open") == ([], 0)
    assert pairs("others")[1] == 1
    assert client.post(reverse("neet_matches"), {"match": "x", "verdict": "same"}, follow=True).status_code == 200
