/**
 * Drawing a place: the map, its buttons, and the form's boxes, which are the one truth. What is drawn is written into
 * them, what is typed into them is drawn, and undo goes through what they held.
 *
 *     <div hidden data-component="draw-place" data-about="draw-about" data-point="id_location" data-outline="id_boundary">
 *       <button data-mode="draw">…</button> <button data-do="undo">…</button> … <div data-map></div>
 *
 * `data-about` names the JSON of estate/views/editing/placing.py: drawing.
 */
import "proj4";

import { NationalGrid } from "../lib/national_grid.js";
import { boundsOf, cornersOf, crosses, describe, far, metresOutside } from "../lib/outlines.js";
import { readOutline, readPoint, writeOutline, writePoint } from "../lib/place_text.js";
import { Steps } from "../lib/undoing.js";
import { DrawMap, MOST_HANDLES } from "./draw-map.js";

const PAUSE_MS = 300;
const NEAR_ZOOM = 15;
const WIDEST_BOX_M = 10_000;
// The data quality rule and the form name the same distance.
const OUTSIDE_M = 5;
const HINTS = {
  change: "Drag a corner to move it, or a small dot between two to add one. Right-click a corner, or press long on it, to take it out.",
  draw: "Click each corner of a part, then the first one again. It snaps to corners and sides of other outlines.",
  cut: "Draw around what is to be cut out: a hole, or a piece of the edge.",
  move: "Drag a part to where it belongs.",
  remove: "Click the part to remove.",
  place: "Click where the point belongs.",
  begin: "Choose Draw to begin an outline.",
  none: "Choose Draw to begin an outline, Place to set the point.",
  "": "",
};

export default function drawPlace(element) {
  const about = JSON.parse(document.getElementById(element.dataset.about).textContent);
  const boxes = { point: document.getElementById(element.dataset.point), outline: document.getElementById(element.dataset.outline) };
  const find = (name) => element.querySelector(`[data-${name}]`);
  const grid = new NationalGrid(window.proj4, about.anchor);
  const texts = () => ({ point: boxes.point.value.trim(), outline: boxes.outline.value.trim() });
  const steps = new Steps(texts());

  element.hidden = false;
  const map = new DrawMap(find("map"), grid, { changed, moving: figures, mode: shown, moved });

  function placed() {
    const now = texts();
    return { parts: readOutline(now.outline, grid), point: readPoint(now.point, grid) };
  }

  /** Draw what the boxes say. */
  function draw() {
    const { parts, point } = placed();
    map.show(parts ?? [], point ?? null);
    map.fit(parts ?? [], point ?? null);
    tell(parts, point);
  }

  /** A hand changed the drawing: into the boxes with it. */
  function changed(parts, point) {
    const before = texts();
    const drawn = placed();
    write({
      // What was typed stays as it was typed where nobody drew anything else.
      point: isSame(drawn.point ?? null, point) ? before.point : writePoint(point),
      outline: isSame(drawn.parts, parts) ? before.outline : writeOutline(parts),
    });
    tell(parts, point);
  }

  function write(next) {
    let isNew = false;
    for (const name of ["point", "outline"]) {
      if (boxes[name].value.trim() === next[name]) continue;
      boxes[name].value = next[name];
      isNew = true;
    }
    steps.take(texts());
    buttons();
    // The draft is kept from the form's input events.
    if (isNew) boxes.outline.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "drawn" }));
  }

  function figures(parts, point) {
    // An outline across itself has no area that means anything.
    const outline = crosses(parts) ? "The outline crosses itself" : describe(parts);
    const at = point ? ` Point at ${writePoint(point)}.` : " No point.";
    find("figures").textContent = `${outline}.${about.outline_only ? "" : at}`;
  }

  /** The figures, and what looks wrong. */
  function tell(parts, point) {
    const doubts = [];
    if (parts?.some((part) => cornersOf([part]) > MOST_HANDLES)) {
      doubts.push(`A part has more than ${MOST_HANDLES} corners: move, cut or remove it, or type its corners.`);
    }
    if (parts === null) doubts.push("The map cannot show the outline in the box; saving reads it.");
    if (point === undefined) doubts.push("The map cannot show the point in its box; saving reads it.");
    const box = boundsOf(parts ?? []);
    const widest = box ? Math.max(box[2] - box[0], box[3] - box[1]) : 0;
    if (widest > about.widest) doubts.push(`The outline is ${far(widest)} across; at most ${far(about.widest)} is likely.`);
    const corners = cornersOf(parts ?? []);
    const number = (value) => value.toLocaleString("en-GB");
    if (corners > about.most_corners) {
      doubts.push(`The outline has ${number(corners)} corners; at most ${number(about.most_corners)} can be stored.`);
    } else if (crosses(parts ?? []) && !about.mended) {
      doubts.push("Undo, or save to be offered a mended outline.");
    }
    const outside = point && parts?.length ? metresOutside(point, parts) : 0;
    const follows = about.follows && texts().point === about.stored.point;
    if (outside > OUTSIDE_M && !follows) doubts.push(`The point is ${far(outside)} outside the outline.`);
    if (follows) doubts.push("The point follows the outline when you save.");
    figures(parts ?? [], point);
    find("doubts").textContent = doubts.join(" ");
  }

  const tools = {
    undo: () => map.takeBackCorner() || go(steps.undo(), "Undone."),
    redo: () => go(steps.redo(), "Done again."),
    stored: () => go(steps.take(about.stored) && about.stored, "As stored."),
    centre: () => map.placeAtCentre(),
    finish: () => map.finish() || say("Three corners at least are needed."),
    stop: () => map.setMode("change"),
  };

  function go(state, words) {
    if (!state) return;
    write(state);
    draw();
    say(words);
  }

  function say(words) {
    find("said").textContent = words;
  }

  function buttons() {
    const can = { undo: steps.canUndo || ["draw", "cut"].includes(map.mode), redo: steps.canRedo };
    for (const [name, may] of Object.entries(can)) element.querySelector(`[data-do=${name}]`).setAttribute("aria-disabled", String(!may));
  }

  /** Show which button is pressed, and what to do next. */
  function shown(mode) {
    for (const button of element.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    const nothing = about.outline_only ? "begin" : "none";
    find("hint").textContent = HINTS[mode === "change" && !texts().outline ? nothing : mode];
    find("while-drawing").hidden = !["draw", "cut"].includes(mode);
    if (steps) buttons();
  }

  let asked = 0;
  let timer = 0;
  function moved(box, zoom) {
    clearTimeout(timer);
    timer = setTimeout(near, PAUSE_MS, box, zoom);
  }

  /** Fetch what stands around, to snap to; drawing goes on without it. */
  async function near(box, zoom) {
    const turn = (asked += 1);
    const isNear = zoom >= NEAR_ZOOM && Math.max(box[2] - box[0], box[3] - box[1]) <= WIDEST_BOX_M;
    let words = "Zoom in to see the neighbours’ outlines.";
    let features = [];
    if (isNear) {
      try {
        const response = await fetch(`${about.outlinesUrl}?box=${box.map(Math.round).join(",")}`);
        if (!response.ok) throw new TypeError(response.statusText);
        const found = await response.json();
        features = found.features.filter(({ properties }) => properties.reference !== about.reference);
        words = found.more ? `Only the ${features.length} nearest neighbours are drawn.` : "";
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        words = "The neighbours’ outlines could not be fetched.";
      }
    }
    if (turn !== asked) return;
    map.showNeighbours(features);
    find("near").textContent = words;
    element.dataset.neighbours = String(features.length);
  }

  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button.dataset.mode) map.setMode(button.dataset.mode);
    if (button.dataset.do) tools[button.dataset.do]();
  });
  element.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    const isDrawing = ["draw", "cut"].includes(map.mode);
    const name =
      (event.ctrlKey || event.metaKey) && key === "z" ? (event.shiftKey ? "redo" : "undo")
      : (event.ctrlKey || event.metaKey) && key === "y" ? "redo"
      : key === "escape" ? "stop"
      : key === "enter" && isDrawing && !event.target.closest("button") ? "finish"
      : "";
    if (!name) return;
    event.preventDefault();
    tools[name]();
  });
  for (const box of Object.values(boxes)) {
    box.addEventListener("input", (event) => {
      if (event.detail === "drawn") return;
      clearTimeout(box.timer);
      box.timer = setTimeout(() => {
        box.drawn = box.value;
        draw();
      }, PAUSE_MS);
    });
    box.addEventListener("change", () => {
      clearTimeout(box.timer);
      if (steps.take(texts()) && box.drawn !== box.value) draw();
      buttons();
    });
  }
  boxes.point.form.addEventListener("reset", () => setTimeout(() => steps.take(texts()) && draw()));

  const { parts, point } = placed();
  map.open(element.dataset, parts ?? [], point ?? null).then(() => element.setAttribute("data-drawn", ""));
  map.show(parts ?? [], point ?? null);
  if (about.mended) map.showMended(readOutline(about.mended, grid) ?? []);
  tell(parts, point);
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
