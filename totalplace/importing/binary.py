"""Columns of text in PostgreSQL's binary form, a whole column at a time: the server then has nothing to parse.

Each form is a large binary array: what a field holds, without its length, null where the text is.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NOTHING = pa.scalar(b"", pa.large_binary())
# PostgreSQL counts days from here, Arrow from 1970.
FIRST_DAY = 10_957
# A number is sent as digits to the base of 10,000: four before the point (up to 10^16) and two behind it.
BASE, WHOLE_DIGITS, PLACES = 10_000, 4, 8
NUMBER = np.dtype([("digits", ">i2"), ("weight", ">i2"), ("sign", ">u2"), ("scale", ">i2"), ("value", ">i2", (6,))])
NEGATIVE = 0x4000
VARCHAR = 1043


def of_one_size(records: np.ndarray, there: np.ndarray | None = None) -> pa.Array:
    """The bytes of each record, null where `there` is false."""
    size = records.dtype.itemsize
    offsets = np.arange(len(records) + 1, dtype=np.int64) * size
    valid = None if there is None else pa.array(there).buffers()[1]
    buffers = [valid, pa.py_buffer(offsets.tobytes()), pa.py_buffer(records.tobytes())]
    return pa.Array.from_buffers(pa.large_binary(), len(records), buffers)


def binary_form(column: pa.Array, kind: str) -> pa.Array:
    """A column as fields of the type called `kind` in pg_type; KeyError for a type that nothing imports yet."""
    if pa.types.is_large_binary(column.type):
        return column
    return FORMS[kind](column)


def _text(column: pa.Array) -> pa.Array:
    return column.cast(pa.large_binary())


def _whole(form: str) -> Callable[[pa.Array], pa.Array]:
    def made(column: pa.Array) -> pa.Array:
        numbers = column.cast(pa.int64())
        return of_one_size(numbers.fill_null(0).to_numpy().astype(form), _there(numbers))

    return made


def _boolean(column: pa.Array) -> pa.Array:
    return of_one_size(pc.equal(column, "t").fill_null(False).to_numpy(zero_copy_only=False), _there(column))


def _date(column: pa.Array) -> pa.Array:
    days = column.cast(pa.date32()).cast(pa.int32())
    return of_one_size((days.fill_null(0).to_numpy() - FIRST_DAY).astype(">i4"), _there(days))


def _number(column: pa.Array) -> pa.Array:
    decimals = pc.abs(_decimals(column).fill_null(Decimal(0)))
    whole = pc.trunc(decimals)
    before, behind = _scaled(whole.cast(pa.decimal128(30, 0))), _scaled(pc.subtract(decimals, whole))
    made = np.zeros(len(column), NUMBER)
    made["digits"], made["weight"], made["scale"] = WHOLE_DIGITS + 2, WHOLE_DIGITS - 1, PLACES
    made["sign"] = np.where(pc.starts_with(column, "-").fill_null(False).to_numpy(zero_copy_only=False), NEGATIVE, 0)
    for place in range(WHOLE_DIGITS):
        made["value"][:, place] = before // BASE ** (WHOLE_DIGITS - 1 - place) % BASE
    made["value"][:, WHOLE_DIGITS], made["value"][:, WHOLE_DIGITS + 1] = behind // BASE, behind % BASE
    return of_one_size(made, _there(column))


def _decimals(column: pa.Array) -> pa.Array:
    kind = pa.decimal128(30, PLACES)
    try:
        return column.cast(kind)
    except pa.ArrowInvalid:
        # More places than any column keeps. Cut off and not rounded, for the database rounds to the column's own.
        least = Decimal(1).scaleb(-PLACES)
        cut = (None if text is None else Decimal(text).quantize(least, ROUND_DOWN) for text in column.to_pylist())
        return pa.array(list(cut), kind)


def _scaled(decimals: pa.Array) -> np.ndarray:
    """The digits of decimals of nought or more, below 10^18, as whole numbers."""
    return np.frombuffer(decimals.buffers()[1], np.int64)[::2][decimals.offset : decimals.offset + len(decimals)]


def _texts(column: pa.Array) -> pa.Array:
    """Lists as "{a,b}": each distinct one is made once."""
    encoded = column.dictionary_encode()
    made = [_list_of(text[1:-1].split(",") if len(text) > 2 else []) for text in encoded.dictionary.to_pylist()]
    return pa.array(made, pa.large_binary()).take(encoded.indices)


def _list_of(texts: list[str]) -> bytes:
    head = struct.pack(">iii", 1 if texts else 0, 0, VARCHAR) + (struct.pack(">ii", len(texts), 1) if texts else b"")
    return head + b"".join(struct.pack(">i", len(each)) + each for each in (text.encode() for text in texts))


def _there(column: pa.Array) -> np.ndarray:
    return column.is_valid().to_numpy(zero_copy_only=False)


FORMS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "text": _text,
    "varchar": _text,
    "int2": _whole(">i2"),
    "int4": _whole(">i4"),
    "int8": _whole(">i8"),
    "bool": _boolean,
    "date": _date,
    "numeric": _number,
    "_varchar": _texts,
}
