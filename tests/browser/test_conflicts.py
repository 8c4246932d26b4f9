"""Two browsers change one property, on every way there is: nothing is overwritten unseen, and the second chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from estate.models import Property
from tests.browser.test_import_pages import work
from tests.browsing import Server
from tests.factories import make_officer, make_person, make_property
from tests.integration.imports.steps import staged
from totalplace.choices import Role
from totalplace.models import ImportBatch, User
from totalplace.selectors.history import history_of

SignIn = Callable[[Page, str], Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def ann(server: Server) -> User:
    return make_officer("WCC")


@pytest.fixture
def hall(ann: User) -> Property:
    make_property("WCC", local_reference="A2", name="Depot", tenure="freehold")
    return make_property("WCC", local_reference="A1", name="County Hall", tenure="freehold", street="High Street")


@pytest.fixture
def other(browser: Browser, server: Server, signed_in: SignIn) -> Iterator[Page]:
    """The browser of somebody of the programme team, who edits every body's estate."""
    make_person("programme", [(Role.PROGRAMME, None)])
    with browser.new_context(base_url=server.url, locale="en-GB") as context:
        yield signed_in(context.new_page(), "programme")


def edited_elsewhere(other: Page, hall: Property) -> None:
    """The other one changes its tenure and its street."""
    for part, label, value in (("tenure", "Tenure", "licence"), ("identity", "Street", "Low Street")):
        other.goto(f"/estate/{hall.reference}/edit/{part}/")
        box = other.get_by_label(label, exact=True)
        box.select_option(value) if part == "tenure" else box.fill(value)
        other.get_by_role("button", name="Save").click()
        other.wait_for_url("**#section-*")


def stored(hall: Property) -> tuple[str, str]:
    hall.refresh_from_db()
    return hall.tenure, hall.street


def test_in_a_bulk_change(page: Page, other: Page, signed_in: SignIn, hall: Property) -> None:
    signed_in(page, "officer-wcc").goto("/estate/?organisation=WCC")
    page.get_by_role("button", name="Change 2 listed properties").click()
    page.get_by_label("Tenure").select_option("leasehold")
    page.get_by_label("Reason", exact=True).fill("Review")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("heading", name="What would change").wait_for()
    edited_elsewhere(other, hall)
    page.get_by_role("button", name="Change 2 properties").click()
    clash = page.get_by_role("group", name=f"Tenure: {hall.reference} County Hall")
    expect(clash).to_contain_text("When you chose it: Freehold")
    expect(clash).to_contain_text("programme, ")
    clash.get_by_label("Theirs: Licence").check()
    page.get_by_role("button", name="Use what is chosen").click()
    page.get_by_role("button", name="Change 1 property").click()
    expect(page.get_by_role("heading", name="1 property changed")).to_be_visible()
    assert stored(hall) == ("licence", "Low Street")


def test_in_a_value_put_back(page: Page, other: Page, signed_in: SignIn, hall: Property, ann: User) -> None:
    Property.objects.filter(pk=hall.pk).update(tenure="leasehold", name="The Hall")
    change = history_of(hall, user=ann)[0].change_id
    signed_in(page, "officer-wcc").goto(reverse("property_change", args=[hall.reference, change]))
    page.get_by_label("Tenure: Freehold").check()
    page.get_by_label("Name: County Hall").check()
    page.get_by_label("Reason").fill("Wrong file")
    edited_elsewhere(other, hall)
    page.get_by_role("button", name="Put back").click()
    tenure = page.get_by_role("group", name="Tenure")
    expect(tenure).to_contain_text("When you opened it: Leasehold")
    page.get_by_role("button", name="Save what is chosen").click()
    expect(page.get_by_role("alert")).to_contain_text("Tenure: choose which of the two stands.")
    tenure.get_by_label("Yours: Freehold").check()
    page.get_by_role("button", name="Save what is chosen").click()
    expect(page.get_by_text("2 details are back as before")).to_be_visible()
    assert (*stored(hall), hall.name) == ("freehold", "Low Street", "County Hall")


@pytest.mark.console_errors_expected
def test_in_a_rating_from_the_list(page: Page, other: Page, signed_in: SignIn, axe: Axe, hall: Property) -> None:
    signed_in(page, "officer-wcc").goto("/estate/?organisation=WCC")
    expect(page.get_by_text("Rate by keyboard")).to_be_visible()
    line = page.get_by_role("row").filter(has_text="County Hall")
    # Somebody's edits say nothing about the rating, and do not stop it.
    edited_elsewhere(other, hall)
    page.get_by_role("link", name="Rate County Hall").focus()
    for key in ("g", "1"):
        page.keyboard.press(key)
    expect(line).to_contain_text("Saved: green")
    # Somebody's rating does.
    other.goto(f"/estate/{hall.reference}/rag/")
    other.get_by_label("Red – core").check()
    other.get_by_label("No change to the service expected").check()
    other.get_by_role("button", name="Save the rating").click()
    other.wait_for_url("**#section-ratings")
    page.get_by_role("link", name="Rate County Hall").focus()
    for key in ("a", "1"):
        page.keyboard.press(key)
    expect(line).to_contain_text("Not saved: amber")
    expect(line).to_contain_text("Rated by programme since you opened this list. It is now Red – core")
    page.set_viewport_size({"width": 320, "height": 800})
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    line.get_by_role("button", name="Leave theirs").click()
    hall.refresh_from_db()
    assert (hall.rag, hall.tenure) == ("red", "licence")


def two_rows(ann: User) -> ImportBatch:
    """A checked file that says something else of both properties."""
    with transaction.atomic():
        return staged(
            ann,
            {"Local reference": "A1", "Name": "The Hall", "Tenure": "Leasehold"},
            {"Local reference": "A2", "Name": "The Depot", "Tenure": "Leasehold"},
        )


def applied(page: Page) -> None:
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("heading", name="Applying the import").wait_for()
    work()


def test_in_an_import(page: Page, other: Page, signed_in: SignIn, hall: Property, ann: User) -> None:
    batch = two_rows(ann)
    signed_in(page, "officer-wcc").goto(reverse("import_apply", args=[batch.pk]))
    edited_elsewhere(other, hall)
    applied(page)
    tenure = page.get_by_role("group", name="Tenure in row 2")
    expect(tenure).to_contain_text("When the file was checked: Freehold")
    expect(page.get_by_text("Last saved by programme")).to_contain_text("The file also changes Name")
    tenure.get_by_label("Register now: Licence").check()
    page.get_by_role("button", name="Use what is chosen").click()
    expect(page.get_by_text("1 row is decided. Go on to apply.")).to_be_visible()
    page.get_by_role("button", name="Go on to apply").click()
    applied(page)
    expect(page.get_by_role("heading", name="The import is in the register")).to_be_visible()
    assert (*stored(hall), hall.name) == ("licence", "Low Street", "The Hall")


def test_in_an_import_without_scripts(
    page: Page, browser: Browser, server: Server, hall: Property, ann: User, signed_in: SignIn
) -> None:
    batch = two_rows(ann)
    Property.objects.update(tenure="licence")
    signed_in(page, "officer-wcc")
    with browser.new_context(
        base_url=server.url, java_script_enabled=False, storage_state=page.context.storage_state()
    ) as context:
        plain = context.new_page()
        plain.goto(reverse("import_apply", args=[batch.pk]))
        applied(plain)
        plain.goto(reverse("import_here", args=[batch.pk]))
        plain.get_by_role("button", name="Your file’s in all 2 rows").click()
        expect(plain.get_by_text("2 rows are decided. Go on to apply.")).to_be_visible()
        plain.get_by_role("button", name="Go on to apply").click()
        applied(plain)
    assert set(Property.objects.values_list("tenure", flat=True)) == {"leasehold"}
