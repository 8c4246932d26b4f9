"""Who sees which payments, what lists answer, and that two suppliers become one only where somebody says so."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from spend.models import Payment, Supplier, SupplierMerge, SupplierName
from spend.selectors.suppliers import PAGE_SIZE
from spend.services import suppliers as services
from spend.services.payment_files import publish_payments
from tests.factories import make_organisation, make_person
from tests.import_steps import work
from tests.integration.imports.steps import csv_file
from tests.integration.spend.steps import applied, payment, taken_back, tallied
from totalplace.choices import Role
from totalplace.models import ImportBatch, Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db: None) -> User:
    return make_person("partner", [(Role.PARTNER, None)])


@pytest.fixture
def brought_in(programme) -> ImportBatch:
    """Three payments of one body and two of another, to suppliers that both pay."""
    make_organisation("WCC", name="Worcestershire County Council")
    make_organisation("BDC", name="Bromsgrove District Council")
    applied(
        programme, payment(1), payment(2, Amount="(20.00)"), payment(3, **{"Supplier Name": "REDACTED", "Amount": "50"})
    )
    return applied(
        programme, payment(1, **{"Supplier Name": "Severn Care Limited"}), payment(2, **{"Supplier Name": "Wyre Ltd"}),
        code="BDC",
    )  # fmt: skip


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def words(client: Client, path: str) -> str:
    """The whole of an answer that is given, streamed or not."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_payments_are_seen_with_any_role_and_by_everybody_once_published(brought_in, partner, programme):
    public = signed_in(None)
    for name in ("payment_list", "payment_csv", "supplier_list"):
        said = words(public, reverse(name))
        assert "Severn" not in said
        assert "Wyre" not in said
    # The API is for those who signed in, whatever is published.
    for address in ("/api/v1/spend/payments/", "/api/v1/spend/suppliers/"):
        assert public.get(address).status_code == 401
    assert "Severn Care Ltd" in words(signed_in(partner), reverse("payment_list"))
    supplier = Supplier.objects.get(name="Wyre Ltd")
    assert signed_in(None).get(reverse("supplier", args=[supplier.pk])).status_code == 404
    publish_payments(user=programme, batch=brought_in, publish=True)
    assert tallied()[0] == tallied()[1]
    said = words(signed_in(None), reverse("payment_list"))
    assert "Wyre Ltd" in said
    assert "2 payments" in said
    assert "Severn Care Ltd" not in said
    assert "Wyre Ltd" in words(signed_in(None), reverse("supplier", args=[supplier.pk]))
    publish_payments(user=programme, batch=brought_in, publish=False)
    assert "Wyre" not in words(signed_in(None), reverse("payment_list"))
    assert tallied()[0] == tallied()[1]


def test_a_published_file_can_still_be_taken_back(brought_in, programme):
    publish_payments(user=programme, batch=brought_in, publish=True)
    taken_back(brought_in)
    assert Payment.objects.count() == 3
    assert tallied()[0] == tallied()[1]


def test_only_those_who_answer_for_the_body_publish(brought_in, partner, officer):
    for person in (partner, officer):
        with pytest.raises(PermissionDenied):
            publish_payments(user=person, batch=brought_in, publish=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "5 payments, which come to £4k"), ("?body=BDC", "2 payments"), ("?q=severn", "3 payments"),
        ("?month=2024-04", "5 payments"), ("?month=2024-05", "No payments"), ("?maximum=0", "1 payment as asked"),
        ("?minimum=100&body=WCC", "1 payment as asked"), ("?q=severn+limited", "1 payment as asked"),
    ],
)  # fmt: skip
def test_payments_are_found_and_summed(brought_in, partner, query, found):
    assert found.split(",")[0] in words(signed_in(partner), reverse("payment_list") + query)


@pytest.mark.parametrize("query", ["?body=NONE", "?month=13", "?minimum=x", "?after=x", "?colour=red", "?supplier=0"])
def test_an_address_that_asks_for_what_there_is_not_is_told_so(brought_in, partner, query):
    assert signed_in(partner).get(reverse("payment_list") + query).status_code == 400


def test_every_payment_is_on_one_page_and_no_more(programme, partner):
    make_organisation("WCC")
    applied(programme, *(payment(n, Date=f"{n % 28 + 1:02}/04/2024") for n in range(120)))
    client, address, seen = signed_in(partner), reverse("payment_list"), []
    query = ""
    while True:
        answer = client.get(address + query)
        seen += [each.reference for each in answer.context["payments"]]
        query = answer.context["next_url"]
        if not query:
            break
    assert sorted(seen) == sorted(f"T{n}" for n in range(120))


def test_the_file_of_payments_holds_them_all_with_their_import(brought_in, partner):
    client = signed_in(partner)
    lines = b"".join(client.get(reverse("payment_csv")).streaming_content).decode().splitlines()
    assert len(lines) == 6
    assert "Worcestershire County Council,Severn Care Ltd,Severn Care Ltd,2024-04-05,-20.00" in "\n".join(lines)


def test_several_bodies_supplier_is_found_once_its_names_are_merged(brought_in, programme):
    client = signed_in(programme)
    assert "0 are paid by two bodies" in words(client, reverse("supplier_list"))
    merge = SupplierMerge.objects.get(evidence="plain")
    client.post(reverse("supplier_merges"), {f"merge-{merge.pk}": "same"})
    said = words(client, reverse("supplier_list"))
    assert "1 is paid by two bodies or more" in said
    assert "Severn Care Ltd" in said
    page = words(client, reverse("supplier", args=[merge.kept_id]))
    assert "2 bodies have paid it" in page
    assert "Severn Care Limited" in page
    assert client.get(reverse("supplier", args=[merge.absorbed_id])).status_code == 404
    client.post(reverse("supplier_merge_undo", args=[merge.pk]))
    assert "0 are paid by two bodies" in words(client, reverse("supplier_list"))
    assert Supplier.objects.filter(merged_into__isnull=False).count() == 0


def test_the_file_of_suppliers_holds_them_all_however_many_a_page_shows(programme, partner):
    make_organisation("WCC")
    applied(programme, *(payment(n, **{"Supplier Name": f"Supplier {n:03}"}) for n in range(PAGE_SIZE + 5)))
    rows = words(signed_in(partner), f"{reverse('supplier_csv')}?bodies=1&sort=name").splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [f"Supplier {n:03}" for n in range(PAGE_SIZE + 5)]


def names_by_supplier() -> dict[str, str]:
    return dict(SupplierName.objects.order_by("name").values_list("name", "supplier__name"))


def test_merges_of_merges_are_taken_back_in_their_order(programme):
    make_organisation("WCC")
    names = ["Ab Care", "Ab Care Ltd", "Ab Care plc"]
    applied(programme, *(payment(n, **{"Supplier Name": name}) for n, name in enumerate(names)))
    before = names_by_supplier()
    first, second = SupplierMerge.objects.order_by("pk")[:2]
    services.accept_merge(user=programme, merge=first)
    services.accept_merge(user=programme, merge=second)
    assert len(set(names_by_supplier().values())) == 1
    services.undo_merge(user=programme, merge=second)
    services.undo_merge(user=programme, merge=first)
    assert names_by_supplier() == before


def test_what_a_later_merge_moved_on_is_not_taken_back_first(programme):
    make_organisation("WCC")
    applied(programme, payment(1, **{"Supplier Name": "Beta"}), payment(2, **{"Supplier Name": "Beta Ltd"}))
    applied(programme, payment(3, **{"Supplier Name": "Alpha"}))
    beta, beta_ltd, alpha = (Supplier.objects.get(name=name) for name in ("Beta", "Beta Ltd", "Alpha"))
    first = SupplierMerge.objects.get(kept=beta, absorbed=beta_ltd)
    second = SupplierMerge.objects.create(kept=alpha, absorbed=beta, evidence="alike", likeness=1)
    services.accept_merge(user=programme, merge=first)
    services.accept_merge(user=programme, merge=second)
    with pytest.raises(ValidationError, match="later merge"):
        services.undo_merge(user=programme, merge=first)
    services.undo_merge(user=programme, merge=second)
    services.undo_merge(user=programme, merge=first)
    assert names_by_supplier() == {"Alpha": "Alpha", "Beta": "Beta", "Beta Ltd": "Beta Ltd"}


def test_what_was_refused_is_not_proposed_again(brought_in, programme):
    merge = SupplierMerge.objects.get(evidence="plain")
    services.refuse_merge(user=programme, merge=merge)
    applied(programme, payment(9, **{"Supplier Name": "Severn Care Limited"}))
    assert SupplierMerge.objects.get(pk=merge.pk).status == "refused"
    assert SupplierMerge.objects.filter(status="proposed").count() == 0


def test_only_those_who_edit_spend_decide(brought_in, partner, officer):
    merge = SupplierMerge.objects.get(evidence="plain")
    for person in (partner, officer):
        assert signed_in(person).get(reverse("supplier_merges")).status_code == 403
        with pytest.raises(PermissionDenied):
            services.accept_merge(user=person, merge=merge)


def test_all_of_one_kind_of_evidence_are_accepted_in_one_go_but_likeness(brought_in, programme):
    assert services.accept_all(user=programme, evidence="plain") == 1
    with pytest.raises(ValidationError, match="one by one"):
        services.accept_all(user=programme, evidence="alike")


def test_the_import_pages_lead_from_upload_to_result(officer):
    make_organisation("WCC")
    client = signed_in(officer)
    file = io.BytesIO(csv_file(payment(1), payment(2, Amount="lots")))
    file.name = "april.csv"
    data = {"organisation": Organisation.objects.get(code="WCC").pk, "file": file}
    answer = client.post(reverse("spend_import_list"), data | {"kind": "payments"})
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("spend_import_columns", args=[batch.pk])
    page = words(client, answer.url)
    assert "Coordinates" not in page
    assert client.get(reverse("import_columns", args=[batch.pk])).status_code == 404
    assert client.get(reverse("import_here", args=[batch.pk])).url == answer.url


def test_questions_do_not_grow_with_the_payments(programme, partner, django_assert_max_num_queries):
    make_organisation("WCC")
    names = ["Ab Ltd", "Abbott plc", "Cd LLP", "De"]
    applied(programme, *(payment(n, **{"Supplier Name": names[n % 4]}) for n in range(60)))
    client = signed_in(partner)
    words(client, reverse("payment_list"))
    with django_assert_max_num_queries(12):
        words(client, reverse("payment_list"))
    with django_assert_max_num_queries(9):
        words(client, reverse("supplier_list") + "?bodies=1")
    with django_assert_max_num_queries(13):
        words(client, reverse("supplier", args=[Supplier.objects.get(name="De").pk]))


@pytest.mark.django_db(transaction=True)
def test_by_way_of_the_pages_a_first_file_goes_though_a_later_one_pays_its_suppliers(officer):
    """Suppliers are made beside the change of an import, not in it, also where a job applies it."""
    make_organisation("WCC")
    client = signed_in(officer)
    first = through_the_pages(client, payment(1))
    through_the_pages(client, payment(2))
    assert Payment.objects.count() == 2
    client.post(reverse("spend_import_undo", args=[first.pk]), {"reason": "A trial"})
    work()
    assert list(Payment.objects.values_list("reference", flat=True)) == ["T2"]
    assert Supplier.objects.count() == 1
    assert tallied()[0] == tallied()[1]


def through_the_pages(client: Client, *rows: dict[str, str]) -> ImportBatch:
    """Upload, columns as guessed, apply; the worker between them."""
    file = io.BytesIO(csv_file(*rows))
    file.name = "april.csv"
    body = Organisation.objects.get(code="WCC")
    client.post(reverse("spend_import_list"), {"organisation": body.pk, "kind": "payments", "file": file})
    batch = ImportBatch.objects.latest("pk")
    form = client.get(reverse("spend_import_columns", args=[batch.pk])).context["form"]
    client.post(
        reverse("spend_import_columns", args=[batch.pk]), {name: form[name].value() or "" for name in form.fields}
    )
    work()
    client.post(reverse("spend_import_apply", args=[batch.pk]), {"reason": "A trial"})
    work()
    batch.refresh_from_db()
    assert batch.status == "applied"
    return batch
