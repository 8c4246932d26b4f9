import assert from "node:assert/strict";
import { test } from "node:test";

import { markPath, nameOf, outlineStyle, placed, ratingOf } from "../../../static/js/lib/map_style.js";

test("a rating is told by shape and words, not by colour alone", () => {
  const looks = ["red", "amber", "green"].map((rag) => ratingOf({ rag }));
  assert.equal(new Set(looks.map((look) => look.shape)).size, 3);
  assert.equal(new Set(["red", "amber", "green", ""].map((rag) => markPath({ rag }))).size, 4);
  assert.deepEqual(
    looks.map((look) => look.words),
    ["Red – core", "Amber – possible change", "Green – surplus or available"],
  );
});

test("what nobody has rated is not drawn as red, amber or green", () => {
  assert.equal(ratingOf({ rag: "" }).words, "Not rated");
  assert.equal(ratingOf(null).words, "Not rated");
  assert.equal(ratingOf({ rag: "mauve" }).words, "Not rated");
});

test("where a site was and where it would be are drawn apart", () => {
  const old = outlineStyle({ role: "old", rag: "red" });
  const now = outlineStyle({ role: "new", rag: "red" });
  assert.ok(old.dashArray);
  assert.equal(now.dashArray, undefined);
  assert.notEqual(old.color, now.color);
});

test("a neighbour is drawn lighter than the site itself", () => {
  assert.ok(outlineStyle({ role: "near" }).weight < outlineStyle({ role: "this" }).weight);
});

test("a mark's name says title, move and rating", () => {
  assert.equal(nameOf({ title: "County Hall", rag: "red" }), "County Hall, Red – core");
  assert.equal(nameOf({ title: "Depot", role: "old" }), "Depot, where it was");
  assert.equal(nameOf({}), "Place");
});

test("records whose place is unknown stay off the map, and none is no error", () => {
  const point = { type: "Feature", geometry: { type: "Point", coordinates: [-2, 52] }, properties: {} };
  const nowhere = { type: "Feature", geometry: null, properties: {} };
  assert.deepEqual(placed({ features: [point, nowhere] }), [point]);
  assert.deepEqual(placed(null), []);
});
