"""A large text file is read in bulk, and the table is the same to the last cell as the one read row by row."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.realdata import real_data
from totalplace.importing.readers import UnreadableFile, delimited

from .files import text_file

NEVER = 10**12


def outcome(path, bulk_from):
    """Everything that can be seen of a table, or the refusal."""
    try:
        table = delimited.read(path, bulk_from=bulk_from)
    except UnreadableFile as refusal:
        return (refusal.reason,)
    columns = [(column.name, list(column.values)) for column in table.columns]
    return columns, table.row_numbers.tolist(), sorted(table.notes)


CELL = st.from_regex(r"[a-z0-9 \"'=£Â,;\n]{0,8}", fullmatch=True)
QUOTED = CELL.map(lambda text: '"' + text.replace('"', '""') + '"')
LINES = st.lists(st.lists(CELL | QUOTED, min_size=1, max_size=4).map(",".join), min_size=1, max_size=8)


@settings(deadline=None, max_examples=150)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n", "\n\n\n", "\r\n,,,\r\n"]))
def test_bulk_and_row_by_row_agree(lines, ending, last):
    with tempfile.TemporaryDirectory() as folder:
        path = text_file(Path(folder), "Asset,Name,Town,Note" + ending + ending.join(lines) + last)
        assert outcome(path, 0) == outcome(path, NEVER)


def test_a_regular_file_is_indeed_read_in_bulk(tmp_path):
    rows = "".join(f'A{number},"{number} High Street,\nPershore", \n' for number in range(50))
    path = text_file(tmp_path, "Register\n\nAsset,Address,\n" + rows + ",,\n\n")
    table = delimited.read(path, bulk_from=0)
    assert "values" not in table.columns[0].__dict__
    assert outcome(path, 0) == outcome(path, NEVER)
    assert table.row_numbers[:3].tolist() == [4, 6, 8]
    assert "2 empty rows skipped" in table.notes
    assert "1 empty column without heading skipped" in table.notes


def test_real_registers_agree():
    for name in ("cheltenham_land_and_assets_2023", "trafford_land_and_building_assets_2025"):
        path = real_data(f"registers/{name}.csv")
        assert outcome(path, 0) == outcome(path, NEVER)
