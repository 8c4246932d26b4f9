/**
 * Unsaved input of forms, kept in the browser for one person: what is kept under which key, and for how long.
 * No DOM: `store` is a Storage, `now` milliseconds, so that node can test it.
 */
export const PREFIX = "totalplace.draft.";
const KEEP_MS = 7 * 24 * 3600 * 1000;

export const keyOf = (person, name) => `${PREFIX}${person}.${name}`;

/** A form's pairs as an object of lists; what must not leave the form, or is no input of the person's, is left out. */
export function valuesOf(pairs) {
  const values = {};
  for (const [name, value] of pairs) {
    if (name === "csrfmiddlewaretoken" || typeof value !== "string") continue;
    (values[name] ??= []).push(value);
  }
  return values;
}

export const isSame = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

const sorted = (values) =>
  Object.entries(values)
    .filter(([name]) => !["version", "opened"].includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** The draft under a key, or null: one that is too old, or cannot be read, is taken away. */
export function read(store, key, now) {
  const text = store.getItem(key);
  if (text === null) return null;
  try {
    const draft = JSON.parse(text);
    if (draft.values && now - draft.at < KEEP_MS) return draft;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  store.removeItem(key);
  return null;
}

/** Keep a draft; answers whether there was room. */
export function write(store, key, values, now, isSent = false) {
  try {
    store.setItem(key, JSON.stringify({ at: now, values, isSent }));
    return true;
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    return false;
  }
}

/** Take away the drafts that `goes(key)` names. */
export function forget(store, goes = () => true) {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
  for (const key of keys) if (key.startsWith(PREFIX) && goes(key)) store.removeItem(key);
}
