/** What ECharts is told to draw. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { pounds, sankey, treemap } from "../../../static/js/lib/drawn_charts.js";

test("pounds are written as the pages write them", () => {
  assert.deepEqual(
    [950, 31000, 9_588_000, 999_949_999, 4_020_936_000, -2_000_000].map(pounds),
    ["£950", "£31k", "£9.6m", "£999.9m", "£4.0bn", "−£2.0m"],
  );
});

test("every chart is described and patterned, and its tooltips need no inline styles", () => {
  for (const option of [treemap({ sectors: [] }, "What is spent"), sankey({ nodes: [], links: [] }, "What is spent")]) {
    assert.equal(option.aria.enabled, true);
    assert.equal(option.aria.decal.show, true);
    assert.equal(option.aria.label.description, "What is spent");
    assert.equal(option.tooltip.renderMode, "richText");
  }
});

test("a tooltip says what is illustrative", () => {
  const { tooltip } = sankey({ nodes: [], links: [] }, "");
  const data = { source: "A", target: "B", isIllustrative: true };
  assert.equal(tooltip.formatter({ name: "A > B", value: 5000, data }), "A → B\n£5000, illustrative");
});

test("a rectangle too small for words has none, and the tooltip has them", () => {
  const children = [{ name: "Large", value: 990 }, { name: "Small", value: 10 }];
  const option = treemap({ sectors: [{ name: "All", children }] }, "");
  const [{ label }] = option.series;
  assert.equal(label.formatter(children[0]), "Large\n£990");
  assert.equal(label.formatter(children[1]), "");
  assert.equal(option.tooltip.formatter(children[1]), "Small\n£10");
});
