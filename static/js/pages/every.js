/**
 * What every page runs: GOV.UK Frontend's behaviours, the MoJ's where the page has any, and ours.
 *
 * Content that htmx brings later is started by the same code, on the new part alone.
 */
import { createAll, initAll } from "govuk-frontend";

import { start } from "../components/start.js";

/** Start every behaviour inside `scope` (a Document or Element). */
async function startAll(scope) {
  initAll({ scope });
  if (scope.querySelector('[data-module^="moj-"]')) {
    const moj = await import("@ministryofjustice/frontend");
    for (const Component of [moj.Alert, moj.ButtonMenu, moj.DatePicker, moj.MultiSelect, moj.SortableTable]) {
      createAll(Component, undefined, { scope });
    }
  }
  await start(scope);
}

// What drives a browser can wait for this: from here on every key and button does what the page says.
startAll(document).then(() => document.documentElement.setAttribute("data-ready", ""));
document.addEventListener("htmx:load", (event) => {
  // htmx announces the whole body once at the start: that part is already running.
  if (event.target !== document.body) startAll(event.target);
});
