import assert from "node:assert/strict";
import { test } from "node:test";

import { moved } from "../../../static/js/lib/choosing.js";

test("the down arrow goes through the suggestions and back to what was typed", () => {
  const path = [];
  for (let at = -1, step = 0; step < 4; step += 1) path.push((at = moved(at, 1, 3)));
  assert.deepEqual(path, [0, 1, 2, -1]);
});

test("the up arrow begins at the last suggestion", () => {
  assert.equal(moved(-1, -1, 3), 2);
  assert.equal(moved(0, -1, 3), -1);
});

test("with no suggestion there is nothing to choose", () => {
  assert.equal(moved(-1, 1, 0), -1);
});
