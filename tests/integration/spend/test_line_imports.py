"""A body's budget or outturn comes in whole or not at all: in pounds, with its sign, adding up to what it says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spend.models import Body, Count, Line, Source, StagedLine
from tests.factories import make_organisation
from tests.integration.imports.steps import apply, faults
from tests.integration.spend import steps
from totalplace.models import ImportBatch, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def count(db: None) -> Count:
    """The county's count of 2008/09."""
    source = Source.objects.create(key="a-report", title="A report")
    return Count.objects.create(
        key="county-2008",
        title="The county",
        place_name="The county",
        year=2008,
        source=source,
        place="page 1",
    )


def line(label: str = "Schools", amount: str = "100", **more: Any) -> dict[str, Any]:
    return {"Service": label, "Amount": amount, "Financial year": "2008/09"} | more


def staged(user: User, *rows: Any, **options: Any) -> ImportBatch:
    return steps.staged(user, *rows, kind="spend-lines", **options)


def applied(user: User, *rows: Any, **options: Any) -> ImportBatch:
    batch = staged(user, *rows, **options)
    assert apply(user, batch) == 0
    return batch


def actions(batch: ImportBatch) -> list[str]:
    return list(StagedLine.objects.filter(batch=batch).order_by("row").values_list("action", flat=True))


def stored() -> dict[str, str]:
    return {each.label: str(each.amount) for each in Line.objects.order_by("id")}


@pytest.mark.parametrize("year", ["2008/9", "2008-2009", "FY09", "2008/09", "y/e 31 March 2009"])
def test_a_year_is_one_however_it_is_written(officer, year):
    applied(officer, line(**{"Financial year": year}))
    assert Line.objects.get().count.key == "county-2008"


@pytest.mark.parametrize("heading", ["Outturn £000", "Budget £'000", "Amount (£k)", "£000s"])
def test_thousands_named_in_the_heading_become_pounds(officer, heading):
    batch = applied(officer, f"Service,{heading},Year\nSchools,646,2008/09\n".encode())
    assert stored() == {"Schools": "646000.00"}
    assert "Amounts are read as thousands of pounds" in batch.notes


def test_the_unit_that_is_chosen_stands_before_the_headings(officer):
    applied(officer, b"Service,Amount,Year\nSchools,646,2008/09\n", unit="1000")
    assert stored() == {"Schools": "646000.00"}


def test_income_is_negative_and_gross_or_net_is_kept(officer):
    applied(
        officer, line("Grants", "-40", Basis="Gross"), line("Fees", "30", **{"Expenditure or income": "Income"}),
        line("Schools", "100", Basis="Net of income"),
    )  # fmt: skip
    kept = {each.label: (str(each.amount), each.direction, each.basis) for each in Line.objects.all()}
    assert kept == {
        "Grants": ("-40.00", "income", "gross"), "Fees": ("-30.00", "income", "not_stated"),
        "Schools": ("100.00", "expenditure", "net"),
    }  # fmt: skip


def test_a_total_that_agrees_is_not_stored_as_a_line(officer):
    batch = applied(officer, line("Schools", "100"), line("Fees", "-20"), line("Total", "80"))
    assert actions(batch) == ["new", "new", "skipped"]
    assert sum(Line.objects.values_list("amount", flat=True)) == 80
    assert any("own total, £80.00" in note for note in batch.notes)


def test_lines_that_do_not_come_to_the_total_are_refused_with_the_difference(officer):
    batch = staged(officer, line("Schools", "100"), line("Roads", "50"), line("Grand total", "160"))
    assert actions(batch) == ["refused"] * 3
    reason = faults(batch, "total_differs")[0].reason
    assert "come to £150.00" in reason
    assert "£10.00 too little" in reason
    apply(officer, batch)
    assert stored() == {}


def test_a_total_in_another_unit_is_told_as_that(officer):
    batch = staged(officer, line("Schools", "100000"), line("Roads", "50000"), line("Total", "150"))
    assert "a thousand times the other" in faults(batch, "total_differs")[0].reason


def test_a_line_in_thousands_is_corrected_in_thousands(officer):
    from totalplace.services import imports as services

    rows = "Schools,646\nRoads,300.5\nTotal,950\n"
    batch = staged(officer, ("Service,Outturn £000\n" + rows).encode(), count="county-2008")
    assert [fault.value for fault in faults(batch, "total_differs")] == ["646", "300.5", "950"]
    services.correct_cell(user=officer, batch=batch, row=2, field="amount", value="649.5")
    assert apply(officer, batch) == 0
    assert stored() == {"Schools": "649500.00", "Roads": "300500.00"}


def test_a_total_of_something_else_may_be_left_out(officer):
    from totalplace.services import imports as services

    batch = staged(officer, line("Schools", "100"), line("Total of the region", "999"))
    assert actions(batch) == ["refused", "refused"]
    services.skip_rows(user=officer, batch=batch, rows=[3])
    assert actions(batch) == ["new", "skipped"]


def test_a_corrected_outturn_changes_the_line_and_the_old_figure_can_be_cited(officer):
    applied(officer, line("Schools", "100"), line("Roads", "50"))
    before = Line.objects.get(label="Schools")
    batch = applied(officer, line("Schools", "120"), line("Roads", "50"))
    assert actions(batch) == ["changed", "unchanged"]
    after = Line.objects.get(label="Schools")
    assert (after.reference, str(after.amount)) == (before.reference, "120.00")
    assert after.version > before.version
    events = Line.pgh_event_model.objects.filter(pgh_obj_id=after.pk, version=before.version)
    assert events.get().amount == Decimal(100)
    steps.taken_back(batch)
    restored = Line.objects.get(label="Schools")
    assert (str(restored.amount), restored.version, restored.source) == ("100.00", before.version, before.source)


def test_lines_of_the_same_words_are_each_kept_once(officer):
    applied(officer, line("Other", "1"), line("Other", "2"))
    again = applied(officer, line("Other", "1"), line("Other", "2"), line("Other", "3"))
    assert actions(again) == ["unchanged", "unchanged", "new"]


def test_a_line_is_known_by_the_bodys_own_reference_though_its_words_change(officer):
    applied(officer, line("Schools", "100", Code="A1"))
    applied(officer, line("Schools and academies", "100", Code="A1"))
    assert stored() == {"Schools and academies": "100.00"}


def test_one_reference_in_several_rows_is_refused(officer):
    batch = staged(
        officer, line("Schools", "1", Code="A1"), line("Roads", "2", Code="A1"), line("Parks", "3", Code="A2")
    )
    assert actions(batch) == ["refused", "refused", "new"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Financial year": "1999/00"}, "count_not_known"), ({"Financial year": "2009"}, "text_refused"),
        ({"Amount": "much"}, "money_refused"), ({"Amount": ""}, "missing_amount"), ({"Service": ""}, "missing_label"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_with_its_remedy(officer, fields, code):
    batch = staged(officer, line() | fields, line("Roads", "5"))
    found = faults(batch, code)
    assert len(found) == 1
    assert found[0].remedy
    assert actions(batch)[1] == "new"


def test_a_line_of_another_year_than_the_chosen_count_is_refused(officer):
    batch = staged(officer, line(**{"Financial year": "2009/10"}), count="county-2008")
    assert [fault.row for fault in faults(batch, "another_year")] == [2]


def test_five_spellings_are_one_body(programme):
    make_organisation("WCC", name="Worcestershire County Council")
    Body.objects.create(code="WFDC", name="Wyre Forest District Council", sector="district")
    spelt = [
        "WFDC", "Wyre Forest District Council", "WYRE FOREST DISTRICT COUNCIL", "The Wyre Forest District Council",
        "Wyre  Forest District Council.",
    ]  # fmt: skip
    applied(programme, *(line(f"Line {n}", "1", **{"Body name": name}) for n, name in enumerate(spelt)))
    assert set(Line.objects.values_list("body__code", flat=True)) == {"WFDC"}


def test_every_line_names_its_file_and_row(officer):
    applied(officer, line("Schools", "100"), name="outturn.csv")
    (stored_line,) = Line.objects.select_related("source")
    assert (stored_line.source.title, stored_line.place) == ("outturn.csv", "row 2")
