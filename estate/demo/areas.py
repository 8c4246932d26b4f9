"""The county as our own illustration: an outline drawn by hand, and cells around the towns that make its districts."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import MultiPoint, MultiPolygon, Point, Polygon, prepare, unary_union, voronoi_polygons

from estate.demo.facts import Facts


@dataclass(frozen=True, slots=True)
class County:
    """Outline, districts by code and cells by town name; metres on the National Grid."""

    outline: MultiPolygon
    districts: dict[str, MultiPolygon]
    cells: dict[str, MultiPolygon]


def draw_county(facts: Facts) -> County:
    """Each town's cell is all that lies nearer to it than to any other; a district is its towns' cells together."""
    outline = Polygon(facts.outline)
    middles = {town.name: Point(town.easting, town.northing) for town in facts.towns.values()}
    drawn = voronoi_polygons(MultiPoint(list(middles.values())), extend_to=outline)
    cells = {}
    for name, middle in middles.items():
        cell = next(each for each in drawn.geoms if each.contains(middle))
        cells[name] = _multi(cell.intersection(outline))
    districts = {
        code: _multi(unary_union([cells[town.name] for town in facts.towns.values() if town.district == code]))
        for code in facts.districts
    }
    for shape in (*cells.values(), *districts.values()):
        prepare(shape)
    return County(_multi(outline), districts, cells)


def _multi(shape: Polygon | MultiPolygon) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
