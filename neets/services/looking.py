"""Opening one young person's record: nobody sees it who has not said why, and whoever tried in vain is noted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from neets.choices.records import Looking, Purpose
from neets.models import AccessLog, Agency, Client, YoungPerson
from neets.querysets.row_security import casework, opened
from neets.services.screening import refuse_names
from totalplace.permissions import Action, require

# A reason opens the record for as long; then it is asked again.
OPEN_FOR = timedelta(hours=1)
# What she began to write while it was open may be saved for as long as she stays signed in.
SAVED_FOR = timedelta(hours=12)


@transaction.atomic
def open_journey(*, user: Any, person_id: int, reason: str) -> AccessLog:
    """Note why `user` opens the record of her agency's client; it is open to her for an hour.

    Raises YoungPerson.DoesNotExist where she is nobody's client that `user` works for, and ValidationError.
    """
    require(user, Action.VIEW_JOURNEY)
    refuse_names(more=reason)
    return _note(user, person_id, Looking.JOURNEY, reason)


def is_open(*, user: Any, pseudonym: str, saving: bool = False) -> AccessLog | None:
    """The look under which `user` has this record open now; None where she has to say why first.

    `saving` what she began to write, she has longer.
    """
    since = timezone.now() - (SAVED_FOR if saving else OPEN_FOR)
    looks = AccessLog.objects.filter(user=user, pseudonym=pseudonym, looked_at=Looking.JOURNEY, at__gt=since)
    return looks.order_by("-at", "-pk").first()


@transaction.atomic
def note_tell_once(*, user: Any, person_id: int, journey: AccessLog) -> None:
    """Note that she was shown what other agencies assessed: once for each time that she opened the record."""
    told = {"user": user, "pseudonym": journey.pseudonym, "looked_at": Looking.TELL_US_ONCE, "at__gte": journey.at}
    if not AccessLog.objects.filter(**told).exists():
        _note(user, person_id, Looking.TELL_US_ONCE, journey.reason)


def note_refused(*, user: Any, person_id: int) -> None:
    """Note that `user` asked for a record that is there and not hers to see. Of a number that nobody has, nothing.

    It is one statement either way, so that the two are not told apart by what they take.
    """
    with opened(Purpose.STEWARDSHIP), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO neets_accesslog (user_id, pseudonym, looked_at, reason)
            SELECT %s, pseudonym, %s, 'Asked for by its address' FROM neets_youngperson WHERE id = %s
            """,
            [user.pk, Looking.REFUSED.value, person_id],
        )


def _note(user: Any, person_id: int, looking: Looking, reason: str) -> AccessLog:
    with casework(user):
        person = YoungPerson.objects.visible_to(user).get(pk=person_id)
        client = Client.objects.visible_to(user).filter(person=person).order_by("start", "pk")[0]
        agency = Agency.objects.get(pk=client.agency_id)
    return AccessLog.objects.create(
        user=user, pseudonym=person.pseudonym, agency=agency, looked_at=looking, reason=reason.strip()
    )
