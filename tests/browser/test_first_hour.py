"""A new officer's first hour, as docs/first-hour.md tells it: each step is done here, in the demonstration county.

`PICTURES=1 bin/test tests/browser/test_first_hour.py` takes the document's pictures anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Locator, Page, expect

from estate.models import Property, RagAssessment
from estate.services.quality import check_everything
from tests.browsing import Server
from totalplace import jobs
from totalplace.choices import JobStatus
from totalplace.models import Job

SignIn = Callable[[Page, str], Page]
ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "first-hour.md"
FILE = ROOT / "docs" / "first-hour.csv"
PICTURES = ROOT / "docs" / "images" / "first-hour"


class Hour:
    """The walk through the document, and the pictures that it asks for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pictures: list[str] = []

    def picture(self, name: str, *, at: Locator | None = None) -> None:
        """The page as a person sees it now, `at` a place of it; stored where the pictures are taken anew."""
        self.pictures.append(name)
        if at is None:
            self.page.evaluate("scrollTo(0, 0)")
        else:
            at.evaluate("place => scrollTo(0, place.getBoundingClientRect().top + scrollY - 90)")
        if "PICTURES" in os.environ:
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


@pytest.fixture
def hour(page: Page, server: Server) -> Hour:
    """The demonstration county with its faults looked for, and a screen of an ordinary size."""
    call_command("load_demo", verbosity=0)
    check_everything()
    page.set_viewport_size({"width": 1180, "height": 820})
    return Hour(page)


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words, timeout=30_000)


def work() -> None:
    """Do what waits for the worker, and see the progress page go on."""
    for job in Job.objects.filter(status=JobStatus.WAITING):
        jobs.run(job.pk)


def test_a_new_officers_first_hour(hour: Hour, browser: Browser, server: Server, signed_in: SignIn) -> None:
    open_the_invitation(hour.page, invited(browser, server, signed_in), hour)
    for do in STEPS.values():
        do(hour.page, hour)
    told = DOCUMENT.read_text()
    assert re.findall(r"^## \d+\. (.+)$", told, flags=re.MULTILINE) == ["Open your invitation", *STEPS]
    assert re.findall(r"\(images/first-hour/(.+)\.png\)", told) == hour.pictures
    assert sorted(each.stem for each in PICTURES.glob("*.png")) == sorted(hour.pictures)


def invited(browser: Browser, server: Server, signed_in: SignIn) -> str:
    """The administrator adds the officer; the link that she hands over."""
    context = browser.new_context(base_url=server.url)
    desk = signed_in(context.new_page(), "admin")
    desk.goto("/administration/people/add/")
    desk.get_by_label("Name", exact=True).fill("Dana Whitlock")
    desk.get_by_label("Username").fill("dana.whitlock")
    desk.get_by_label("E-mail address").fill("dana.whitlock@example.org")
    desk.get_by_label("Role").select_option("Property officer")
    desk.get_by_label("Organisation").select_option("Bromsgrove District Council")
    desk.get_by_label("Reason").fill("New property officer")
    desk.get_by_role("button", name="Add the person").click()
    heading(desk, "A link for Dana Whitlock")
    link = desk.get_by_label("Link", exact=True).input_value()
    context.close()
    return link


def open_the_invitation(page: Page, link: str, hour: Hour) -> None:
    page.goto(link)
    heading(page, "Choose a new password")
    hour.picture("invitation")
    page.get_by_label("New password", exact=True).fill("copper kettle morning walk")
    page.get_by_label("The new password once more").fill("copper kettle morning walk")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("link", name="Sign in with the new password").click()
    page.get_by_label("Username or e-mail address").fill("dana.whitlock")
    page.get_by_label("Password", exact=True).fill("copper kettle morning walk")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Dana Whitlock")).to_be_visible()


def see_what_waits(page: Page, hour: Hour) -> None:
    page.get_by_role("link", name="My estate", exact=True).click()
    heading(page, "My estate")
    hour.picture("my-estate")
    page.get_by_role("row", name="Overdue").get_by_role("link").click()
    expect(page.get_by_role("link", name="Cross Street Car Park, Bromsgrove", exact=True)).to_be_visible()


def bring_in_the_spreadsheet(page: Page, hour: Hour) -> None:
    page.get_by_role("link", name="Imports").click()
    page.get_by_label("File", exact=True).set_input_files(FILE)
    page.get_by_role("button", name="Upload and read the file").click()
    heading(page, "What is in each column")
    hour.picture("columns")
    page.get_by_role("button", name="Check the file").click()
    heading(page, "Checking the file")
    work()
    heading(page, "What was found in the file")
    hour.picture("faults")
    page.get_by_label("Floor area (m2) of row 8", exact=False).first.fill("1,200")
    page.get_by_role("button", name="Save Floor area (m2) of row 8").first.click()
    expect(page.get_by_text("Row 8: Gross internal area (m²) is now “1,200”")).to_be_visible()
    page.get_by_role("button", name="Go on to the preview").click()
    heading(page, "What the import would do")
    hour.picture("preview")
    page.get_by_role("button", name="Go on to apply").click()
    page.get_by_label("Reason", exact=True).fill("Schedule of November 2026")
    page.get_by_role("button", name="Apply the import").click()
    heading(page, "Applying the import")
    work()
    heading(page, "The import is in the register")
    assert Property.objects.get(local_reference="BDC-0103").gross_internal_area_m2 == 1200


def find_a_property(page: Page, hour: Hour) -> None:
    page.get_by_role("link", name="Estate", exact=True).click()
    box = page.get_by_role("main").get_by_label("Search", exact=True)
    box.fill("vine stret rubery")
    box.press("Enter")
    expect(page.get_by_role("link", name="Vine Street Sports Centre, Rubery", exact=True)).to_be_visible()
    hour.picture("search")


def rate_from_the_list(page: Page, hour: Hour) -> None:
    page.goto("/estate/?organisation=BDC&missing=rag")
    page.get_by_text("Rate by keyboard").click()
    page.get_by_role("button", name="start at the first line").click()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Service change")).to_be_visible()
    hour.picture("rating", at=page.get_by_role("table").first)
    page.keyboard.press("1")
    expect(page.get_by_text("Saved: amber").first).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("1")
    expect(page.get_by_text("Saved: green").first).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back").first).to_be_visible()
    assert RagAssessment.objects.filter(assessed_by__username="dana.whitlock").count() == 2


def mend_a_fault(page: Page, hour: Hour) -> None:
    page.get_by_role("link", name="Data quality").click()
    page.get_by_label("Body", exact=True).select_option("Bromsgrove District Council")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**organisation=BDC")
    hour.picture("faults-by-rule")
    page.get_by_role("link", name=re.compile("to mend: No energy rating")).click()
    page.get_by_role("link", name=re.compile("^Mend ")).first.click()
    page.get_by_label("Energy rating", exact=True).select_option("C")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved Energy rating")).to_be_visible()


def draw_an_outline(page: Page, hour: Hour) -> None:
    hall = Property.objects.get(local_reference="BDC-0101")
    page.goto(f"/estate/{hall.reference}/edit/place/")
    chart = page.locator("[data-map]")
    expect(page.locator("[data-drawn]")).to_be_attached()
    page.get_by_role("button", name="Draw", exact=True).click()
    # The mouse reaches only what is in the window: how far down the page the map stands depends on the fonts.
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for right, down in ((-60, -40), (60, -50), (70, 40), (-50, 50), (-60, -40)):
        page.mouse.move(x + right - 4, y + down, steps=2)
        page.mouse.click(x + right, y + down)
    expect(page.locator("[data-figures]")).to_contain_text("4 corners")
    hour.picture("outline", at=page.get_by_role("heading", level=1))
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(f"**/estate/{hall.reference}/#section-place")
    hall.refresh_from_db()
    assert hall.boundary.contains(hall.location)


def look_at_lease_dates(page: Page, hour: Hour) -> None:
    page.goto("/estate/leases/?organisation=BDC")
    page.get_by_role("link", name="24", exact=True).click()
    hour.picture("leases")
    page.get_by_role("link", name="Put these dates in your own calendar").click()
    page.get_by_role("button", name="Make a private link").click()
    expect(page.get_by_text(re.compile(r"/estate/leases/feed/.+\.ics"))).to_be_visible()


def change_several(page: Page, hour: Hour) -> None:
    page.goto("/estate/?organisation=BDC&use=allotments")
    page.get_by_role("button", name="Change 3 listed properties").click()
    page.get_by_label("Sharing potential").select_option("possible")
    page.get_by_label("Reason", exact=True).fill("Allotments may share their gates")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("3 of 3 properties would change")).to_be_visible()
    hour.picture("preview-of-several")
    page.get_by_role("button", name="Change 3 properties").click()
    heading(page, "3 properties changed")
    page.get_by_role("button", name="Undo the whole change").click()
    heading(page, "The change was taken back")


def put_it_back(page: Page, hour: Hour) -> None:
    page.goto(f"/estate/{Property.objects.get(local_reference='BDC-0008').reference}/")
    page.get_by_role("link", name="All of the history, and the way back").click()
    page.get_by_role("link", name="Look at this change").first.click()
    hour.picture("change")
    page.get_by_label("Gross internal area").check()
    page.get_by_label("Reason", exact=True).fill("The survey of 2024 stands")
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_text("1 detail is back as before")).to_be_visible()


def choose_what_you_are_told(page: Page, hour: Hour) -> None:
    page.get_by_role("link", name=re.compile("^Reminders")).first.click()
    page.get_by_role("link", name="Reminders by e-mail").click()
    page.get_by_label("Every day").check()
    hour.picture("reminders")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every day")).to_be_visible()


# The document's headings, in its order, and what is done under each; the invitation comes before them.
STEPS: dict[str, Callable[[Page, Hour], None]] = {
    "See what waits for you": see_what_waits,
    "Bring in the spreadsheet you have": bring_in_the_spreadsheet,
    "Find a property": find_a_property,
    "Rate from the list": rate_from_the_list,
    "Mend a fault": mend_a_fault,
    "Draw an outline": draw_an_outline,
    "Look at your lease dates": look_at_lease_dates,
    "Change several at once": change_several,
    "Read what happened, and put it back": put_it_back,
    "Choose what you are told": choose_what_you_are_told,
}
