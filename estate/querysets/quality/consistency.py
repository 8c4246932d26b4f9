"""What does not agree with something else in the same record."""

from __future__ import annotations

from estate.choices import Dimension, Gravity
from estate.querysets.quality.model import BUILDING, CLOSED, OPEN, RowRule, day

HIGH, MEDIUM, LOW = Gravity.HIGH, Gravity.MEDIUM, Gravity.LOW
# A point this far outside its boundary, in metres, is no matter of drawing.
OUTSIDE_M = 5
FAR_M = 2000
# Floor on more storeys than this, over the whole of the site, is not built in a county.
STOREYS = 6
SITE_M2 = "coalesce(p.site_area_ha * 10000, ST_Area(p.boundary))"
METRES = "'FM999,999,990'"


def _inconsistent(
    code: str, title: str, gravity: Gravity, part: str, remedy: str, applies: str, fails: str, detail: str = "''"
) -> RowRule:
    return RowRule(code, title, gravity, Dimension.CONSISTENCY, part, remedy, applies, fails, detail)


CONSISTENCY: tuple[RowRule, ...] = (
    _inconsistent(
        "point-outside-boundary", "The point lies outside the boundary", MEDIUM, "location",
        "Move the point inside the outline, or correct the outline.",
        f"{OPEN} AND p.location_source = 'given' AND p.boundary IS NOT NULL",
        f"NOT ST_DWithin(p.location, p.boundary, {OUTSIDE_M})",
        f"to_char(ST_Distance(p.location, p.boundary), {METRES}) || ' m outside'",
    ),
    _inconsistent(
        "far-from-postcode", "The point lies far from its postcode", HIGH, "location",
        "Check the coordinates and the postcode: one of them is another place’s.",
        f"{OPEN} AND p.location IS NOT NULL AND c.location IS NOT NULL",
        f"ST_Distance(p.location, c.location) > {FAR_M}",
        "to_char(ST_Distance(p.location, c.location) / 1000, 'FM990.0') || ' km from ' || p.postcode",
    ),
    _inconsistent(
        "site-area-unlike-boundary", "Site area and boundary do not fit together", LOW, "location",
        "Check the site area and its unit, and the outline.",
        f"{OPEN} AND p.site_area_ha > 0.05 AND p.boundary IS NOT NULL",
        "NOT ST_Area(p.boundary) / 10000 / p.site_area_ha BETWEEN 0.5 AND 2",
        """to_char(p.site_area_ha, 'FM999,990.00') || ' ha given, '
           || to_char(ST_Area(p.boundary) / 10000, 'FM999,990.00') || ' ha inside the boundary'""",
    ),
    _inconsistent(
        "floor-area-exceeds-site", "More floor than the site allows", MEDIUM, "building",
        "Check the floor area in square metres and the site area in hectares.",
        f"{BUILDING} AND p.gross_internal_area_m2 > 0 AND {SITE_M2} > 0",
        f"p.gross_internal_area_m2 > {STOREYS} * {SITE_M2}",
        f"to_char(p.gross_internal_area_m2, {METRES}) || ' m² of floor on a site of '"
        f" || to_char({SITE_M2}, {METRES}) || ' m²'",
    ),
    _inconsistent(
        "occupied-area-exceeds-floor", "Its users have more floor than it has", MEDIUM, "occupations",
        "Check what each user occupies, and the floor area.",
        f"{OPEN} AND o.area_m2 IS NOT NULL AND p.gross_internal_area_m2 IS NOT NULL",
        "o.area_m2 > p.gross_internal_area_m2 * 1.02",
        f"to_char(o.area_m2, {METRES}) || ' m² occupied of ' || to_char(p.gross_internal_area_m2, {METRES}) || ' m²'",
    ),
    _inconsistent(
        "let-below-e", "Let with an energy rating worse than E", HIGH, "energy",
        "Improve the building or register an exemption: the law forbids letting it as it stands.",
        f"{OPEN} AND p.energy_rating <> '' AND (l.let OR p.holding IN ('let', 'sub_let'))",
        "p.energy_rating IN ('F', 'G')", "'Rated ' || p.energy_rating",
    ),
    _inconsistent(
        "lease-ended-in-use", "The lease has ended and it is still in use", HIGH, "leases",
        "Add the new lease, or close the property; waive this while the tenant rightly holds over.",
        f"{OPEN} AND p.tenure = 'leasehold' AND l.tenancies > 0", "l.ended_on < d.today",
        f"'Ended ' || {day('l.ended_on')}",
    ),
    _inconsistent(
        "closed-in-use", "Closed, and still occupied", HIGH, "occupations",
        "Remove those who have left, or put the status right.", f"p.status IN {CLOSED}", "o.users > 0",
        f"'Closed ' || {day('p.closed_on')}",
    ),
    _inconsistent(
        "closed-lease-runs", "Closed, and its lease still runs", HIGH, "leases",
        "Put the day that the lease ended, or put the status right.", f"p.status IN {CLOSED}", "l.running",
        f"'Closed ' || {day('p.closed_on')}",
    ),
    _inconsistent(
        "closed-to-review", "Closed, and still to be reviewed", LOW, "rag",
        "Put the status right; waive this where the review no longer matters.", f"p.status IN {CLOSED}",
        "p.next_review_on > p.closed_on", f"'Next review ' || {day('p.next_review_on')}",
    ),
    _inconsistent(
        "freehold-tenancy", "Freehold, and held on a lease", MEDIUM, "tenure",
        "Correct the tenure, or the lease’s role if we are the landlord.", f"{OPEN} AND p.tenure = 'freehold'",
        "l.running",
    ),
    _inconsistent(
        "vacant-in-use", "Vacant, and occupied", MEDIUM, "use",
        "Remove those who have left, or put the status right.", "p.status = 'vacant'",
        "o.users > 0 OR p.holding = 'occupied'",
    ),
    _inconsistent(
        "surplus-rated-core", "Surplus, and rated core", MEDIUM, "rag",
        "Rate it again, or put the status right.", "p.status = 'surplus' AND p.rag <> ''", "p.rag = 'red'",
    ),
)  # fmt: skip
