"""Changing many properties in a browser: ticked from the list, looked at, done and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from estate.models import BulkEdit, Property
from tests.factories import make_officer, make_property

SignIn = Callable[[Page, str], Page]


@pytest.fixture
def officers(page: Page, signed_in: SignIn) -> Page:
    """The page of an officer with twenty schools of her own beside one of another body."""
    for number in range(20):
        make_property("WCC", name=f"School {number:02}", tenure="freehold")
    make_property("BDC", name="Town hall", tenure="freehold")
    return signed_in(page, make_officer("WCC").username)


def test_twenty_are_rated_and_taken_back_in_a_dozen_keys(officers: Page) -> None:
    officers.goto("/estate/?organisation=WCC")
    officers.get_by_role("button", name="Change 20 listed properties").press("Enter")
    expect(officers.get_by_role("heading", name="Change 20 properties")).to_be_visible()
    officers.get_by_label("RAG rating", exact=True).select_option("green")
    officers.get_by_label("Reason for the rating").select_option("declared_surplus")
    officers.get_by_label("Reason", exact=True).fill("Estate review")
    officers.get_by_label("Reason", exact=True).press("Enter")
    expect(officers.get_by_text("20 of 20 properties would change")).to_be_visible()
    officers.get_by_role("button", name="Change 20 properties").press("Enter")
    expect(officers.get_by_role("heading", name="20 properties changed")).to_be_visible()
    assert Property.objects.filter(rag="green").count() == 20
    officers.get_by_role("button", name="Undo the whole change").press("Enter")
    expect(officers.get_by_role("heading", name="The change was taken back")).to_be_visible()
    assert Property.objects.filter(rag="").count() == 21


def test_a_range_is_ticked_with_shift_and_counted_on_the_button(officers: Page) -> None:
    officers.goto("/estate/?organisation=WCC")
    officers.get_by_label("Choose School 02").click()
    officers.get_by_label("Choose School 06").click(modifiers=["Shift"])
    officers.get_by_label("Choose School 04").click()
    officers.get_by_role("button", name="Change the ticked (4)").click()
    expect(officers.get_by_role("heading", name="Change 4 properties")).to_be_visible()
    names = Property.objects.filter(pk__in=BulkEdit.objects.get().property_ids).values_list("name", flat=True)
    assert set(names) == {"School 02", "School 03", "School 05", "School 06"}


def test_only_ones_own_lines_have_a_box(officers: Page) -> None:
    officers.goto("/estate/")
    expect(officers.get_by_label("Choose School 00")).to_be_visible()
    expect(officers.get_by_label("Choose Town hall")).to_have_count(0)
    expect(officers.get_by_role("button", name="listed properties")).to_have_count(0)


def test_what_somebody_changed_meanwhile_must_be_decided_before_it_is_done(officers: Page) -> None:
    officers.goto("/estate/?organisation=WCC")
    officers.get_by_role("button", name="Change 20 listed properties").click()
    officers.get_by_role("button", name="See what would change").click()
    expect(officers.get_by_role("heading", name="There is a problem")).to_be_visible()
    officers.get_by_label("Tenure").select_option("leasehold")
    officers.get_by_label("Reason", exact=True).fill("Review")
    officers.get_by_role("button", name="See what would change").click()
    Property.objects.filter(name="School 03").update(tenure="licence")
    officers.get_by_role("button", name="Change 20 properties").click()
    expect(officers.get_by_text("Somebody changed some of these meanwhile")).to_be_visible()
    officers.get_by_role("button", name="Use what is chosen").click()
    expect(officers.get_by_role("alert")).to_contain_text("Tenure: choose theirs or yours.")
    officers.get_by_label("Theirs: Licence").check()
    officers.get_by_role("button", name="Use what is chosen").click()
    officers.get_by_role("button", name="Change 19 properties").click()
    expect(officers.get_by_role("heading", name="19 properties changed")).to_be_visible()


def test_it_works_without_scripts(officers: Page, browser: Browser, server) -> None:
    plain = browser.new_context(java_script_enabled=False, storage_state=officers.context.storage_state())
    try:
        page = plain.new_page()
        page.goto(f"{server.url}/estate/")
        page.get_by_label("Choose School 01").check()
        page.get_by_role("button", name="Change the ticked").click()
        page.get_by_label("Tenure").select_option("leasehold")
        page.get_by_label("Reason", exact=True).fill("Review")
        page.get_by_role("button", name="See what would change").click()
        page.get_by_role("button", name="Change 1 property").click()
        expect(page.get_by_role("heading", name="1 property changed")).to_be_visible()
    finally:
        plain.close()
    assert Property.objects.filter(tenure="leasehold").count() == 1
