"""What the demonstration county is made from: the CSV files in fixtures/, read and typed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Body:
    """A public body. `home` limits its buildings to one district's code or to named towns; empty is all the county.

    `gaps` is the share of its records (0 to 1) that lack any one thing that a register would like to know.
    """

    code: str
    name: str
    short_name: str
    kind: str
    is_partner: bool
    home: tuple[str, ...]
    reference_style: str
    gaps: float
    protocol_signed_on: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town, suburb or village: its middle on the National Grid in metres, and how many buildings it draws."""

    name: str
    kind: str
    easting: float
    northing: float
    district: str
    post_town: str
    postcode_districts: tuple[str, ...]
    weight: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of building or land: m² and hectares it may have, pounds it is worth and costs, and how it is rated.

    `red`, `amber`, `green` and `sharing` are percentages. `occupied_as` is ((use, per cent of the floor), …).
    """

    kind: str
    use: str
    category: str
    patterns: tuple[str, ...]
    area_m2: tuple[int, int] | None
    storeys: int
    land_ha: tuple[float, float] | None
    form: str
    value_m2: Decimal
    value_ha: Decimal
    cost_m2: Decimal
    basis: str
    red: int
    amber: int
    green: int
    sharing: int
    occupied_as: tuple[tuple[str, int], ...]
    has_energy: bool

    @property
    def is_operational(self) -> bool:
        return self.category not in {"non_operational", "land"}


@dataclass(frozen=True, slots=True)
class Profile:
    """How many of a kind a body has, and what percentage of them it leases in or lets out."""

    body: str
    kind: Kind
    count: int
    leased: int
    let: int


@dataclass(frozen=True, slots=True)
class Shared:
    """A building with one front desk for several bodies: whose it is, of which kind, where, and who moves in."""

    owner: str
    kind: str
    town: str
    name: str
    occupants: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """What a group of one body's properties comes to exactly: number, m² and pounds a year."""

    body: str
    group: str
    count: int
    area_m2: int
    cost: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A property that has left the register, so many months ago, and why."""

    profile: Profile
    status: str
    reason: str
    months_ago: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the generator draws on."""

    bodies: dict[str, Body]
    towns: dict[str, Town]
    county: tuple[str, str]
    districts: dict[str, str]
    outline: tuple[tuple[float, float], ...]
    streets: tuple[str, ...]
    kinds: dict[str, Kind]
    profiles: tuple[Profile, ...]
    closed: tuple[Closed, ...]
    shared: tuple[Shared, ...]
    totals: tuple[Total, ...]


def read_facts(folder: Path) -> Facts:
    """The facts under `folder` (the repository's fixtures/). A wrong cell raises where it stands."""
    demo = folder / "demo"
    areas = _rows(demo / "areas.csv")
    kinds = {row["kind"]: _kind(row) for row in _rows(demo / "kinds.csv")}
    return Facts(
        bodies=_bodies(folder),
        towns={row["name"]: _town(row) for row in _rows(demo / "towns.csv")},
        county=next((row["code"], row["name"]) for row in areas if row["level"] == "county"),
        districts={row["code"]: row["name"] for row in areas if row["level"] == "district"},
        outline=tuple((float(row["easting"]), float(row["northing"])) for row in _rows(demo / "outline.csv")),
        streets=tuple(row["street"] for row in _rows(demo / "streets.csv")),
        kinds=kinds,
        profiles=tuple(
            Profile(row["body"], kinds[row["kind"]], int(row["count"]), int(row["leased"]), int(row["let"]))
            for row in _rows(demo / "profiles.csv")
        ),
        closed=tuple(
            Closed(
                Profile(row["body"], kinds[row["kind"]], 1, 0, 0), row["status"], row["reason"], int(row["months_ago"])
            )
            for row in _rows(demo / "closed.csv")
        ),
        shared=tuple(
            Shared(row["owner"], row["kind"], row["town"], row["name"], _pairs(row["occupants"]))
            for row in _rows(demo / "shared.csv")
        ),
        totals=tuple(
            Total(row["body"], row["group"], int(row["count"]), int(row["area_m2"]), int(row["cost"]))
            for row in _rows(demo / "totals.csv")
        ),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _parts(text: str, mark: str = ";") -> tuple[str, ...]:
    return tuple(part for part in text.split(mark) if part)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """ "WCC:front_office;DWP:front_office" as pairs."""
    return tuple((first, second) for first, _, second in (part.partition(":") for part in _parts(text)))


def _bodies(folder: Path) -> dict[str, Body]:
    made_up = {row["code"]: row for row in _rows(folder / "demo" / "bodies.csv")}
    none = {"home": "", "reference_style": "{n}", "gaps": "0", "protocol_signed_on": ""}
    bodies = {}
    for row in _rows(folder / "reference" / "organisations.csv"):
        own = made_up.get(row["code"], none)
        bodies[row["code"]] = Body(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            is_partner=row["is_partner"] == "yes",
            home=_parts(own["home"]),
            reference_style=own["reference_style"],
            gaps=float(own["gaps"]),
            protocol_signed_on=own["protocol_signed_on"],
        )
    return bodies


def _town(row: dict[str, str]) -> Town:
    return Town(
        name=row["name"],
        kind=row["kind"],
        easting=float(row["easting"]),
        northing=float(row["northing"]),
        district=row["district"],
        post_town=row["post_town"],
        postcode_districts=_parts(row["postcode_districts"]),
        weight=float(row["weight"]),
        radius_m=float(row["radius_m"]),
    )


def _kind(row: dict[str, str]) -> Kind:
    return Kind(
        kind=row["kind"],
        use=row["use"],
        category=row["category"],
        patterns=_parts(row["patterns"], "|"),
        area_m2=(int(row["area_low"]), int(row["area_high"])) if row["area_low"] else None,
        storeys=int(row["storeys"] or 0),
        land_ha=(float(row["land_low"]), float(row["land_high"])) if row["land_low"] else None,
        form=row["form"],
        value_m2=Decimal(row["value_m2"] or 0),
        value_ha=Decimal(row["value_ha"] or 0),
        cost_m2=Decimal(row["cost_m2"] or 0),
        basis=row["basis"],
        red=int(row["red"]),
        amber=int(row["amber"]),
        green=int(row["green"]),
        sharing=int(row["sharing"]),
        occupied_as=tuple((use, int(share)) for use, share in _pairs(row["occupied_as"])),
        has_energy=row["energy"] == "yes",
    )
