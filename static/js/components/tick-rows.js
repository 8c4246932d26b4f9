/**
 * Counts the ticked lines of a list on the button that takes them, and ticks or clears a whole page.
 * With Shift held, a click ticks every line since the last one ticked, as in a spreadsheet.
 *
 *     <form id="bulk" data-component="tick-rows">… <span data-ticked></span> … <button data-tick-all hidden>…</button></form>
 *     <input type="checkbox" name="chosen" form="bulk" …>      one in each line
 */
import { between, countWords } from "../lib/ticking.js";

export default function tickRows(form) {
  const boxes = [...form.elements].filter((each) => each.name === "chosen");
  const count = form.querySelector("[data-ticked]");
  const all = form.querySelector("[data-tick-all]");
  let last = null;

  function tell() {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = countWords(ticked);
    all.textContent = ticked === boxes.length ? "Untick all" : "Tick all on this page";
  }

  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) for (const each of between(boxes, last, box)) each.checked = box.checked;
      last = box;
      tell();
    });
  }
  all.addEventListener("click", () => {
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
    tell();
  });
  all.hidden = boxes.length === 0;
  tell(); // The browser may have kept the ticks of a page it goes back to.
}
