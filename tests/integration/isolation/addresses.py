"""Every address of the application, resolved for the secret site and for nothing at all: the table tests walk by.

Each named address has an entry here. One that is added without an entry fails the contract test, so that no page comes
into being unwatched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from estate.filters import MISSING
from tests.integration.isolation.scene import MARK, NO_MARK, NO_POSTCODE, NO_UPRN, POSTCODE, UPRN, Scene

NOBODYS_PK = 999_999_999
NOBODYS_REFERENCE = "WP-999999999"


@dataclass(frozen=True)
class Question:
    """An address to ask. `twin` is the same question about nothing, whose answer must be the same but for the words."""

    path: str
    twin: str = ""
    words: tuple[str, str] = ("", "")

    def strip(self, text: str) -> str:
        """An answer without the asked-for words themselves, which a page may well repeat."""
        asked = [form for word in (self.path, self.twin, *self.words) if word for form in _forms(word)]
        for form in sorted(asked, key=len, reverse=True):
            text = text.replace(form, "@")
        return text


def _forms(word: str) -> Iterator[str]:
    yield word
    yield quote(word)
    yield quote(word, safe="")
    yield quote(quote(word), safe="")
    yield word.replace("&", "&amp;")
    yield word.replace(" ", "+")


Questions = Callable[[Scene], Sequence[Question]]


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
        return [Question(address), *found, Question(f"{address}?q={reference}", words=(reference, ""))]

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
        "count=exact", "count=exact&q=open",
    ]  # fmt: skip
    orders = [f"sort={way}{key}" for way in ("", "-") for key in ("name", "reference", "book_value", "running_cost")]
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


def _organisations(scene: Scene) -> list[Question]:
    return [Question(reverse("organisation", args=[code])) for code in ("WCC", "BDC", "NONE", MARK)]


ADDRESSES: dict[str, Questions] = {
    **{
        name: plain(name)
        for name in (
            "home", "areas_outline", "healthz", "readyz", "account", "account_email", "organisation_list",
            "import_template",
        )
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
    "property_list": searched("property_list"),
    "property_suggest": searched("property_suggest"),
    "property_csv": exported("property_csv"),
    "property_workbook": exported("property_workbook"),
    "property": _property_pages,
    "organisation": _organisations,
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


def questions(scene: Scene) -> Iterator[Question]:
    """Every question of the table, and every page of the sign-in. KeyError names an address the table lacks."""
    asked = set()
    for name, pattern in every_address():
        if name in asked or (is_of_sign_in(pattern) and not pattern.name):
            continue
        asked.add(name)
        if is_of_sign_in(pattern) and name not in ADDRESSES:
            yield Question(reverse(name, args=KEYED.get(name)))
        else:
            yield from ADDRESSES[name](scene)
