/**
 * Drawing, measuring and printing on the county map. A shape that was drawn becomes a filter in the address, so that the
 * list, its downloads and a copied link all know it.
 */
import "leaflet";

import { far } from "../lib/outlines.js";
import { shapeWords } from "../lib/drawn_shapes.js";

const { L } = window;
const INK = { color: "#0b0c0c", weight: 2.5, dashArray: "7 5", fillOpacity: 0.04, interactive: false, pmIgnore: true };
const DRAWING = { templineStyle: { color: "#0b0c0c" }, hintlineStyle: { color: "#0b0c0c", dashArray: "5 5" }, pathOptions: INK };
const HOW = {
  Circle: "Click the middle of the circle, then its edge.",
  Rectangle: "Click one corner of the box, then the opposite one.",
  Polygon: "Click each corner; click the first again to finish.",
  Line: "Click each turn of the way; click the last again to finish.",
};

/** Draw the places that the filters name; answers their bounds, null where they name none. */
export function showShapes(map, shapes) {
  const layers = shapes.map(({ circle, geojson }) => (circle ? L.circle(circle.slice(0, 2), { ...INK, radius: circle[2] }) : L.geoJSON(geojson, { style: INK, interactive: false, pmIgnore: true })));
  if (layers.length === 0) return null;
  for (const layer of layers) layer.addTo(map);
  return layers.map((layer) => layer.getBounds()).reduce((all, bounds) => all.extend(bounds), L.latLngBounds([]));
}

const lengthOf = (map, points) => points.slice(1).reduce((sum, point, at) => sum + map.distance(points[at], point), 0);

/** `tell` has drawn(parameters), which are a filter's name and its text, and print(paper). */
export function startTools(map, panel, tell) {
  const told = panel.querySelector('[data-map="told"]');
  const say = (words) => (told.textContent = words);
  let measured;

  async function pen() {
    if (!map.pm) {
      await import("leaflet-geoman");
      map.pm = new L.PM.Map(map);
      map.pm.setGlobalOptions({ snappable: false, ...DRAWING });
      map.pm.setLang("en", { tooltips: { startCircle: "Click the middle", finishCircle: "Click the edge", firstVertex: "Click the first point", continueLine: "Click the next point", finishPoly: "Click the first point again to finish", finishLine: "Click the last point again to finish", finishRect: "Click the opposite corner" } }, "en");
      map.on("pm:create", made);
      map.on("pm:drawstart", ({ shape, workingLayer }) => {
        if (shape === "Line") workingLayer.on("pm:vertexadded", () => say(far(Math.round(lengthOf(map, workingLayer.getLatLngs())))));
      });
      map.on("pm:globaldrawmodetoggled", ({ enabled }) => {
        map.getContainer().classList.toggle("app-county__map--drawing", enabled);
      });
    }
    return map.pm;
  }

  function made({ shape, layer }) {
    map.pm.disableDraw();
    if (shape === "Line") {
      measured?.remove();
      measured = layer.setStyle({ ...INK, fill: false });
      say(`${far(Math.round(lengthOf(map, layer.getLatLngs())))} as measured. Measure again to begin anew.`);
      return;
    }
    layer.remove();
    const words = shapeWords(shape, layer);
    if (words) tell.drawn(words);
    else say("This shape is too large or has too many corners. Draw a smaller one.");
  }

  panel.hidden = false;
  panel.addEventListener("click", async ({ target }) => {
    if (target.dataset.draw) {
      const drawing = await pen();
      drawing.enableDraw(target.dataset.draw, DRAWING);
      say(`${HOW[target.dataset.draw]} Escape stops.`);
    } else if (target.dataset.map === "around") {
      const { lat, lng } = map.getCenter();
      tell.drawn(["near", [lng.toFixed(5), lat.toFixed(5), panel.querySelector("#map-around").value].join(",")]);
    } else if (target.dataset.print) {
      say("The sheet is being drawn…");
      await tell.print(target.dataset.print);
      say("");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && map.pm?.globalDrawModeEnabled()) {
      map.pm.disableDraw();
      say("");
    }
  });
}

/** Whether a shape is being drawn, so that a click is a corner and chooses nothing. */
export const isDrawing = (map) => Boolean(map.pm?.globalDrawModeEnabled());
