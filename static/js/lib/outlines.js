/**
 * Outlines as measured: lists of parts, a part being its ring and its holes, a ring its corners [east, north] in metres,
 * the first not repeated. No DOM here.
 */

/** m² of a ring, positive whichever way round it goes. Corners are taken from the first, so that no digit is lost. */
function ringArea(ring) {
  const [x0, y0] = ring[0] ?? [0, 0];
  let twice = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[(i + 1) % ring.length];
    twice += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  }
  return Math.abs(twice) / 2;
}

/** m² on the National Grid, as PostGIS measures it: holes are taken away. */
export const areaOf = (parts) =>
  parts.reduce((sum, [ring, ...holes]) => sum + ringArea(ring) - holes.reduce((all, hole) => all + ringArea(hole), 0), 0);

export const cornersOf = (parts) => parts.flat().reduce((count, ring) => count + ring.length, 0);

/** [west, south, east, north] of parts; null of none. */
export function boundsOf(parts) {
  const corners = parts.flat(2);
  if (corners.length === 0) return null;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of corners) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

const sidesOf = (ring) => ring.map((corner, i) => [corner, ring[(i + 1) % ring.length]]);
const turn = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
const cross = ([a, b], [c, d]) => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
// Each side is held against each other: more of them would make a drag stutter, and the server looks anyway.
const MOST_SIDES = 600;

/** Whether a side of the parts crosses another; null where there are too many to look. */
export function crosses(parts) {
  const sides = parts.flat().flatMap(sidesOf);
  if (sides.length > MOST_SIDES) return null;
  return sides.some((side, i) => sides.slice(i + 1).some((other) => cross(side, other)));
}

function isInsideRing([x, y], ring) {
  return sidesOf(ring).filter(([[x1, y1], [x2, y2]]) => y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1)
    .length % 2 === 1;
}

function metresToSide([x, y], [[x1, y1], [x2, y2]]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length)) : 0;
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

/** Metres from a point to the parts; 0 inside them, null where there are none. */
export function metresOutside(point, parts) {
  if (parts.length === 0) return null;
  const isInside = parts.some(
    ([ring, ...holes]) => isInsideRing(point, ring) && !holes.some((hole) => isInsideRing(point, hole)),
  );
  return isInside ? 0 : Math.min(...parts.flat().flatMap(sidesOf).map((side) => metresToSide(point, side)));
}

const number = (value, places = 0) =>
  value.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
const count = (many, one, several) => `${number(many)} ${many === 1 ? one : several}`;

/** "5,400 m² (0.54 ha), 2 parts, 14 corners"; "No outline" of none. */
export function describe(parts) {
  if (parts.length === 0) return "No outline";
  const area = areaOf(parts);
  const several = parts.length > 1 ? `, ${count(parts.length, "part", "parts")}` : "";
  return `${number(area)} m² (${number(area / 10_000, 2)} ha)${several}, ${count(cornersOf(parts), "corner", "corners")}`;
}

/** "12 m" or "3.4 km". */
export const far = (metres) => (metres < 1000 ? `${number(metres)} m` : `${number(metres / 1000, 1)} km`);
