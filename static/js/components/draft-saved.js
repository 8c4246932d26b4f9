/**
 * On the page that follows a save: the draft named in the address is no longer needed, and leaves the address too.
 *
 *     <div hidden data-component="draft-saved" data-person="7"></div>     at /estate/WP-000123/?saved=WP-000123.identity
 */
import { keyOf } from "../lib/drafts.js";

export default function draftSaved(element) {
  const address = new URL(location.href);
  const name = address.searchParams.get("saved");
  if (!name) return;
  localStorage.removeItem(keyOf(element.dataset.person, name));
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
}
