"""A file of young people is pseudonymised at the door, checked, applied once however often it comes, and taken back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from neets.choices.records import Purpose
from neets.models import (
    Assessment,
    Characteristic,
    Client,
    Contact,
    LoadedRow,
    PersonKey,
    Referral,
    StatusSpell,
    YoungPerson,
)
from neets.querysets import vault
from neets.querysets.row_security import opened
from tests.factories import make_organisation, make_person
from tests.identified_people import caseload_row, event_row, people, written
from tests.young_people import make_agency
from totalplace.choices import ImportStatus, Role
from totalplace.importing.readers import UnreadableFile
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch, ImportFault
from totalplace.services import imports
from totalplace.services.imports import undoing
from totalplace.services.imports.running import apply_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    make_agency("CONNEX", "WCC")
    make_agency("JOBS", "DWP")
    return make_person("lead", [(Role.NEET_LEAD, None)])


def sent(lead: Any, rows: Any, kind: str = "young_caseload", body: str = "WCC", **options: str) -> ImportBatch:
    """A file read, its columns as guessed, and checked."""
    content = rows if isinstance(rows, bytes) else written(rows)
    batch = imports.start_import(
        user=lead, organisation=make_organisation(body), kind=kind, file=io.BytesIO(content), filename="Zebedee.csv"
    )
    return imports.try_mapping(user=lead, batch=batch, mapping=batch.mapping, options=options)


def applied(lead: Any, rows: Any, *more: Any, **options: Any) -> ImportBatch:
    batch = sent(lead, rows, *more, **options)
    with target_for(batch.kind).opened():
        apply_batch(batch, lead, lambda said: None)
    assert batch.status == ImportStatus.APPLIED, batch.error
    return batch


def taken_back(batch: ImportBatch) -> None:
    undoing.refuse_later_edits(batch)
    undoing.take_back(batch)


def found(batch: ImportBatch) -> dict[str, list[int]]:
    """The codes of the faults, with the rows they are on."""
    told: dict[str, list[int]] = {}
    for code, row in ImportFault.objects.filter(batch=batch).order_by("row").values_list("code", "row"):
        told.setdefault(code, []).append(row)
    return told


def everything() -> list[Any]:
    """All that is recorded of young people, but for when it was."""
    models = (YoungPerson, StatusSpell, Client, Characteristic, Contact, Assessment, Referral, PersonKey, LoadedRow)
    moving = {"version", "updated_at"}

    def of(row: dict[str, Any]) -> str:
        return str({name: value for name, value in row.items() if name not in moving})

    with opened(Purpose.LOADING):
        return [sorted(of(row) for row in model.objects.values()) for model in models]


def spells() -> list[tuple[str, str, str, str | None]]:
    with opened(Purpose.LOADING):
        return [
            (agency, code, start.isoformat(), end and end.isoformat())
            for agency, code, start, end in StatusSpell.objects.order_by("person_id", "agency", "start").values_list(
                "agency__code", "code", "start", "end"
            )
        ]


def test_a_months_file_enters_people_and_what_they_do(lead: Any) -> None:
    one, other = people(2)
    batch = applied(lead, [caseload_row(one, Characteristics="140; 110"), caseload_row(other, "310")])
    assert batch.counts["new"] == 2
    assert sorted(spells()) == [("CONNEX", "310", "2025-09-01", None), ("CONNEX", "619", "2025-09-01", None)]
    with opened(Purpose.LOADING):
        assert set(YoungPerson.objects.values_list("birth_month", "sex")) == {
            (one.born.replace(day=1), "female"), (other.born.replace(day=1), "female"),
        }  # fmt: skip
        assert Client.objects.count() == 2
        assert set(Characteristic.objects.values_list("code", flat=True)) == {"110", "140"}


def test_the_same_file_again_changes_nothing_and_the_next_months_ends_what_was(lead: Any) -> None:
    one, other = people(2)
    rows = [caseload_row(one), caseload_row(other, "310")]
    applied(lead, rows)
    before = everything()
    again = applied(lead, rows)
    assert (again.counts["unchanged"], again.counts["new"], again.counts["changed"]) == (2, 0, 0)
    assert everything() == before
    applied(lead, [caseload_row(one, "230", "05/01/2026"), caseload_row(other, "310")])
    assert ("CONNEX", "619", "2025-09-01", "2026-01-05") in spells()
    assert ("CONNEX", "230", "2026-01-05", None) in spells()


def test_an_import_is_taken_back_whole_and_not_from_under_a_later_one(lead: Any) -> None:
    one, other = people(2)
    first = applied(lead, [caseload_row(one)])
    before = everything()
    second = applied(lead, [caseload_row(one, "230", "05/01/2026"), caseload_row(other)])
    with pytest.raises(imports.LaterEdits):
        taken_back(first)
    taken_back(second)
    assert everything() == before
    taken_back(first)
    assert everything() == [[] for _ in before]
    with vault.opened() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM vault.token), (SELECT count(*) FROM vault.identity)")
        assert cursor.fetchone() == (0, 0)


def test_every_fault_names_row_field_reason_and_remedy_and_never_the_value(lead: Any) -> None:
    who = people(12)
    born_2016, born_1985 = who[2].born.replace(year=2017), who[3].born.replace(year=1985)
    rows = [
        caseload_row(who[0], **{"Activity code": "999"}),
        caseload_row(who[1], "Zebedee"),
        caseload_row(who[2].but(born=born_2016)),
        caseload_row(who[3].but(born=born_1985)),
        caseload_row(who[4], "619", "01/09/2025", **{"End date": "01/08/2025"}),
        caseload_row(who[5], "619", "01/09/2025"),
        caseload_row(who[5], "310", "01/10/2025"),
        caseload_row(who[6], "619", f"{who[6].born:%d/%m/%Y}"),
        caseload_row(who[7], "619", "01/09/2001"),
        caseload_row(who[8]),
        caseload_row(who[9].but(key=who[8].key)),
        caseload_row(who[10], Notes="Rang Perpetua’s mother on 01905 000000"),
        caseload_row(who[11], ULN="1234567890", **{"Date of birth": "soon"}),
    ]
    batch = sent(lead, rows)
    told = found(batch)
    assert told["text_refused"] == [2, 3]
    assert set(told["date_refused"]) == {4, 5, 9, 10, 14}
    assert told["backward_spell"] == [6]
    assert told["overlapping_rows"] == [7, 8, 11, 12]
    assert told["two_people"] == [11, 12]
    assert told["note"] == [13]
    assert told["number"] == [14]
    assert set(told["postcode"]) == set(range(2, 15))
    for fault in ImportFault.objects.filter(batch=batch):
        assert all((fault.row, fault.field, fault.reason, fault.remedy))
        assert fault.value == "" or fault.value.startswith("not kept: ")


def test_older_codes_and_words_keep_the_list_they_were_written_under(lead: Any) -> None:
    who = people(4)
    applied(lead, [
        caseload_row(who[0], "E2E"), caseload_row(who[1], "550", "01/09/2019", **{"Date of birth": "12/03/2003"}),
        caseload_row(who[2], "550"), caseload_row(who[3], "720"),
    ])  # fmt: skip
    with opened(Purpose.LOADING):
        told = set(StatusSpell.objects.values_list("code", "code_list"))
    assert told == {("410", "words-2009"), ("550", "nccis-2010"), ("550", "nccis-2020"), ("720", "nccis-2010")}


def test_an_event_log_goes_to_contacts_assessments_and_referrals_once(lead: Any) -> None:
    one, other = people(2)
    rows = [
        event_row(one), event_row(one), event_row(one, "Home visit", Agency="JOBS"),
        event_row(other, "assessment", Domains="learning; housing"),
        event_row(other, "referral", **{"Referred to": "JOBS"}),
        event_row(other, "assessment"), event_row(one, Agency="NOBODY"),
    ]  # fmt: skip
    batch = applied(lead, rows, "young_events")
    assert found(batch) == {"twice": [3, 8], "missing_domains": [7], "text_refused": [8]}
    with opened(Purpose.LOADING):
        assert sorted(Contact.objects.values_list("agency__code", "kind")) == [("CONNEX", "meeting"), ("JOBS", "visit")]
        assert [set(each.domains) for each in Assessment.objects.all()] == [{"learning", "housing"}]
        assert Referral.objects.get().to_agency.code == "JOBS"
    before = everything()
    again = applied(lead, rows, "young_events")
    assert again.counts["new"] == 0
    assert everything() == before
    taken_back(again)
    taken_back(batch)
    assert everything() == [[] for _ in before]


def test_an_xml_extract_says_the_same_as_a_csv(lead: Any) -> None:
    rows = [caseload_row(each) for each in people(2)]
    cells = [{name.replace(" ", ""): text for name, text in row.items()} for row in rows]
    told = ["".join(f"<{name}>{text}</{name}>" for name, text in row.items()) for row in cells]
    records = "".join(f"<YoungPerson>{record}</YoungPerson>" for record in told)
    xml = f'<?xml version="1.0"?><NCCIS xmlns="urn:of-this-test"><Month>2025-10</Month><All>{records}</All></NCCIS>'
    applied(lead, xml.encode())
    before = everything()
    again = applied(lead, rows)
    assert again.counts["unchanged"] == 2
    assert everything() == before


def test_an_xml_bomb_is_refused(lead: Any) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a><r><x>&b;</x></r><r><x>&b;</x></r></a>'
    with pytest.raises(UnreadableFile, match="entities"):
        sent(lead, bomb)


def test_a_correction_that_is_not_what_its_field_holds_is_not_kept(lead: Any) -> None:
    batch = sent(lead, [caseload_row(people(1)[0], "999")])
    with pytest.raises(ValidationError, match="not kept"):
        imports.correct_cell(user=lead, batch=batch, row=2, field="code", value="Zebedee Fakenham")
    assert imports.correct_cell(user=lead, batch=batch, row=2, field="code", value="619").ok
    assert set(batch.corrections.values_list("value", flat=True)) == {"619"}


def test_only_whoever_keeps_the_register_of_young_people_sees_such_an_import(lead: Any) -> None:
    batch = sent(lead, [caseload_row(people(1)[0])])
    assert ImportBatch.objects.visible_to(lead).filter(pk=batch.pk).exists()
    for role in (Role.ADMINISTRATOR, Role.PROGRAMME, Role.PARTNER, Role.ANALYST):
        assert not ImportBatch.objects.visible_to(make_person(f"a-{role}", [(role, None)])).filter(pk=batch.pk).exists()


def test_an_abandoned_import_leaves_nothing_in_the_vault(lead: Any) -> None:
    batch = sent(lead, [caseload_row(people(1)[0])])
    imports.abandon_import(user=lead, batch=batch)
    with vault.opened() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM vault.token) + (SELECT count(*) FROM vault.identity)")
        assert cursor.fetchone() == (0,)


def test_identities_are_hashed_and_let_go_of_where_the_operator_says_so(lead: Any, settings: Any) -> None:
    settings.VAULT_KEEPS_IDENTITIES = False
    sent(lead, [caseload_row(people(1)[0])])
    with vault.opened() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM vault.token) > 0, (SELECT count(*) FROM vault.identity)")
        assert cursor.fetchone() == (True, 0)
