"""How the pages of an import speak of payments and of lines, and where they lead."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from totalplace.importing.pages import ImportPages

PREFIX = "spend_import"
CRUMB = ("Payments", "payment_list")
WHOSE = "Whose spending the file is about. A file of several bodies names each in a column of its own."
FAULTS = {
    "another_year": "Of another year than the count",
    "count_not_known": "No count that the line could belong to",
    "line_twice": "One reference in several rows",
    "total_differs": "Lines that do not come to the stated total",
    "another_body": "Of a body that you do not answer for",
    "body_not_known": "A body that is not known",
    "nought": "A payment of nothing",
    "paid_in_future": "Paid in the future",
    "paid_long_ago": "Paid long ago",
    "unlikely_amount": "An unlikely amount",
    "vat_above_amount": "More VAT than payment",
}
PAYMENTS = ImportPages(
    prefix=PREFIX,
    crumb=CRUMB,
    title="Import spending from a file",
    lead="Upload a file as your body publishes or keeps it: its payments, or the lines of its budget or outturn.",
    noun="payment,payments",
    whose=WHOSE,
    list_words="See the payments of",
    list_url=lambda batch: f"{reverse('payment_list')}?body={batch.organisation.code}",
    touched_url=lambda batch: f"{reverse('payment_list')}?import={batch.pk}",
    advice=(
        "Amounts may be written £1,234.56, (123.45), -123, 1,234.50- or 123.45 CR. Names that were struck out stay so.",
    ),
    matched_by={
        "same": "its number, day, amount and supplier",
        "reference": "its transaction number",
    },
    faults=FAULTS,
    may_clear=False,
    result_template="spend/payments/published.html",
)
LINES = replace(
    PAYMENTS,
    noun="line,lines",
    list_words="Back to the imports for",
    list_url=lambda batch: reverse("spend_import_list"),
    touched_url=None,
    matched_by={"reference": "the body’s own reference", "words": "its words"},
    result_template="",
)
