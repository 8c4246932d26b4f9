"""The states of the estate's pages that their addresses alone do not show: filled, refused, in conflict, done."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from estate.models import BulkEdit, Property
from estate.services.bulk import apply as apply_bulk
from estate.services.bulk import undo as undo_bulk
from tests.browser.every_page.view import View
from tests.factories import make_property, square
from tests.integration.isolation.scene import Scene
from tests.integration.reshaping import steps
from totalplace.selectors.history import history_of
from totalplace.selectors.past import put_backs

REFUSED, STALE = 422, 409
# These forms answer what is wrong in them as the page they are on.
AS_IT_WAS = ("property_add", "property_close", "property_belonging", "property_edit_part", "property_edit_place")
READERS = ("programme", "partner", "analyst", "anonymous")


def states(scene: Scene, clients: dict[str, Client]) -> list[View]:
    """All of them."""
    client = clients["officer-wcc"]
    return [*_lists(), *_of_readers(scene), *_refused(scene), *_conflicts(scene), *_bulk(scene), *_reshaped(client)]


def _lists() -> list[View]:
    asked = {
        "property_list": ("?q=open", "?q=nothing-like-it", "?status=all&rag=green,red&missing=uprn"),
        "rating_on": ("?on=2026-01-01",),
        "rating_history": ("?months=36",),
        "lease_list": ("?from=2020-01-01&to=2040-01-01", "?counterparty=nobody"),
        "change_list": ("?who=nobody",),
        "quality": ("?organisation=BDC",),
    }
    refused = {
        "property_list": ("?use=castle",), "rating_on": ("?on=x",), "lease_list": ("?from=x",),
        "change_list": ("?from=x",), "quality": ("?organisation=NONE",), "my_estate": ("?organisation=BDC",),
    }  # fmt: skip
    return [
        View(name, f"{reverse(name)}{query}", status=status)
        for status, lists in ((200, asked), (400, refused))
        for name, queries in lists.items()
        for query in queries
    ]


def _of_readers(scene: Scene) -> list[View]:
    """What those see who change nothing, or everything."""
    views = [View("home", "/", person) for person in READERS]
    views += [View("my_estate", reverse("my_estate"), person) for person in READERS[:3]]
    views += [View("property", reverse("property", args=[scene.plain.reference]), person) for person in READERS[:2]]
    return views


def _refused(scene: Scene) -> list[View]:
    """Forms with what is wrong in them."""
    edit = f"/estate/{scene.plain.reference}/edit"
    lease = scene.hidden.leases.get().pk
    hidden = f"/estate/{scene.hidden.reference}/edit"
    wrong = {
        "property_add": ("/estate/add/", {"name": "", "status": "vacant"}),
        "property_edit_part": (f"{edit}/value/", {"book_value": "much"}),
        "property_edit_place": (f"{edit}/place/", {"location": "the Moon"}),
        "property_close": (f"{edit}/close/", {"closed_on": "31/02/2027"}),
        "property_belonging": (f"{hidden}/list/leases/{lease}/", {"expires_on": "31/02/2027"}),
        "property_rate": (f"/estate/{scene.plain.reference}/rag/", {"note": "x"}),
        "quality_waive": (f"/estate/{scene.plain.reference}/waive/missing-condition/", {"reason": ""}),
        "site_add": ("/estate/sites/add/", {"name": ""}),
        "property_split": (f"{edit}/split/", {"parts": "many"}),
    }
    closed = Property.objects.get(name="Closed depot")
    reopened = f"/estate/{closed.reference}/edit/reopen/"
    return [View("property_reopen", reopened), View("property", f"/estate/{closed.reference}/")] + [
        View(name, path, sends=sent, status=200 if name in AS_IT_WAS else REFUSED)
        for name, (path, sent) in wrong.items()
    ]


def _conflicts(scene: Scene) -> list[View]:
    """Somebody saved since the form was opened."""
    campus = scene.plain.site
    prop = make_property("WCC", name="Annexe", tenure="freehold")
    Property.objects.filter(pk=prop.pk).update(name="The Annexe")
    change = history_of(prop, user=scene.people["officer-wcc"])[0]
    detail = put_backs(prop, change)[0]
    Property.objects.filter(pk=prop.pk).update(name="Annexe to the north")
    stale = {"version": str(prop.version), "name": "Mine"}
    type(campus).objects.filter(pk=campus.pk).update(name="Campus by the river")
    return [
        View("property_edit_part", f"/estate/{prop.reference}/edit/identity/", sends=stale, status=STALE),
        View("site_edit", reverse("site_edit", args=[campus.pk]), sends=stale | {"version": "1"}, status=STALE),
        View(
            "property_change", reverse("property_change", args=[prop.reference, change.change_id]),
            sends={"details": detail.key, "reason": "Wrong file"}, status=STALE,
        ),
    ]  # fmt: skip


def _bulk(scene: Scene) -> list[View]:
    officer = scene.people["officer-wcc"]
    props = [make_property("WCC", name=f"School {number}", tenure="freehold") for number in range(3)]

    def edit(tenure: str) -> BulkEdit:
        now = Property.objects.in_bulk([prop.pk for prop in props])
        return BulkEdit.objects.create(
            created_by=officer, property_ids=list(now), versions=[prop.version for prop in now.values()],
            change={"fields": {"tenure": tenure}}, reason="Review",
        )  # fmt: skip

    undone = edit("leasehold")
    apply_bulk(user=officer, edit=undone)
    undo_bulk(user=officer, edit=undone)
    done = edit("leasehold")
    apply_bulk(user=officer, edit=done)
    clash = edit("freehold")
    Property.objects.filter(pk=props[0].pk).update(tenure="licence")
    empty = BulkEdit.objects.create(created_by=officer, property_ids=[props[0].pk], versions=[1])
    return [
        View("bulk_done", reverse("bulk_done", args=[done.pk])),
        View("bulk_done", reverse("bulk_done", args=[undone.pk])),
        View("bulk_check", reverse("bulk_check", args=[clash.pk])),
        View("bulk_change", reverse("bulk_change", args=[empty.pk]), sends={"reason": ""}, status=REFUSED),
    ]


def _reshaped(client: Client) -> list[View]:
    """A split and a merge at each step, and those that were done and taken back."""
    yards = [
        make_property("WCC", name=f"Yard {number}", boundary=square(385000 + 100 * number, 254000, 100), book_value=900)
        for number in range(9)
    ]
    for_split, to_check, for_merge, merging, to_merge = yards[0], yards[1], yards[3:5], yards[5:7], yards[7:9]
    line = {"line": steps.LINE.replace("3850", "3851"), "name_2": "East yard"}
    parts = steps.start_split(client, for_split).url
    checked = steps.describe(client, steps.start_split(client, to_check).url, **line).url
    split = steps.split(client, yards[2], line=steps.LINE.replace("3850", "3852"))
    keep = steps.start_merge(client, *for_merge).url
    choose = client.post(steps.start_merge(client, *merging).url, {"keep": merging[0].pk}).url
    ready = steps.describe(client, choose).url
    merged = steps.merge(client, *to_merge)
    address = {each: reverse("reshaped", args=[each.pk]) for each in (split, merged)}
    return [
        View("split_parts", parts), View("split_check", checked), View("reshaped", address[split]),
        View("split_parts", parts, sends={"reason": ""}, status=REFUSED),
        View("merge_keep", keep), View("merge_choose", choose), View("merge_check", ready),
        View("reshaped", address[merged]), View("property", f"/estate/{to_merge[1].reference}/"),
    ]  # fmt: skip
