"""Where tests find real published data to read. Absent on a plain clone: then the test is skipped, with the reason."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("TOTALPLACE_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))


def real_data(name: str) -> Path:
    """The path of a real data file, or a skip that says which one is missing."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"real data not here: {name} (set TOTALPLACE_DATA to its folder)")
    return path
