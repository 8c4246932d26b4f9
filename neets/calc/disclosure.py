"""Disclosure control of a table of counts: what of it may be shown, so that no small count can be worked out.

Counts below a smallest count are hidden, nought among them: that nobody, or everybody, of a group is something is said
of each member. Counts shown are rounded to fives. Then an attacker is played who sees every count shown, adds up rows
and columns, and is even told which hidden counts are small: while she could narrow a small count to fewer than
`POSSIBLE` values, a neighbouring count is hidden too. A table of which one side may be a tree (county, districts,
wards) is a network, so that its exact bounds are found by walking.

One attack is left: to run this module over every table there could be, and see which would have hidden just these
counts. A secret `salt` answers it: by it, neighbours are now and then hidden without need, so that having been hidden
proves nothing.

Rows and columns are named by strings; `parents` says of each row but the top which one it belongs to.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

BASE = 5
SMALLEST = 5
SMALLEST_OF_JOURNEYS = 10
# A hidden small count must be able to be at least so many different numbers.
POSSIBLE = 3
TOTAL = "total"
OPEN = 10**9

Cell = tuple[str, str]


def rounded(people: int, base: int = BASE) -> int:
    """The nearest multiple of `base`, halves up."""
    return (people + base // 2) // base * base


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a table may be shown: `counts` has every cell, rounded, or None where it is hidden."""

    counts: Mapping[Cell, int | None]
    hidden_small: frozenset[Cell]
    hidden_beside: frozenset[Cell]

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return len(self.hidden_small) + len(self.hidden_beside)


@dataclass(slots=True)
class _Edge:
    """One cell of the table as a pipe of the network: its true flow, and the least and most that an attacker thinks."""

    cell: Cell
    start: str
    end: str
    people: int
    least: int = 0
    most: int = OPEN


@dataclass(slots=True)
class _Network:
    """The table as pipes between nodes at which as much flows in as out."""

    edges: dict[Cell, _Edge]
    touching: dict[str, list[_Edge]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for edge in self.edges.values():
            self.touching.setdefault(edge.start, []).append(edge)
            self.touching.setdefault(edge.end, []).append(edge)

    def possible(self, edge: _Edge, enough: int = POSSIBLE) -> int:
        """How many numbers the attacker must think possible for `edge`; counting stops at `enough`."""
        number = 1 + self._reach(edge, +1, enough - 1)
        return number if number >= enough else number + self._reach(edge, -1, enough - number)

    def _reach(self, edge: _Edge, direction: int, wanted: int) -> int:
        """How far the count could be from the truth in one direction, up to `wanted`, all else looking the same."""
        moved: dict[Cell, int] = {edge.cell: 0}
        far = 0
        while far < wanted and edge.least <= edge.people + (far + 1) * direction <= edge.most:
            path = self._way_round(edge, direction, moved)
            if path is None:
                break
            for step, sign in path:
                moved[step.cell] = moved.get(step.cell, 0) + sign
            far += 1
        return far

    def _way_round(self, edge: _Edge, direction: int, moved: Mapping[Cell, int]) -> list[tuple[_Edge, int]] | None:
        """Other cells that could change by one to make up for a change by one of `edge`; None where none could."""
        source, goal = (edge.end, edge.start) if direction > 0 else (edge.start, edge.end)
        came: dict[str, tuple[str, _Edge, int] | None] = {source: None}
        waiting = deque([source])
        while waiting and goal not in came:
            node = waiting.popleft()
            for other in self.touching[node]:
                if other is edge:
                    continue
                forward = other.start == node
                following, sign = (other.end, 1) if forward else (other.start, -1)
                now = other.people + moved.get(other.cell, 0) + sign
                if following not in came and other.least <= now <= other.most:
                    came[following] = (node, other, sign)
                    waiting.append(following)
        if goal not in came:
            return None
        path = []
        node = goal
        while (step := came[node]) is not None:
            node = step[0]
            path.append(step[1:])
        return path


def protect(
    counts: Mapping[Cell, int],
    parents: Mapping[str, str],
    *,
    smallest: int = SMALLEST,
    also_hide: Iterable[Cell] = (),
    salt: bytes = b"",
) -> Shown:
    """What may be shown of a table of people, all its totals included.

    `counts` has the rows that are nobody's parent, by each column; a cell that is missing is nought. `parents` has a
    parent for every row but one, the top. `also_hide` are cells that another table of the same people hides. The same
    table with the same `salt` is always shown alike.
    """
    full, columns, top = _add_up(counts, parents)
    network = _Network({edge.cell: edge for edge in _pipes(full, parents, columns, top)})
    small = {cell for cell, people in full.items() if people < smallest}
    beside: set[Cell] = set()
    for cell, edge in network.edges.items():
        if cell in small:
            edge.least, edge.most = 0, smallest - 1
        else:
            edge.least, edge.most = _told(edge.people, smallest)
    for cell in set(also_hide) & set(full) - small:
        _hide(network.edges[cell], smallest, beside)
    for cell in sorted(small):
        _protect_cell(network, network.edges[cell], smallest, beside)
        if salt and _without_need(salt, cell, full):
            _hide_neighbour(network, network.edges[cell], smallest, beside)
    shown = {cell: None if cell in small or cell in beside else rounded(people) for cell, people in full.items()}
    return Shown(shown, frozenset(small), frozenset(beside))


def _told(people: int, smallest: int) -> tuple[int, int]:
    """The least and most people that a count shown may stand for."""
    shown = rounded(people)
    return max(smallest, shown - BASE // 2), shown + (BASE - 1) // 2


def _hide(edge: _Edge, smallest: int, beside: set[Cell]) -> None:
    edge.least, edge.most = smallest, OPEN
    beside.add(edge.cell)


def _protect_cell(network: _Network, edge: _Edge, smallest: int, beside: set[Cell]) -> None:
    """Hide neighbours of a small count, the smallest first, until it could be enough different numbers."""
    while network.possible(edge) < POSSIBLE and _hide_neighbour(network, edge, smallest, beside):
        pass


def _hide_neighbour(network: _Network, edge: _Edge, smallest: int, beside: set[Cell]) -> bool:
    """Hide one more count near a small one; False where none is left."""
    neighbour = _neighbour(network, edge)
    if neighbour is not None:
        _hide(neighbour, smallest, beside)
    return neighbour is not None


def _without_need(salt: bytes, cell: Cell, full: Mapping[Cell, int]) -> bool:
    """Whether a neighbour of this cell is hidden for no reason: one time in eight, as the salt and the table say."""
    table = repr((cell, sorted(full.items()))).encode()
    return hashlib.blake2b(table, key=salt[:64], digest_size=1).digest()[0] % 8 == 0


def _neighbour(network: _Network, edge: _Edge) -> _Edge | None:
    """The next count to hide: one that is added up with it, before totals; failing that, the nearest one shown."""
    reached = {edge.start, edge.end}
    while True:
        near = [other for node in reached for other in network.touching[node] if other is not edge]
        shown = [other for other in near if other.most not in (OPEN, edge.most)]
        if shown:
            return min(shown, key=lambda other: (other.cell[1] == TOTAL, other.people, other.cell))
        wider = reached | {node for other in near for node in (other.start, other.end)}
        if wider == reached:
            return None
        reached = wider


def _add_up(counts: Mapping[Cell, int], parents: Mapping[str, str]) -> tuple[dict[Cell, int], Sequence[str], str]:
    """Every cell with the totals of rows, columns and parents; the columns; the top row."""
    columns = sorted({column for _, column in counts})
    tops = set(parents.values()) - set(parents)
    if len(tops) != 1:
        raise ValueError("Every row but one belongs to another: name each row's parent.")
    (top,) = tops
    full: dict[Cell, int] = {(row, column): 0 for row in {*parents, top} for column in [*columns, TOTAL]}
    for (row, column), people in counts.items():
        if people < 0:
            raise ValueError("A count of people cannot be negative.")
        if row not in parents or row in parents.values():
            raise ValueError(f"{row} is no row at the foot of the table.")
        place: str | None = row
        while place is not None:
            full[place, column] += people
            full[place, TOTAL] += people
            place = parents.get(place)
    return full, columns, top


def _pipes(full: Mapping[Cell, int], parents: Mapping[str, str], columns: Sequence[str], top: str) -> Iterator[_Edge]:
    """Down the tree a pipe for each column, through the rows at the foot, and up the tree again as totals."""
    inner = set(parents.values())
    for (row, column), people in full.items():
        above = parents.get(row, "")
        if column == TOTAL:
            yield _Edge((row, column), f"up {row}" if row in inner else f"foot {row}", f"up {above}", people)
        else:
            below = f"down {row} {column}" if row in inner else f"foot {row}"
            yield _Edge((row, column), f"down {above} {column}" if above else "up ", below, people)


def rate_shown(part: int | None, whole: int | None) -> float | None:
    """A share (0 to 1) of two counts that are shown; None where either is hidden, and where it would be none or all."""
    if not part or not whole or part >= whole:
        return None
    return part / whole


def merge_rare(people: Mapping[str, int], smallest: int = SMALLEST_OF_JOURNEYS) -> tuple[dict[str, int], int | None]:
    """Kinds of journey, commonest first, each rounded; and "other", with everything rarer than `smallest` people.

    Where those together would be too few, the rarest kind shown joins them. "other" is None where it would be all.
    """
    ordered = sorted(people.items(), key=lambda kind: (-kind[1], kind[0]))
    kept = [kind for kind in ordered if kind[1] >= smallest]
    others = sum(number for _, number in ordered[len(kept) :])
    while kept and 0 < others < smallest:
        others += kept.pop()[1]
    return {name: rounded(number) for name, number in kept}, rounded(others) if others >= smallest else None
