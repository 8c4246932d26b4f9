"""After files full of made-up identities, faults and a crash, none of them stands anywhere outside the vault.

What is looked through: every text, JSON, array and binary column of every table of every schema but the vault and the
server's own (histories, staged rows, faults, jobs, sessions and the cache among them), the kept files, the log, the
pages that were shown and the files that were handed out. Dates are looked for as dates too. Keys and identities are
made up and obviously so (`tests.identified_people`).
"""

from __future__ import annotations

import datetime
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from neets.calc.pseudonyms import KeyPurpose, key_for, unseal
from neets.importers import door
from neets.querysets import vault
from tests import import_files as files
from tests.factories import PASSWORD, make_organisation, make_person
from tests.identified_people import Somebody, caseload_row, event_row, people, written
from tests.import_steps import work
from tests.young_people import make_agency
from totalplace.choices import ImportStatus, Role
from totalplace.models import ImportBatch

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = """
    SELECT c.table_schema, c.table_name, c.column_name, c.data_type
      FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema', %s)
       AND c.udt_name NOT IN ('geometry', 'geography', 'raster', 'bool') AND c.is_generated = 'NEVER'
     ORDER BY 1, 2, 3"""
# What the server itself ships: no row of it is ours.
SHIPPED = {"spatial_ref_sys"}


def found_in_database(secrets: list[str], without: str = "vault") -> set[str]:
    """The columns, outside one schema, in which any of these stands. As whoever sees through row security."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (True,), "the scan must see every row"
        cursor.execute(COLUMNS, [without])
        for schema, table, column, kind in cursor.fetchall():
            if table in SHIPPED:
                continue
            text = f"""convert_from("{column}", 'LATIN1')""" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(
                f"""SELECT EXISTS (SELECT FROM "{schema}"."{table}" CROSS JOIN unnest(%s::text[]) looked (for_this)
                                    WHERE strpos(lower({text}), for_this) > 0)""",
                [[secret.lower() for secret in secrets]],
            )
            if cursor.fetchone()[0]:
                found.add(f"{schema}.{table}.{column}")
    return found


def found_in(text: str, secrets: list[str]) -> set[str]:
    """Which of these stand in a text, in whatever case."""
    lower = text.lower()
    return {secret for secret in secrets if secret.lower() in lower}


def secrets_of(everybody: list[Somebody]) -> list[str]:
    return sorted({secret for who in everybody for secret in who.secrets})


class Walk:
    """What a data steward's browser was shown, page by page."""

    def __init__(self, client: Client, body: Any) -> None:
        self.client, self.body, self.shown = client, body, []

    def kept(self, answer: Any) -> Any:
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.shown.append(f"{answer.get('Content-Disposition', '')} {answer.get('Location', '')} ")
        if content[:2] == b"PK":
            self.shown.append(files.text_of_workbook(content))
        else:
            self.shown.append(content.decode())
        return answer

    def send(self, kind: str, name: str, content: bytes) -> Any:
        data = {"organisation": self.body.pk, "kind": kind, "file": files.upload(name, content)}
        return self.kept(self.client.post(reverse("neet_import_list"), data))

    def get(self, step: str, batch: ImportBatch, **query: str) -> Any:
        return self.kept(self.client.get(reverse(f"neet_import_{step}", args=[batch.pk]), query))

    def post(self, step: str, batch: ImportBatch, **data: Any) -> Any:
        return self.kept(self.client.post(reverse(f"neet_import_{step}", args=[batch.pk]), data))

    def loaded(self, kind: str, name: str, content: bytes, reason: str = "Monthly return") -> ImportBatch:
        """Through every page, to the end."""
        answer = self.send(kind, name, content)
        assert answer.status_code == 302, answer.content.decode()
        batch = ImportBatch.objects.latest("pk")
        form = self.get("columns", batch).context["form"]
        self.post("columns", batch, **{each: form[each].value() or "" for each in form.fields})
        work()
        for step in ("here", "progress", "faults", "preview", "apply", "faults_workbook"):
            self.get(step, batch)
        self.post("apply", batch, reason=reason)
        work()
        self.get("result", batch)
        batch.refresh_from_db()
        assert batch.status == ImportStatus.APPLIED, batch.error
        return batch


@pytest.fixture
def walk(settings: Any, tmp_path: Path) -> Walk:
    settings.MEDIA_ROOT = tmp_path / "media"
    make_agency("CONNEX", "WCC")
    make_agency("JOBS", "DWP")
    make_person("lead", [(Role.NEET_LEAD, None)])
    client = Client(raise_request_exception=False)
    client.login(username="lead", password=PASSWORD)
    return Walk(client, make_organisation("WCC"))


def every_kind_of_fault(who: list[Somebody]) -> list[dict[str, str]]:
    """Identities where they belong, and where they do not."""
    a, b, c, d, e, f, g, h, i, j = who
    return [
        caseload_row(a),
        caseload_row(b, b.forename),
        caseload_row(c, "619", f"{c.born:%d/%m/%Y}"),
        caseload_row(d, Gender=d.surname, Notes=f"{d.forename} {d.surname} rang from 01905 000000"),
        caseload_row(e.but(uln=e.uln[:-1])),
        caseload_row(f, "619", f.postcode),
        caseload_row(g, **{"End date": g.nino, "Date ascertained": g.uln, "Characteristics": f"{g.forename}; 140"}),
        caseload_row(h, "619", "01/10/2025", **{"Contact telephone": h.key, "Address": f"1 {h.surname} Road"}),
        caseload_row(i), caseload_row(j.but(key=i.key)),
    ]  # fmt: skip


def test_no_identity_is_anywhere_but_in_the_vault(walk: Walk, caplog: Any, monkeypatch: Any, tmp_path: Path) -> None:
    who = people(40)
    secrets = secrets_of(who)
    caplog.set_level(logging.DEBUG)
    batch = walk.loaded(
        "young_caseload", f"{who[0].forename} {who[0].surname}.csv", written(every_kind_of_fault(who[:10]))
    )
    again = [caseload_row(each, "230", "05/01/2026") for each in who[:10]]
    walk.loaded("young_caseload", "again.csv", written(again))
    events = [event_row(each) for each in who[10:20]]
    told = who[20].surname
    events.append(event_row(who[20], told, Agency=told.upper()[:9], Domains=who[20].forename))
    events.append(event_row(who[21], on=f"{who[21].born:%d/%m/%Y}", Notes=who[21].uln, Minutes=who[21].uln))
    log = walk.loaded("young_events", "log.csv", written(events))
    # A correction that names somebody, a file in the wrong format, headings that are people, and a crash.
    walk.post("correct", batch, row=3, field="code", value=who[1].forename)
    stuck = walk.send("young_caseload", "open.csv", written([caseload_row(who[22], who[22].surname)]))
    assert stuck.status_code == 302
    waiting = ImportBatch.objects.latest("pk")
    form = walk.get("columns", waiting).context["form"]
    walk.post("columns", waiting, **{each: form[each].value() or "" for each in form.fields})
    work()
    walk.post("correct", waiting, row=2, field="code", value=f"{who[22].forename} {who[22].surname}")
    walk.post("replace", waiting, file=files.upload(f"{who[23].surname}.csv", written([caseload_row(who[23])])))
    work()
    walk.get("faults", waiting)
    walk.post("abandon", waiting)
    for name, content in (
        (f"{who[24].surname}.pdf", f"%PDF {' '.join(who[24].secrets)}".encode()),
        (f"{who[25].surname}.xml", f"<?xml version='1.0'?><all>{who[25].surname}".encode()),
        (
            f"{who[26].surname}.csv",
            f"{who[26].forename},{who[26].surname}\n{who[26].uln},{who[26].postcode}\n".encode(),
        ),
        (f"{who[27].surname}.csv", f"Person key,Activity,Since,{who[27].surname}\n{who[27].key},619".encode()),
    ):
        walk.send("young_caseload", name, content)
    with monkeypatch.context() as broken:
        broken.setattr(door, "is_uln", lambda number: int(f"{number} of {who[28].surname}"))
        crashed = walk.send("young_caseload", f"{who[28].surname}.csv", written([caseload_row(who[28])]))
        assert crashed.status_code == 422
        assert "stopped at the door: ValueError" in caplog.text
    with monkeypatch.context() as broken:
        broken.setattr(vault, "keep", lambda *given: 1 / 0)
        assert walk.send("young_caseload", "a.csv", written([caseload_row(who[29])])).status_code == 500
    walk.post("undo", log, reason="A trial")
    work()

    assert found_in_database(secrets) == set()
    for path in Path(django_settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            assert found_in(f"{path.name} {path.read_text(errors='replace')}", secrets) == set(), path
    assert list(Path(django_settings.MEDIA_ROOT).rglob("*")), "nothing was kept, so nothing was looked through"
    assert found_in(caplog.text, secrets) == set()
    assert found_in("\n".join(walk.shown), secrets) == set()
    # The vault has them, sealed, and opens with the key alone.
    with vault.opened() as cursor:
        cursor.execute("SELECT key, sealed FROM vault.identity")
        sealed = cursor.fetchall()
    key = key_for(django_settings.PSEUDONYM_KEY, KeyPurpose.SEALING)
    opened = {json.loads(unseal(key, whose, bytes(words)))["surname"] for whose, words in sealed}
    assert who[0].surname in opened
    assert who[22].surname not in opened


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("neets_stagedcaseload", "flags", "flags of {surname}"),
        ("totalplace_importfault", "value", "{uln}"),
        ("totalplace_importbatch", "filename", "{surname}.csv"),
        ("totalplace_importbatch", "options", '{{"staged": "{day}"}}'),
        ("totalplace_job", "arguments", '{{"where": "{postcode}"}}'),
    ],
)
def test_the_scan_finds_what_stands_where_it_must_not(walk: Walk, table: str, column: str, value: str) -> None:
    who = people(1)[0]
    walk.loaded("young_caseload", "one.csv", written([caseload_row(who, Notes="rang 01905 000000")]))
    assert found_in_database(who.secrets) == set()
    told = value.format(surname=who.surname, uln=who.uln, postcode=who.postcode, day=f"{who.born:%d/%m/%Y}")
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s', [told])
        assert cursor.rowcount
    assert found_in_database(who.secrets) == {f"public.{table}.{column}"}


def test_a_whole_birth_date_kept_as_a_date_is_found_too(walk: Walk) -> None:
    who = people(1)[0]
    walk.loaded("young_caseload", "one.csv", written([caseload_row(who)]))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE neets_statusspell SET verified_on = %s, ascertained_on = NULL", [datetime.date.max])
        cursor.execute("UPDATE neets_stagedcaseload SET verified_on = %s", [who.born])
    assert found_in_database(who.secrets) == {"public.neets_stagedcaseload.verified_on"}
