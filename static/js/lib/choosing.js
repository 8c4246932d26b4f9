/**
 * Which of `count` options is chosen after a step of 1 or -1 from `index`; -1 is none, the text itself.
 * Past either end comes the text again, so that one key goes round.
 */
export function moved(index, step, count) {
  const places = count + 1;
  return ((index + 1 + step + places) % places) - 1;
}
