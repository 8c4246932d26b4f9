"""What two bodies both hold as theirs: only a shared register can find it.

Within one body a UPRN, a title or an outline may well repeat, for a campus or a building in several parts.
"""

from __future__ import annotations

from estate.choices import Dimension, Gravity
from estate.querysets.quality.model import CLOSED, OPEN, PairRule

HIGH, MEDIUM = Gravity.HIGH, Gravity.MEDIUM
# Neighbours' outlines are drawn over each other by slivers: an overlap counts from this share of the smaller one on,
# and from this many square metres.
OVERLAP_SHARE = 0.05
OVERLAP_M2 = 20
OF_TWO_BODIES = f"q.organisation_id <> p.organisation_id AND p.status NOT IN {CLOSED} AND q.status NOT IN {CLOSED}"


def _shared(code: str, title: str, gravity: Gravity, part: str, remedy: str, applies: str, **sql: str) -> PairRule:
    return PairRule(code, title, gravity, Dimension.UNIQUENESS, part, remedy, applies, **sql)


UNIQUENESS: tuple[PairRule, ...] = (
    _shared(
        "uprn-of-another-body", "Another body has the same UPRN", HIGH, "identity",
        "Agree with the other body which of you accounts for it; waive this where both rightly do.",
        f"{OPEN} AND p.uprn <> ''",
        pairs=f"""FROM estate_property p JOIN estate_property q ON q.uprn = p.uprn AND q.uprn <> ''
                 WHERE {{p}} AND p.uprn <> '' AND {OF_TWO_BODIES}""",
        detail="'UPRN ' || p.uprn",
    ),
    _shared(
        "title-of-another-body", "Another body has the same title", MEDIUM, "titles",
        "Agree with the other body which of you holds the title; waive this where both rightly do.",
        f"{OPEN} AND t.titles > 0",
        pairs=f"""FROM estate_property p JOIN estate_propertytitle a ON a.property_id = p.id
                  JOIN estate_title n ON n.id = a.title_id JOIN estate_title m ON m.number = n.number
                  JOIN estate_propertytitle b ON b.title_id = m.id AND b.property_id <> a.property_id
                  JOIN estate_property q ON q.id = b.property_id
                 WHERE {{p}} AND {OF_TWO_BODIES}""",
        detail="'Title ' || n.number",
    ),
    _shared(
        "overlaps-another-body", "The boundary overlaps another body’s", MEDIUM, "location",
        "Check the outline against the title plan, and agree it with the other body.",
        f"{OPEN} AND p.boundary IS NOT NULL",
        # To intersect two outlines costs more than all the rest: so no more of them than it takes to find one.
        pairs=f"""FROM estate_property p CROSS JOIN LATERAL (
                       SELECT c.id, c.is_sensitive, shared.m2
                         FROM (SELECT q.id, q.is_sensitive, q.boundary FROM estate_property q
                                WHERE q.boundary && p.boundary AND {OF_TWO_BODIES}
                                ORDER BY q.is_sensitive, q.id) c
                         CROSS JOIN LATERAL (
                              SELECT ST_Area(ST_Intersection(p.boundary, c.boundary)) AS m2 OFFSET 0) shared
                        WHERE shared.m2 > {OVERLAP_M2}
                          AND shared.m2 > {OVERLAP_SHARE} * least(ST_Area(p.boundary), ST_Area(c.boundary))
                        {{first}}) q
                 WHERE {{p}}""",
        detail="to_char(q.m2 / 10000, 'FM999,990.00') || ' ha in common'",
    ),
)  # fmt: skip
