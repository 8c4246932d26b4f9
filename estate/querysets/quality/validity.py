"""What can hardly be true, or is only half of what was asked."""

from __future__ import annotations

from estate.choices import Dimension, Gravity
from estate.querysets.quality.model import OPEN, RowRule, day

MEDIUM, LOW = Gravity.MEDIUM, Gravity.LOW
UNLIKELY_AREA_M2 = 200_000
OUTWARD = "split_part(p.postcode, ' ', 1)"


def _invalid(
    code: str, title: str, gravity: Gravity, part: str, remedy: str, applies: str, fails: str, detail: str = "''"
) -> RowRule:
    return RowRule(code, title, gravity, Dimension.VALIDITY, part, remedy, applies, fails, detail)


VALIDITY: tuple[RowRule, ...] = (
    _invalid(
        "half-postcode", "Only half a postcode", LOW, "address", "Write the whole postcode.",
        f"{OPEN} AND p.postcode <> ''", "position(' ' IN p.postcode) = 0", "p.postcode",
    ),
    _invalid(
        "unknown-postcode", "Postcode not known", MEDIUM, "address",
        "Check it: it may be mistyped, new, or no longer in use.",
        f"{OPEN} AND position(' ' IN p.postcode) > 0 AND EXISTS (SELECT FROM totalplace_postcode)",
        # A fault only where the list reaches: others of the same first half are loaded.
        f"""c.postcode IS NULL
            AND EXISTS (SELECT FROM totalplace_postcode k
                         WHERE k.postcode BETWEEN {OUTWARD} || ' 0AA' AND {OUTWARD} || ' 9ZZ'
                           AND split_part(k.postcode, ' ', 1) = {OUTWARD})""",
        "p.postcode",
    ),
    _invalid(
        "postcodes-point", "The position is only its postcode’s", LOW, "location",
        "Give the building’s own position: the postcode’s may lie several streets away.",
        f"{OPEN} AND p.location IS NOT NULL", "p.location_source = 'postcode'",
    ),
    _invalid(
        "outside-districts", "The position lies outside the county’s districts", MEDIUM, "location",
        "Check the coordinates; waive this for a property over the border.",
        f"""{OPEN} AND p.location IS NOT NULL
            AND EXISTS (SELECT FROM totalplace_areapiece WHERE level = 'district')""",
        "p.district_id IS NULL", "round(ST_X(p.location)) || ', ' || round(ST_Y(p.location))",
    ),
    _invalid(
        "built-in-future", "Built in a year to come", MEDIUM, "building",
        "Correct the year, or the status if it is under construction.",
        f"{OPEN} AND p.built_year IS NOT NULL AND p.status <> 'construction'",
        "p.built_year > extract(year FROM d.today)", "p.built_year::text",
    ),
    _invalid(
        "unlikely-floor-area", "Floor area larger than almost any building’s", MEDIUM, "building",
        "Check the number and its unit: it is asked in square metres.",
        f"{OPEN} AND p.gross_internal_area_m2 IS NOT NULL", f"p.gross_internal_area_m2 > {UNLIKELY_AREA_M2}",
        "to_char(p.gross_internal_area_m2, 'FM999,999,999') || ' m²'",
    ),
    _invalid(
        "unlikely-value", "Value and floor area do not fit together", LOW, "value",
        "Check the value and the floor area.",
        f"{OPEN} AND p.book_value > 0 AND p.gross_internal_area_m2 > 0",
        "NOT p.book_value / p.gross_internal_area_m2 BETWEEN 0.5 AND 50000",
        "'£' || to_char(p.book_value / p.gross_internal_area_m2, 'FM999,999,990.00') || ' a square metre'",
    ),
    _invalid(
        "energy-expiry-too-late", "Energy certificate that lasts too long", LOW, "energy",
        "Check the date: a certificate lasts ten years.",
        f"{OPEN} AND p.energy_rating_expires_on IS NOT NULL",
        "p.energy_rating_expires_on > d.today + interval '10 years 1 month'",
        f"'Expires ' || {day('p.energy_rating_expires_on')}",
    ),
)  # fmt: skip
