"""What can be imported: each app registers its kinds of record, with their fields and the set-based steps over them.

The core reads, maps, parses and stages; what a row means in the register (what it matches, what would change, how it
is stored) is the registering app's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from totalplace.calc.parsed import Parsed
from totalplace.permissions import Action

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from totalplace.importing.loading import Loaded
    from totalplace.models import ImportBatch, Organisation, User

# Where a row lies: read together, whatever of them a file has, into the staged `location` and `boundary`.
POSITION_FIELDS = ("easting", "northing", "latitude", "longitude", "grid_reference", "wkt", "crs")


@dataclass(frozen=True, eq=False)
class ImportField:
    """One field that a column can fill. `headings` are other names for it, lower-case and without punctuation.

    `parser` takes a cell and answers Parsed or raises Refused. `plain` is a regular expression (RE2) for text that is
    stored exactly as it stands, which spares such cells the parser. `otherwise` is the code stored, with a warning,
    for a word that is not on the list. `suspicious` maps words (normal form) to (code, reason, remedy) of a warning.
    `looks_like` says from sample values how likely (0 to 1) a column holds this field; one that `tells_apart` the
    records is different in most rows. `staged` fields have a column of their own in the staged table.
    """

    name: str
    label: str
    parser: Callable[[Any], Parsed]
    kind: str = "text"
    headings: tuple[str, ...] = ()
    help: str = ""
    group: str = ""
    choices: Mapping[str, str] | None = None
    required: bool = False
    warn_if_blank: bool = False
    plain: str = ""
    max_length: int | None = None
    places: int | None = None
    otherwise: str = ""
    suspicious: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    looks_like: Callable[[list[str]], float] | None = None
    staged: bool = True
    tells_apart: bool = False


@dataclass(frozen=True)
class Preview:
    """What the set-based steps need to know of one staging: the fields its file fills, and who imports."""

    batch: ImportBatch
    user: User
    mapped: frozenset[str]
    headings: Mapping[str, str]
    clear_blanks: bool = False


class Found(NamedTuple):
    """How many rows are in conflict with later edits, and of how many edited ones both the edit and the file stand."""

    conflicts: int
    merged: int


# {row: (the fields decided, {field left to the register: what it holds})}
Decided = dict[int, tuple[list[str], dict[str, Any]]]


class Steps(Protocol):
    """What the registering app does with rows in the temporary table `incoming` (columns of the staged model)."""

    def stage(self, preview: Preview) -> None:
        """Match `incoming` with the register, find what would change, and fill the staged table."""

    def check(self, preview: Preview) -> list[str]:
        """Add the faults that only sets of rows and the register show; answers notes about the whole file."""

    def counts(self, preview: Preview) -> dict[str, int]:
        """Figures beyond those of the actions: at least "missing"."""

    def conflicts(self, preview: Preview) -> Found:
        """Lock the records that would change, and mark rows that would overwrite what was changed since the staging."""

    def settle(self, preview: Preview, choices: Mapping[int, Mapping[str, str]]) -> Decided:
        """Let "file" or "register" stand in fields of rows in conflict, {row: {field: whose}}."""

    def settle_all(self, preview: Preview, stands: str) -> Decided:
        """The same for every field in conflict."""

    def overwrite(self, preview: Preview, row: int) -> None:
        """Compare one row in conflict with the register as it stands now, and let it be applied."""

    def before(self, preview: Preview) -> None:
        """Make, as the last thing before applying, what stays there when the import is taken back."""

    def apply(self, preview: Preview, report: Callable[[str], None]) -> dict[str, int]:
        """Write every staged row that is new or changed; answers what was done, counted."""

    def missing(self, batch: ImportBatch, user: User) -> QuerySet[Any]:
        """Records of the body that `user` sees, in the register and not in the file."""

    def close_missing(self, preview: Preview, reason: str) -> int:
        """Close the records missing from the file, but for those touched since staging; answers how many."""

    def references(self, model: type[Model], ids: Iterable[int]) -> list[str]:
        """How people name the records that rows of `model` belong to."""

    def title(self, staged: Any) -> str:
        """The words by which a staged row is known on a page."""


class ImportOption(NamedTuple):
    """A question about the whole file, asked beside its columns: `choices` are (value, words), or give them.

    The value "" leaves it to the file.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] | Callable[[], list[tuple[str, str]]]
    help: str = ""


@dataclass(frozen=True)
class Admitted:
    """What the door let in: a file in place of the uploaded one, under a name that says nothing, and notes about it.

    `keep` puts away, beside the batch once that has a number, what else is to be known of it.
    """

    content: bytes
    filename: str
    notes: list[str]
    keep: Callable[[ImportBatch], None]


@dataclass(frozen=True)
class Confidential:
    """What an app does itself with files whose contents nobody may keep.

    `admit` takes the kind, the uploaded file and the body, and answers what may go on from there; UnreadableFile when
    nothing may. `opened` shows the rows of such imports while it lasts. `abandoned` lets go of what `keep` put away.
    `later` names what was done since on the rows of an applied import; `take_back` undoes it. `headings` are those of
    an empty workbook, each with what to write.
    """

    admit: Callable[[str, Path, str, Organisation], Admitted]
    opened: Callable[[], AbstractContextManager[Any]]
    abandoned: Callable[[ImportBatch], None]
    later: Callable[[ImportBatch], list[str]]
    take_back: Callable[[ImportBatch], None]
    headings: Callable[[str], list[tuple[str, str]]]


@dataclass(frozen=True)
class ImportTarget:
    """A kind of record that files can bring in. `right` is what a person must be let do for the body."""

    kind: str
    label: str
    fields: tuple[ImportField, ...]
    staged_model: type[Any]
    steps: Steps
    # The staged columns by which rows are matched: the planner gets to know these.
    matched_on: tuple[str, ...] = ()
    # Works columns out from others before they are parsed (an address from one long cell); answers notes.
    derive: Callable[[Loaded], list[str]] | None = None
    right: Action = Action.IMPORT_ESTATE
    options: tuple[ImportOption, ...] = ()
    confidential: Confidential | None = None

    def opened(self) -> AbstractContextManager[Any]:
        """Show the staged rows, where the app hides them otherwise."""
        return self.confidential.opened() if self.confidential else nullcontext()

    def field(self, name: str) -> ImportField:
        """The field of that name; KeyError when there is none."""
        return self.by_name[name]

    @property
    def has_places(self) -> bool:
        """Whether its files may say where something lies."""
        return any(each.name in POSITION_FIELDS for each in self.fields)

    @property
    def by_name(self) -> dict[str, ImportField]:
        return {each.name: each for each in self.fields}


_targets: dict[str, ImportTarget] = {}


def register(target: ImportTarget) -> None:
    """Let files of this kind be imported; called from an app's `ready()`."""
    _targets[target.kind] = target


def target_for(kind: str) -> ImportTarget:
    """The registered target; KeyError with the kinds there are when there is none."""
    if kind not in _targets:
        raise KeyError(f"nothing imports {kind!r}; registered: {', '.join(sorted(_targets)) or 'nothing'}")
    return _targets[kind]


def plain_heading(text: str) -> str:
    """A heading as it is compared: CamelCase parted, lower-case, letters and digits only ("GeoX" is "geo x")."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[^a-z0-9²£]+", " ", parted.lower()).split())
