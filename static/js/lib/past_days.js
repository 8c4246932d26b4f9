/** Days of the past as the map's slider counts them: week by week, back from today. No DOM here. */
const DAY_MS = 86_400_000;
export const WEEKS_BACK = 156;

const timeOf = (day) => Date.parse(`${day}T00:00:00Z`);

/** The day (year-month-day) at a place of the slider, of which WEEKS_BACK is today. */
export const dayAt = (place, today) => new Date(timeOf(today) - (WEEKS_BACK - place) * 7 * DAY_MS).toISOString().slice(0, 10);

/** The slider's place nearest to a day; its end for one further back. */
export function placeOf(day, today) {
  return Math.max(0, WEEKS_BACK - Math.round((timeOf(today) - timeOf(day)) / (7 * DAY_MS)));
}

/** Whether a map can show this day: a date, not after today. */
export const isPast = (day, today) => /^\d{4}-\d{2}-\d{2}$/.test(day) && day >= "1990-01-01" && day <= today;

/** "1 March 2026". */
export function dayWords(day) {
  return new Date(timeOf(day)).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
