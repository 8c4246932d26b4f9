"""Which records are of one person: by what their identities share, and what speaks against it.

A number shared (ULN, UPN, NINO) or names and birth date shared is enough, unless something else contradicts; then, and
where names only sound alike or a place is shared, a person decides. Two different numbers of a kind end the question,
where nothing stronger than likeness speaks for it: twins are alike in much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

NUMBERS = frozenset({"uln", "upn", "nino"})
NAMES = frozenset({"whole", "near", "place", "sector"})


class Verdict(StrEnum):
    """What is made of two records that share something."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    OTHERS = "others"


def verdict(shared: Iterable[str], against: Iterable[str]) -> Verdict:
    """What two records are, from the kinds of tokens that they share and those they both have and differ in.

    >>> [verdict(*each).value for each in ((["uln"], []), (["uln"], ["near", "whole"]), (["near"], ["whole"]))]
    ['same', 'doubtful', 'doubtful']
    >>> verdict(["near", "place"], ["uln", "whole"]).value
    'others'
    """
    same, other = set(shared), set(against)
    if same & NUMBERS:
        contradicted = other & NUMBERS or ("whole" in other and not same & NAMES)
        return Verdict.DOUBTFUL if contradicted else Verdict.SAME
    if "whole" in same:
        return Verdict.DOUBTFUL if other & NUMBERS else Verdict.SAME
    return Verdict.OTHERS if other & NUMBERS or not same else Verdict.DOUBTFUL


def gathered(keys: Iterable[str], pairs: Iterable[tuple[str, str]], known: Mapping[str, int]) -> dict[str, list[str]]:
    """The keys of each person, under the first of them: those that `pairs` join, but never two people of `known`.

    `known` gives the person that a key has already. A pair that would make two known people one joins nobody: that is
    for a person to decide.
    """
    first = {key: key for key in keys}
    person: dict[str, int] = {}

    def root(key: str) -> str:
        first.setdefault(key, key)
        while first[key] != key:
            first[key] = first[first[key]]
            key = first[key]
        return key

    for key, number in known.items():
        person[root(key)] = number
    for one, other in sorted(pairs):
        a, b = sorted((root(one), root(other)))
        if a == b or (a in person and b in person and person[a] != person[b]):
            continue
        first[b] = a
        if b in person:
            person[a] = person[b]
    together: dict[str, list[str]] = {}
    for key in sorted(first):
        together.setdefault(root(key), []).append(key)
    return together
