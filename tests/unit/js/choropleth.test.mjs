/** Areas are shaded by fifths; what is not known has no shade. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { shadesOf } from "../../../static/js/lib/choropleth.js";

test("as many areas have each shade", () => {
  const values = Array.from({ length: 50 }, (_, at) => at);
  const shade = shadesOf(values);
  const counts = Object.values(Object.groupBy(values, shade)).map((group) => group.length);
  assert.deepEqual(counts, [10, 10, 10, 10, 10]);
  assert.equal(shade(null), "#ffffff");
  assert.equal(shadesOf([])(3), shadesOf([])(9));
});
