/** What tiles hold is drawn, counted and picked once each, wherever the tiles' edges fall. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { schemeOf } from "../../../static/js/lib/map_schemes.js";
import { arcsOf, pathOf, radiusOf, shortCount } from "../../../static/js/lib/marks.js";
import { countsWithin, featuresOf, gathered, onceEach, pick, worldOf } from "../../../static/js/lib/tile_features.js";

const scheme = schemeOf({ key: "rag", label: "RAG", values: [["red", "Red"], ["amber", "Amber"], ["green", "Green"]] }, 2026);
const at = (x, y) => ({ x, y });
const square = (west, north, side) => [at(west, north), at(west + side, north), at(west + side, north + side), at(west, north + side)];

/** A decoded tile as @mapbox/vector-tile gives one. */
function tile(name, features) {
  const layer = { length: features.length, extent: 4096, feature: (place) => ({ ...features[place], loadGeometry: () => features[place].geometry }) };
  return { layers: { [name]: layer } };
}

test("the world is 512 wide, Greenwich in its middle", () => {
  assert.deepEqual(worldOf(0, 0), [256, 256]);
  assert.deepEqual(worldOf(0, -180).map(Math.round), [0, 256]);
});

test("a point and an outline have their places in the world", () => {
  const [point, outline] = featuresOf(
    tile("properties", [
      { id: 1, type: 1, properties: { rag: "red" }, geometry: [[at(2048, 2048)]] },
      { id: 2, type: 3, properties: {}, geometry: [square(0, 0, 1024)] },
    ]),
    { z: 1, x: 1, y: 0 },
  );
  assert.deepEqual([point.x, point.y, point.rings], [384, 128, null]);
  assert.deepEqual([outline.x, outline.y], [288, 32]);
  assert.equal(outline.area, 64 * 64);
});

test("an outline that an edge cuts is one property, at its larger piece", () => {
  const left = [{ id: 7, area: 2, x: 1, y: 1 }];
  const right = [{ id: 7, area: 9, x: 2, y: 1 }, { id: 8, area: 1, x: 3, y: 1 }];
  assert.deepEqual(onceEach([left, right]).map(({ id, x }) => [id, x]), [[7, 2], [8, 3]]);
});

test("cells that lie close become one ring in the middle of what they count", () => {
  const cell = (x, count, red) => ({ x, y: 10, properties: { count, "n:red": red, "n:": count - red } });
  const [ring, far] = gathered([cell(1, 3, 3), cell(5, 1, 0), cell(200, 2, 2)], scheme, 0);
  assert.deepEqual([ring.count, ring.x, ring.counts], [4, 2, [3, 0, 0, 1]]);
  assert.equal(far.count, 2);
});

test("a ring that a larger one would cover is joined to it", () => {
  const cell = (x, count) => ({ x, y: 10, properties: { count, "n:red": count } });
  const rings = gathered([cell(55, 90), cell(65, 10), cell(400, 1)], scheme, 0);
  assert.deepEqual(rings.map(({ count, x }) => [count, x]), [[100, 56], [1, 400]]);
});

test("the legend counts what lies in the box, near and far", () => {
  const near = [
    { x: 1, y: 1, properties: { rag: "red" } },
    { x: 9, y: 9, properties: { rag: "red" } },
    { x: 2, y: 2, properties: {} },
  ];
  assert.deepEqual(countsWithin(near, scheme, [0, 0, 5, 5]), [1, 0, 0, 1]);
  const cells = [{ x: 1, y: 1, properties: { count: 5, "n:green": 5 } }];
  assert.deepEqual(countsWithin(cells, scheme, [0, 0, 5, 5]), [0, 0, 5, 0]);
});

test("a click takes the nearest mark, else the smallest outline around it", () => {
  const features = featuresOf(
    tile("properties", [
      { id: 1, type: 3, properties: {}, geometry: [square(0, 0, 4096)] },
      { id: 2, type: 3, properties: {}, geometry: [square(0, 0, 1024)] },
      { id: 3, type: 1, properties: {}, geometry: [[at(4000, 4000)]] },
    ]),
    { z: 0, x: 0, y: 0 },
  );
  assert.equal(pick(features, [500, 500], 5).id, 3);
  assert.equal(pick(features, [10, 10], 5).id, 2);
  assert.equal(pick(features, [200, 10], 5).id, 1);
  assert.equal(pick(features, [600, 10], 5), null);
});

test("a ring's arcs go round once, its area grows with its count, and its number fits", () => {
  assert.deepEqual(arcsOf([1, 0, 3]), [[0, 0.25], [0.25, 0.25], [0.25, 1]]);
  assert.deepEqual(arcsOf([0, 0]), [[0, 0], [0, 0]]);
  assert.ok(radiusOf(100, 100) > radiusOf(10, 100));
  assert.deepEqual([7, 999, 1_240, 34_400, 1_130_000].map(shortCount), ["7", "999", "1.2k", "34k", "1.1m"]);
  assert.match(pathOf("square"), /^M.*Z$/);
});
