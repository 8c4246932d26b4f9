"""The rules of data quality as a document."""

from __future__ import annotations

from collections.abc import Iterator

from estate.choices import Dimension, Gravity
from estate.querysets.quality import RULES, WEIGHTS, PairRule

BEGINNING = """# Data quality

<!-- Written by `manage.py data_quality_rules` from the rules in estate/querysets/quality. Do not edit it by hand. -->

Gaps are allowed in the register, and shown. The pages under `/estate/quality/` say what is missing, can hardly be true,
does not agree, is claimed twice or has grown old; each property's page says so of that property, with a way to mend it.

## When it is checked

What is changed is checked again at once: a request checks what it wrote before it answers, and a worker whatever else
was written, within about a second. The whole register is checked once a day by a job, because many rules depend on the
day, and once more after a change of more than ten thousand records at a time. "Check everything now" starts the same
job.

## The score

A property is asked every rule that applies to it. Each rule weighs {weights}.

    score = 100 × (weight of the rules asked − weight of the rules broken) ÷ weight of the rules asked

rounded down to a whole percent. The score of a body adds up both weights over all its properties. How many a rule is
asked of is counted by the daily check; how many break it is true at every moment. A fault that is waived is not counted
as broken; it is counted apart. The last check of each month is kept as that month's figures.

Faults, counts and scores are always those of the sites that the reader may see. A fault shared with a sensitive site
is shown on the open property to nobody but those who see all sensitive sites.

## Waiving

Who may edit a property may let a fault stand, for a reason that everybody can read, until a day or until somebody takes
that back. The history keeps both.

## The rules
"""


def rules_document() -> str:
    """The whole document, in Markdown."""
    weights = ", ".join(f"{weight} at {gravity.label.lower()} gravity" for gravity, weight in _weights())
    return "\n".join([BEGINNING.replace("{weights}", weights), *_dimensions()]).rstrip() + "\n"


def _weights() -> Iterator[tuple[Gravity, int]]:
    for gravity in Gravity:
        yield gravity, WEIGHTS[gravity]


def _dimensions() -> Iterator[str]:
    for dimension in Dimension:
        yield f"### {dimension.label}\n"
        yield "| code | fault | gravity | to mend it |"
        yield "| --- | --- | --- | --- |"
        for rule in RULES:
            if rule.dimension == dimension:
                between = " (between two bodies)" if isinstance(rule, PairRule) else ""
                yield f"| `{rule.code}` | {rule.title}{between} | {rule.gravity.label.lower()} | {rule.remedy} |"
        yield ""
