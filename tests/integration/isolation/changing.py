"""A day's work on the secret site by its own officer, of every kind that moves a sum, a mark, a version or a file."""

from __future__ import annotations

import datetime

from django.contrib.auth import get_user_model

from estate.models import Property
from estate.services.belongings import add_belonging, add_titles
from estate.services.editing import close_property, edit_property
from estate.services.judgements import Judgement
from estate.services.rating import rate
from tests.factories import point
from tests.integration.isolation.scene import MARK, Scene
from totalplace import afterwards
from totalplace.services.records import add_note

TODAY = datetime.date.today()
BELONGING = {
    "leases": {
        "role": "tenant", "counterparty": MARK, "starts_on": TODAY, "expires_on": TODAY + datetime.timedelta(days=90),
        "annual_rent": 1_000_000,
    },
    "costs": {"year": 2024, "heading": "energy", "amount": 1_000_000},
    "valuations": {"valued_on": TODAY, "basis": "drc", "method": "", "amount": 1_000_000},
    "energy-use": {"year": 2024, "fuel": "gas", "kwh": 1_000_000},
}  # fmt: skip


def busy_day(scene: Scene) -> None:
    """Rename, move, revalue, rate, let, title, annotate and close the secret site; then do what follows changes."""
    # As she signs in: rights are kept on the person whom they were read for.
    officer = get_user_model().objects.get(username="officer-wcc")
    given = {"name": f"{MARK} renamed", "location": point(391600, 255700), "book_value": 5, "status": "vacant"}
    edit_property(user=officer, pk=scene.hidden.pk, version=_version(scene), values=given)
    rate(user=officer, property_id=scene.hidden.pk, version=_version(scene), judgement=Judgement("red", "no_change"))
    for kind, values in BELONGING.items():
        add_belonging(user=officer, property_pk=scene.hidden.pk, kind=kind, values=values)
    add_titles(user=officer, property_pk=scene.hidden.pk, numbers=["XQX555555"])
    add_note(user=officer, record=Property.objects.get(pk=scene.hidden.pk), text=f"{MARK} again")
    close_property(
        user=officer, pk=scene.hidden.pk, version=_version(scene), status="sold", closed_on=TODAY, reason=MARK
    )
    afterwards.follow_in_worker()


def _version(scene: Scene) -> int:
    return Property.objects.values_list("version", flat=True).get(pk=scene.hidden.pk)
