"""Rating properties red, amber or green, one or many, and taking a rating back. Ratings are only ever added to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from estate.choices import MOST_IN_BULK, Rag, RagReason
from estate.models import Property, RagAssessment
from estate.selectors.ratings import standing_on
from estate.services.judgements import Judgement, checked
from totalplace.permissions import Action, require, rights_of
from totalplace.versioning import StaleRecord, lock_current


@dataclass(frozen=True, slots=True)
class Rated:
    """A property as it stands after rating, and the assessment; `is_repeat` when this very rating was there already."""

    property: Property
    assessment: RagAssessment
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """A property that is not as the person had it before her: as it is now, and what rating stands on it."""

    property: Property
    standing: RagAssessment | None


class RatingConflicts(Exception):
    """Somebody got there first with some of the properties. Nothing was stored."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} of the properties changed meanwhile. Nothing was stored.")
        self.conflicts = conflicts


@transaction.atomic
def rate(*, user: Any, property_id: int, version: int, judgement: Judgement) -> Rated:
    """Rate one property, as the person saw it at `version`. The same rating sent twice is stored once.

    ValidationError by field when the judgement is not whole, Property.DoesNotExist when `user` does not see the
    property, PermissionDenied when she may not change it, StaleRecord when it changed since `version`.
    """
    seen = Property.objects.visible_to(user).only("organisation_id").get(pk=property_id)
    require(user, Action.EDIT_ESTATE, seen.organisation_id)
    judged = checked(judgement)
    try:
        record = lock_current(Property.objects.editable_by(user), property_id, version)
    except StaleRecord as stale:
        if (before := _said_before(user, property_id, version, judged)) is None:
            raise
        return Rated(stale.record, before, is_repeat=True)  # type: ignore[arg-type]
    if before := _said_before(user, property_id, version, judged):
        return Rated(record, before, is_repeat=True)
    [made] = _store([property_id], user, judged)
    record.refresh_from_db()
    return Rated(record, RagAssessment.objects.get(pk=made))


def _said_before(user: Any, property_id: int, version: int, judged: Judgement) -> RagAssessment | None:
    """The standing assessment where it is this very one: the same person's, of the same version, word for word."""
    standing = standing_on([property_id]).get(property_id)
    is_this = standing is not None and (
        (standing.assessed_by_id, standing.rated_version) == (user.pk, version)
        and (standing.rating, standing.reason, standing.note, standing.next_review_on)
        == (judged.rating, judged.reason, judged.note, judged.next_review_on)
    )
    return standing if is_this else None


@transaction.atomic
def rate_many(*, user: Any, versions: Mapping[int, int], judgement: Judgement, reason: str = "") -> list[int]:
    """Rate several properties alike, all or none: {property's id: version}. Answers the assessments' ids.

    `reason` is that of the change it is part of; without one the history says what was rated and why.

    ValidationError by field; PermissionDenied when `user` may not change every one of them, whether or not the others
    exist; RatingConflicts with each property that changed since its version.
    """
    judged = checked(judgement)
    if not 0 < len(versions) <= MOST_IN_BULK:
        raise ValueError(f"between 1 and {MOST_IN_BULK:,} properties can be rated at once, not {len(versions):,}")
    locked = _locked(user, versions)
    stale = [prop for prop in locked if prop.version != versions[prop.pk]]
    if stale:
        raise RatingConflicts(_conflicts(stale))
    return _store([prop.pk for prop in locked], user, judged, reason)


def _locked(user: Any, ids: Collection[int]) -> list[Property]:
    """These properties, locked in one order so that two people's locks cannot wait for each other."""
    locked = list(Property.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    if Property.objects.editable_by(user).filter(pk__in=ids).count() != len(set(ids)):
        raise PermissionDenied("Some of these properties are not yours to rate. Nothing was stored.")
    return locked


def _conflicts(properties: Collection[Property]) -> list[Conflict]:
    standing = standing_on([prop.pk for prop in properties])
    return [Conflict(prop, standing.get(prop.pk)) for prop in properties]


def _store(ids: Sequence[int], user: Any, judged: Judgement, reason: str = "") -> list[int]:
    """Add the assessment to each property, which the caller has locked; answers their ids in the properties' order.

    The moment is that of the statement: whoever waited for the lock comes after whoever held it.
    """
    with pghistory.context(reason=reason or in_words(judged.rating, judged.reason)):
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO estate_ragassessment (property_id, rating, reason, note, assessed_by_id, assessed_at,
                                                     next_review_on, supersedes_id, rated_version)
                   SELECT p.id, %s, %s, %s, %s,
                          greatest(statement_timestamp(), last.assessed_at + interval '1 microsecond'),
                          %s, stood.id, p.version
                     FROM estate_property p
                     LEFT JOIN LATERAL (SELECT a.assessed_at FROM estate_ragassessment a
                                         WHERE a.property_id = p.id
                                         ORDER BY a.assessed_at DESC, a.id DESC LIMIT 1) last ON true
                     LEFT JOIN LATERAL (SELECT a.id FROM estate_ragassessment a
                                         WHERE a.property_id = p.id AND NOT EXISTS (
                                               SELECT FROM estate_ragwithdrawal w WHERE w.assessment_id = a.id)
                                         ORDER BY a.assessed_at DESC, a.id DESC LIMIT 1) stood ON true
                    WHERE p.id = ANY (%s) ORDER BY p.id
                   RETURNING id""",
                [judged.rating, judged.reason, judged.note, user.pk, judged.next_review_on, list(ids)],
            )
            made = [pk for (pk,) in cursor.fetchall()]
        sharing = {
            name: value
            for name in ("sharing_potential", "sharing_note")
            if (value := getattr(judged, name)) is not None
        }
        if sharing:
            Property.objects.filter(pk__in=ids).update(**sharing)
    return made


def in_words(rating: str, reason: str) -> str:
    """“Rated green: declared surplus”, for the history."""
    why = RagReason(reason).label
    return f"Rated {Rag(rating).value}: {why[:1].lower()}{why[1:]}"


@transaction.atomic
def withdraw(*, user: Any, assessments: Collection[int], note: str = "", reason: str = "") -> list[Property]:
    """Take back these assessments, all or none; answers the properties as they then stand.

    What stood before each stands again, and a property that had no rating has none again. One that `user` took back
    already stays so. RagAssessment.DoesNotExist when she does not see one of them; PermissionDenied when she may not
    change its property; RatingConflicts when an assessment does not stand any more.
    """
    wanted = RagAssessment.objects.visible_to(user).filter(pk__in=assessments)
    of_property = dict(wanted.values_list("property_id", "pk"))
    if len(of_property) != len(set(assessments)):
        raise RagAssessment.DoesNotExist("No such rating, or several of one property.")
    locked = _locked(user, of_property)
    done = {a.pk for a in wanted.filter(withdrawal__withdrawn_by=user)}
    standing = standing_on(of_property)
    gone = [
        prop
        for prop in locked
        if of_property[prop.pk] not in done
        and (prop.pk not in standing or standing[prop.pk].pk != of_property[prop.pk])
    ]
    if gone:
        raise RatingConflicts(_conflicts(gone))
    _take_back([pk for pk in of_property.values() if pk not in done], user, note.strip()[:4000], reason)
    return list(Property.objects.filter(pk__in=of_property).order_by("pk"))


def _take_back(assessments: Sequence[int], user: Any, note: str, reason: str = "") -> None:
    with pghistory.context(reason=reason or "Rating withdrawn"), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO estate_ragwithdrawal (assessment_id, withdrawn_by_id, withdrawn_at, note)
               SELECT a.id, %s, greatest(statement_timestamp(), a.assessed_at + interval '1 microsecond'), %s
                 FROM estate_ragassessment a WHERE a.id = ANY (%s) ORDER BY a.id""",
            [user.pk, note, list(assessments)],
        )


def may_rate(user: Any, prop: Property) -> bool:
    """Whether `user` may rate this property, which she sees."""
    return rights_of(user).may(Action.EDIT_ESTATE, prop.organisation_id)
