/**
 * A place as the form's boxes hold it, to numbers and back. What cannot be read here is left to the server, which reads
 * more; null says so. No DOM here; `grid` (lib/national_grid.js) turns degrees into metres.
 */
const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;
const SHAPE = /^(?:SRID\s*=\s*(\d+)\s*;\s*)?(MULTI)?(POINT|POLYGON)\s*(?:Z\s*)?(\(.*\))$/is;
const EMPTY_SHAPE = /\bEMPTY$/i;
// 384,912 254,812: the comma inside a number is no comma between two.
const THOUSANDS = /^\s*\d{1,3},\d{3}(\.\d+)?(\s*[,;]\s+|\s+)\d{1,3},\d{3}(\.\d+)?\s*$/;
const GRID_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ";

const isMetres = (x, y) => x > 5000 && x < 660_000 && y > 5000 && y < 1_225_000;
const isLngLat = (x, y) => x >= -9 && x <= 2 && y >= 49 && y <= 61;

/** What turns the pairs of a shape into metres; null where they are of no system that is known here. */
function systemOf([x, y], grid) {
  if (isMetres(x, y)) return (pair) => [pair[0], pair[1]];
  if (isLngLat(x, y)) return (pair) => grid.toMetres(pair[1], pair[0]);
  if (isLngLat(y, x)) return (pair) => grid.toMetres(pair[0], pair[1]);
  return null;
}

function opened(ring) {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  return ring.length > 1 && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring;
}

/** Nested lists of pairs, measured: parts, or null where a ring has no three corners or no known system. */
function measured(shapes, grid) {
  const first = shapes[0]?.[0]?.[0];
  if (!first || !shapes.flat(2).every((pair) => pair.length >= 2 && pair.every(Number.isFinite))) return null;
  const turn = systemOf(first, grid);
  const parts = turn && shapes.map((part) => part.map((ring) => opened(ring.map(turn))));
  return parts?.flat().every((ring) => ring.length > 2) ? parts : null;
}

function fromWellKnown(text) {
  const [, , isMulti, kind, body] = SHAPE.exec(text) ?? [];
  if (kind?.toUpperCase() !== "POLYGON") return null;
  const nested = body
    .replace(/[^()]+/g, (pairs) => (pairs.trim() === "," ? "," : pairs.split(",").map((pair) => `[${pair.match(NUMBER) ?? ""}]`).join(",")))
    .replaceAll("(", "[")
    .replaceAll(")", "]");
  const shapes = JSON.parse(nested);
  return isMulti ? shapes : [shapes];
}

function fromGeoJson(text) {
  let found = JSON.parse(text);
  if (found.type === "FeatureCollection") found = found.features.length === 1 ? found.features[0] : null;
  const shape = found?.geometry ?? found;
  if (shape?.type === "Polygon") return [shape.coordinates];
  return shape?.type === "MultiPolygon" ? shape.coordinates : null;
}

function fromCorners(text) {
  const parts = text.split(/\n\s*\n/).map((part) => {
    const lines = part.split("\n").filter((line) => /\d/.test(line));
    const flat = lines.flatMap((line) => (THOUSANDS.test(line) ? line.replaceAll(",", "") : line).match(NUMBER));
    const pairs = [];
    for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([Number(flat[i]), Number(flat[i + 1])]);
    return flat.length % 2 ? [] : [pairs];
  });
  return parts.every((part) => part.length) ? parts : null;
}

/** The parts (lib/outlines.js) of an outline's box: [] of an empty one, null of what only the server can read. */
export function readOutline(text, grid) {
  const trimmed = text.replaceAll("\r\n", "\n").trim();
  if (trimmed === "") return [];
  if (EMPTY_SHAPE.test(trimmed)) return null;
  try {
    if (trimmed.startsWith("{")) return measured(fromGeoJson(trimmed) ?? [], grid);
    if (/^[\d\s.,;:()[\]°-]+$/.test(trimmed)) return measured(fromCorners(trimmed) ?? [], grid);
    return measured(fromWellKnown(trimmed) ?? [], grid);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

const metres = (value, places) => String(Number(value.toFixed(places)));
const ringText = (ring) => `(${[...ring, ring[0]].map((pair) => pair.map((each) => metres(each, 3)).join(" ")).join(", ")})`;
const partText = (part) => `(${part.map(ringText).join(", ")})`;

/** Parts as the box holds them: well-known text in metres, "" of none. */
export function writeOutline(parts) {
  if (parts.length === 0) return "";
  return parts.length === 1 ? `POLYGON ${partText(parts[0])}` : `MULTIPOLYGON (${parts.map(partText).join(", ")})`;
}

/** [east, north] of a grid reference, the middle of its square; null of what is none. */
function fromReference(text) {
  const [, letters, digits] = /^([A-HJ-Z]{2})((?:\d\d){1,5})$/.exec(text.toUpperCase().replace(/[\s,.\-/:]/g, "")) ?? [];
  if (!letters) return null;
  const [first, second] = [...letters].map((letter) => GRID_LETTERS.indexOf(letter));
  const size = 10 ** (5 - digits.length / 2);
  const within = (part) => Number(part) * size + (size > 1 ? size / 2 : 0);
  return [
    (((first + 3) % 5) * 5 + (second % 5)) * 100_000 + within(digits.slice(0, digits.length / 2)),
    (19 - Math.floor(first / 5) * 5 - Math.floor(second / 5)) * 100_000 + within(digits.slice(digits.length / 2)),
  ];
}

/** [east, north] of a point's box; null of an empty one, undefined of what only the server can read. */
export function readPoint(text, grid) {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (/^[A-Za-z]{2}[\d\s,.\-/:]+$/.test(trimmed)) return fromReference(trimmed) ?? undefined;
  const bare = trimmed.replace(/^SRID\s*=\s*\d+\s*;/i, "").replace(/(?<=\d),(?=\d{3}(?:\s|$|,\s|;))/g, "");
  const pair = (bare.match(NUMBER) ?? []).map(Number);
  const turn = pair.length === 2 ? systemOf(pair, grid) : null;
  return turn ? turn(pair) : undefined;
}

/** A point as the box holds it, to the centimetre. */
export const writePoint = (point) => (point ? point.map((each) => metres(each, 2)).join(", ") : "");
