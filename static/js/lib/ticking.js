/**
 * What ticking lines needs to know. No DOM here.
 */

/** The items from one to the other, both included, in the list's order whichever was first. */
export function between(items, one, other) {
  const [first, last] = [items.indexOf(one), items.indexOf(other)].sort((a, b) => a - b);
  return first < 0 ? [] : items.slice(first, last + 1);
}

/** How many are ticked, to stand behind “Change the ticked”; nothing for none. */
export function countWords(ticked) {
  return ticked ? ` (${ticked})` : "";
}
