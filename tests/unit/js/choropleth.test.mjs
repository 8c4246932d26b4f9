/** Areas are shaded by fifths; what is not known has no shade. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { shadesOf, stepsOf } from "../../../static/js/lib/choropleth.js";

test("as many areas have each shade", () => {
  const values = Array.from({ length: 50 }, (_, at) => at);
  const shade = shadesOf(values);
  const counts = Object.values(Object.groupBy(values, shade)).map((group) => group.length);
  assert.deepEqual(counts, [10, 10, 10, 10, 10]);
  assert.equal(shade(null), "#ffffff");
  assert.equal(shadesOf([])(3), shadesOf([])(9));
});

test("the legend says what each shade holds, and whether some are not known", () => {
  assert.deepEqual(stepsOf([]), []);
  const steps = stepsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, null]);
  assert.deepEqual(steps.map(({ words }) => words), ["1 to 2", "3 to 4", "5 to 6", "7 to 8", "9 to 10", "Not known"]);
  assert.deepEqual(stepsOf([2.555, 2.555]).map(({ words }) => words), ["2.56"]);
});
