/**
 * Steps that can be undone and done again: what was, what is, what was taken back. No DOM here.
 */
const MOST_STEPS = 200;

export class Steps {
  #past = [];
  #coming = [];
  #isSame;

  /** `isSame(one, other)` says whether a step changed anything. */
  constructor(now, isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other)) {
    this.now = now;
    this.#isSame = isSame;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#coming.length > 0;
  }

  /** A new state; answers whether it differs. What was taken back can then no longer be done again. */
  take(next) {
    if (this.#isSame(this.now, next)) return false;
    this.#past.push(this.now);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#coming = [];
    this.now = next;
    return true;
  }

  /** The state before, or null. */
  undo() {
    return this.#go(this.#past, this.#coming);
  }

  /** The state that was taken back, or null. */
  redo() {
    return this.#go(this.#coming, this.#past);
  }

  #go(from, to) {
    if (from.length === 0) return null;
    to.push(this.now);
    this.now = from.pop();
    return this.now;
  }
}
