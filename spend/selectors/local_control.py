"""How much of a count each rule says is under local control."""

from __future__ import annotations

from decimal import Decimal

from spend.calc.control import Shares, local_pounds
from spend.models import ControlRule
from spend.selectors.reading import Reading
from spend.selectors.stated import control_rules, every_control_rule

OfRule = tuple[ControlRule, Decimal]


def by_rule(reading: Reading) -> list[OfRule]:
    """(rule, pounds that it counts as local), of the latest edition of each."""
    return reading.kept("rules", lambda: _measured(reading, control_rules(reading.user)))


def by_every_rule(reading: Reading) -> list[OfRule]:
    """The same of every edition, the latest of each first."""
    return _measured(reading, every_control_rule(reading.user))


def _measured(reading: Reading, rules: list[ControlRule]) -> list[OfRule]:
    return [(rule, local_pounds(reading.amounts, _shares_of(rule))) for rule in rules]


def _shares_of(rule: ControlRule) -> Shares:
    said = list(rule.shares.all())
    return Shares(
        of_body={each.body_id: each.share for each in said if each.body_id},
        of_kind={each.control: each.share for each in said if each.control},
    )
