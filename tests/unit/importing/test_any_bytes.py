"""Whatever bytes are uploaded under whatever name, the answer is a table or a plain refusal, never a crash."""

import functools
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.importing.readers import Table, UnreadableFile, list_sheets, read

from .files import HEADINGS, ROWS, excel, layer, ods, shapefile_zip, text_file, xls, xlsx

NAMES = st.sampled_from(
    ["a.csv", "a.xlsx", "a.xls", "a.ods", "a.geojson", "a.gpkg", "a.zip", "a.kml", "a.kmz", "a", "a.shp"]
)
STARTS = [
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"SQLite format 3\0",
    b"{",
    b"<kml>",
    b"\xff\xfe",
    b'{"type":"FeatureCollection"',
    b"a,b\n",
]


def check(content: bytes, name: str) -> None:
    """Read it, and list its sheets."""
    with tempfile.TemporaryDirectory() as folder:
        path = text_file(Path(folder), content, "upload")
        for ask in (read, list_sheets):
            try:
                answer = ask(path, name)
            except UnreadableFile as refusal:
                answer = refusal
            if isinstance(answer, UnreadableFile):
                assert answer.reason
                assert answer.remedy
            elif isinstance(answer, Table):
                assert len(answer) == len(answer.row_numbers) > 0
                assert all(len(column.values) == len(answer) for column in answer.columns)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=2000), st.sampled_from([b"", *STARTS]), NAMES)
def test_noise(content, start, name):
    check(start + content, name)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=500), NAMES, st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig"]))
def test_text(text, name, encoding):
    check(text.encode(encoding, errors="replace"), name)


@functools.cache
def good_files() -> list[tuple[str, bytes]]:
    """One small file of each format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [
            xlsx(folder, [HEADINGS, *ROWS]),
            excel(folder, [HEADINGS, *ROWS]),
            xls(folder, [HEADINGS, *ROWS]),
            ods(folder, [HEADINGS, *ROWS]),
            shapefile_zip(folder),
            layer(folder / "a.gpkg", "GPKG"),
            layer(folder / "a.geojson", "GeoJSON", crs="EPSG:4326"),
            text_file(folder, 'Asset,Name\nA1,"Hall"\n'),
        ]
        return [(path.name, path.read_bytes()) for path in made]


@settings(deadline=None, max_examples=300)
@given(
    st.integers(0, 7),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    st.floats(0.02, 1),
)
def test_good_files_with_bytes_changed_or_cut_off(which, changes, kept):
    name, content = good_files()[which]
    damaged = bytearray(content)
    for place, byte in changes:
        damaged[int(place * len(damaged))] = byte
    check(bytes(damaged[: max(1, int(kept * len(damaged)))]), name)
