/** Every value of the estate has a class on the map: a colour, a shape and words. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { countsOf, schemeOf } from "../../../static/js/lib/map_schemes.js";

const RAG = { key: "rag", label: "RAG rating", values: [["red", "Red – core"], ["amber", "Amber"], ["green", "Green"]] };
const USES = { key: "use", label: "Use", values: Array.from({ length: 12 }, (_, at) => [`use${at}`, `Use ${at}`]) };
const COSTS = { key: "cost_per_m2", label: "Cost", values: [] };
const LEASES = { key: "lease_expiry_year", label: "Lease", values: [] };
const labelOf = (scheme, value) => scheme.classes[scheme.classOf(value)].label;

test("ratings have the product's own colours, and what nobody rated is not rated", () => {
  const scheme = schemeOf(RAG, 2026);
  assert.deepEqual(scheme.classes.map(({ colour }) => colour), ["#d4351c", "#f47738", "#00703c", "#ffffff"]);
  assert.equal(labelOf(scheme, "amber"), "Amber");
  for (const value of ["", undefined, null]) assert.equal(labelOf(scheme, value), "Not rated");
});

test("more than eight values are grouped, so that colours stay apart", () => {
  const scheme = schemeOf(USES, 2026);
  assert.equal(scheme.classes.length, 10);
  assert.equal(labelOf(scheme, "use7"), "Use 7");
  assert.equal(labelOf(scheme, "use8"), "Other");
  assert.equal(labelOf(scheme, ""), "Not known");
});

test("no two classes of a scheme share both colour and shape", () => {
  for (const each of [RAG, USES, COSTS, LEASES]) {
    const { classes } = schemeOf(each, 2026);
    assert.equal(new Set(classes.map(({ shape }) => shape)).size, classes.length, each.key);
    assert.equal(new Set(classes.map(({ colour }) => colour)).size, classes.length, each.key);
  }
});

test("costs fall into the bands that the tiles count by", () => {
  const scheme = schemeOf(COSTS, 2026);
  assert.equal(labelOf(scheme, 0), "£0 to under £25");
  assert.equal(labelOf(scheme, 24.99), "£0 to under £25");
  assert.equal(labelOf(scheme, "25"), "£25 to under £50");
  assert.equal(labelOf(scheme, 4000), "£150 or more");
  assert.equal(labelOf(scheme, undefined), "Not known");
});

test("leases are told by how soon they end", () => {
  const scheme = schemeOf(LEASES, 2026);
  assert.equal(labelOf(scheme, 2019), "Before 2026");
  assert.equal(labelOf(scheme, 2026), "2026 to 2027");
  assert.equal(labelOf(scheme, "2030"), "2028 to 2030");
  assert.equal(labelOf(scheme, 2051), "2051 or later");
});

test("a cell's counts are gathered by class, and none is lost", () => {
  const scheme = schemeOf(USES, 2026);
  const counts = countsOf({ count: 20, "n:use0": 4, "n:use9": 5, "n:use11": 6, "n:": 5 }, scheme);
  assert.equal(counts[0], 4);
  assert.equal(counts[8], 11);
  assert.equal(counts[9], 5);
});
