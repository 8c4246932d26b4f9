"""Lists: pages by offset and by cursor, and whole sets as a stream, all written by the database."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from django.db import transaction
from django.db.models import BinaryField, Func, QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from totalplace.api import schema
from totalplace.api.base import ApiView, answer, checked
from totalplace.api.columnar import MOST_IN_GEOPACKAGE, geopackage, geoparquet
from totalplace.api.errors import Refused
from totalplace.api.parameters import FILES, FORMATS, FURTHEST_OFFSET, ListForm, write_cursor
from totalplace.calc.problems import Fault, Problem
from totalplace.db.texts import Column, csv_line, feature, json_object
from totalplace.selectors.keyset import Sort, keys_of, parts_of, rows_of

CHUNK = 1000
# The first rows are sent while the others are still to be read.
FIRST = 100
# A client that reads slowly holds a thread of the server as long as it likes, so streams may not hold them all.
STREAMS_AT_ONCE = 2
_streams = threading.BoundedSemaphore(STREAMS_AT_ONCE)


class ListView(ApiView):
    """A list: `columns`, `sorts` (all by fields of the queryset's model) and what `found` answers."""

    columns: Sequence[Column] = ()
    sorts: Mapping[str, Sort] = {}
    default_sort = "id"
    formats: Sequence[str] = ("json", "csv", "ndjson")
    # Schemas of the further members that `more` answers.
    also: Mapping[str, Any] = {}

    def form(self, data: Any) -> ListForm:
        """The parameters, filters among them."""
        return ListForm(data, columns=self.columns, formats=self.formats, sorts=self.sorts, default=self.default_sort)

    def filters(self, request: Any) -> Any:
        """A filter set beside the form; None where the form has all."""
        return None

    def found(self, request: Any, form: Any, filters: Any) -> QuerySet:
        """What may be seen and was asked for, in no order."""
        raise NotImplementedError

    def geometry(self, srid: int) -> Any:
        """An expression that makes a row's GeoJSON geometry, or null."""
        raise NotImplementedError

    def place(self, srid: int) -> Any:
        """An expression of that geometry itself."""
        raise NotImplementedError

    def count(self, request: Any, form: Any, filters: Any, found: QuerySet) -> int:
        """How many there are."""
        return found.order_by().count()

    def more(self, request: Any, form: Any) -> dict[str, Any]:
        """Further members of a page in JSON."""
        return {}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A page, or the whole set as a file."""
        form = self.form(request.GET)
        filters = self.filters(request)
        checked(form, also=filters)
        found = self.found(request, form, filters)
        if form.format == "json":
            return self.page(request, form, filters, found)
        return self.file(request, form, found)

    def describe(self, method: str) -> dict[str, Any]:
        """The operation, for the OpenAPI document."""
        nothing = schema.nothing_asked()
        row = schema.object_of(self.columns)
        good = {"description": "A page, or the whole set.", "content": schema.contents(self.formats, row, self.also)}
        return {
            "parameters": schema.parameters_of(self.form(nothing), self.filters(None)),
            "responses": schema.answers({"200": good}, schema.REFUSALS_OF_LISTS, conditional=True),
        }

    # --- A page --------------------------------------------------------------------------------------------

    def page(self, request: Any, form: ListForm, filters: Any, found: QuerySet) -> HttpResponseBase:
        """{count, next, previous, results}; by cursor nothing is counted."""
        count = None if form.is_by_cursor else self.count(request, form, filters, found)
        if count is not None and form.skip and form.skip >= count:
            words = f"There are {count:,} rows, so none after offset {form.skip:,}."
            raise Refused(Problem(404, "beyond-the-end", words, [Fault("offset", words)]))
        rows = self.rows(form, found, form.size + 1)
        texts = [row[0] for row in rows[: form.size]]
        following = self.following(form, rows)
        next_url, previous = _next_address(request, following), None
        if not form.is_by_cursor and form.skip:
            previous = request.build_absolute_uri(_address(request, offset=max(0, form.skip - form.size)))
        head = {"count": count, "next": next_url, "previous": previous} | self.more(request, form)
        body = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "results": [{",".join(texts)}]}}'
        return answer(request, body, headers=_links(next_url, previous))

    def rows(self, form: ListForm, found: QuerySet, wanted: int) -> list[Any]:
        """(text, id, sort value) of the rows from where the page begins."""
        order = form.order
        written = self.written(form)
        every = found.model._default_manager.annotate(_text=written).values_list("_text", "pk", order.sort.field)
        return rows_of(every, parts_of(found, order, form.position), form.skip, wanted, False)

    def following(self, form: ListForm, rows: Sequence[Any]) -> dict[str, Any]:
        """The parameters by which the next page is asked for; none after the last. Each row ends in its id and sort
        value."""
        if len(rows) <= form.size:
            return {}
        if not form.is_by_cursor and form.skip + form.size <= FURTHEST_OFFSET:
            return {"offset": form.skip + form.size}
        *_, row_id, value = rows[form.size - 1]
        return {"offset": None, "cursor": write_cursor(form.order, value, row_id)}

    def written(self, form: ListForm) -> Func:
        """A row as text in the format asked for."""
        if form.format == "csv":
            return csv_line(form.wanted)
        record = self.record(form)
        return feature(self.columns[0], self.geometry(form.srid), record) if form.format == "geojson" else record

    def record(self, form: ListForm) -> Func:
        """A row as a JSON object."""
        return json_object(form.wanted)

    # --- A file --------------------------------------------------------------------------------------------

    def file(self, request: Any, form: ListForm, found: QuerySet) -> HttpResponseBase:
        """The whole set, read while it is sent; or, where a limit is named, one page of it."""
        if form.format in FILES:
            return self.whole(request, form, self.binary, found)
        if not (form.limit_asked or form.is_by_cursor):
            return self.whole(request, form, self.lines, found)
        return (self.long_page if form.size > CHUNK else self.short_page)(request, form, found)

    def short_page(self, request: Any, form: ListForm, found: QuerySet) -> HttpResponseBase:
        """A page that is read before it is sent, with its ETag."""
        rows = self.rows(form, found, form.size + 1)
        body = "".join(_framed(form, iter([row[0] for row in rows[: form.size]])))
        links = _links(_next_address(request, self.following(form, rows)), None)
        return answer(request, body, headers=links, content_type=_media_type(form.format))

    def long_page(self, request: Any, form: ListForm, found: QuerySet) -> HttpResponseBase:
        """A page of which only the keys are read now, and the rows when they are sent: some at a time, so that no
        transaction waits for a slow reader."""
        order = form.order
        keys = keys_of(parts_of(found, order, form.position), order.sort.field, form.skip, form.size + 1)
        links = _links(_next_address(request, self.following(form, keys)), None)
        media = _media_type(form.format)
        if request.method == "HEAD":
            return HttpResponse(content_type=media, headers=links)
        texts = self.in_steps(form, found, [row_id for row_id, _ in keys[: form.size]])
        pieces = (piece.encode() for piece in _framed(form, texts))
        return StreamingHttpResponse(pieces, content_type=media, headers=links)

    def in_steps(self, form: ListForm, found: QuerySet, ids: list[int]) -> Iterator[str]:
        """The rows of these ids in their order, as far as they are still found."""
        written = found.order_by().annotate(_text=self.written(form)).values_list("pk", "_text")
        starts = [0, *range(FIRST, len(ids), CHUNK), len(ids)]
        for start, end in pairwise(starts):
            texts = dict(written.filter(pk__in=ids[start:end]))
            yield from (texts[row_id] for row_id in ids[start:end] if row_id in texts)

    def whole(self, request: Any, form: ListForm, made: Any, found: QuerySet) -> HttpResponseBase:
        """The set as a stream, of which only so many are sent at once: (its size if known, its pieces) is `made`."""
        refuse_in_part(form)
        if form.format == "gpkg" and not form.limit_asked:
            refuse_too_many(found)
        media = _media_type(form.format)
        if request.method == "HEAD":
            return HttpResponse(content_type=media)
        if not _streams.acquire(blocking=False):
            words = "This server is sending as many whole sets as it may. Try again soon, or read by cursor."
            raise Refused(Problem(503, "busy", words), {"Retry-After": "10"})
        try:
            size, pieces = made(form, found)
        except BaseException:
            _streams.release()
            raise
        headers = {"Content-Length": str(size)} if size else {}
        if form.format in FILES:
            headers["Content-Disposition"] = f'attachment; filename="{_layer(found)}.{FILES[form.format]}"'
        return StreamingHttpResponse(_Stream(pieces), content_type=media, headers=headers)

    def lines(self, form: ListForm, found: QuerySet) -> tuple[None, Iterator[bytes]]:
        """Text, as it is read."""
        texts = self.stream(form, found, _text=self.written(form))
        return None, (piece.encode() for piece in _framed(form, texts))

    def binary(self, form: ListForm, found: QuerySet) -> tuple[int | None, Iterator[bytes]]:
        """GeoParquet as it is read; a GeoPackage once it is whole."""
        shape = Func(self.place(form.srid), function="ST_AsBinary", output_field=BinaryField())
        rows: Any = self.stream(form, found, _text=self.record(form), _shape=shape)
        rows = islice(rows, form.limit_asked)
        if form.format == "gpkg":
            return geopackage(rows, form.wanted, form.srid, _layer(found))
        return None, geoparquet(rows, form.wanted, form.srid)

    def stream(self, form: ListForm, found: QuerySet, **written: Any) -> Iterator[Any]:
        """What is to be written of every row, through a cursor on the server: a million take no more memory than a
        thousand."""
        order = form.order
        with transaction.atomic():  # Outside a transaction the server would first lay the whole answer by.
            for part in parts_of(found, order, form.position):
                rows = part.annotate(**written).values_list(*written, flat=len(written) == 1)
                yield from rows.iterator(chunk_size=CHUNK)


def refuse_in_part(form: ListForm) -> None:
    """Raise Refused where a whole set cannot be what was asked for."""
    is_file = form.format in FILES
    if form.skip:
        words = "A file begins at the beginning." if is_file else "Name a limit too."
        raise Refused(
            Problem(400, "parameters", "offset goes with a limit, and not with a file.", [Fault("offset", words)])
        )
    if is_file and form.is_by_cursor:
        words = "This format is one file. Ask for it without a cursor."
        raise Refused(Problem(400, "parameters", words, [Fault("cursor", words)]))
    if is_file and (heavy := [column.name for column in form.wanted if column.kind in ("json", "list")]):
        words = f"Leave out {', '.join(heavy)}: in this format each row has its geometry anyway."
        raise Refused(Problem(400, "parameters", words, [Fault("fields", words)]))


def refuse_too_many(found: QuerySet) -> None:
    """Raise Refused where a GeoPackage would take too long."""
    if found.order_by()[: MOST_IN_GEOPACKAGE + 1].count() > MOST_IN_GEOPACKAGE:
        words = (
            f"A GeoPackage holds at most {MOST_IN_GEOPACKAGE:,} rows here. Narrow the list, name a limit, or ask for"
            " geoparquet, which GDAL, QGIS and geopandas read too and which has no end."
        )
        raise Refused(Problem(400, "parameters", words, [Fault("format", words)]))


class _Stream:
    """Pieces to send. When all are sent, or the server closes it because the client is gone, the query ends."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
        finally:
            self.close()

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            _streams.release()
            self._pieces.close()  # type: ignore[attr-defined]


def _layer(found: QuerySet) -> str:
    """What the rows are, for the name of a file and its layer."""
    return str(found.model._meta.verbose_name_plural)


def _framed(form: ListForm, texts: Iterator[str]) -> Iterator[str]:
    """Rows in pieces worth sending, with what stands before, between and after them."""
    head, between, end, tail = _frame(form)
    lead, most = head, FIRST
    while some := list(islice(texts, most)):
        yield lead + between.join(some) + end
        lead, most = between.removeprefix(end), CHUNK
    yield (head if lead is head else "") + tail


def _frame(form: ListForm) -> tuple[str, str, str, str]:
    """What stands before all rows, between two, after the last of a piece, and after all."""
    if form.format == "ndjson":
        return "", "\n", "\n", ""
    if form.format == "csv":
        return ",".join(column.name for column in form.wanted) + "\r\n", "\r\n", "\r\n", ""
    crs = ""
    if form.srid != 4326:  # As GDAL reads it.
        crs = f'"crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{form.srid}"}}}},'
    return f'{{"type":"FeatureCollection",{crs}"features":[\n', ",\n", "", "\n]}\n"


def _media_type(name: str) -> str:
    return f"{FORMATS[name]}; charset=utf-8" if name == "csv" else FORMATS[name]


def _next_address(request: Any, following: Mapping[str, Any]) -> str | None:
    return request.build_absolute_uri(_address(request, **following)) if following else None


def _address(request: Any, **changes: Any) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _links(following: str | None, previous: str | None) -> dict[str, str]:
    links = [f'<{url}>; rel="{rel}"' for rel, url in (("next", following), ("prev", previous)) if url]
    return {"Link": ", ".join(links)} if links else {}
