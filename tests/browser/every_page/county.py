"""The county that every page is opened on: the isolation tests' own, with long names and with what they leave out."""

from __future__ import annotations

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.test import Client
from django.urls import reverse

from estate.models import Property
from estate.services.quality import check_everything
from tests.factories import PASSWORD, make_person, make_property
from tests.integration.isolation.scene import Scene, build
from totalplace.choices import Role
from totalplace.models import Organisation, User
from totalplace.services.news import gather

# 119 characters each, one with the longest word that anybody wrote on a sign.
LONG_NAME = (
    "Pershore and Upton-upon-Severn Joint Community Learning and Customer Contact Centre, "
    "with Archaeologicalstorehouses etc"
)
LONG_BODY = (
    "Hereford and Worcester and Shropshire and Staffordshire Combined Probation, Rehabilitation and "
    "Youth Justice Commission"
)


def prepared() -> tuple[Scene, dict[str, Client]]:
    """The scene, and a signed-in browser of each person."""
    with transaction.atomic():
        scene = build()
        _long_names(scene)
        scene.people["root"] = make_person("root", [(Role.ADMINISTRATOR, None)], display_name="Ruth Root")
        scene.people["two-step"] = _with_two_steps()
        make_property("WCC", name="Closed depot", status="sold", closed_on="2026-01-05", closed_reason="Sold")
        check_everything()
        gather(scene.people["officer-wcc"])
    for each in (scene.hidden, scene.plain, scene.neighbour):
        each.refresh_from_db()
    return scene, {person: _client(scene, person) for person in (*scene.people, "anonymous")}


def _long_names(scene: Scene) -> None:
    Property.objects.filter(pk=scene.hidden.pk).update(name=LONG_NAME)
    Organisation.objects.filter(pk=scene.wcc.pk).update(name=LONG_BODY)
    User.objects.filter(username="officer-wcc").update(display_name="Rosalind Featherstonehaugh-Cholmondeley")


def _with_two_steps() -> User:
    person = make_person("two-step", [(Role.PARTNER, None)])
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


def _client(scene: Scene, person: str) -> Client:
    """Signed in; those who have a password have just given it, as the pages of two-step sign-in ask."""
    client = scene.client(person)
    if person in ("root", "two-step"):
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client
