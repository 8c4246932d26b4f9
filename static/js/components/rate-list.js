/**
 * Rates properties straight from the list: a key for the rating, a number for the reason, and on to the next line.
 * The rating is sent while the person goes on; whatever cannot be stored stays here, says so, and can be sent again.
 *
 *     <div data-component="rate-list" data-person="7" data-sign-in="/accounts/login/">
 *       …<tr id="WP-000123" data-rate="/estate/WP-000123/rag/row/" data-version="42" data-name="County Hall">…
 *     </div>
 *
 * The panel, the help and the places for what is said stand in templates/estate/rag/list_help.html.
 */
import { kept, meaning, problemOf } from "../lib/rating.js";
import { createPanel } from "./rate-panel.js";
import { createSender } from "./rate-sending.js";

export default function rateList(root) {
  const part = (name) => root.querySelector(`[data-rate-${name}]`);
  const help = root.querySelector(".app-rate-help");
  const rows = () => [...root.querySelectorAll("tr[data-rate]")];
  const rowOf = (reference) => root.querySelector(`tr[id="${reference}"]`);
  const opener = (row) => row.querySelector(".app-rate__open");
  const unsaved = kept(window.sessionStorage, root.dataset.person);
  const send = createSender(part("token").value);
  const saved = []; // What u takes back, the latest last.
  const busy = new Set();

  help.hidden = false;

  // --- Saying things ---------------------------------------------------------------------------------

  function announce(words, { urgent = false } = {}) {
    part(urgent ? "alert" : "status").textContent = words;
  }

  function button(words, about, act) {
    const made = document.createElement("button");
    const hidden = document.createElement("span");
    made.type = "button";
    made.className = "app-rate__button";
    hidden.className = "govuk-visually-hidden";
    hidden.textContent = ` ${about}`;
    made.append(words, hidden);
    made.addEventListener("click", act);
    return made;
  }

  /** Say under the property's name what became of its rating; `parts` are words, buttons and links. */
  function say(reference, kind, ...parts) {
    const place = rowOf(reference)?.querySelector(".app-rate__said");
    if (place) {
      place.className = `app-rate__said app-rate__said--${kind}`;
      place.replaceChildren(...parts.flatMap((each) => [each, " "]));
    }
  }

  function showTag(reference, rag) {
    const tag = rowOf(reference)?.querySelector(".app-rag");
    tag?.replaceWith(root.querySelector(`template[data-rate-tag="${rag}"]`).content.cloneNode(true));
  }

  /** Those whose line is not on this page have a list of their own above the table. */
  function showElsewhere() {
    const items = unsaved.all().filter((each) => !rowOf(each.reference));
    part("unsaved").hidden = items.length === 0;
    part("unsaved-list").replaceChildren(
      ...items.map((entry) => {
        const item = document.createElement("li");
        item.append(`${entry.name}: ${wordsOf(entry)}. `, ...waysOut(entry));
        return item;
      }),
    );
  }

  const wordsOf = (entry) => `${entry.rating}, ${lower(entry.words)}${entry.note ? `: ${entry.note}` : ""}`;
  const lower = (words) => words.charAt(0).toLowerCase() + words.slice(1);
  const waysOut = (entry) => [
    button("Save it now", `the rating of ${entry.name}`, () => store(entry)),
    " ",
    button("Forget it", `the rating of ${entry.name}`, () => forget(entry)),
  ];

  // --- Storing ---------------------------------------------------------------------------------------

  async function store(entry) {
    if (busy.has(entry.reference)) return;
    busy.add(entry.reference);
    unsaved.keep(entry);
    say(entry.reference, "busy", `Saving ${entry.rating}…`);
    const { version, rating, reason, note } = entry;
    const storing = send(entry.url, { version, rating, reason, note }, entry.url);
    const undoable = { entry, assessment: storing.then(({ status, said }) => (status === 200 ? said.assessment : null)) };
    saved.push(undoable);
    const { status, said } = await storing;
    busy.delete(entry.reference);
    if (status === 200) stored(entry, said, undoable);
    else {
      drop(undoable);
      failed(entry, status, said);
    }
    showElsewhere();
  }

  function update(reference, said) {
    const row = rowOf(reference);
    if (row) row.dataset.version = said.version;
    showTag(reference, said.rag);
  }

  function stored(entry, said, undoable) {
    unsaved.forget(entry.reference);
    update(entry.reference, said);
    const undo = button("Undo", `the rating of ${entry.name}`, () => takeBack(undoable));
    say(entry.reference, "done", `Saved: ${wordsOf(entry)}.`, undo);
    announce(`Saved: ${entry.name}, ${wordsOf(entry)}.`);
  }

  function failed(entry, status, said) {
    const problem = problemOf(status, said ?? undefined);
    const outs = waysOut(entry);
    if (problem.kind === "conflict") {
      update(entry.reference, said);
      entry.version = said.version;
      unsaved.keep(entry);
      outs[0] = button(`Save yours: ${entry.rating}`, `for ${entry.name}`, () => store(entry));
      outs[2] = button("Leave theirs", `for ${entry.name}`, () => forget(entry));
    } else if (problem.kind === "signed-out") {
      const link = document.createElement("a");
      Object.assign(link, { className: "govuk-link", href: root.dataset.signIn, target: "_blank", rel: "noopener" });
      link.textContent = "Sign in (opens a new tab)";
      outs.unshift(link, " ");
    } else if (problem.kind === "refused") {
      outs.shift(); // The same again would be refused again.
    }
    say(entry.reference, "failed", `Not saved: ${wordsOf(entry)}.`, problem.words, ...outs);
    announce(`${entry.name} is not saved. ${problem.words}`, { urgent: true });
  }

  function forget(entry) {
    unsaved.forget(entry.reference);
    say(entry.reference, "none", "Not rated again.");
    announce(`Your rating of ${entry.name} was not saved.`);
    showElsewhere();
    const row = rowOf(entry.reference);
    if (row) opener(row).focus();
  }

  /** Whether it was there to be taken back. */
  function drop(undoable) {
    const at = saved.indexOf(undoable);
    if (at >= 0) saved.splice(at, 1);
    return at >= 0;
  }

  async function takeBack(undoable) {
    const { entry } = undoable;
    if (!drop(undoable)) return; // Pressed twice: it is on its way.
    const assessment = await undoable.assessment;
    if (assessment === null) return;
    busy.add(entry.reference);
    const row = rowOf(entry.reference);
    if (row) opener(row).focus();
    say(entry.reference, "busy", "Taking it back…");
    const { status, said } = await send(`${entry.url}undo/`, { assessment, note: "" }, entry.url);
    busy.delete(entry.reference);
    if (status === 200 || status === 409) update(entry.reference, said);
    if (status === 200) {
      say(entry.reference, "done", `Taken back. Now: ${said.words}.`);
      announce(`Taken back: ${entry.name} is now ${said.words}.`);
    } else {
      const { words } = problemOf(status, said ?? undefined);
      if (status !== 409) saved.push(undoable);
      const again = button("Undo", `the rating of ${entry.name}`, () => takeBack(undoable));
      say(entry.reference, "failed", `Not taken back. ${words}`, ...(status === 409 ? [] : [again]));
      announce(`${entry.name} is not taken back. ${words}`, { urgent: true });
    }
  }

  // --- Choosing --------------------------------------------------------------------------------------

  const panel = createPanel(part("panel"), {
    chosen({ row, ...said }) {
      const { rate: url, version, name } = row.dataset;
      const entry = { ...said, reference: row.id, url, version, name };
      store(entry);
      if (!move(row, 1)) {
        opener(row).focus();
        announce("That was the last line you may rate on this page.");
      }
    },
    closed: (row) => opener(row).focus(),
  });

  function move(row, step) {
    const all = rows();
    const next = all[all.indexOf(row) + step];
    if (!next) return false;
    opener(next).focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function act(wanted, row) {
    if (wanted.does === "rate") {
      if (!busy.has(row.id)) panel.open(row, wanted.rating, wanted);
    } else if (wanted.does === "reason") panel.pickAt(wanted.index);
    else if (wanted.does === "note") panel.askForNote();
    else if (wanted.does === "close") panel.close();
    else if (wanted.does === "move") move(row, wanted.step);
    else if (saved.length) takeBack(saved.at(-1));
    else announce("There is nothing to take back.");
  }

  root.addEventListener("keydown", (event) => {
    const inPanel = panel.contains(event.target);
    const row = inPanel ? panel.row : event.target.closest("tr[data-rate]");
    if (!row || event.repeat || event.target.matches("input, select, textarea")) return;
    const wanted = meaning(event, inPanel ? panel.state : {});
    if (!wanted) return;
    event.preventDefault();
    act(wanted, row);
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest(".app-rate__open");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = link.closest("tr");
    if (!busy.has(row.id)) panel.open(row);
  });
  part("start").addEventListener("click", () => opener(rows()[0]).focus());
  window.addEventListener("online", () => unsaved.all().forEach(store));

  // What an earlier visit could not store is offered again.
  for (const row of rows()) opener(row).setAttribute("aria-expanded", "false");
  for (const entry of unsaved.all()) say(entry.reference, "failed", `Not saved: ${wordsOf(entry)}.`, ...waysOut(entry));
  showElsewhere();
}
