/** A place is read from its boxes and written back, measured as PostGIS does, and stepped through. */
import assert from "node:assert/strict";
import { test } from "node:test";

import proj4 from "proj4";

import { NationalGrid } from "../../../static/js/lib/national_grid.js";
import { areaOf, boundsOf, crosses, describe, far, metresOutside } from "../../../static/js/lib/outlines.js";
import { readOutline, readPoint, writeOutline, writePoint } from "../../../static/js/lib/place_text.js";
import { Steps } from "../../../static/js/lib/undoing.js";

const grid = new NationalGrid(proj4, null);
const SQUARE = [[384912, 254812], [384952, 254812], [384952, 254852], [384912, 254852]];
const HOLE = [[384920, 254820], [384930, 254820], [384930, 254830], [384920, 254830]];

test("degrees become the metres that PROJ makes of them, to the centimetre", () => {
  // From pyproj's own seven parameters: 4326 to 27700, without the OSTN15 grid.
  assert.deepEqual(grid.toMetres(52.2, -2.2), [386427.68, 255770.98]);
});

test("beside the place that the server names, the page turns degrees as the server does", () => {
  const moved = new NationalGrid(proj4, { metres: [386429.1, 255769.3], degrees: [-2.2, 52.2] });
  assert.deepEqual(moved.toMetres(52.2, -2.2), [386429.1, 255769.3]);
  const [lat, lng] = moved.toDegrees([386429.1, 255769.3]);
  assert.ok(Math.abs(lat - 52.2) < 1e-7 && Math.abs(lng + 2.2) < 1e-7);
});

test("a corner that nobody moves keeps its metres to the last digit", () => {
  assert.deepEqual(grid.toMetres(...grid.toDegrees([384912.12345, 254812.98765])), [384912.12345, 254812.98765]);
});

test("an area is its rings' less its holes', whichever way round they go", () => {
  assert.equal(areaOf([[SQUARE]]), 1600);
  assert.equal(areaOf([[SQUARE.toReversed(), HOLE]]), 1500);
  assert.equal(areaOf([]), 0);
  assert.equal(describe([[SQUARE, HOLE]]), "1,500 m² (0.15 ha), 8 corners");
  assert.equal(describe([]), "No outline");
  assert.deepEqual(boundsOf([[SQUARE]]), [384912, 254812, 384952, 254852]);
});

test("an outline across itself is told, and one that only touches is not", () => {
  assert.equal(crosses([[[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]]]), true);
  assert.equal(crosses([[SQUARE, HOLE]]), false);
  assert.equal(crosses([[Array.from({ length: 700 }, (_, i) => [i, i * i])]]), null);
});

test("a point is inside, in the hole, or so many metres away", () => {
  assert.equal(metresOutside([384915, 254815], [[SQUARE, HOLE]]), 0);
  assert.equal(metresOutside([384925, 254825], [[SQUARE, HOLE]]), 5);
  assert.equal(metresOutside([384902, 254820], [[SQUARE]]), 10);
  assert.equal(metresOutside([384902, 254820], []), null);
  assert.deepEqual([far(340.4), far(1234)], ["340 m", "1.2 km"]);
});

const TEXT = "POLYGON ((384912 254812, 384952 254812, 384952 254852, 384912 254852, 384912 254812))";
const WAYS = {
  "well-known text": TEXT,
  "with its system": `SRID=27700;${TEXT}`,
  "as several": "MULTIPOLYGON(((384912 254812,384952 254812,384952 254852,384912 254852,384912 254812)))",
  "a corner on each line": "384912 254812\r\n384952 254812\r\n384952 254852\r\n384912 254852",
  "with thousands": "384,912 254,812\n384,952 254,812\n384,952 254,852\n384,912 254,852",
  "in one line": "384912,254812 384952,254812 384952,254852 384912,254852",
  GeoJSON: `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[${JSON.stringify([...SQUARE, SQUARE[0]])}]}}`,
};

for (const [name, text] of Object.entries(WAYS)) {
  test(`an outline is read as ${name}`, () => assert.deepEqual(readOutline(text, grid), [[SQUARE]]));
}

test("longitude and latitude are turned, whichever comes first", () => {
  const ring = SQUARE.map((pair) => grid.toDegrees(pair));
  const text = (pairs) => `POLYGON ((${[...pairs, pairs[0]].map((pair) => pair.join(" ")).join(", ")}))`;
  assert.deepEqual(readOutline(text(ring), grid), [[SQUARE]]);
  assert.deepEqual(readOutline(text(ring.map((pair) => pair.toReversed())), grid), [[SQUARE]]);
});

test("what the page cannot read it leaves to the server", () => {
  for (const text of ["round the back", "POLYGON ((0 0, 1 1", "POLYGON EMPTY", "GEOMETRYCOLLECTION (POINT (1 2))", "{", "{}",
    "384912 254812\n384952", "POLYGON ((0 0, 1 1, 1 0, 0 0))", "POINT (384912 254812)"]) assert.equal(readOutline(text, grid), null, text);
  assert.deepEqual(readOutline("  ", grid), []);
});

test("parts and holes are written as they are read", () => {
  const parts = [[SQUARE, HOLE], [HOLE.map(([x, y]) => [x + 100.25, y])]];
  assert.deepEqual(readOutline(writeOutline(parts), grid), parts);
  assert.equal(writeOutline([[SQUARE]]), TEXT);
  assert.equal(writeOutline([]), "");
});

test("a point is read however it is written", () => {
  for (const text of ["384950, 254850", "384950 254850", "384,950 254,850", "SO 849 548", "POINT (384950 254850)",
    "SRID=27700;POINT(384950 254850)", "E 384950 N 254850"]) assert.deepEqual(readPoint(text, grid), [384950, 254850], text);
  assert.equal(readPoint("", grid), null);
  assert.equal(readPoint("here", grid), undefined);
  assert.equal(writePoint([384912.126, 254812]), "384912.13, 254812");
  assert.equal(writePoint(null), "");
});

test("steps are undone and done again, and a new one ends what could be done again", () => {
  const steps = new Steps("a");
  assert.equal(steps.take("a"), false);
  assert.equal(steps.undo(), null);
  steps.take("b");
  steps.take("c");
  assert.equal(steps.undo(), "b");
  assert.equal(steps.redo(), "c");
  assert.equal(steps.undo(), "b");
  steps.take("d");
  assert.deepEqual([steps.canRedo, steps.undo(), steps.undo(), steps.undo()], [false, "b", "a", null]);
});
