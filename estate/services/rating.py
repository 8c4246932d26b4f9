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
from estate.selectors.ratings import rated_since, standing_on
from estate.services.judgements import SHARING, Judgement, checked
from totalplace.permissions import Action, require, rights_of
from totalplace.services.merging import reconcile
from totalplace.versioning import StaleRecord, lock


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

    What others changed meanwhile is no conflict, but for a rating, or what she says about sharing: StaleRecord then.
    ValidationError by field when the judgement is not whole, Property.DoesNotExist when `user` does not see the
    property, PermissionDenied when she may not change it.
    """
    seen = Property.objects.visible_to(user).only("organisation_id").get(pk=property_id)
    require(user, Action.EDIT_ESTATE, seen.organisation_id)
    judged = checked(judgement)
    record = lock(Property.objects.editable_by(user), property_id)
    if before := _said_before(user, property_id, version, judged):
        return Rated(record, before, is_repeat=True)
    if record.version != version and rated_since({property_id: version}):
        raise StaleRecord(record, version, record.version)
    reconcile(record, expected=version, mine=_about_sharing(judged))
    [made] = _store({property_id: version}, user, judged)
    record.refresh_from_db()
    return Rated(record, RagAssessment.objects.get(pk=made))


def _about_sharing(judged: Judgement) -> dict[str, str]:
    """The columns about sharing that she wrote."""
    return {name: value for name in SHARING if (value := getattr(judged, name)) is not None}


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
    exist; RatingConflicts with each property that somebody rated since its version.
    """
    judged = checked(judgement)
    if not 0 < len(versions) <= MOST_IN_BULK:
        raise ValueError(f"between 1 and {MOST_IN_BULK:,} properties can be rated at once, not {len(versions):,}")
    locked = _locked(user, versions)
    moved = {prop.pk: versions[prop.pk] for prop in locked if prop.version != versions[prop.pk]}
    if rated := rated_since(moved):
        raise RatingConflicts(_conflicts([prop for prop in locked if prop.pk in rated]))
    return _store(versions, user, judged, reason)


def _locked(user: Any, ids: Collection[int]) -> list[Property]:
    """These properties, locked in one order so that two people's locks cannot wait for each other."""
    locked = list(Property.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    if Property.objects.editable_by(user).filter(pk__in=ids).count() != len(set(ids)):
        raise PermissionDenied("Some of these properties are not yours to rate. Nothing was stored.")
    return locked


def _conflicts(properties: Collection[Property]) -> list[Conflict]:
    standing = standing_on([prop.pk for prop in properties])
    return [Conflict(prop, standing.get(prop.pk)) for prop in properties]


# {field: [before, after]} of what the rating changes about sharing; takes each of its values twice.
_SHARED = " || ".join(
    f"""CASE WHEN p.{name} <> %s::text
             THEN jsonb_build_object('{name}', jsonb_build_array(p.{name}, %s::text)) ELSE '{{}}'::jsonb END"""
    for name in SHARING
)


def _store(versions: Mapping[int, int], user: Any, judged: Judgement, reason: str = "") -> list[int]:
    """Add the assessment to each property, {id: the version she had before her}, which the caller has locked.

    Answers the assessments' ids, in the order of the properties'.

    The moment is that of the statement: whoever waited for the lock comes after whoever held it.
    """
    sharing = _about_sharing(judged)
    with pghistory.context(reason=reason or in_words(judged.rating, judged.reason)):
        with connection.cursor() as cursor:
            cursor.execute(
                f"""INSERT INTO estate_ragassessment (property_id, rating, reason, note, assessed_by_id, assessed_at,
                                                     next_review_on, supersedes_id, rated_version, sharing)
                   SELECT p.id, %s, %s, %s, %s,
                          greatest(statement_timestamp(), last.assessed_at + interval '1 microsecond'),
                          %s, stood.id, seen.version, nullif({_SHARED}, '{{}}'::jsonb)
                     FROM unnest(%s::bigint[], %s::bigint[]) AS seen (id, version)
                     JOIN estate_property p ON p.id = seen.id
                     LEFT JOIN LATERAL (SELECT a.assessed_at FROM estate_ragassessment a
                                         WHERE a.property_id = p.id
                                         ORDER BY a.assessed_at DESC, a.id DESC LIMIT 1) last ON true
                     LEFT JOIN LATERAL (SELECT a.id FROM estate_ragassessment a
                                         WHERE a.property_id = p.id AND NOT EXISTS (
                                               SELECT FROM estate_ragwithdrawal w WHERE w.assessment_id = a.id)
                                         ORDER BY a.assessed_at DESC, a.id DESC LIMIT 1) stood ON true
                    ORDER BY p.id
                   RETURNING id""",
                [
                    *(judged.rating, judged.reason, judged.note, user.pk, judged.next_review_on),
                    *(sharing.get(name) for name in SHARING for _ in range(2)),
                    *(list(versions), list(versions.values())),
                ],
            )
            made = [pk for (pk,) in cursor.fetchall()]
        if sharing:
            Property.objects.filter(pk__in=versions).update(**sharing)
    return made


def in_words(rating: str, reason: str) -> str:
    """“Rated green: declared surplus”, for the history."""
    why = RagReason(reason).label
    return f"Rated {Rag(rating).value}: {why[:1].lower()}{why[1:]}"


@transaction.atomic
def withdraw(*, user: Any, assessments: Collection[int], note: str = "", reason: str = "") -> list[Property]:
    """Take back these assessments, all or none; answers the properties as they then stand.

    What stood before each stands again, and a property that had no rating has none again; so does what was said about
    sharing before it, unless that was edited since. One that `user` took back already stays so.
    RagAssessment.DoesNotExist when she does not see one of them; PermissionDenied when she may not change its property;
    RatingConflicts when an assessment does not stand any more.
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
        cursor.execute(
            f"""UPDATE estate_property p SET {", ".join(map(_unshared, SHARING))}
                  FROM estate_ragassessment a
                 WHERE a.id = ANY (%s) AND p.id = a.property_id AND a.sharing IS NOT NULL""",
            [list(assessments)],
        )


def _unshared(name: str) -> str:
    """What a column about sharing held before the rating `a` of the property `p`; what it holds, if edited since."""
    return f"""{name} = CASE WHEN p.{name} = a.sharing -> '{name}' ->> 1
                             THEN a.sharing -> '{name}' ->> 0 ELSE p.{name} END"""


def may_rate(user: Any, prop: Property) -> bool:
    """Whether `user` may rate this property, which she sees."""
    return rights_of(user).may(Action.EDIT_ESTATE, prop.organisation_id)
