/**
 * The panel under a line of the list: three ratings, the reasons of the one chosen, a note.
 *
 *     const panel = createPanel(template, {chosen, closed});
 *     panel.open(row, "green", {withNote: false});
 *
 * `chosen({row, rating, reason, words, note})` is called once for each time it is opened, `closed(row)` when nothing
 * was chosen.
 */
import { needsNote } from "../lib/rating.js";

export function createPanel(template, { chosen, closed }) {
  const line = template.content.firstElementChild.cloneNode(true);
  const group = line.querySelector("[role=group]");
  const noteBox = line.querySelector(".app-rate-panel__note");
  const note = line.querySelector("[data-rate-note]");
  const addNote = line.querySelector("[data-rate-add-note]");
  const save = line.querySelector("[data-rate-save]");
  let row = null;
  let rating = "";
  let picked = null;
  let wantsNote = false;

  const reasons = () => [...line.querySelectorAll(`[data-reasons="${rating}"] [data-reason]`)];

  function show() {
    for (const button of line.querySelectorAll("[data-rating]")) {
      button.setAttribute("aria-pressed", String(button.dataset.rating === rating));
    }
    for (const list of line.querySelectorAll("[data-reasons]")) list.hidden = list.dataset.reasons !== rating;
    for (const button of line.querySelectorAll("[data-reason]")) {
      button.setAttribute("aria-pressed", String(button === picked));
    }
    noteBox.hidden = !wantsNote;
    addNote.hidden = wantsNote || !rating;
    save.hidden = !picked;
  }

  function focusFirst() {
    (reasons()[0] ?? line.querySelector("[data-rating]")).focus();
  }

  function take(value, withNote = false) {
    rating = value;
    picked = null;
    wantsNote = wantsNote || withNote;
    show();
    focusFirst();
  }

  function finish() {
    const said = { row, rating, reason: picked.dataset.reason, words: picked.dataset.words, note: note.value.trim() };
    shut();
    chosen(said);
  }

  /** A reason was chosen: stored at once, unless it still wants a note. */
  function pick(button) {
    picked = button;
    const lacksNote = !note.value.trim();
    if (lacksNote && (wantsNote || needsNote(button.dataset.reason))) {
      wantsNote = true;
      show();
      note.focus();
    } else finish();
  }

  function shut() {
    line.remove();
    row?.querySelector(".app-rate__open").setAttribute("aria-expanded", "false");
  }

  function close() {
    const was = row;
    shut();
    row = null;
    closed(was);
  }

  function noteKey(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      if (picked && (note.value.trim() || !needsNote(picked.dataset.reason))) finish();
      else if (!picked) focusFirst();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
    event.stopPropagation(); // Letters here are text.
  }

  line.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.rating) take(button.dataset.rating);
    else if (button.dataset.reason) pick(button);
    else if (button === addNote) askForNote();
    else if (button === save) finish();
    else close();
  });
  note.addEventListener("keydown", noteKey);

  function askForNote() {
    wantsNote = true;
    show();
    note.focus();
  }

  return {
    get state() {
      return { open: line.isConnected, rating, reasons: reasons().length };
    },
    get row() {
      return line.isConnected ? row : null;
    },
    contains: (element) => line.contains(element),
    open(target, value = "", { withNote = false } = {}) {
      if (line.isConnected && row !== target) shut();
      if (row !== target || !line.isConnected) {
        note.value = "";
        wantsNote = false;
      }
      row = target;
      line.firstElementChild.colSpan = target.cells.length;
      group.setAttribute("aria-label", `Rate ${target.dataset.name}`);
      target.after(line);
      target.querySelector(".app-rate__open").setAttribute("aria-expanded", "true");
      take(value, withNote);
      line.scrollIntoView({ block: "nearest" });
    },
    pickAt: (index) => pick(reasons()[index]),
    askForNote,
    close,
  };
}
