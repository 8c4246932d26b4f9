"""The register's own export comes back with no difference, in every format it is written in."""

import csv
import io

import pytest

from estate.models import Property
from estate.selectors.export import HEADINGS, file_rows
from estate.selectors.paging import SORTS
from tests.factories import make_property, point, square
from tests.integration.imports.steps import actions, applied, staged, whole_register
from tests.integration.imports.test_matching import FULL, HERE
from totalplace.importing.writers import write_csv, write_xlsx
from totalplace.models import Postcode
from totalplace.selectors.keyset import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(officer):
    """Properties with everything a property can have, and with what makes round trips go wrong."""
    Postcode.objects.create(postcode="WR2 2AA", location=point(384111.11, 253222.22))
    applied(
        officer,
        FULL,
        {"Local reference": "A2", "Name": "=HYPERLINK(1)", "Street": "-1 @ the top", "Postcode": "WR2 2AA"},
        {"Local reference": "'A3", "Name": "  spaced  out ", "Description": "two\nlines",
         "Boundary": square(386000.123).wkt},
        {"Local reference": "00012", "Name": "1965", "Street number": "1-3", **HERE, "RAG rating": "Green"},
        {"Local reference": "A5", "Name": "Closed hall", "Status": "Sold", "Closed on": "01/02/2020",
         "Reason for closing": "Auction", "Landlord": "Smith; Sons, & Co", **HERE},
    )  # fmt: skip
    make_property(local_reference="", name="Two  spaces", street="None", location=point(385000.123456, 254700.987654))
    make_property(local_reference="A7", name="N/A", location=None, is_sensitive=True, is_community_asset=False)
    Property.objects.filter(local_reference="A5").update(required_maintenance="0.00", site_area_ha="0.0001")


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_imported_again_has_nothing_new_and_nothing_changed(officer, form):
    rows = list(
        file_rows(Property.objects.visible_to(officer).filter(organisation__code="WCC"), Order.named("name", SORTS))
    )
    if form == "csv":
        text = io.StringIO()
        write_csv(text, HEADINGS, rows)
        content = text.getvalue().encode()
        assert len(list(csv.reader(io.StringIO(text.getvalue())))) == len(rows) + 1
    else:
        made = io.BytesIO()
        write_xlsx(made, HEADINGS, rows)
        content = made.getvalue()
    before = whole_register()
    batch = staged(officer, content, name=f"export.{form}")
    changed = {row.row: row.changes for row in batch.staged_properties.exclude(action="unchanged")}
    assert changed == {}, list(batch.faults.filter(severity="error").values_list("row", "column", "reason"))
    assert len(actions(batch)) == len(rows)
    assert batch.counts["missing"] == 0
    applied(officer, content, name=f"export.{form}")
    assert whole_register() == before
