"""The claim register as pages read it: the list, its sums, one claim with all that speaks against it, its versions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from spend.choices import ClaimVerdict
from spend.models import Claim, ClaimConflict, Contradiction, ContradictionSide, Source

# Columns of a claim that a version of it keeps and a page shows.
KEPT = (
    "kind", "report", "place", "statement", "wording", "low", "high", "unit", "tolerance", "formula", "missing", "note",
    "is_shared", "withdrawn_at", "worked_low", "worked_high", "verdict", "difference", "percent", "worked_from",
)  # fmt: skip
MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list was asked for; an empty value asks for nothing."""

    source: str = ""
    kind: str = ""
    verdict: str = ""
    q: str = ""
    is_contradicted: bool = False
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims there are, and how many of each verdict."""

    agrees: int = 0
    differs: int = 0
    untestable: int = 0

    @property
    def claims(self) -> int:
        return self.agrees + self.differs + self.untestable


@dataclass(frozen=True, slots=True)
class Version:
    """A claim as it stood: its version, when it became so, and its columns by name."""

    version: int
    at: datetime.datetime
    values: Mapping[str, Any]


def found_claims(user: Any, wanted: Wanted) -> QuerySet[Claim]:
    """The standing claims that this person sees and asked for, by reference."""
    claims = Claim.objects.visible_to(user).standing()
    if wanted.source:
        claims = claims.filter(source__key=wanted.source)
    if wanted.kind:
        claims = claims.filter(kind=wanted.kind)
    if wanted.verdict:
        claims = claims.filter(verdict=wanted.verdict)
    if wanted.is_contradicted:
        claims = claims.filter(Exists(ContradictionSide.objects.filter(claim=OuterRef("pk"))))
    if wanted.is_mine:
        claims = claims.filter(added_by=user.pk)
    for word in wanted.q.split():
        claims = claims.filter(
            Q(statement__icontains=word) | Q(place__icontains=word) | Q(note__icontains=word)
            | Q(report__icontains=word) | Q(source__title__icontains=word) | Q(reference__iexact=word)
        )  # fmt: skip
    return claims.order_by("reference")


def with_what_rows_show(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with their documents and the contradictions that they are in: three questions for any number of rows."""
    sides = ContradictionSide.objects.select_related("contradiction").order_by("contradiction__number")
    return claims.select_related("source").prefetch_related(Prefetch("sides", sides))


def tally(claims: QuerySet[Claim]) -> Tally:
    """The verdicts of these claims, counted."""
    return Tally(**_by_verdict(claims.order_by().values_list("verdict").annotate(Count("pk"))))


def tally_by_document(claims: QuerySet[Claim]) -> list[tuple[str, Tally]]:
    """The verdicts by document, in the order of their titles; people's reports together under ""."""
    counted: dict[str, dict[str, int]] = {}
    rows = claims.order_by().values_list("source__title", "verdict").annotate(Count("pk"))
    for title, verdict, number in rows:
        counted.setdefault(title or "", {})[verdict] = number
    return [(title, Tally(**counted[title])) for title in sorted(counted)]


def _by_verdict(rows: QuerySet) -> dict[str, int]:
    return {ClaimVerdict(verdict).value: number for verdict, number in rows}


def documents_with_claims(user: Any) -> list[tuple[str, str]]:
    """(key, title) of the documents that some claim is of."""
    claims = Claim.objects.visible_to(user).filter(source=OuterRef("pk"))
    return list(Source.objects.filter(Exists(claims)).order_by("title").values_list("key", "title"))


def claim_or_none(user: Any, reference: str) -> Claim | None:
    """A claim that this person sees, withdrawn or not, with what its page shows."""
    claims = Claim.objects.visible_to(user).filter(reference=reference)
    return claims.select_related("source", "added_by").prefetch_related("inputs__source").first()


def contradictions_of(claim: Claim) -> list[Contradiction]:
    """The contradictions that this claim is a side of, with all their sides."""
    return list(_whole(Contradiction.objects.filter(sides__claim=claim).distinct()))


def contradictions(user: Any) -> list[Contradiction]:
    """All contradictions, with their sides."""
    return list(_whole(Contradiction.objects.visible_to(user)))


def _whole(contradictions: QuerySet[Contradiction]) -> QuerySet[Contradiction]:
    sides = ContradictionSide.objects.select_related("source", "claim")
    return contradictions.order_by("number").prefetch_related(Prefetch("sides", sides))


def conflicts_of(user: Any, claim: Claim) -> list[Claim]:
    """The claims that this one is said to conflict with, by whichever of the two, as far as this person sees them."""
    pairs = ClaimConflict.objects.filter(Q(claim=claim) | Q(other=claim)).values_list("claim", "other")
    others = {one if other == claim.pk else other for one, other in pairs}
    return list(Claim.objects.visible_to(user).filter(pk__in=others).select_related("source").order_by("reference"))


def versions_of(user: Any, claim: Claim) -> list[Version]:
    """The claim as it stood, the latest first. What it said before it was shared is for those who may edit it."""
    events = _events(user, claim).order_by("-pgh_id")[:MOST_VERSIONS]
    found: dict[int, Version] = {}
    for each in events:
        found.setdefault(each.version, _version(each))
    return list(found.values())


def version_of(user: Any, claim: Claim, version: int) -> Version | None:
    """The claim as it stood at a version; None where it never stood so, or not for this person."""
    event = _events(user, claim).filter(version=version).order_by("-pgh_id").first()
    return _version(event) if event else None


def _events(user: Any, claim: Claim) -> QuerySet:
    events = Claim.pgh_event_model.objects.filter(pgh_obj=claim.pk).exclude(pgh_label="delete")  # type: ignore[attr-defined]
    may_edit = Claim.objects.editable_by(user).filter(pk=claim.pk).exists()
    return events if may_edit else events.filter(is_shared=True)


def _version(event: Any) -> Version:
    return Version(event.version, event.pgh_created_at, {name: getattr(event, name) for name in KEPT})


def as_it_stood(claim: Claim, version: Version) -> Claim:
    """The claim with the columns that it had then. Not for storing."""
    for name, value in version.values.items():
        setattr(claim, name, value)
    claim.version = version.version
    return claim


def source_titles(keys: Sequence[str]) -> dict[str, str]:
    """The titles of documents by key."""
    return dict(Source.objects.filter(key__in=set(keys)).values_list("key", "title"))
