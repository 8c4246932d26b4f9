"""The one seam between a young person's record and the vault: who she is, and letting go of that link."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.conf import settings

from neets.calc.pseudonyms import KeyPurpose, key_for, unseal
from neets.choices.records import Purpose
from neets.models import PersonKey
from neets.querysets import vault
from neets.querysets.row_security import opened


def keys_of(people: Iterable[int]) -> Sequence[str]:
    """The senders' pseudonyms under which the vault may know these people."""
    with opened(Purpose.STEWARDSHIP):
        return list(PersonKey.objects.filter(person__in=list(people)).order_by("key").values_list("key", flat=True))


def reveal(person_id: int) -> list[str]:
    """Who she is, as each sender wrote it, the newest first; empty where nobody loaded an identity."""
    key = key_for(settings.PSEUDONYM_KEY, KeyPurpose.SEALING)
    found = vault.sealed_of(keys_of([person_id]))
    told = [json.loads(unseal(key, whose, sealed)) for whose, sealed in found]
    return ["; ".join(f"{name}: {value}" for name, value in each.items()) for each in told]


def let_go(people: Iterable[int]) -> int:
    """Destroy what the vault holds of these people; answers how many rows went."""
    return vault.forget(keys_of(people))
