"""docs/rights.md: what each role is told at each address that is read, as the answers themselves show it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tests.integration.isolation.addresses import routes
from tests.integration.isolation.asking import Answer, Asked, County, answers_without
from tests.integration.isolation.scene import SECRETS, Scene, forget_the_secret, remove

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "rights.md"
# Set, the tests write what they saw; run them in one process then.
WRITE = "WRITE_RIGHTS"

# Each person of the scene, and the heading of her column.
COLUMNS = {
    "anonymous": "Public",
    "partner": "Partner",
    "analyst": "Analyst",
    "officer-bdc": "Officer of another body",
    "officer-wcc": "Officer of its body",
    "programme": "Programme team",
    "administrator": "Administrator",
    "neet-lead": "NEET lead",
    "caseworker": "NEET caseworker",
}
ALL, OPEN, OWN, NONE, REFUSED = "all", "open", "own", "none", "–"

HEAD = """# Who is told what

What each role is told at each address that can be read, asked of a county council's sensitive site and of the open
sites around it. A test asks every address of the application as every person, and holds this page to the answers; an
address that it does not know fails it. After a change that is meant, run `tests/contract/test_rights_everywhere.py`
with `WRITE_RIGHTS=1` in the environment, look at what changed for whom, and commit the page.

| Word | The answer |
|---|---|
| all | names the sensitive site, or counts it in |
| open | tells of other bodies' open sites, and is to the letter what it would be if the sensitive site had never been |
| own | tells of the reader's own body's open sites alone |
| none | tells of no property |
| – | is refused, or says that there is no such thing |

"Officer of its body" is an officer of the body that the sensitive site belongs to. Addresses that only take a form, and
those of signing in, are left out.
"""


def column(county: County, person: str, heard: Mapping[str, Answer]) -> dict[str, str]:
    """What this person is told, by the name of each address; `heard` are her answers."""
    scene, asked, found = county.scene, county.main(), heard
    told = [each for each in asked if 200 <= found[each[1].path].status < 300]
    words = {name: "" for name, _ in asked} | {name: NONE for name, _ in told}
    left = _decide(words, told, lambda name: _named(scene, [found[q.path] for n, q in told if n == name]))
    steps = [
        (ALL, lambda: forget_the_secret(scene)),
        (OPEN, lambda: remove(*_open_of(scene, "WCC"))),
        (OWN if person == "officer-bdc" else OPEN, lambda: remove(*_open_of(scene, "BDC"))),
    ]
    for word, without in steps:
        other = answers_without(scene, person, left, without)
        differing = {name for name, question in left if other[question.path] != found[question.path]}
        left = _decide(words, left, lambda name, word=word, differing=differing: word if name in differing else "")
    return words


def _decide(words: dict[str, str], asked: list[Asked], of: object) -> list[Asked]:
    """Note the word that `of` finds for an address; answers the questions about the rest."""
    for name in {name for name, _ in asked}:
        if word := of(name):
            words[name] = word
    return [(name, question) for name, question in asked if words[name] == NONE]


def _named(scene: Scene, told: list[Answer]) -> str:
    """The word for answers that name a site; "" when they name none."""
    everything = "\n".join(answer.words.lower() for answer in told)
    if any(secret in everything for secret in (*SECRETS, scene.hidden.reference.lower())):
        return ALL
    if any(word in everything for word in (scene.plain.name.lower(), scene.plain.reference.lower())):
        return OPEN
    return ""


def _open_of(scene: Scene, code: str) -> list:
    sites = type(scene.plain).objects.filter(is_sensitive=False, organisation__code=code)
    return list(sites)


# --- The page ---------------------------------------------------------------------------------------------


def written() -> dict[str, dict[str, str]]:
    """The page's cells by heading and path."""
    lines = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    tables = [row for row in rows if len(row) == len(COLUMNS) + 1]
    if not tables:
        return {}
    heading, *body = tables
    return {title: {row[0].strip("`"): row[at] for row in body} for at, title in enumerate(heading) if at}


def cells(words: Mapping[str, str]) -> dict[str, str]:
    """A column's words by path; where two addresses have one path, the first that says something."""
    paths = routes()
    return {paths[name]: word or REFUSED for name, word in words.items() if name in paths}


def write(title: str, found: Mapping[str, str]) -> None:
    """Put one column into the page. Addresses that refuse everybody are no reading."""
    table = written() if DOCUMENT.exists() else {}
    table[title] = dict(found)
    titles = [each for each in COLUMNS.values() if each in table]
    paths = sorted({path for each in titles for path in table[each]})
    rows = [[path, *(table[each].get(path, REFUSED) for each in titles)] for path in paths]
    missing = [each for each in COLUMNS.values() if each not in table]
    rows = [[*row, *([REFUSED] * len(missing))] for row in rows if missing or {*row[1:]} != {REFUSED}]
    lines = [f"| {' | '.join([f'`{row[0]}`', *row[1:]])} |" for row in rows]
    head = f"| {' | '.join(['Address', *titles, *missing])} |\n|{'---|' * (len(COLUMNS) + 1)}"
    DOCUMENT.write_text("\n".join([HEAD, head, *lines]) + "\n", encoding="utf-8")


def is_to_be_written() -> bool:
    """Whether whoever runs the tests asked for the page to be written."""
    return bool(os.environ.get(WRITE))
