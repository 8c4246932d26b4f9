"""The questions of total spend: which there are, where each is answered, and what its address may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spend.selectors.reading import Reading
from spend.views.answer import Answer
from spend.views.answers import (
    control,
    few,
    flows,
    neighbourhoods,
    overheads,
    overlap,
    peers,
    purpose,
    release,
    ringfence,
    who,
)
from spend.views.asked import Asked


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its place under /spend/, the function that answers it and the parameters it takes."""

    key: str
    title: str
    answer: Callable[[Reading, Asked], Answer]
    parameters: frozenset[str] = frozenset()


QUESTIONS = (
    Question("who", "Who spends it?", who.answer),
    Question("flows", "Where does it come from?", flows.answer),
    Question("control", "Who decides?", control.answer, control.PARAMETERS),
    Question("purpose", "What is it for?", purpose.answer, purpose.PARAMETERS),
    Question("ringfence", "What is ringfenced?", ringfence.answer),
    Question("peers", "How do we compare?", peers.answer),
    Question(
        "neighbourhoods", "How does this neighbourhood compare?", neighbourhoods.answer, neighbourhoods.PARAMETERS
    ),
    Question("overlap", "Which streams overlap?", overlap.answer),
    Question("overheads", "What does running it cost?", overheads.answer),
    Question("few", "What do the few cost?", few.answer),
    Question("release", "What would x% release?", release.answer, release.PARAMETERS),
)
BY_KEY = {question.key: question for question in QUESTIONS}
EVERY_PARAMETER = frozenset().union(*(question.parameters for question in QUESTIONS))
