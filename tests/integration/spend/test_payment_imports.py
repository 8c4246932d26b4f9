"""A body's published payments come in once, however they are written, and go again when the import is taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spend.models import Body, Payment, Supplier, SupplierMerge
from tests.factories import make_organisation
from tests.integration.imports.steps import apply, faults
from tests.integration.spend.steps import PAYMENT, actions, amounts, applied, payment, staged, taken_back, tallied
from totalplace.models import ImportFault

pytestmark = pytest.mark.django_db

HEADINGS = [
    "Body Name,Supplier Name,Amount,Date,Transaction Number,Expense Area,Merchant Category,Irrecoverable VAT",
    "Organisation,Beneficiary Name,Net Amount,Payment Date,TransNo,Department,Merchant Category,VAT Amount",
    "OrganisationName,Vendor,Total £,Posting Date,Document No,Directorate,Merchant category,VAT",
]


@pytest.mark.parametrize("headings", HEADINGS)
def test_councils_headings_are_known(officer, headings):
    row = 'Body WCC,Severn Care,"£1,234.56",2024-04-05,T1,Adults,Care homes,0'
    batch = applied(officer, f"{headings}\n{row}\n".encode())
    (paid,) = Payment.objects.all()
    assert (paid.payee, str(paid.amount), str(paid.paid_on)) == ("Severn Care", "1234.56", "2024-04-05")
    assert (paid.reference, paid.department, paid.merchant_category) == ("T1", "Adults", "Care homes")
    assert paid.body.organisation.code == "WCC"
    assert paid.batch == batch


@pytest.mark.parametrize(
    ("written", "pounds"),
    [
        ("£1,234.56", "1234.56"), ("(123.45)", "-123.45"), ("-123", "-123.00"), ("1,234.50-", "-1234.50"),
        ("123.45 CR", "-123.45"), ("123.45CR", "-123.45"), ("£(1,000.00)", "-1000.00"), ("500.10 DR", "500.10"),
    ],
)  # fmt: skip
def test_amounts_keep_their_sign_however_it_is_written(officer, written, pounds):
    applied(officer, payment(Amount=written))
    assert amounts() == [pounds]


@pytest.mark.parametrize("written", ["05/04/2024", "2024-04-05", "45387", "5 April 2024"])
def test_days_are_read_day_first_as_iso_and_as_a_spreadsheet_numbers_them(officer, written):
    applied(officer, payment(Date=written))
    assert str(Payment.objects.get().paid_on) == "2024-04-05"


@pytest.mark.parametrize(
    ("payee", "struck_out"),
    [
        ("REDACTED PERSONAL DATA", True), ("Redacted", True), ("[Name withheld]", True), ("Individual", True),
        ("XXXXX", True), ("Redactive Publishing Ltd", False), ("Confidential Shredding Ltd", False),
    ],
)  # fmt: skip
def test_a_name_struck_out_stays_so_and_is_nobodys_supplier(officer, payee, struck_out):
    applied(officer, payment(**{"Supplier Name": payee}))
    paid = Payment.objects.get()
    assert (paid.payee, paid.is_redacted, paid.name is None) == (payee, struck_out, struck_out)
    assert Supplier.objects.count() == (0 if struck_out else 1)


def test_the_same_file_again_adds_nothing_and_says_so(officer):
    rows = [payment(1), payment(2), payment(2), payment(3, **{"Supplier Name": "REDACTED"})]
    applied(officer, *rows)
    again = staged(officer, *rows)
    assert set(actions(again).values()) == {"unchanged"}
    assert any("very file was imported" in note for note in again.notes)
    assert apply(officer, again) == 0
    assert len(amounts()) == 4


def test_rows_that_a_longer_file_repeats_are_not_doubled(officer):
    applied(officer, payment(1), payment(2))
    batch = applied(officer, payment(2), payment(1), payment(1), payment(3))
    assert sorted(actions(batch).values()) == ["new", "new", "unchanged", "unchanged"]
    assert sorted(Payment.objects.values_list("reference", "occurrence")) == [
        ("T1", 1), ("T1", 2), ("T2", 1), ("T3", 1),
    ]  # fmt: skip


def test_a_corrected_file_changes_the_payment_with_that_number(officer):
    applied(officer, payment(1), payment(2))
    batch = applied(officer, payment(1, Amount="999.00"), payment(2))
    assert actions(batch) == {2: "changed", 3: "unchanged"}
    assert sorted(amounts()) == ["1234.56", "999.00"]
    taken_back(batch)
    assert sorted(amounts()) == ["1234.56", "1234.56"]
    assert tallied()[0] == tallied()[1]


def test_a_number_used_again_for_another_payment_is_another_payment(officer):
    applied(officer, payment(1))
    applied(officer, payment(1, Amount="5", Date="09/09/2024"))
    assert sorted(amounts()) == ["1234.56", "5.00"]


def test_taking_an_import_back_takes_its_payments_and_no_others(officer):
    first = applied(officer, payment(1))
    applied(officer, payment(1), payment(2))
    taken_back(first)
    assert list(Payment.objects.values_list("reference", flat=True)) == ["T2"]
    assert tallied()[0] == tallied()[1]


def test_payments_that_came_in_since_the_check_are_not_added_twice(officer):
    waiting = staged(officer, payment(1), payment(2))
    applied(officer, payment(1))
    assert apply(officer, waiting) == 0
    assert sorted(Payment.objects.values_list("reference", flat=True)) == ["T1", "T2"]


def test_what_was_taken_back_since_the_check_is_asked_about(officer):
    first = applied(officer, payment(1))
    waiting = staged(officer, payment(1))
    taken_back(first)
    assert apply(officer, waiting) == 1
    assert actions(waiting) == {2: "conflict"}


def test_each_body_of_a_file_is_known_however_it_is_spelt(programme):
    make_organisation("WCC", name="Worcestershire County Council")
    make_organisation("BDC", name="Bromsgrove District Council")
    Body.objects.create(code="BDC", name="Bromsgrove District Council", sector="district")
    spelt = ["BROMSGROVE DISTRICT COUNCIL", "The Bromsgrove District Council", "bdc", "Bromsgrove  District Council."]
    applied(programme, *(payment(n, **{"Body Name": name}) for n, name in enumerate(spelt)))
    assert set(Payment.objects.values_list("body__code", flat=True)) == {"BDC"}


def test_a_body_that_is_not_known_is_refused_with_the_nearest(programme):
    make_organisation("WCC", name="Worcestershire County Council")
    Body.objects.create(code="BDC", name="Bromsgrove District Council", sector="district")
    batch = staged(programme, payment(**{"Body Name": "Bromsgove District Counil"}))
    (fault,) = faults(batch, "body_not_known")
    assert fault.suggestion == "Bromsgrove District Council"
    assert actions(batch) == {2: "refused"}


def test_an_officer_brings_in_no_other_bodys_payments(officer, programme):
    Body.objects.create(code="BDC", name="Bromsgrove District Council", sector="district")
    rows = [payment(1), payment(2, **{"Body Name": "BDC"})]
    assert actions(staged(officer, *rows)) == {2: "new", 3: "refused"}
    # Checked by one who may, applied by one who may not.
    batch = staged(programme, *rows)
    assert actions(batch) == {2: "new", 3: "new"}
    apply(officer, batch)
    assert list(Payment.objects.values_list("reference", flat=True)) == ["T1"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Amount": ""}, "missing_amount"), ({"Amount": "lots"}, "money_refused"), ({"Date": ""}, "missing_paid_on"),
        ({"Date": "31/02/2024"}, "date_refused"), ({"Date": "01/01/2090"}, "paid_in_future"),
        ({"Supplier Name": ""}, "missing_payee"), ({"Amount": "5 CR CR"}, "money_refused"),
        ({"Amount": "-5 CR"}, "money_refused"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_with_its_remedy(officer, fields, code):
    batch = staged(officer, payment(**fields), payment(2))
    (fault,) = ImportFault.objects.filter(batch=batch, severity="error")
    assert (fault.code, bool(fault.remedy)) == (code, True)
    assert actions(batch) == {2: "refused", 3: "new"}
    apply(officer, batch)
    assert len(amounts()) == 1


def test_tallies_follow_every_import_and_correction(officer, programme):
    applied(officer, payment(1), payment(2, Amount="-20"), payment(3, **{"Supplier Name": "REDACTED"}))
    applied(officer, payment(1, Amount="7"), payment(4, **{"Supplier Name": "Other plc"}))
    assert tallied()[0] == tallied()[1]


def test_suppliers_alike_are_proposed_and_never_merged_unasked(programme, officer):
    make_organisation("BDC")
    names = [
        "Severn Care Ltd",
        "SEVERN CARE LIMITED",
        "Severn  care ltd",
        "Severn Cares",
        "Smith and Sons",
        "Smith & Sons",
    ]
    applied(programme, *(payment(n, **{"Supplier Name": name}) for n, name in enumerate(names)))
    assert Supplier.objects.count() == 5
    pairs = {
        tuple(sorted((each.kept.name.upper(), each.absorbed.name.upper()))): each.evidence
        for each in SupplierMerge.objects.all()
    }
    assert pairs[("SEVERN CARE LIMITED", "SEVERN CARE LTD")] == "plain"
    assert pairs[("SMITH & SONS", "SMITH AND SONS")] == "plain"
    # Held against one spelling of the plain name, and not against each.
    assert pairs[("SEVERN CARE LIMITED", "SEVERN CARES")] == "alike"
    assert all(status == "proposed" for status in SupplierMerge.objects.values_list("status", flat=True))


def test_the_same_company_number_is_evidence(officer):
    rows = [
        payment(1, **{"Supplier Name": "Alpha Trading", "Company Number": "01234567"}),
        payment(2, **{"Supplier Name": "Beta Holdings", "Company Number": "01234567"}),
    ]
    applied(officer, *rows)
    assert SupplierMerge.objects.get().evidence == "company"


def test_net_amounts_stand_where_a_file_has_no_other(officer):
    row = {key: value for key, value in PAYMENT.items() if key != "Amount"}
    applied(officer, row | {"Net Amount": "10.50", "Irrecoverable VAT": "2.10"})
    paid = Payment.objects.get()
    assert (paid.amount, paid.net_amount, paid.vat_amount) == (Decimal("10.50"), Decimal("10.50"), Decimal("2.10"))
