"""The grid of web map tiles (EPSG:3857): one tile at zoom 0, each parted in four at the next."""

from __future__ import annotations

from dataclasses import dataclass

# The finest zoom that tiles are made for, and the finest grid that a property's cell is kept in.
MOST_ZOOM = 18
# A tile has eight cells across: of a tile 256 pixels wide, each is 32 pixels.
CELL_ZOOMS = 3


class OutsideGrid(ValueError):
    """An address that names no tile. Its words are for the person."""


def morton(column: int, row: int) -> int:
    """The bits of column and row in turn, the column's lowest first: near squares have near numbers."""
    code = 0
    for bit in range(max(column.bit_length(), row.bit_length())):
        code |= (column >> bit & 1) << 2 * bit | (row >> bit & 1) << 2 * bit + 1
    return code


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: zoom, column from the west and row from the north."""

    z: int
    x: int
    y: int

    def cells(self, level: int) -> tuple[int, int]:
        """The first cell of the grid of zoom `level` (the tile's own or finer) in this tile, and the one after its
        last, as Morton codes."""
        shift = 2 * (level - self.z)
        code = morton(self.x, self.y)
        return code << shift, code + 1 << shift


def tile_at(z: int, x: int, y: int) -> Tile:
    """The tile with this address; OutsideGrid where there is none."""
    if not 0 <= z <= MOST_ZOOM:
        raise OutsideGrid(f"There are tiles of zoom 0 to {MOST_ZOOM}, not {str(z)[:20]}.")
    last = 2**z - 1
    for name, number in (("Column", x), ("Row", y)):
        if not 0 <= number <= last:
            raise OutsideGrid(f"{name} {str(number)[:20]} is outside the grid: at zoom {z} there are 0 to {last}.")
    return Tile(z, x, y)
