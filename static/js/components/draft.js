/**
 * Keeps what a person has typed in a form and not saved, so that a lost connection or an expired session costs nothing.
 *
 *     <form data-component="draft" data-draft="WP-000123.identity" data-person="7">
 *
 * It is kept in this browser alone, under the person and the form, with the version she began from: what she takes up
 * again after somebody else has saved meets the page of the conflict. It goes when it is saved (draft-saved.js), when
 * it is discarded, when she signs out or somebody else signs in (draft-owner.js), and after a week.
 */
import { isSame, keyOf, read, valuesOf, write } from "../lib/drafts.js";

const PAUSE_MS = 300;

export default function draft(form) {
  const key = keyOf(form.dataset.person, form.dataset.draft);
  const found = read(localStorage, key, Date.now());
  // What the server shows again is what was sent, and newer than what is kept.
  const isAnswer = document.querySelector(".govuk-error-summary") !== null || form.hasAttribute("data-answered");
  if (found && !isAnswer && !isSame(found.values, valuesOf(new FormData(form)))) {
    // Save was pressed and never answered: her input comes back by itself. Otherwise she is asked.
    if (found.isSent) fill(form, found.values);
    offer(form, key, found);
  }
  let timer = 0;
  const keep = (isSent) => write(localStorage, key, valuesOf(new FormData(form)), Date.now(), isSent);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS, false);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(true);
  });
  // What she typed before this had loaded.
  if (!found && [...form.elements].some((box) => "defaultValue" in box && box.value !== box.defaultValue)) keep(false);
}

function offer(form, key, found) {
  const time = new Date(found.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const box = document.createElement("div");
  box.className = "govuk-inset-text app-draft";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.textContent = found.isSent
    ? `Your changes from ${time} could not be saved. They are in the form again: check them and save.`
    : `You have unsaved changes from ${time}.`;
  const buttons = document.createElement("div");
  buttons.className = "govuk-button-group";
  const close = () => {
    box.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  };
  if (!found.isSent) {
    buttons.append(
      button("Restore them", () => {
        fill(form, found.values);
        close();
      }),
    );
  }
  buttons.append(
    button("Discard them", () => {
      localStorage.removeItem(key);
      if (found.isSent) form.reset();
      close();
    }),
  );
  box.append(words, buttons);
  form.before(box);
}

function button(text, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = text;
  made.addEventListener("click", action);
  return made;
}

/** Put values into the form's boxes; those that it has no box for are left. */
function fill(form, values) {
  for (const element of form.elements) {
    const { name, type } = element;
    if (!name || name === "csrfmiddlewaretoken" || type === "submit") continue;
    const kept = values[name];
    if (type === "checkbox" || type === "radio") element.checked = Boolean(kept?.includes(element.value));
    else if (kept) element.value = kept[0];
    // What shows a box elsewhere on the page follows it.
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
