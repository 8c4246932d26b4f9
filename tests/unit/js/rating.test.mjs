import assert from "node:assert/strict";
import test from "node:test";

import { isOldToken, kept, meaning, needsNote, problemOf } from "../../../static/js/lib/rating.js";

const open = { open: true, rating: "green", reasons: 5 };

test("a letter is a rating, with or without the panel, and Shift asks for a note", () => {
  assert.deepEqual(meaning({ key: "g" }), { does: "rate", rating: "green", withNote: false });
  assert.deepEqual(meaning({ key: "A", shiftKey: true }, open), { does: "rate", rating: "amber", withNote: true });
  // Caps Lock alone asks for nothing.
  assert.deepEqual(meaning({ key: "R" }), { does: "rate", rating: "red", withNote: false });
});

test("a number is a reason only while there is one of that number to choose", () => {
  assert.deepEqual(meaning({ key: "5" }, open), { does: "reason", index: 4 });
  assert.equal(meaning({ key: "6" }, open), null);
  assert.equal(meaning({ key: "0" }, open), null);
  assert.equal(meaning({ key: " " }, open), null);
  assert.equal(meaning({ key: "1" }), null);
  assert.equal(meaning({ key: "1" }, { open: true, rating: "", reasons: 0 }), null);
});

test("the browser's own keys stay the browser's", () => {
  for (const held of ["ctrlKey", "altKey", "metaKey"]) assert.equal(meaning({ key: "r", [held]: true }), null);
  for (const key of ["Tab", "Enter", "x", "Backspace"]) assert.equal(meaning({ key }, open), null);
});

test("arrows move between lines, and in the panel they are left to the browser", () => {
  assert.deepEqual(meaning({ key: "ArrowDown" }), { does: "move", step: 1 });
  assert.deepEqual(meaning({ key: "k" }), { does: "move", step: -1 });
  assert.equal(meaning({ key: "ArrowDown" }, open), null);
  assert.deepEqual(meaning({ key: "u" }), { does: "undo" });
  assert.equal(meaning({ key: "u" }, open), null);
  assert.deepEqual(meaning({ key: "Escape" }, open), { does: "close" });
  assert.deepEqual(meaning({ key: "n" }, open), { does: "note" });
});

test("whatever goes wrong is said, and what could go right later is told apart", () => {
  assert.equal(problemOf(0).kind, "offline");
  assert.equal(problemOf(401, { problem: "Signed out" }).kind, "signed-out");
  assert.deepEqual(problemOf(409, { problem: "Changed" }), { kind: "conflict", words: "Changed" });
  assert.deepEqual(problemOf(422, { problem: "Needs a reason" }), { kind: "refused", words: "Needs a reason" });
  assert.match(problemOf(502).words, /could not answer/);
  assert.equal(isOldToken(403, null), true);
  assert.equal(isOldToken(403, { problem: "Not yours" }), false);
  assert.equal(needsNote("other"), true);
  assert.equal(needsNote("no_change"), false);
});

class Storage {
  items = new Map();
  getItem = (key) => this.items.get(key) ?? null;
  setItem = (key, value) => this.items.set(key, value);
  removeItem = (key) => this.items.delete(key);
}

test("what is not saved is kept over a reload, for the same person only", () => {
  const storage = new Storage();
  const mine = kept(storage, "7");
  mine.keep({ reference: "WP-000001", rating: "red" });
  mine.keep({ reference: "WP-000002", rating: "green" });
  mine.keep({ reference: "WP-000001", rating: "amber" });
  mine.forget("WP-000002");
  assert.deepEqual(kept(storage, "7").all(), [{ reference: "WP-000001", rating: "amber" }]);
  assert.deepEqual(kept(storage, "8").all(), []);
  mine.forget("WP-000001");
  assert.equal(storage.items.size, 0);
});

test("what is not ours in the storage is thrown away", () => {
  const storage = new Storage();
  storage.setItem("total-place-ratings-not-saved-7", "{half");
  assert.deepEqual(kept(storage, "7").all(), []);
  assert.equal(storage.items.size, 0);
});
