/** Unsaved input is kept for its own person, for a week, and never with what the form must not give away. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { forget, isSame, keyOf, read, valuesOf, write } from "../../../static/js/lib/drafts.js";

class Store {
  #items = new Map();
  get length() {
    return this.#items.size;
  }
  key(index) {
    return [...this.#items.keys()][index];
  }
  getItem(key) {
    return this.#items.get(key) ?? null;
  }
  setItem(key, text) {
    if (text.length > 500) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
    this.#items.set(key, text);
  }
  removeItem(key) {
    this.#items.delete(key);
  }
}

const NOON = Date.UTC(2027, 2, 3, 12);

test("what was typed comes back, with every value of a name", () => {
  const store = new Store();
  const values = valuesOf([["name", "Hall"], ["row", "1"], ["row", "2"], ["csrfmiddlewaretoken", "secret"], ["file", {}]]);
  assert.deepEqual(values, { name: ["Hall"], row: ["1", "2"] });
  assert.ok(write(store, keyOf(7, "WP-000001.identity"), values, NOON));
  assert.deepEqual(read(store, keyOf(7, "WP-000001.identity"), NOON + 1).values, values);
  assert.equal(read(store, keyOf(8, "WP-000001.identity"), NOON + 1), null);
});

test("a week later it is gone, and so is what nobody can read", () => {
  const store = new Store();
  write(store, keyOf(7, "a"), { name: ["Hall"] }, NOON);
  assert.equal(read(store, keyOf(7, "a"), NOON + 8 * 24 * 3600 * 1000), null);
  store.setItem(keyOf(7, "b"), "{");
  assert.equal(read(store, keyOf(7, "b"), NOON), null);
  assert.equal(store.length, 0);
});

test("a full store is told of, not thrown", () => {
  assert.equal(write(new Store(), keyOf(7, "a"), { note: ["x".repeat(600)] }, NOON), false);
});

test("the version alone makes no draft", () => {
  assert.ok(isSame({ name: ["Hall"], version: ["1"] }, { version: ["2"], name: ["Hall"] }));
  assert.ok(!isSame({ name: ["Hall"] }, { name: ["Library"] }));
});

test("signing out takes drafts away and leaves what is not one; another person's go when she signs in", () => {
  const store = new Store();
  for (const person of [7, 8, 77]) write(store, keyOf(person, "a"), { name: ["x"] }, NOON);
  store.setItem("columns", "name");
  forget(store, (key) => !key.startsWith(keyOf(7, "")));
  assert.deepEqual([read(store, keyOf(8, "a"), NOON), read(store, keyOf(77, "a"), NOON)], [null, null]);
  assert.equal(read(store, keyOf(7, "a"), NOON).values.name[0], "x");
  forget(store);
  assert.deepEqual([store.length, store.getItem("columns")], [1, "name"]);
});
