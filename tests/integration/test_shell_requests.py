"""Every answer has an id, history names the person, errors help, and the monitor learns what is wrong."""

import json
import logging
import os
import subprocess
import sys
import uuid

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from tests.factories import make_organisation, make_person
from totalplace.choices import Role
from totalplace.middleware import HistoryMiddleware, RequestIdMiddleware
from totalplace.models import Organisation
from totalplace.views.errors import server_error

GALLERY = override_settings(ROOT_URLCONF="tests.browser.gallery")

pytestmark = pytest.mark.django_db


def test_every_answer_carries_an_id_of_our_own_making(client):
    first = client.get("/", headers={"X-Request-ID": "forged"})["X-Request-ID"]
    second = client.get("/nowhere")["X-Request-ID"]
    assert uuid.UUID(first) != uuid.UUID(second)


def test_an_address_meant_for_another_server_is_refused_with_help_and_an_id(client):
    answer = client.get("/account/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "could not be read" in answer.text
    assert answer["X-Request-ID"] in answer.text


def test_an_unknown_address_says_what_to_do_next_and_gives_a_reference(client):
    answer = client.get("/nowhere?a=1&b=2")
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert "/account/login/?next=/nowhere%3Fa%3D1%26b%3D2" in answer.text
    assert answer["X-Request-ID"] in answer.text


@GALLERY
def test_a_refusal_tells_a_signed_in_person_the_reason_and_a_stranger_to_sign_in(client):
    assert "Sign in" in client.get("/refused").text
    client.force_login(make_person("rosa", [(Role.OFFICER, "WCC")]))
    answer = client.get("/refused")
    assert answer.status_code == 403
    assert "Your roles do not let you edit properties of this body." in answer.text
    assert "You are signed in as rosa" in answer.text


@GALLERY
def test_a_fault_of_ours_is_shown_without_the_database_and_logged_under_the_id_it_shows(client, caplog):
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as asked, caplog.at_level(logging.ERROR, "django.request"):
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert answer["X-Request-ID"] in answer.text
    assert "broken on purpose" not in answer.text
    assert len(asked) == 0
    assert caplog.records[-1].request.id == answer["X-Request-ID"]


def test_a_fault_is_shown_even_when_no_static_file_was_published(rf, monkeypatch):
    monkeypatch.setattr(staticfiles_storage._wrapped, "hashed_files", {})
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert 'href="/static/css/app.css"' in answer.text


def test_a_form_sent_from_a_stale_page_says_that_nothing_was_saved():
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "rosa", "password": "x"})
    assert answer.status_code == 403
    assert "The page was too old to send" in answer.text
    assert "Nothing was saved" in answer.text


def test_what_a_signed_in_person_writes_is_kept_with_her_name_the_request_and_the_address(rf):
    rosa = make_person("rosa")
    body = make_organisation("WCC")

    def rename(request):
        Organisation.objects.filter(pk=body.pk).update(short_name=request.method)
        return HttpResponse()

    ask = RequestIdMiddleware(HistoryMiddleware(rename))
    request = rf.post("/organisations/WCC/edit/")
    request.user = rosa
    answer = ask(request)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.metadata FROM totalplace_organisationevent e JOIN pghistory_context c ON c.id = e.pgh_context_id"
            " WHERE e.pgh_obj_id = %s ORDER BY e.pgh_id DESC LIMIT 1",
            [body.pk],
        )
        (kept,) = cursor.fetchone()
    kept = kept if isinstance(kept, dict) else json.loads(kept)
    assert kept == {
        "user": rosa.pk,
        "username": "rosa",
        "request": answer["X-Request-ID"],
        "url": "/organisations/WCC/edit/",
    }


def test_alive_asks_nothing_of_the_database(client):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "alive"}
    assert len(asked) == 0


@override_settings(SECURE_SSL_REDIRECT=True)
def test_the_monitor_may_ask_over_plain_http(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301


def test_ready_names_what_is_missing(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503, "no worker runs beside the tests"
    checks = answer.json()["checks"]
    assert checks["database"]["ok"]
    assert checks["migrations"]["ok"]
    assert not checks["worker"]["ok"]
    assert "worker" in checks["worker"]["detail"]


def test_ready_says_when_a_migration_waits(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'estate'")
    checks = client.get("/readyz").json()["checks"]
    assert not checks["migrations"]["ok"]
    assert "manage.py migrate" in checks["migrations"]["detail"]


def test_ready_says_when_the_cache_has_no_table(client):
    assert client.get("/readyz").json()["checks"]["cache"]["ok"]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE totalplace_cache")
    checks = client.get("/readyz").json()["checks"]
    assert not checks["cache"]["ok"]
    assert "manage.py prepare" in checks["cache"]["detail"]
    assert checks["migrations"]["ok"]


def test_every_page_forbids_scripts_and_styles_that_are_not_ours(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self' 'nonce-" in policy


WITHOUT_A_DATABASE = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "of somebody who was signed in"
for address in ("/healthz", "/readyz", "/account/"):
    answer = client.get(address, headers={"host": "localhost"})
    print(answer.status_code, " ".join(answer.text.split()))
"""


def test_with_the_database_gone_the_process_lives_says_what_is_wrong_and_still_draws_its_fault_page(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": f"postgres://nobody@/nothing?host={tmp_path}",
        "DJANGO_SETTINGS_MODULE": "totalplace.settings",
        "SECRET_KEY": "of-no-use-to-anybody-of-no-use-to-anybody-of-no-use",
        "DEBUG": "0",
        "DEMO": "1",
    }
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_DATABASE], env=environment, capture_output=True, text=True, check=True
    )
    alive, ready, page = ran.stdout.splitlines()
    assert alive == '200 {"status": "alive"}'
    assert ready.startswith("503")
    checks = json.loads(ready.removeprefix("503 "))["checks"]
    assert {name: check["ok"] for name, check in checks.items()} == {
        "database": False,
        "migrations": False,
        "cache": False,
        "worker": False,
    }
    assert page.startswith("500")
    assert "Something went wrong" in page
