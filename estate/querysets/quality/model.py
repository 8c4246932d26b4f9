"""What a rule is, and the facts of a property that rules speak of.

A rule's conditions are SQL over these names, one row each a property:

* `p` the property, `d.today` the day of the check, `c` its postcode's published point (null where none is loaded);
* `l` its leases: `tenancies` and `lettings` (how many, as tenant and as landlord), `running` and `let` (whether one of
  them runs today), `undated` (one lacks a date), `ended_on` (the last tenancy's end, null while one has no end);
* `o` its occupations: `users` (how many), `area_m2` (what they add up to);
* `v.valued_on` its latest valuation; `t.titles` how many titles it holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from estate.choices import CLOSED_STATUSES, Dimension, Gravity

# What a rule counts in a score.
WEIGHTS: dict[str, int] = {Gravity.HIGH: 5, Gravity.MEDIUM: 3, Gravity.LOW: 1}

CLOSED = "(" + ", ".join(f"'{status.value}'" for status in CLOSED_STATUSES) + ")"
OPEN = f"p.status NOT IN {CLOSED}"
# Land holds no floor area, certificate or condition; what nobody says the use of may be a building.
LAND_USES = "('land', 'park', 'allotments', 'farm', 'car_park', 'cemetery', 'highways', 'waste')"
BUILDING = f"{OPEN} AND p.category <> 'land' AND p.use NOT IN {LAND_USES}"

FACTS = """
      FROM estate_property p
      CROSS JOIN (SELECT %(today)s::date AS today) d
      LEFT JOIN totalplace_postcode c ON c.postcode = p.postcode
      LEFT JOIN LATERAL (
           SELECT count(*) FILTER (WHERE role = 'tenant') AS tenancies,
                  count(*) FILTER (WHERE role = 'landlord') AS lettings,
                  coalesce(bool_or(runs) FILTER (WHERE role = 'tenant'), false) AS running,
                  coalesce(bool_or(runs) FILTER (WHERE role = 'landlord'), false) AS let,
                  coalesce(bool_or(starts_on IS NULL OR expires_on IS NULL), false) AS undated,
                  CASE WHEN bool_and(expires_on IS NOT NULL) FILTER (WHERE role = 'tenant')
                       THEN max(expires_on) FILTER (WHERE role = 'tenant') END AS ended_on
             FROM (SELECT *, coalesce(starts_on <= d.today, true) AND coalesce(expires_on >= d.today, true) AS runs
                     FROM estate_lease WHERE property_id = p.id) each_lease) l ON true
      LEFT JOIN LATERAL (
           SELECT count(*) AS users, sum(area_m2) AS area_m2 FROM estate_occupation WHERE property_id = p.id) o ON true
      LEFT JOIN LATERAL (
           SELECT max(valued_on) AS valued_on FROM estate_valuation WHERE property_id = p.id) v ON true
      LEFT JOIN LATERAL (
           SELECT count(*) AS titles FROM estate_propertytitle WHERE property_id = p.id) t ON true
"""


def day(column: str) -> str:
    """SQL for a date in words: 3 March 2027."""
    return f"to_char({column}, 'FMDD FMMonth YYYY')"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `title` names the fault, `part` the part of the record that mends it, `remedy` says how.

    `applies` is the SQL condition under which the rule is asked of a property at all.
    """

    code: str
    title: str
    gravity: Gravity
    dimension: Dimension
    part: str
    remedy: str
    applies: str

    @property
    def weight(self) -> int:
        """What it counts in a score."""
        return WEIGHTS[self.gravity]


@dataclass(frozen=True, slots=True)
class RowRule(Rule):
    """A rule that one property breaks by itself: where `fails` is true. `detail` is SQL for what was found."""

    fails: str
    detail: str = "''"


@dataclass(frozen=True, slots=True)
class PairRule(Rule):
    """A rule that two properties `p` and `q` of different bodies break together.

    `pairs` is the SQL from FROM on, in which `{p}` stands for the condition on p, and `{first}` for what ends a list of
    one property's partners, open ones first, after the first of them. `detail` says what the two share, and nothing
    else of q: whoever reads it may not see that one.
    """

    pairs: str
    detail: str

    def query(self, condition: str, *, first: bool = False) -> str:
        """The pairs of the properties that `condition` is true of; `first` lets it stop at one that will be kept."""
        pairs = self.pairs.replace("{p}", condition).replace("{first}", "LIMIT 1" if first else "")
        return f"""SELECT p.id AS property_id, p.organisation_id, p.is_sensitive, q.id AS partner_id,
                          q.is_sensitive AS is_hidden, {self.detail} AS detail {pairs}"""
