"""The property list as a file: exactly what is listed, in its order, with every detail."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from estate.selectors.export import HEADINGS, file_rows
from estate.views.access import sees_estate
from estate.views.listing import Listing
from estate.views.properties import refused
from totalplace.importing.writers import csv_lines, write_xlsx

# Beyond this a workbook takes longer to write than anybody waits, and spreadsheets grow slow.
LONGEST_WORKBOOK = 20_000
LINES_AT_ONCE = 200
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@login_required
@sees_estate
def property_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as CSV, sent while it is read."""
    listing = Listing(request)
    if listing.problems:
        return refused(request, listing)
    lines = csv_lines(HEADINGS, file_rows(listing.properties, listing.order))
    response = StreamingHttpResponse(in_pieces(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_filename("csv")}"'
    return response


@require_safe
@login_required
@sees_estate
def property_workbook(request: HttpRequest) -> HttpResponseBase:
    """The list as an Excel workbook, unless it is too long for one."""
    listing = Listing(request)
    if listing.problems:
        return refused(request, listing)
    if listing.properties.order_by()[: LONGEST_WORKBOOK + 1].count() > LONGEST_WORKBOOK:
        return _too_long(request, listing)
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    write_xlsx(made, HEADINGS, file_rows(listing.properties, listing.order), sheet="Properties")
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=_filename("xlsx"), content_type=WORKBOOK_TYPE)


def _too_long(request: HttpRequest, listing: Listing) -> HttpResponse:
    return render(
        request, "estate/workbook_too_long.html", {"listing": listing, "longest": LONGEST_WORKBOOK}, status=400
    )


def _filename(ending: str) -> str:
    return f"estate-{datetime.date.today().isoformat()}.{ending}"


def in_pieces(lines: Iterator[str]) -> Iterator[bytes]:
    """Lines joined before they are sent: one at a time would cost more to send than to read."""
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == LINES_AT_ONCE:
            yield "".join(piece).encode()
            piece.clear()
    yield "".join(piece).encode()
