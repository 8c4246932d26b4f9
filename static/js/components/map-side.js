/**
 * What stands beside the map: the list of what is in view, and the card of the property that was chosen.
 *
 * Both come from the server as they would without a script. An answer that a later question has overtaken is dropped.
 */
export class Side {
  #list;
  #card;
  #asking = {};

  constructor(root) {
    this.#list = root.querySelector('[data-map="in-view"]');
    this.#card = root.querySelector('[data-map="card"]');
  }

  async #answer(name, address) {
    this.#asking[name]?.abort();
    const asking = new AbortController();
    this.#asking[name] = asking;
    const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
    if (answer.redirected) throw new Error("You have been signed out: reload the page to sign in again.");
    if (!answer.ok) throw new Error("The list could not be read. Move the map to try again.");
    return answer.text();
  }

  /** List what is at this address; the place in the list stays where it was. */
  async list(address) {
    this.#list.setAttribute("aria-busy", "true");
    try {
      this.#list.innerHTML = await this.#answer("list", address);
      this.#list.removeAttribute("aria-busy");
      this.#addButtons();
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.#list.removeAttribute("aria-busy");
      const words = document.createElement("p");
      words.className = "govuk-body-s";
      words.textContent = problem.message;
      this.#list.replaceChildren(words);
    }
  }

  /** A button to each listed property that has a place: it is then chosen on the map. */
  #addButtons() {
    for (const row of this.#list.querySelectorAll("[data-place]")) {
      const button = document.createElement("button");
      const name = document.createElement("span");
      button.type = "button";
      button.className = "app-county__show";
      button.textContent = "On the map";
      name.className = "govuk-visually-hidden";
      name.textContent = `: ${row.querySelector("a").textContent}`;
      button.append(name);
      row.append(button);
    }
  }

  start(choose) {
    this.#addButtons();
    this.#list.addEventListener("click", (event) => {
      const row = event.target.closest(".app-county__show")?.closest("[data-reference]");
      if (row) choose(row.dataset.reference, { flies: true });
    });
    this.#card.addEventListener("click", (event) => {
      if (event.target.closest('[data-map="close-card"]')) choose(null);
    });
  }

  /** Show the card of a property; resolves to its [lat, lng], null where it is not known or not to be seen. */
  async card(address, { takesFocus }) {
    try {
      this.#card.innerHTML = await this.#answer("card", address);
    } catch (problem) {
      if (problem.name !== "AbortError") this.close();
      return null;
    }
    this.#card.hidden = false;
    if (takesFocus) this.#card.querySelector("h2").focus({ preventScroll: false });
    const place = this.#card.querySelector("[data-place]")?.dataset.place.split(",").map(Number);
    return place ? [place[1], place[0]] : null;
  }

  close() {
    this.#asking.card?.abort();
    this.#card.hidden = true;
    this.#card.replaceChildren();
  }

  mark(reference) {
    for (const row of this.#list.querySelectorAll("[data-reference]")) {
      row.classList.toggle("app-county__row--chosen", row.dataset.reference === reference);
    }
  }
}
