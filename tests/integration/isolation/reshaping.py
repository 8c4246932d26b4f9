"""The addresses and services that split, merge and group properties, for the tables of isolation tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.urls import reverse

from estate.models import Reshaping, Site
from estate.selectors.merges import MergePlan
from estate.selectors.splits import Part, SplitPlan
from estate.services import reshaping, sites
from estate.services.merges import merge
from estate.services.splits import split
from tests.integration.isolation.editing import of_property
from tests.integration.isolation.question import NOBODYS_PK, Question, Questions
from tests.integration.isolation.scene import MARK, NO_MARK, Scene

SPLIT = {
    "parts": ["2"], "goes_on": ["yes"], "outline": ["each"], "name_1": [MARK], "name_2": [f"{MARK} east"],
    "reason": [MARK],
}  # fmt: skip


def _draft(scene: Scene, kind: str) -> Reshaping:
    """A split or a merge of the secret site that the county's own officer prepared."""
    chosen = [scene.hidden] if kind == "split" else [scene.hidden, scene.plain]
    answers = SPLIT if kind == "split" else {"keep": [str(scene.plain.pk)], "reason": [MARK]}
    return Reshaping.objects.create(
        kind=kind, created_by=scene.batch.created_by, property_ids=[prop.pk for prop in chosen], answers=answers,
        reason=MARK,
    )  # fmt: skip


def _prepared(name: str, kind: str) -> Questions:
    """A page of what the county's officer prepared for the secret site, and of nothing that was prepared."""
    return lambda scene: [
        Question(reverse(name, args=[_draft(scene, kind).pk]), reverse(name, args=[uuid4()])),
    ]


def _campus(scene: Scene) -> Site:
    return Site.objects.get(name="Open campus")


def _site(name: str) -> Questions:
    """A page of the site on which the secret one stands beside an open one, and of no site."""
    return lambda scene: [
        Question(reverse(name, args=[_campus(scene).pk])), Question(reverse(name, args=[NOBODYS_PK]))
    ]  # fmt: skip


ADDRESSES: dict[str, Questions] = {
    "property_split": of_property("property_split"),
    "property_merge": of_property("property_merge"),
    **{name: _prepared(name, "split") for name in ("split_parts", "split_check")},
    "merge_begin": lambda scene: [
        Question(reverse("merge_begin")),
        Question(f"{reverse('merge_begin')}?q={MARK}", f"{reverse('merge_begin')}?q={NO_MARK}", (MARK, NO_MARK)),
    ],
    **{name: _prepared(name, "merge") for name in ("merge_keep", "merge_choose", "merge_check")},
    **{name: _prepared(name, "split") for name in ("reshaped", "reshaped_undo")},
    "site_list": lambda scene: [Question(reverse("site_list")), Question(f"{reverse('site_list')}?page=2")],
    "site_add": lambda scene: [
        Question(reverse("site_add")),
        Question(f"{reverse('site_add')}?property={scene.hidden.reference}", words=(scene.hidden.reference, "")),
    ],
    **{name: _site(name) for name in ("site", "site_edit", "site_join", "site_leave")},
}


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    found = {
        kind: Reshaping.objects.filter(kind=kind, created_by=scene.batch.created_by).first() or _draft(scene, kind)
        for kind in ("split", "merge")
    }
    plain, campus = scene.plain, _campus(scene)
    edit = f"/estate/{plain.reference}/edit"
    start = {"parts": "2", "goes_on": "yes"}
    keep = {"keep": str(plain.pk), "reason": "Mine"}
    leave = {"property": plain.reference, "version": plain.version}
    return {
        "property_split": (f"{edit}/split/", start, 403),
        "property_merge": (f"{edit}/merge/", {"references": scene.neighbour.reference}, 403),
        "split_parts": (reverse("split_parts", args=[found["split"].pk]), SPLIT, 404),
        "split_check": (reverse("split_check", args=[found["split"].pk]), {"seen": "x"}, 404),
        "merge_begin": (reverse("merge_begin"), {"chosen": [plain.reference, scene.neighbour.reference]}, 422),
        "merge_keep": (reverse("merge_keep", args=[found["merge"].pk]), keep, 404),
        "merge_choose": (reverse("merge_choose", args=[found["merge"].pk]), keep, 404),
        "merge_check": (reverse("merge_check", args=[found["merge"].pk]), {"seen": "x"}, 404),
        "reshaped_undo": (reverse("reshaped_undo", args=[found["split"].pk]), {}, 404),
        "site_add": (reverse("site_add"), {"name": "Mine", "references": plain.reference}, 422),
        "site_edit": (reverse("site_edit", args=[campus.pk]), {"name": "Mine", "version": campus.version}, 403),
        "site_join": (reverse("site_join", args=[campus.pk]), {"references": plain.reference}, 422),
        "site_leave": (reverse("site_leave", args=[campus.pk]), leave, 403),
        "hidden split": (f"/estate/{scene.hidden.reference}/edit/split/", start, 404),
    }


# Answered so by those who may change no property at all.
OF_READERS = ("merge_begin", "site_add", "site_join")
READ_ONLY = {"reshaped", "site_list", "site"}

NOBODYS = SplitPlan(True, [Part("One"), Part("Two")])
SERVICES: dict[str, Callable[[Scene, Any], Any]] = {
    "begin a split": lambda s, who: reshaping.begin(user=who, kind="split", properties=[s.plain]),
    "split": lambda s, who: split(user=who, reshaping=Reshaping(pk=uuid4()), plan=NOBODYS, reason="Mine", seen=""),
    "merge": lambda s, who: merge(
        user=who, reshaping=Reshaping(pk=uuid4()), plan=MergePlan(s.plain.pk), reason="Mine", seen=""
    ),
    "undo a split": lambda s, who: reshaping.undo(user=who, reshaping=Reshaping(pk=uuid4())),
    "make site": lambda s, who: sites.make_site(user=who, name="Mine", properties=[s.neighbour.pk, s.plain.pk]),
    "make site of the secret": lambda s, who: sites.make_site(user=who, name="Mine", properties=[s.hidden.pk]),
    "name site": lambda s, who: sites.rename_site(
        user=who, pk=_campus(s).pk, version=_campus(s).version, name="Mine", reason="Mine"
    ),
    "join site": lambda s, who: sites.join_site(user=who, pk=_campus(s).pk, properties=[s.hidden.pk]),
    "leave site": lambda s, who: sites.leave_site(
        user=who, pk=_campus(s).pk, property_pk=s.plain.pk, version=s.plain.version
    ),
}
