/** A link to the map says what is seen, in words that a person can read. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { boxText, filtersIn, placeIn, placeText, withChanges } from "../../../static/js/lib/map_address.js";

test("a place goes into the address and comes back", () => {
  const place = { zoom: 14, lat: 52.19181, lng: -2.2215 };
  assert.equal(placeText(place), "14/52.19181/-2.2215");
  assert.deepEqual(placeIn(`?rag=red&at=${placeText(place)}`), place);
});

test("what is no place is none", () => {
  for (const at of ["", "14/52", "a/b/c", "14/52.1/-2.2/9", "1e3/52/2", "14/52.12345678/-2"]) assert.equal(placeIn(`at=${at}`), null);
});

test("the filters keep their words and their order, and the page's own are not asked of the tiles", () => {
  const query = "?rag=red&rag=amber&organisation=WCC,BDC&by=tenure&at=9/52/-2&view=1,2,3,4&layers=ward";
  assert.equal(filtersIn(query), "rag=red&rag=amber&organisation=WCC,BDC");
  assert.equal(withChanges("?rag=red&by=use", { by: null, at: "9/52/-2" }), "rag=red&at=9/52/-2");
});

test("words are still escaped where an address needs it", () => {
  assert.equal(withChanges("?q=fish %26 chips", {}), "q=fish+%26+chips");
});

test("a box is west, south, east, north", () => {
  const bounds = { getWest: () => -2.3000001, getSouth: () => 52.1, getEast: () => -2.1, getNorth: () => 52.25 };
  assert.equal(boxText(bounds), "-2.3,52.1,-2.1,52.25");
});
