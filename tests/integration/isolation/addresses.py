"""Every address of the application, resolved for the secret site and for nothing at all: the table tests walk by.

Each named address has an entry here. One that is added without an entry fails the contract test, so that no page comes
into being unwatched.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from estate.filters import MISSING
from estate.models import BulkEdit, Property
from tests.integration.isolation import (
    api,
    changes,
    county_map,
    diary,
    editing,
    ogc,
    open_data,
    payments,
    protocol,
    quality,
    reshaping,
    spend,
    tiles,
    young_people,
    young_people_imports,
)
from tests.integration.isolation.question import NOBODYS_PK, NOBODYS_REFERENCE, Question, Questions
from tests.integration.isolation.scene import (
    ALONE,
    MARK,
    NO_MARK,
    NO_POSTCODE,
    NO_UPRN,
    POSTCODE,
    UPRN,
    Scene,
)
from totalplace.services.news import stop_token


def plain(name: str) -> Questions:
    """An address without parameters."""
    return lambda scene: [Question(reverse(name))]


def about(name: str, number: Callable[[Scene], int], **more: str) -> Questions:
    """An address of a record of the secret site, by number; its twin is a record that does not exist."""

    def questions(scene: Scene) -> list[Question]:
        there, nowhere = (reverse(name, kwargs={"pk": pk} | more) for pk in (number(scene), NOBODYS_PK))
        return [Question(there, nowhere)]

    return questions


def of_batch(name: str, *queries: str) -> Questions:
    """A page of the import that names the secret site."""

    def questions(scene: Scene) -> list[Question]:
        there, nowhere = (reverse(name, args=[pk]) for pk in (scene.batch.pk, NOBODYS_PK))
        return [Question(f"{there}{query}", f"{nowhere}{query}") for query in ("", *queries)]

    return questions


def searched(name: str) -> Questions:
    """A list, and the searches for what stands in the secret site alone."""

    def questions(scene: Scene) -> list[Question]:
        address = reverse(name)
        asked = [
            *((MARK, NO_MARK), (UPRN, NO_UPRN), (POSTCODE, NO_POSTCODE), (MARK[:5], NO_MARK[:5])),
            (f"{MARK} local_reference", f"{NO_MARK} local_reference"),
            (MARK.replace("d", "t"), NO_MARK.replace("d", "t")),
        ]
        found = [
            Question(f"{address}?q={quote(word)}", f"{address}?q={quote(other)}", (word, other))
            for word, other in asked
        ]
        # No other reference is exactly as much like those of the open sites, so this one has no twin.
        reference = scene.hidden.reference
        rest = [Question(f"{address}?q=open"), Question(f"{address}?q={reference}", words=(reference, ""))]
        return [Question(address), *found, *rest]

    return questions


def exported(name: str) -> Questions:
    """A download of the list, and of what a search for the secret site finds."""

    def questions(scene: Scene) -> list[Question]:
        address = reverse(name)
        return [Question(address), Question(f"{address}?q={MARK}", f"{address}?q={NO_MARK}", (MARK, NO_MARK))]

    return questions


def narrowed(scene: Scene) -> list[Question]:
    """The list by every filter that could single the secret site out and in each order, and some of its downloads."""
    filters = [
        "status=all", "organisation=WCC", "organisation=WCC,BDC", f"district={scene.district.code}", "rag=green",
        "category=specialist", "use=other", "tenure=freehold", "energy_rating=G", "min_book_value=70000000",
        "max_book_value=80000000&min_book_value=70000000", "lease_expires_after=2020-01-01",
        "lease_expires_before=2099-01-01", "organisation=WCC&rag=green&category=specialist", "q=open", "q=open+depat",
        "count=exact", "count=exact&q=open", "bbox=-180,-90,180,90", "near=-2.2,52.2,50000",
        "within=-3,51,-1,51,-1,53,-3,53", f"area={scene.district.code}",
    ]  # fmt: skip
    orders = [f"sort={way}{key}" for way in ("", "-") for key in ("name", "reference", "book_value", "running_cost")]
    filters += ["review_before=2099-01-01", "review_after=2000-01-01&organisation=WCC"]
    filters += [f"quality={code}" for code in ("high", "medium", "low", "title-of-another-body", "missing-site-area")]
    pages = ["page=2", "page=200", "sort=-gross_internal_area_m2&page=1"]
    asked = [*filters, *orders, *pages, *(f"missing={key}" for key in MISSING)]
    files = [("property_csv", each) for each in ("status=all", "rag=green", "sort=-book_value", *filters[-3:])]
    files += [("property_workbook", each) for each in ("status=all", "min_book_value=70000000")]
    pairs = [*(("property_list", each) for each in asked), *files]
    return [Question(f"{reverse(name)}?{each}") for name, each in pairs]


def _kept_on(name: str) -> Questions:
    """Adding to a record: the secret site's own, one of a kind that keeps nothing, and an open one."""

    def questions(scene: Scene) -> list[Question]:
        def address(slug: str, pk: int) -> str:
            return reverse(name, kwargs={"slug": slug, "pk": pk})

        return [
            Question(address("property", scene.hidden.pk), address("property", NOBODYS_PK)),
            Question(address("lease", scene.hidden.leases.get().pk), address("lease", NOBODYS_PK)),
            Question(address("importbatch", scene.batch.pk), address("importbatch", NOBODYS_PK)),
            Question(address("property", scene.plain.pk)),
        ]

    return questions


def _property_pages(scene: Scene) -> list[Question]:
    return [
        Question(reverse("property", args=[scene.hidden.reference]), reverse("property", args=[NOBODYS_REFERENCE])),
        Question(reverse("property", args=[scene.plain.reference])),
        Question(reverse("property", args=[scene.neighbour.reference])),
    ]


def _of_property(name: str) -> Questions:
    """A page of a property: of the secret one and its twin, and of an open one."""
    return lambda scene: [
        Question(reverse(name, args=[scene.hidden.reference]), reverse(name, args=[NOBODYS_REFERENCE])),
        Question(reverse(name, args=[scene.plain.reference])),
    ]


def first_change(prop: Property) -> str:
    """The id of the first change in a property's history."""
    event = Property.pgh_event_model.objects.filter(pgh_obj=prop).earliest("pk")
    return str(event.pgh_context_id or event.pgh_created_at.isoformat())


def _changes(scene: Scene) -> list[Question]:
    """The secret site's first change, asked of itself, of no property and of an open one."""
    change = first_change(scene.hidden)
    there, nowhere, other = (
        reverse("property_change", args=[reference, change])
        for reference in (scene.hidden.reference, NOBODYS_REFERENCE, scene.plain.reference)
    )
    return [Question(there, nowhere), Question(other)]


def _bulk(name: str) -> Questions:
    """A page of the change of many that the county's officer prepared for the secret site, and of no such change."""

    def questions(scene: Scene) -> list[Question]:
        edit = BulkEdit.objects.create(
            created_by=scene.batch.created_by, property_ids=[scene.hidden.pk], versions=[scene.hidden.version],
            change={"fields": {"tenure": "leasehold"}}, reason=MARK,
        )  # fmt: skip
        return [Question(reverse(name, args=[edit.pk]), reverse(name, args=[uuid4()]))]

    return questions


def _past_ratings(name: str, *queries: str) -> Questions:
    """Ratings of the past: of all that the person sees, and narrowed to what the secret site is."""

    def questions(scene: Scene) -> list[Question]:
        today = datetime.date.today().isoformat()
        return [Question(f"{reverse(name)}?{query.format(today=today)}") for query in ("", *queries)]

    return questions


def _organisations(scene: Scene) -> list[Question]:
    return [Question(reverse("organisation", args=[code])) for code in ("WCC", "BDC", "NONE", MARK)]


def _a_person(name: str) -> Questions:
    """A page of the administration about one person; its twin is about nobody."""
    return about(name, lambda scene: scene.people["officer-wcc"].pk)


def _a_role(scene: Scene) -> list[Question]:
    held = scene.people["officer-wcc"].memberships.get()
    return [
        Question(reverse("role_take", args=[held.user_id, held.pk]), reverse("role_take", args=[NOBODYS_PK, held.pk]))
    ]


def _bodies_kept(scene: Scene) -> list[Question]:
    return [Question(reverse("organisation_edit", args=[code])) for code in ("WCC", "BDC", "NONE")]


ADDRESSES: dict[str, Questions] = {
    **{
        name: plain(name)
        for name in (
            "home", "areas_outline", "healthz", "readyz", "account", "account_email", "organisation_list",
            "import_template", "person_add", "organisation_add", "news_choice", "news_read", "neighbourhood_add",
        )
    },
    **{
        name: lambda scene, name=name: [Question(reverse(name)), Question(f"{reverse(name)}?q=a&page=2&level=ward")]
        for name in ("people", "administer_organisations", "administer_areas")
    },
    **{
        name: _a_person(name)
        for name in (
            "person", "person_edit", "person_link", "role_give", "person_close", "person_open", "person_two_step",
        )
    },
    "role_take": _a_role,
    **api.ADDRESSES,
    **spend.ADDRESSES,
    **payments.ADDRESSES,
    **young_people_imports.ADDRESSES,
    **protocol.ADDRESSES,
    "news": lambda scene: [Question(reverse("news")), Question(f"{reverse('news')}?show=all&page=2")],
    "news_stop": lambda scene: [
        Question(reverse("news_stop", args=[stop_token(scene.people["officer-wcc"])])),
        Question(reverse("news_stop", args=["1:everything:forged"])),
    ],
    "organisation_edit": _bodies_kept,
    "place_list": lambda scene: [Question(reverse("place_list")), Question(f"{reverse('place_list')}?q=a")],
    "place": lambda scene: [
        Question(reverse("place", args=[code]))
        for code in (scene.district.code, "E10000034", *ALONE.values(), "E99", MARK)
    ],
    **{
        name: lambda scene, name=name: [
            Question(reverse(name, args=[code])) for code in (ALONE["neighbourhood"], scene.district.code, "NONE")
        ]
        for name in ("neighbourhood_edit", "neighbourhood_withdraw")
    },
    "favicon.ico": lambda scene: [Question("/favicon.ico")],
    "organisation_sign_in": lambda scene: [Question(reverse("organisation_sign_in", args=["oidc"]))],
    "job": about("job", lambda scene: scene.job.pk),
    "job_retry": about("job_retry", lambda scene: scene.job.pk),
    "note_add": _kept_on("note_add"),
    "attachment_add": _kept_on("attachment_add"),
    "note_edit": about("note_edit", lambda scene: scene.note.pk),
    "note_remove": about("note_remove", lambda scene: scene.note.pk),
    "attachment": about("attachment", lambda scene: scene.attachment.pk),
    "attachment_remove": about("attachment_remove", lambda scene: scene.attachment.pk),
    "own_map_layers": plain("own_map_layers"),
    **{
        name: lambda scene, name=name: [Question(reverse(name, args=[NOBODYS_PK]))]
        for name in ("own_map_layer", "own_map_layer_remove", "own_map_layer_shapes")
    },
    "property_list": searched("property_list"),
    "property_suggest": searched("property_suggest"),
    "property_csv": exported("property_csv"),
    "bulk_begin": exported("bulk_begin"),
    **{f"bulk_{step}": _bulk(f"bulk_{step}") for step in ("change", "check", "done", "undo")},
    "property_workbook": exported("property_workbook"),
    "property": _property_pages,
    "property_history": _of_property("property_history"),
    "property_history_csv": _of_property("property_history_csv"),
    "property_change": _changes,
    **editing.ADDRESSES,
    **reshaping.ADDRESSES,
    **{
        name: _of_property(name)
        for name in ("property_rate", "property_rating_withdraw", "rate_row", "rate_row_undo")
    },
    "rating_history": _past_ratings("rating_history", "months=36", "organisation=WCC"),
    "rating_on": _past_ratings("rating_on", "on={today}", "organisation=WCC&on={today}", "rag=green&on={today}"),
    "rating_on_map": _past_ratings("rating_on_map", "on={today}", "rag=green&on={today}"),
    **county_map.ADDRESSES,
    **diary.ADDRESSES,
    **changes.ADDRESSES,
    **open_data.ADDRESSES,
    **ogc.ADDRESSES,
    "organisation": _organisations,
    **quality.ADDRESSES,
    **tiles.ADDRESSES,
    **young_people.ADDRESSES,
    "import_list": lambda scene: [Question(reverse("import_list")), Question(f"{reverse('import_list')}?page=2")],
    "import_faults": of_batch("import_faults", "?severity=error", "?row=2"),
    "import_preview": of_batch("import_preview", "?show=changed", "?show=missing"),
    **{
        f"import_{step}": of_batch(f"import_{step}")
        for step in (
            "here", "columns", "sheet", "progress", "run_again", "correct", "skip", "faults_workbook", "replace",
            "resolve", "apply", "result", "undo", "abandon",
        )
    },
}  # fmt: skip

# Sign-in is allauth's own. Its addresses with a parameter take a key or a provider, never a record.
KEYED = {
    "account_confirm_email": ["no-such-key"],
    "account_reset_password_from_key": ["1", "no-such-key"],
    "openid_connect_login": ["oidc"],
    "openid_connect_callback": ["oidc"],
}


def every_address() -> Iterator[tuple[str, URLPattern]]:
    """(name, pattern) of everything the application answers to; the pattern's own text where it has no name."""

    def walk(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns)
            else:
                yield each.name or str(each.pattern), each

    yield from walk(get_resolver().url_patterns)


def is_of_sign_in(pattern: URLPattern) -> bool:
    """Whether an address is one of allauth's own, or leads on to one."""
    return pattern.callback.__module__.startswith(("allauth.", "django.views.generic"))


def named_questions(scene: Scene) -> Iterator[tuple[str, Question]]:
    """Every question of the table by its address's name, and every page of the sign-in. KeyError names an address that
    the table lacks."""
    asked = set()
    for name, pattern in every_address():
        if name in asked or (is_of_sign_in(pattern) and not pattern.name):
            continue
        asked.add(name)
        if is_of_sign_in(pattern) and name not in ADDRESSES:
            yield name, Question(reverse(name, args=KEYED.get(name)))
        else:
            yield from ((name, question) for question in ADDRESSES[name](scene))


def questions(scene: Scene) -> Iterator[Question]:
    """The same without the names."""
    return (question for _, question in named_questions(scene))


def routes() -> dict[str, str]:
    """The path of each address that is not of the sign-in, by its name: "/estate/{reference}/"."""

    def walk(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            path = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, path)
            elif not is_of_sign_in(each) or each.name in ADDRESSES:
                yield each.name or str(each.pattern), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)

    return dict(walk(get_resolver().url_patterns, "/"))
