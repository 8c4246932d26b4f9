"""An officer's own file, through the pages, in a browser: in, seen in the register, and out again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from estate.models import Property
from tests import import_files as files
from tests.factories import make_officer, make_organisation
from tests.realdata import real_data
from totalplace import jobs
from totalplace.choices import JobStatus
from totalplace.models import ImportBatch, Job
from totalplace.selectors.imports import fault_kinds

CODES = {
    "CBC": "Cheltenham Borough Council",
    "TRAF": "Trafford Metropolitan Borough Council",
    "AVON": "Avon Fire Authority",
    "WDC": "Wychavon District Council",
    "WOR": "The six districts",
}


@dataclass
class Hand:
    """An officer at the page: does what she does, and counts it."""

    page: Page
    actions: int = 0
    waited: dict[str, float] = field(default_factory=dict)

    def click(self, name: str, role: str = "button", exact: bool = True) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=exact).first.click()

    def choose_file(self, path: Path) -> None:
        self.actions += 1
        self.page.get_by_label("File", exact=True).set_input_files(path)

    def fill(self, label: str, value: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=True).fill(value)

    def wait(self, step: str, until: Callable[[], None]) -> None:
        """How long the machine takes to come to `until`."""
        begun = time.monotonic()
        until()
        self.waited[step] = round(time.monotonic() - begun, 2)


def work() -> None:
    """Do what a worker would, in this process, while the browser watches the progress page."""
    for job in Job.objects.filter(status=JobStatus.WAITING):
        jobs.run(job.pk)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words, timeout=30_000)


@pytest.fixture
def officer_of(page: Page, signed_in: Callable[[Page, str], Page]) -> Callable[[str], Hand]:
    """Sign an officer of that body in, on the page of imports."""

    def begin(code: str) -> Hand:
        make_organisation(code, name=CODES.get(code, f"Body {code}"))
        person = make_officer(code)
        signed_in(page, person.username).goto(reverse("import_list"))
        return Hand(page)

    return begin


def check(hand: Hand, path: Path) -> ImportBatch:
    """Upload, accept the guessed columns, and let the file be checked."""
    hand.choose_file(path)
    hand.click("Upload and read the file")
    hand.wait("read", lambda: heading(hand.page, "What is in each column"))
    hand.click("Check the file")
    hand.wait("check", lambda: (heading(hand.page, "Checking the file"), work(), _left_progress(hand.page)))
    return ImportBatch.objects.latest("pk")


def _left_progress(page: Page) -> None:
    page.wait_for_url(lambda url: "checking" not in url, timeout=60_000)


def put_in(hand: Hand) -> None:
    """From the preview into the register."""
    hand.click("Go on to apply")
    hand.click("Apply the import")
    hand.wait("apply", lambda: (heading(hand.page, "Applying the import"), work(), _left_progress(hand.page)))
    heading(hand.page, "The import is in the register")


def take_out(hand: Hand) -> None:
    """The whole import out again."""
    hand.click("Take this import back")
    hand.fill("Reason", "A trial")
    hand.click("Take the import back")
    hand.wait("undo", lambda: (heading(hand.page, "Taking the import back"), work(), _left_progress(hand.page)))
    heading(hand.page, "The import was taken back")


@dataclass(frozen=True)
class Register:
    """A real file: what its officer mends on the page ((row, column): value)."""

    code: str
    name: str
    rows: int
    mend: dict[tuple[int, str], str] = field(default_factory=dict)


REGISTERS = (
    Register("CBC", "registers/cheltenham_land_and_assets_2023.csv", 459),
    Register("TRAF", "registers/trafford_land_and_building_assets_2025.csv", 608, {(398, "PostCode"): ""}),
    Register(
        "AVON",
        "registers/avon_fire_land_and_premises_2017.xlsx",
        28,
        {
            (3, "Functional Suitability"): "Poor",
            (8, "Functional Suitability"): "Poor",
            (6, "Unique asset identity"): "AP3J7Y845UJ53200A3/2",
            (26, "Unique asset identity"): "APXN5A862VN7YB80JL/2",
            (27, "Unique asset identity"): "APUPGR8R6WF67940BU/2",
            (29, "Unique asset identity"): "APFLH18R53J52T605V/2",
        },
    ),
    Register("WDC", "registers/wychavon_brownfield_register_2017.csv", 21),
    Register(
        "WOR",
        "registers/worcestershire_brownfield_sites_2020.csv",
        190,
        {(191, "site"): "WFDC/1"},
    ),
)


@pytest.mark.parametrize("register", REGISTERS, ids=[register.code for register in REGISTERS])
def test_a_real_register_goes_in_is_seen_and_comes_out_again(officer_of, register, record_property):
    path = real_data(register.name)
    hand = officer_of(register.code)
    begun = time.monotonic()
    batch = check(hand, path)
    found = {f"{kind.severity} {kind.code}": kind.count for kind in fault_kinds(batch)}
    if "faults" in hand.page.url:
        for (row, column), value in register.mend.items():
            mend(hand, row, column, value)
        hand.click("Go on to the preview")
    heading(hand.page, "What the import would do")
    put_in(hand)
    batch.refresh_from_db()
    stored = Property.objects.filter(organisation__code=register.code)
    assert stored.count() == batch.counts["new"] == batch.counts["rows"] == register.rows
    _see(hand, stored.exclude(name="").first())
    hand.page.goto(reverse("import_result", args=[batch.pk]))
    take_out(hand)
    assert not stored.exists()
    record_property("found", found)
    record_property("actions", hand.actions)
    record_property("waited", hand.waited)
    record_property("seconds", round(time.monotonic() - begun, 1))


def mend(hand: Hand, row: int, column: str, value: str) -> None:
    """Put a value in a cell that is in error, on the page of its row's faults."""
    cell = hand.page.get_by_label(re.compile(rf"^{re.escape(column)}.* of row {row}$", re.DOTALL)).first
    if not cell.is_visible():
        hand.actions += 1
        hand.page.goto(f"{hand.page.url.partition('?')[0]}?severity=error")
    hand.actions += 2
    if cell.evaluate("cell => cell.tagName") == "SELECT":
        cell.select_option(value)
    else:
        cell.fill(value)
    cell.locator("xpath=ancestor::form").get_by_role("button").click()
    expect(hand.page.get_by_text(re.compile(rf"Row {row}: .* is now")).first).to_be_visible()


def _see(hand: Hand, stored: Property) -> None:
    """The property is on its page, and on the body's list."""
    hand.page.get_by_role("link", name="See the properties of", exact=False).click()
    expect(hand.page.get_by_role("main")).to_contain_text(stored.organisation.name)
    hand.page.goto(f"/estate/{stored.reference}/")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text(stored.name)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Five rows: a tenure nobody knows, a place on the Moon, a long value, and two that are right."""
    rows = [
        (*files.TOWN_HALL[:5], "Grace and favour", *files.TOWN_HALL[6:]),
        ("A4", "Moon base", *files.DEPOT[2:6], "9999999", "9999999"),
        ("A5", "Llanfair" * 20, *files.DEPOT[2:]),
        files.DEPOT,
        files.LIBRARY,
    ]
    path = tmp_path / ("a very long name of a file that an officer gave it " * 3 + ".csv")
    path.write_bytes(files.csv_of(rows))
    return path


def test_a_cell_is_mended_and_a_row_left_out_without_leaving_the_page(officer_of, faulty):
    hand = officer_of("WCC")
    batch = check(hand, faulty)
    heading(hand.page, "What was found in the file")
    mend = hand.page.get_by_label("Tenure Type of row 2", exact=False).first
    mend.select_option("Leasehold")
    hand.page.get_by_role("button", name="Save Tenure Type of row 2").first.click()
    expect(hand.page.get_by_text("Row 2: Tenure is now “Leasehold”")).to_be_visible()
    hand.page.get_by_label("Leave row 3 out").first.check()
    hand.click("Leave the ticked rows out")
    expect(hand.page.get_by_text("Row 3 is left out")).to_be_visible()
    batch.refresh_from_db()
    assert (batch.counts["refused"], batch.counts["skipped"], batch.counts["new"]) == (0, 1, 4)


def test_the_steps_are_walked_by_keyboard_alone(officer_of, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(files.csv_of([files.TOWN_HALL, files.DEPOT]))
    hand = officer_of("WCC")
    # The system's own dialogue chooses the file; from there on, no mouse.
    hand.choose_file(path)
    press(hand.page, "Upload and read the file")
    heading(hand.page, "What is in each column")
    press(hand.page, "Check the file")
    heading(hand.page, "Checking the file")
    work()
    _left_progress(hand.page)
    heading(hand.page, "What the import would do")
    press(hand.page, "Go on to apply")
    heading(hand.page, "Apply the import")
    press(hand.page, "Apply the import")
    heading(hand.page, "Applying the import")
    work()
    heading(hand.page, "The import is in the register")
    assert Property.objects.count() == 2


def press(page: Page, words: str) -> None:
    """Tab to the control of that name, and press Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == words:
            page.keyboard.press("Enter")
            return
    pytest.fail(f"the keyboard never came to “{words}”")


def test_everything_works_with_scripts_off(browser, server, faulty):
    person = make_officer("WCC")
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    _sign_in_without_scripts(page, person.username)
    hand = Hand(page)
    page.goto(reverse("import_list"))
    hand.choose_file(faulty)
    hand.click("Upload and read the file")
    hand.click("Check the file")
    heading(page, "Checking the file")
    work()
    # The page asks again by itself, every other second.
    heading(page, "What was found in the file")
    page.get_by_label("Tenure Type of row 2", exact=False).first.select_option("Leasehold")
    page.get_by_role("button", name="Save Tenure Type of row 2").first.click()
    expect(page.get_by_text("Row 2 was corrected")).to_be_visible()
    hand.click("Go on to the preview")
    hand.click("Go on to apply")
    hand.click("Apply the import")
    work()
    heading(page, "The import is in the register")
    assert Property.objects.count() == 4
    context.close()


def _sign_in_without_scripts(page: Page, username: str) -> None:
    from tests.factories import PASSWORD

    page.goto(reverse("account_login"))
    page.get_by_label("Username", exact=False).first.fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
