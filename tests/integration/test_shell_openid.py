"""An organisation's sign-in proves who somebody is; only people an administrator added come in."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client, override_settings

from tests.factories import make_person
from tests.integration.identity_provider import running_provider
from totalplace.models import User

pytestmark = pytest.mark.django_db


def provider_settings(url, **settings):
    """What settings.py makes of OIDC_SERVER_URL and its companions."""
    app = {
        "provider_id": "oidc",
        "name": "County sign-in",
        "client_id": "total-place",
        "secret": "kept",
        "settings": {"server_url": url, "email_authentication": True, "verified_email": [], **settings},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def provider():
    with running_provider() as running, override_settings(SOCIALACCOUNT_PROVIDERS=provider_settings(running.url)):
        yield running


def come_back(client: Client):
    """Go to the provider and come back with its code, as a browser would."""
    leaving = client.post("/account/oidc/oidc/login/?process=login")
    assert leaving.status_code == 302
    asked = parse_qs(urlsplit(leaving["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/account/oidc/oidc/login/callback/", {"code": "the-code", "state": asked["state"][0]})


def test_a_known_person_with_a_verified_address_comes_in_and_is_known_by_her_account_afterwards(client, provider):
    rosa = make_person("rosa")
    provider.person = {"sub": "42", "email": "Rosa@example.org", "email_verified": True}
    assert come_back(client)["Location"] == "/"
    assert int(client.session["_auth_user_id"]) == rosa.pk
    assert SocialAccount.objects.get(uid="42").user == rosa

    provider.person = {"sub": "42", "email": "rosa.married@example.org", "email_verified": False}
    again = Client()
    come_back(again)
    assert int(again.session["_auth_user_id"]) == rosa.pk


def test_an_unknown_person_is_refused_with_whom_to_ask_and_no_account_is_made(client, provider):
    provider.person = {"sub": "43", "email": "stranger@example.org", "email_verified": True}
    answer = come_back(client)
    assert answer.status_code == 403
    assert "nobody with that address has been added" in answer.text
    assert "stranger@example.org" in answer.text
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()


def test_an_address_the_provider_has_not_checked_opens_nothing(client, provider):
    make_person("rosa")
    provider.person = {"sub": "44", "email": "rosa@example.org", "email_verified": False}
    answer = come_back(client)
    assert answer.status_code == 403
    assert "did not say that the address has been checked" in answer.text
    assert "_auth_user_id" not in client.session


def test_the_operator_may_vouch_for_a_domain_whose_provider_says_nothing(client, provider):
    rosa = make_person("rosa")
    provider.person = {"sub": "45", "email": "rosa@example.org"}
    with override_settings(SOCIALACCOUNT_PROVIDERS=provider_settings(provider.url, verified_email=["example.org"])):
        come_back(client)
    assert int(client.session["_auth_user_id"]) == rosa.pk


def test_a_closed_account_stays_closed_by_this_way_too(client, provider):
    make_person("rosa", is_active=False)
    provider.person = {"sub": "46", "email": "rosa@example.org", "email_verified": True}
    come_back(client)
    assert "_auth_user_id" not in client.session


def test_a_provider_that_does_not_answer_is_a_page_that_helps_not_an_error_of_ours(client):
    with override_settings(SOCIALACCOUNT_PROVIDERS=provider_settings("http://127.0.0.1:9")):
        answer = client.post("/account/oidc/oidc/login/?process=login")
    assert answer.status_code == 502
    assert "Your organisation did not sign you in" in answer.text


def test_the_sign_in_page_offers_the_organisation_only_where_one_is_configured(client, provider):
    assert "Sign in with County sign-in" in client.get("/account/login/").text
    with override_settings(SOCIALACCOUNT_PROVIDERS={}):
        assert "Or with your organisation" not in client.get("/account/login/").text
