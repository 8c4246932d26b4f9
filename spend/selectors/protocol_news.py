"""What officers are told of the budget protocol: planned changes of other bodies, and alarms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse

from spend.models import Alarm, PlannedChange
from spend.selectors.alarms import AlarmWords, alarm_words
from spend.selectors.planned_changes import planned_in_words
from totalplace.news import Found, Subject

PLANNED, ALARMS = "spend.planned", "spend.alarm"
# In the order in which they are told.
KINDS = {ALARMS: "Alarms of the budget protocol", PLANNED: "Planned changes of other bodies"}
# What nobody was told of for as long is no news, and a person who becomes an officer is not told of all that was.
LOOKED_BACK_DAYS = 60


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to tell one officer, as her body's; `subject` names the record, `words` say what is new of it."""

    kind: str
    key: str
    organisation: int
    object_id: int
    words: str
    subject: Subject

    @property
    def path(self) -> str:
        return self.subject.path


UNTOLD = """
SELECT DISTINCT ON (m.user_id, n.change_id, n.alarm_id) m.user_id, n.organisation_id, n.change_id, n.alarm_id
  FROM spend_notice n
  JOIN totalplace_membership m ON m.organisation_id = n.organisation_id AND m.role = 'officer'
 WHERE m.user_id = ANY (%(people)s) AND n.told_at > now() - make_interval(days => %(days)s)
   AND NOT EXISTS (
       SELECT FROM totalplace_news w
        WHERE w.user_id = m.user_id AND (w.mailed_at IS NOT NULL OR w.read_at IS NOT NULL)
          AND w.kind = CASE WHEN n.change_id IS NULL THEN %(alarms)s ELSE %(planned)s END
          AND w.key = coalesce(n.change_id, n.alarm_id)::text)
 ORDER BY m.user_id, n.change_id, n.alarm_id, n.organisation_id
"""


def letters(people: Sequence[Any]) -> dict[int, list[Letter]]:
    """What each of these people is to be told and was neither sent nor read, by her key. Alarms that went are not told.

    A fixed number of queries, however many people and things.
    """
    asked: dict[str, Any] = {
        "people": [each.pk for each in people],
        "days": LOOKED_BACK_DAYS,
        "alarms": ALARMS,
        "planned": PLANNED,
    }
    with connection.cursor() as cursor:
        cursor.execute(UNTOLD, asked | {"alarms": ALARMS, "planned": PLANNED})
        rows = cursor.fetchall()
    changes = {pk: (words, subject) for pk, words, subject in _changes({row[2] for row in rows if row[2]})}
    alarms = {pk: (words, subject) for pk, words, subject in _alarms({row[3] for row in rows if row[3]})}
    found: dict[int, list[Letter]] = defaultdict(list)
    for user, body, change, alarm in rows:
        kind, pk, told = (PLANNED, change, changes) if change else (ALARMS, alarm, alarms)
        if pk in told:
            words, subject = told[pk]
            found[user].append(Letter(kind, str(pk), body, pk, words, subject))
    return found


def _changes(keys: Collection[int]) -> list[tuple[int, str, Subject]]:
    found = PlannedChange.objects.entered().filter(pk__in=keys).select_related("organisation")
    return [(each.pk, planned_in_words(each), _subject(each)) for each in found.prefetch_related("amounts")]


def _subject(change: PlannedChange) -> Subject:
    path = reverse("planned_change", args=[change.reference])
    return Subject(change.reference, change.title, path, is_sensitive=False)


def _alarms(keys: Collection[int]) -> list[tuple[int, str, Subject]]:
    return [
        (each.alarm.pk, each.sentence, _alarm_subject(each))
        for each in alarm_words(Alarm.objects.standing().filter(pk__in=keys))
    ]


def _alarm_subject(words: AlarmWords) -> Subject:
    path = f"{reverse('protocol_alarms')}#alarm-{words.alarm.pk}"
    return Subject(f"alarm {words.alarm.pk}", words.alarm.get_kind_display(), path, is_sensitive=False)


# --- Kinds of news (totalplace.news) ------------------------------------------------------------------------


def found_of(kind: str) -> Any:
    """The finder of one kind: what an officer's bodies were told of and she was not."""

    def find(user: Any, bodies: Collection[int]) -> list[Found]:
        return [
            Found(each.key, each.organisation, each.words, object_id=each.object_id, path=each.path)
            for each in letters([user]).get(user.pk, [])
            if each.kind == kind and each.organisation in bodies
        ]

    return find


def change_subjects(user: Any, keys: Collection[int]) -> Mapping[int, Subject]:
    """The planned changes among `keys` that `user` may see now."""
    return {each.pk: _subject(each) for each in PlannedChange.objects.visible_to(user).filter(pk__in=keys)}


def alarm_subjects(user: Any, keys: Collection[int]) -> Mapping[int, Subject]:
    """The alarms among `keys` that `user` may see now, those that were cleared included."""
    found = Alarm.objects.visible_to(user).filter(pk__in=keys)
    return {each.alarm.pk: _alarm_subject(each) for each in alarm_words(found)}
