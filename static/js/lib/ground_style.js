/** How the layers of a vector base map are painted, by their names. No DOM here. */
const PAINTS = {
  earth: { order: 0, fill: "#f7f8f9" },
  landcover: { order: 1, fill: "#eef3ea" },
  landuse: { order: 2, fill: "#eef1ea" },
  park: { order: 3, fill: "#e4efdd" },
  water: { order: 4, fill: "#d3e4ee", line: "#d3e4ee", width: 1.5 },
  waterway: { order: 5, line: "#c3dae8", width: 1.5 },
  boundaries: { order: 6, line: "#b4babd", width: 1 },
  boundary: { order: 6, line: "#b4babd", width: 1 },
  building: { order: 7, fill: "#e3e3e0" },
  buildings: { order: 7, fill: "#e3e3e0" },
  roads: { order: 8, line: "#cfd3d5", width: 1.5 },
  transportation: { order: 8, line: "#cfd3d5", width: 1.5 },
};

/** {order, fill, line, width} of a layer; null of one that is not drawn. Roads widen as the map comes nearer. */
export function paintOf(name, zoom) {
  const paint = PAINTS[name];
  if (!paint) return null;
  return paint.order === 8 ? { ...paint, width: paint.width + Math.max(0, zoom - 12) } : paint;
}
