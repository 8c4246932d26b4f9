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
    """A question, its place under /spend/, the function that answers it and the parameters it takes.

    `has_prices`: all its pounds are the count's own, so that they can be shown in another year's prices.
    """

    key: str
    title: str
    answer: Callable[[Reading, Asked], Answer]
    own_parameters: frozenset[str] = frozenset()
    has_prices: bool = False

    @property
    def parameters(self) -> frozenset[str]:
        """What its address may ask beside the count."""
        return self.own_parameters | {"prices"} if self.has_prices else self.own_parameters


QUESTIONS = (
    Question("who", "Who spends it?", who.answer, has_prices=True),
    Question("flows", "Where does it come from?", flows.answer),
    Question("control", "Who decides?", control.answer, control.PARAMETERS, has_prices=True),
    Question("purpose", "What is it for?", purpose.answer, purpose.PARAMETERS, has_prices=True),
    Question("ringfence", "What is ringfenced?", ringfence.answer),
    Question("peers", "How do we compare?", peers.answer),
    Question(
        "neighbourhoods", "How does this neighbourhood compare?", neighbourhoods.answer, neighbourhoods.PARAMETERS
    ),
    Question("overlap", "Which streams overlap?", overlap.answer),
    Question("overheads", "What does running it cost?", overheads.answer),
    Question("few", "What do the few cost?", few.answer),
    Question("release", "What would x% release?", release.answer, release.PARAMETERS, has_prices=True),
)
BY_KEY = {question.key: question for question in QUESTIONS}
EVERY_PARAMETER = frozenset().union(*(question.parameters for question in QUESTIONS))
