import assert from "node:assert/strict";
import { test } from "node:test";

import { between, countWords } from "../../../static/js/lib/ticking.js";

test("a range is taken both ways, ends included", () => {
  const lines = ["a", "b", "c", "d"];
  assert.deepEqual(between(lines, "b", "d"), ["b", "c", "d"]);
  assert.deepEqual(between(lines, "d", "b"), ["b", "c", "d"]);
  assert.deepEqual(between(lines, "c", "c"), ["c"]);
  assert.deepEqual(between(lines, "x", "c"), []);
});

test("the count stands behind the words, and nothing for none", () => {
  assert.equal(countWords(0), "");
  assert.equal(countWords(12), " (12)");
});
