"""The demonstration's people: who can be signed in as where DEMO is set, and never anywhere else."""

from __future__ import annotations

from dataclasses import dataclass

from totalplace.choices import Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One made-up person: `organisation` is a body's code, or None where the role is about no body."""

    username: str
    display_name: str
    organisation: str | None
    role: Role
    comes_to: str


DEMO_PEOPLE = (
    DemoPerson("admin", "Asha Patel", None, Role.ADMINISTRATOR, "keep people and roles"),
    DemoPerson(
        "programme",
        "Tom Griffiths",
        None,
        Role.PROGRAMME,
        "see and edit the whole estate",
    ),
    DemoPerson(
        "officer-wcc",
        "Rosa Lane",
        "WCC",
        Role.OFFICER,
        "keep the county council's sites",
    ),
    DemoPerson(
        "officer-bdc",
        "Ben Okafor",
        "BDC",
        Role.OFFICER,
        "keep Bromsgrove district's sites",
    ),
    DemoPerson("partner", "Helen Marsh", None, Role.PARTNER, "look at the whole estate"),
    DemoPerson("analyst", "Yusuf Khan", None, Role.ANALYST, "take the data out"),
    DemoPerson(
        "caseworker",
        "Dawn Price",
        "WCC",
        Role.CASEWORKER,
        "see her agency's young people",
    ),
    DemoPerson(
        "neet-lead",
        "Marek Nowak",
        None,
        Role.NEET_LEAD,
        "see counts of young people, and answer for their data",
    ),
)
