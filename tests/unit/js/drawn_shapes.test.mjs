/** What is drawn on the map becomes the filter that the list and the downloads know. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { shapeWords } from "../../../static/js/lib/drawn_shapes.js";

const circle = (metres) => ({ getLatLng: () => ({ lat: 52.1900001, lng: -2.22 }), getRadius: () => metres });
const polygon = (count) => ({ getLatLngs: () => [Array.from({ length: count }, (_, at) => ({ lat: 52 + at / 1000, lng: -2 }))] });

test("a circle is near its middle, in whole metres", () => {
  assert.deepEqual(shapeWords("Circle", circle(512.4)), ["near", "-2.22,52.19,512"]);
});

test("a box and a shape say their corners, longitude first", () => {
  const bounds = { getWest: () => -2.3, getSouth: () => 52.1, getEast: () => -2.1, getNorth: () => 52.2 };
  assert.deepEqual(shapeWords("Rectangle", { getBounds: () => bounds }), ["bbox", "-2.3,52.1,-2.1,52.2"]);
  assert.deepEqual(shapeWords("Polygon", polygon(3)), ["within", "-2,52,-2,52.001,-2,52.002"]);
});

test("what the server would refuse is not asked", () => {
  for (const [shape, layer] of [["Circle", circle(50_001)], ["Circle", circle(0)], ["Polygon", polygon(2)], ["Polygon", polygon(101)]]) {
    assert.equal(shapeWords(shape, layer), null);
  }
});
