/**
 * Suggestions under a search box while somebody types: arrows choose one, Enter goes to it, Escape closes the list.
 * Without this the box is a plain search, and with nothing chosen Enter still searches.
 *
 *     <form role="search" data-component="suggest" data-url="/estate/suggest/"><input type="search" name="q"></form>
 *
 * The address answers {"results": [{"title", "detail", "url"}]}. A page that has another use for the one chosen listens to
 * "suggest:chosen" on the form, whose detail is that result, and prevents its default, which is to go there.
 */
import { moved } from "../lib/choosing.js";

const PAUSE_MS = 180;
const SHORTEST = 2;

export default function suggest(form) {
  const input = form.querySelector('input[type="search"]');
  const list = document.createElement("ul");
  const said = document.createElement("div");
  let results = [];
  let chosen = -1;
  let timer;
  let asking;

  list.className = "app-suggest__list";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  form.classList.add("app-suggest");
  form.append(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[chosen].id);
  }

  function option(result, index) {
    const item = document.createElement("li");
    item.className = "app-suggest__option";
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const detail = document.createElement("span");
    detail.className = "app-suggest__detail";
    detail.textContent = result.detail;
    item.append(result.title, detail);
    return item;
  }

  function show(found) {
    results = found;
    list.replaceChildren(...results.map(option));
    choose(-1);
    list.hidden = results.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = results.length
      ? `${results.length} ${results.length === 1 ? "suggestion" : "suggestions"}, use the down arrow to choose`
      : "No suggestions";
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const address = `${form.dataset.url}?q=${encodeURIComponent(input.value.trim())}`;
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
      // Signed out meanwhile, or the server is busy: the box still searches.
      if (answer.ok && !answer.redirected) show((await answer.json()).results);
      else close();
    } catch (problem) {
      if (problem.name !== "AbortError") close();
    }
  }

  function go(result) {
    if (form.dispatchEvent(new CustomEvent("suggest:chosen", { detail: result, cancelable: true }))) window.location.assign(result.url);
    else close();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < SHORTEST) close();
    else timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      choose(moved(chosen, event.key === "ArrowDown" ? 1 : -1, results.length));
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      go(results[chosen]);
    }
  });
  // Before the box loses the focus and the list its place.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest('[role="option"]'));
    if (at >= 0) go(results[at]);
  });
  input.addEventListener("blur", close);
}
