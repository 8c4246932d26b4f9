/**
 * Features of vector tiles as the map draws, counts and picks them. No DOM here.
 *
 * Places are in pixels of the whole world at zoom 0 with tiles of 512, so that one number holds at every zoom.
 */
import { added, countsOf } from "./map_schemes.js";
import { radiusOf } from "./marks.js";

export const TILE_PIXELS = 512;
// Nearer than this, each property is told apart; the tiles hold counts below.
export const NEAR_TILE_ZOOM = 13;
// Cells in one square of so many pixels become one ring.
const RING_SPACE = 60;

/** World pixels of zoom 0 from a longitude and latitude. */
export function worldOf(lat, lng) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [(TILE_PIXELS * (lng + 180)) / 360, TILE_PIXELS * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))];
}

function areaAndMiddle(ring) {
  let [twice, x, y] = [0, 0, 0];
  for (let at = 0; at < ring.length; at += 1) {
    const a = ring[at];
    const b = ring[(at + 1) % ring.length];
    const cross = a.x * b.y - b.x * a.y;
    twice += cross;
    x += (a.x + b.x) * cross;
    y += (a.y + b.y) * cross;
  }
  return twice ? { area: Math.abs(twice) / 2, x: x / (3 * twice), y: y / (3 * twice) } : { area: 0, x: ring[0].x, y: ring[0].y };
}

/** The features of one decoded tile at z/x/y: {id, properties, rings, x, y, area}, rings in tile units of `extent`. */
export function featuresOf(tile, { z, x, y }) {
  const layer = tile.layers.properties ?? tile.layers.cells;
  if (!layer) return [];
  const size = TILE_PIXELS / 2 ** z;
  return Array.from({ length: layer.length }, (_, at) => {
    const feature = layer.feature(at);
    const rings = feature.loadGeometry();
    const isShape = feature.type === 3;
    const middle = isShape ? rings.map(areaAndMiddle).reduce((a, b) => (b.area > a.area ? b : a)) : { ...rings[0][0], area: 0 };
    const unit = size / layer.extent;
    return {
      id: feature.id,
      properties: feature.properties,
      rings: isShape ? rings : null,
      unit,
      left: x * size,
      top: y * size,
      x: x * size + middle.x * unit,
      y: y * size + middle.y * unit,
      area: middle.area * unit * unit,
    };
  });
}

/** Each property once, at its largest piece: an outline that a tile's edge cuts is in both. */
export function onceEach(tiles) {
  const found = new Map();
  for (const feature of tiles.flat()) {
    const known = found.get(feature.id);
    if (!known || feature.area > known.area) found.set(feature.id, feature);
  }
  return [...found.values()];
}

/**
 * Cells gathered into rings that do not overlap at this zoom: {x, y, count, counts} each, x and y in the middle of those
 * they stand for. The grid is the world's, so that a ring stays while the map is moved.
 */
export function gathered(cells, scheme, zoom) {
  const grid = RING_SPACE / 2 ** zoom;
  const found = new Map();
  for (const { properties, x, y } of cells) {
    const key = `${Math.floor(x / grid)} ${Math.floor(y / grid)}`;
    const counts = countsOf(properties, scheme);
    const { count } = properties;
    const ring = found.get(key);
    if (ring) join(ring, { x, y, count, counts });
    else found.set(key, { x, y, count, counts });
  }
  return apart([...found.values()], 2 ** zoom);
}

/** Let one ring stand for another as well, in the middle of what both count. */
function join(ring, { x, y, count, counts }) {
  const both = ring.count + count;
  Object.assign(ring, {
    x: (ring.x * ring.count + x * count) / both,
    y: (ring.y * ring.count + y * count) / both,
    count: both,
    counts: added(ring.counts, counts),
  });
}

/** The rings that remain when each that a larger one would cover is joined to it; `scale` is pixels a world pixel. */
function apart(rings, scale) {
  const most = Math.max(1, ...rings.map(({ count }) => count));
  const kept = [];
  for (const ring of rings.sort((a, b) => b.count - a.count)) {
    const reach = radiusOf(ring.count, most);
    const larger = kept.find((each) => Math.hypot(each.x - ring.x, each.y - ring.y) * scale < reach + radiusOf(each.count, most));
    if (larger) join(larger, ring);
    else kept.push(ring);
  }
  return kept;
}

/** How many of each class lie in a box of world pixels [west, north, east, south]. */
export function countsWithin(features, scheme, [west, north, east, south]) {
  const inside = ({ x, y }) => x >= west && x <= east && y >= north && y <= south;
  const none = new Array(scheme.classes.length).fill(0);
  return features.filter(inside).reduce((sum, feature) => {
    if (feature.properties.count !== undefined) return added(sum, countsOf(feature.properties, scheme));
    sum[scheme.classOf(feature.properties[scheme.key])] += 1;
    return sum;
  }, none);
}

function isInside(feature, x, y) {
  const [px, py] = [(x - feature.left) / feature.unit, (y - feature.top) / feature.unit];
  let inside = false;
  for (const ring of feature.rings) {
    for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
      const [a, b] = [ring[at], ring[before]];
      if (a.y > py !== b.y > py && px < ((b.x - a.x) * (py - a.y)) / (b.y - a.y) + a.x) inside = !inside;
    }
  }
  return inside;
}

/** What lies under a point of the world: the mark nearest to it within `reach`, else the smallest outline around it. */
export function pick(features, [x, y], reach) {
  const far = (feature) => Math.hypot(feature.x - x, feature.y - y);
  const near = features.filter((feature) => far(feature) <= reach).sort((a, b) => far(a) - far(b))[0];
  if (near) return near;
  return features.filter((feature) => feature.rings && isInside(feature, x, y)).sort((a, b) => a.area - b.area)[0] ?? null;
}
