/**
 * The day whose ratings the map shows: a slider through the last three years and a box for any day.
 */
import { WEEKS_BACK, dayAt, dayWords, isPast, placeOf } from "../lib/past_days.js";

const PAUSE_MS = 120;

/** `tell(day)` is called with the day chosen, null for today. Answers a function that shows a day. */
export function startDay(panel, { asAt, today }, tell) {
  const box = panel.querySelector('input[type="date"]');
  const slider = panel.querySelector('input[type="range"]');
  const back = panel.querySelector("button");
  let timer;

  function show(day) {
    box.value = day ?? today;
    // Applied filters keep to today, whenever their link is opened.
    box.name = day ? "as_at" : "";
    slider.value = day ? placeOf(day, today) : WEEKS_BACK;
    slider.setAttribute("aria-valuetext", day ? dayWords(day) : "Today");
    back.hidden = !day;
  }

  function choose(day) {
    const chosen = day === today ? null : day;
    show(chosen);
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE_MS, chosen);
  }

  slider.max = WEEKS_BACK;
  slider.addEventListener("input", () => choose(dayAt(Number(slider.value), today)));
  box.addEventListener("change", () => {
    if (!box.value) choose(null);
    else if (isPast(box.value, today)) choose(box.value);
    else box.reportValidity();
  });
  back.addEventListener("click", () => {
    choose(null);
    box.focus();
  });
  slider.hidden = false;
  show(asAt);
  return show;
}
