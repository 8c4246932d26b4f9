import assert from "node:assert/strict";
import test from "node:test";

import { WEEKS_BACK, dayAt, dayWords, isPast, placeOf } from "../../../static/js/lib/past_days.js";

const TODAY = "2026-11-21";

test("the slider's end is today, and each step back a week, across the change of clocks", () => {
  assert.equal(dayAt(WEEKS_BACK, TODAY), TODAY);
  assert.equal(dayAt(WEEKS_BACK - 4, TODAY), "2026-10-24");
  assert.equal(dayAt(0, TODAY), "2023-11-25");
});

test("a day has its place, one further back the slider's beginning", () => {
  for (let place = 0; place <= WEEKS_BACK; place += 1) assert.equal(placeOf(dayAt(place, TODAY), TODAY), place);
  assert.equal(placeOf("2001-01-01", TODAY), 0);
});

test("a day that has not come, or is none, cannot be shown", () => {
  assert.ok(isPast(TODAY, TODAY));
  for (const day of ["2026-11-22", "1989-12-31", "soon", ""]) assert.ok(!isPast(day, TODAY), day);
});

test("a day is said in words", () => assert.equal(dayWords("2026-03-01"), "1 March 2026"));
