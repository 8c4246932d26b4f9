/** Rating from the list, without the page: what each key means, what an answer means, what is kept meanwhile. */

export const RATINGS = { r: "red", a: "amber", g: "green" };

/**
 * What a key means: {does, …}, or null when it is not ours. `panel` says whether the panel is open, and with which
 * rating; `reasons` is how many reasons that rating has. A letter with Shift also asks for a note.
 */
export function meaning({ key, shiftKey = false, ctrlKey = false, altKey = false, metaKey = false }, panel = {}) {
  if (ctrlKey || altKey || metaKey) return null;
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (letter in RATINGS) return { does: "rate", rating: RATINGS[letter], withNote: shiftKey };
  if (panel.open) {
    if (letter === "Escape") return { does: "close" };
    if (letter === "n" && panel.rating) return { does: "note" };
    const number = Number(key);
    if (panel.rating && Number.isInteger(number) && number >= 1 && number <= panel.reasons) {
      return { does: "reason", index: number - 1 };
    }
    return null;
  }
  if (letter === "u") return { does: "undo" };
  if (letter === "ArrowDown" || letter === "j") return { does: "move", step: 1 };
  if (letter === "ArrowUp" || letter === "k") return { does: "move", step: -1 };
  return null;
}

/** Whether a reason must come with a note: "another reason" says nothing by itself. */
export function needsNote(reason) {
  return reason === "other";
}

/** What the person is told when an answer is not a stored rating. `status` 0: there was no answer. */
export function problemOf(status, said = {}) {
  if (status === 0) return { kind: "offline", words: "No connection. Your choice is kept here." };
  if (status === 401) return { kind: "signed-out", words: said.problem ?? "You have been signed out." };
  if (status === 409) return { kind: "conflict", words: said.problem };
  if (said.problem) return { kind: "refused", words: said.problem };
  return { kind: "failed", words: "The server could not answer. Your choice is kept here." };
}

/** Whether a refusal may be only an old page's: its token is renewed and the rating sent once more. */
export function isOldToken(status, said) {
  return status === 403 && !said;
}

const KEPT = "total-place-ratings-not-saved";

/** Ratings chosen but not stored, kept for this tab and person until they are: a Map from reference. */
export function kept(storage, person) {
  const key = `${KEPT}-${person}`;
  const entries = new Map();
  try {
    for (const each of JSON.parse(storage.getItem(key) ?? "[]")) entries.set(each.reference, each);
  } catch {
    storage.removeItem(key); // Not ours, or half written.
  }
  const write = () => {
    if (entries.size) storage.setItem(key, JSON.stringify([...entries.values()]));
    else storage.removeItem(key);
  };
  return {
    all: () => [...entries.values()],
    keep(entry) {
      entries.set(entry.reference, entry);
      write();
    },
    forget(reference) {
      entries.delete(reference);
      write();
    },
  };
}
