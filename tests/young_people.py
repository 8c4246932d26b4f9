"""Made-up young people that tests begin from. What a test is about, it says; the rest is made up here."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from neets.choices import AgencyKind
from neets.choices.records import Purpose
from neets.models import Agency, Client, StatusSpell, YoungPerson
from neets.querysets.row_security import opened
from tests.factories import make_organisation

BORN = datetime.date(2008, 3, 1)
SEEN = datetime.date(2025, 10, 1)
_numbers = itertools.count(1)


def make_agency(code: str = "CONNEX", organisation: str | None = "WCC", **fields: Any) -> Agency:
    """The agency with this code: the one there is, or a new one of that body."""
    made_up = {
        "name": f"Agency {code}",
        "kind": AgencyKind.CONNEXIONS,
        "organisation": make_organisation(organisation) if organisation else None,
    }
    return Agency.objects.get_or_create(code=code, defaults=made_up | fields)[0]


def make_young_person(*, client_of: Agency | None = None, **fields: Any) -> YoungPerson:
    """A synthetic young person, and an agency's client since SEEN where one is named."""
    made_up = {"pseudonym": f"{next(_numbers):032x}", "birth_month": BORN, "is_synthetic": True}
    with opened(Purpose.LOADING):
        person = YoungPerson.objects.create(**(made_up | fields))
        if client_of is not None:
            Client.objects.create(person=person, agency=client_of, start=SEEN)
    return person


def make_spell(person: YoungPerson, agency: Agency, code: str = "619", **fields: Any) -> StatusSpell:
    """A spell of one status as an agency says it, since SEEN unless told otherwise."""
    with opened(Purpose.LOADING):
        return StatusSpell.objects.create(person=person, agency=agency, code=code, **({"start": SEEN} | fields))
