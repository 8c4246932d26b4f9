"""The rules of data quality: what a record of the register should have, and what makes one of them a fault.

Every rule is declared in this package and nowhere else. The check runs them in SQL, the pages and the documents read
them from `RULES`.
"""

from estate.querysets.quality.completeness import COMPLETENESS
from estate.querysets.quality.consistency import CONSISTENCY
from estate.querysets.quality.model import WEIGHTS, PairRule, RowRule, Rule
from estate.querysets.quality.timeliness import TIMELINESS
from estate.querysets.quality.uniqueness import UNIQUENESS
from estate.querysets.quality.validity import VALIDITY

RULES: tuple[Rule, ...] = (*COMPLETENESS, *VALIDITY, *CONSISTENCY, *UNIQUENESS, *TIMELINESS)
BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
ROW_RULES: tuple[RowRule, ...] = tuple(rule for rule in RULES if isinstance(rule, RowRule))
PAIR_RULES: tuple[PairRule, ...] = tuple(rule for rule in RULES if isinstance(rule, PairRule))

__all__ = ["BY_CODE", "PAIR_RULES", "ROW_RULES", "RULES", "WEIGHTS", "PairRule", "RowRule", "Rule"]
