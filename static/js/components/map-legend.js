/**
 * The map's legend: each class with its shape, its words and how many of it are in view.
 */
import { pathOf } from "../lib/marks.js";

const SVG = "http://www.w3.org/2000/svg";

function symbol({ shape, colour }) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "app-county__symbol" })) svg.setAttribute(name, value);
  for (const [name, value] of Object.entries({ d: pathOf(shape), fill: colour, stroke: "#0b0c0c" })) path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

function line(each, count) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  const number = document.createElement("span");
  item.className = count ? "app-county__class" : "app-county__class app-county__class--none";
  words.textContent = each.label;
  number.className = "app-number app-county__class-count";
  number.textContent = count.toLocaleString("en-GB");
  item.append(symbol(each), words, number);
  return item;
}

/** Show a scheme with the counts of what is in view, in the order of its classes; `day` in words when it is a past one. */
export function showLegend(element, scheme, counts, day) {
  const title = document.createElement("p");
  const list = document.createElement("ul");
  title.className = "app-county__legend-title";
  title.textContent = day ? `${scheme.label}${scheme.key === "rag" ? "" : " now, of what there was"} on ${day}` : scheme.label;
  list.append(...scheme.classes.map((each, at) => line(each, counts[at] ?? 0)));
  element.querySelector('[data-map="classes"]').replaceChildren(title, list);
  element.hidden = false;
}
