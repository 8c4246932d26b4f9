/**
 * Drafts belong to the person who is signed in: those of anybody else go at once, and hers when she signs out.
 *
 *     <div data-component="draft-owner" data-person="7">…the form that signs out…</div>
 */
import { forget, keyOf } from "../lib/drafts.js";

export default function draftOwner(element) {
  const own = keyOf(element.dataset.person, "");
  forget(localStorage, (key) => !key.startsWith(own));
  element.querySelector("form")?.addEventListener("submit", () => forget(localStorage));
}
