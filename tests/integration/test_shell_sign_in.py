"""Only people an administrator has added come in, and a refusal says what to do."""

import re

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from tests.factories import PASSWORD, make_person
from totalplace.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempts_remembered():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, login, password):
    return client.post("/account/login/", {"login": login, "password": password})


@pytest.mark.parametrize("login", ["rosa", "rosa@example.org", "Rosa@Example.org"])
def test_a_person_signs_in_by_username_or_address(client, login):
    make_person("rosa")
    answer = sign_in(client, login, PASSWORD)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_nobody_signs_herself_up(client):
    answer = client.get("/account/signup/")
    assert "People are added by an administrator" in answer.text
    client.post("/account/signup/", {"username": "mallory", "email": "m@example.org", "password1": PASSWORD})
    assert sign_in(client, "mallory", PASSWORD).status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(client):
    make_person("rosa")
    wrong = sign_in(client, "rosa", "wrong-password").text
    unknown = sign_in(client, "nobody", "wrong-password").text
    words = "The username or password is not right"
    assert words in wrong
    assert words in unknown


def test_after_five_failures_sign_in_stops_and_says_when_to_try_again(client):
    make_person("rosa")
    for _ in range(5):
        sign_in(client, "rosa", "wrong-password")
    answer = sign_in(client, "rosa", PASSWORD)
    assert "Too many failed attempts to sign in." in answer.text
    assert re.search(r"Try again after 1?\d:[0-5]\d[ap]m\.", answer.text)


def test_a_closed_account_is_told_so(client):
    make_person("rosa", is_active=False)
    answer = client.post("/account/login/", {"login": "rosa", "password": PASSWORD}, follow=True)
    assert "closed" in answer.text


def test_demo_people_and_their_password_show_only_on_a_demonstration(client):
    with override_settings(DEMO=True, DEMO_PASSWORD="demo-password-shown"):
        shown = client.get("/account/login/").text
    with override_settings(DEMO=False, DEMO_PASSWORD="demo-password-shown"):
        hidden = client.get("/account/login/").text
    assert "officer-bdc" in shown
    assert "demo-password-shown" in shown
    assert "officer-bdc" not in hidden
    assert "demo-password-shown" not in hidden


def test_a_server_without_mail_sends_people_to_their_administrator(client):
    with override_settings(EMAIL_URL=""):
        assert "Ask your administrator for a new password" in client.get("/account/password/reset/").text
        assert "Ask your administrator for a new one" in client.get("/account/login/").text
    with override_settings(EMAIL_URL="smtp://mail"):
        assert "Send the link" in client.get("/account/password/reset/").text


def test_a_person_cannot_change_the_address_that_her_organisation_is_known_by(client):
    rosa = make_person("rosa")
    client.force_login(rosa)
    assert client.get("/account/email/")["Location"] == "/account/"
    client.post("/account/email/", {"action_add": "", "email": "someone.else@example.org"})
    rosa.refresh_from_db()
    assert rosa.email == "rosa@example.org"
    assert not rosa.emailaddress_set.exists()


def test_the_account_page_tells_a_person_her_roles(client):
    client.force_login(make_person("rosa", [(Role.OFFICER, "WCC"), (Role.ANALYST, None)]))
    page = client.get("/account/").text
    assert "Property officer, Body WCC" in page
    assert "Analyst" in page


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    make_person("rosa")
    sent_to = client.get("/account/")["Location"]
    assert sent_to == "/account/login/?next=/account/"
    assert 'name="next" value="/account/"' in client.get(sent_to).text
    answer = client.post(sent_to, {"login": "rosa", "password": PASSWORD, "next": "/account/"})
    assert answer["Location"] == "/account/"
    elsewhere = Client().post(
        "/account/login/", {"login": "rosa", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert elsewhere["Location"] == "/", "sign-in must not send people to somebody else's site"


@override_settings(EMAIL_URL="smtp://mail")
def test_a_forgotten_password_is_replaced_by_the_link_that_comes_by_mail(client, mailoutbox):
    make_person("rosa")
    client.post("/account/password/reset/", {"email": "rosa@example.org"})
    (mail,) = mailoutbox
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.body).group(1)
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.text
    client.post(
        form.request["PATH_INFO"], {"password1": "another-password-of-tests", "password2": "another-password-of-tests"}
    )
    assert sign_in(client, "rosa", "another-password-of-tests").status_code == 302
    assert "The link no longer works" in client.get(link, follow=True).text


@override_settings(EMAIL_URL="smtp://mail")
def test_asking_for_a_new_password_does_not_tell_who_is_known(client, mailoutbox):
    make_person("rosa")
    known = client.post("/account/password/reset/", {"email": "rosa@example.org"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [["rosa@example.org"]], "strangers get no mail"
