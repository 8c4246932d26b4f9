/**
 * The county map: the estate as tiles, coloured by what the reader chooses, with the list beside it that follows.
 *
 * The address bar always says what is seen (filters, colour, place), so that a copied link restores it. What the page is
 * made of is in templates/estate/map/.
 */
import "leaflet";

import { boxText, filtersIn, placeIn, placeText, withChanges } from "../lib/map_address.js";
import { schemeOf } from "../lib/map_schemes.js";
import { dayWords } from "../lib/past_days.js";
import { EstateLayer } from "./estate-layer.js";
import { startDay } from "./map-day.js";
import { startLayers } from "./map-layers.js";
import { showLegend } from "./map-legend.js";
import { Side } from "./map-side.js";
import { isDrawing, showShapes, startTools } from "./map-tools.js";
import { printSheet } from "./map-sheet.js";
import { drawGround } from "./map.js";

const { L } = window;
const CLOSEST_ZOOM = 20;
const CHOSEN_ZOOM = 16;
// Where the map opens when no area is known: Great Britain.
const ANYWHERE = [[49.8, -6.5], [58.8, 1.8]];
const PAUSE_MS = 200;
const NO_PLACE = { near: null, bbox: null, within: null, area: null };

export default function countyMap(root) {
  const part = (name) => root.querySelector(`[data-map="${name}"]`);
  const config = JSON.parse(document.getElementById("county-map-config").textContent);
  const county = L.latLngBounds(config.bounds ?? ANYWHERE);
  const schemes = Object.fromEntries(config.schemes.map((each) => [each.key, schemeOf(each, new Date().getFullYear())]));
  const side = new Side(root);
  let query = window.location.search;
  let by = config.by;
  let asAt = config.asAt;
  let timer;

  const element = part("map");
  element.replaceChildren();
  element.tabIndex = 0;
  // A base map's pictures are sharp at whole zooms alone; without one, the county fills what room there is.
  const map = L.map(element, { maxZoom: CLOSEST_ZOOM, minZoom: 6, zoomControl: false, zoomSnap: config.baseMapUrl ? 1 : 0.25 });
  map.createPane("ground").style.zIndex = 300;
  map.createPane("ground-names").style.zIndex = 310;
  L.control.zoom({ position: "topright" }).addTo(map);
  const estate = new EstateLayer({ tiles: config.tiles, filters: filtersIn(query), scheme: schemes[by] });

  function remember() {
    const centre = map.getCenter();
    query = withChanges(query, { at: placeText({ zoom: map.getZoom(), lat: centre.lat, lng: centre.lng }), by: by === "rag" ? null : by });
    window.history.replaceState(null, "", `?${query}`);
    const { at, layers } = Object.fromEntries(new URLSearchParams(query));
    for (const link of root.querySelectorAll('a[data-map="keep-place"]')) {
      link.href = `?${withChanges(new URL(link.href).search, { at, layers: layers ?? null, as_at: asAt, by: by === "rag" ? null : by })}`;
    }
    for (const [name, value] of Object.entries({ at, layers })) {
      const field = root.querySelector(`#map-filters input[name="${name}"]`);
      if (field) Object.assign(field, { value: value ?? "", disabled: !value });
    }
  }

  function tellDay() {
    const words = root.querySelector('[data-map="sheet-day"]');
    words.hidden = !asAt;
    words.querySelector("span").textContent = asAt ? dayWords(asAt) : "";
  }

  function follow() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const bounds = map.getBounds();
      const view = bounds.contains(county) ? "" : boxText(bounds);
      side.list(`${config.view}?${withChanges(filtersIn(query), { view })}`).then(() => {
        side.mark(estate.options.chosen);
        const link = part("list-link");
        link.href = part("in-view").querySelector("[data-list]")?.dataset.list ?? link.href;
      });
    }, PAUSE_MS);
  }

  async function choose(reference, { flies = false, takesFocus = flies } = {}) {
    estate.change({ chosen: reference });
    side.mark(reference);
    if (!reference) {
      side.close();
      element.focus({ preventScroll: true });
      return;
    }
    const address = config.card.replace("{reference}", reference);
    const place = await side.card(asAt ? `${address}?as_at=${asAt}` : address, { takesFocus });
    if (place && flies) map.setView(place, Math.max(map.getZoom(), CHOSEN_ZOOM));
  }

  function pickAt(latlng, options) {
    const found = estate.at(latlng);
    if (found?.ring) map.setView(estate.latLngOf(found.ring), Math.min(map.getZoom() + 2, CLOSEST_ZOOM));
    else if (found?.feature) choose(found.feature.properties.reference, options);
  }

  function goTo({ place, zoom, box, reference }) {
    if (box) map.fitBounds(box);
    else if (place) map.setView([place[1], place[0]], Math.max(zoom, map.getZoom()));
    if (reference) choose(reference, { takesFocus: true });
    return Boolean(box || place || reference);
  }

  map.on("moveend", () => {
    remember();
    follow();
  });
  map.on("click", ({ latlng }) => {
    if (!isDrawing(map)) pickAt(latlng);
  });
  map.on("mousemove", ({ latlng }) => {
    element.classList.toggle("app-county__map--over", !isDrawing(map) && estate.at(latlng) !== null);
  });
  // The keyboard moves and zooms the map as Leaflet does; Enter chooses what lies in its middle.
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === element) pickAt(map.getCenter(), { takesFocus: true });
    if (event.key === "Escape" && estate.options.chosen) choose(null);
  });
  estate.on("drawn", ({ counts, isComplete }) => {
    showLegend(part("legend"), schemes[by], counts, asAt && dayWords(asAt));
    if (isComplete) element.setAttribute("data-drawn", String(Date.now()));
  });
  estate.on("waiting", ({ tiles }) => {
    if (tiles) element.removeAttribute("data-drawn");
    part("busy").hidden = tiles === 0;
    part("busy").textContent = tiles ? "Reading the map…" : "";
  });
  estate.on("failed", () => {
    part("busy").hidden = false;
    part("busy").textContent = "Part of the map could not be read. Move it to try again; the list is complete.";
  });
  root.querySelector("#map-by").addEventListener("change", (event) => {
    by = event.target.value;
    estate.change({ scheme: schemes[by] });
    remember();
  });
  startDay(part("day"), config, (day) => {
    asAt = day;
    query = withChanges(query, { as_at: day });
    remember();
    // What the server wrote of a place or of the filters is of the day before: the page is asked anew.
    if (config.shapes.length) return window.location.reload();
    estate.change({ filters: filtersIn(query) });
    follow();
    tellDay();
    if (estate.options.chosen) choose(estate.options.chosen, { takesFocus: false });
    return undefined;
  });
  part("find").addEventListener("suggest:chosen", (event) => {
    if (goTo(event.detail)) event.preventDefault();
  });
  part("find").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const words = form.elements.q.value.trim();
    const answer = await fetch(`${form.dataset.url}?q=${encodeURIComponent(words)}`);
    const { results } = await answer.json();
    if (!results.length || !goTo(results[0])) form.submit();
  });

  side.start(choose);
  const at = placeIn(query);
  if (at) map.setView([at.lat, at.lng], at.zoom);
  else map.fitBounds(county);
  const shape = showShapes(map, config.shapes);
  if (shape && !at) map.fitBounds(shape.pad(0.05));
  estate.addTo(map);
  drawGround(map, { ...config, contextUrl: config.outline, pane: "ground" });
  startLayers(map, { panel: part("layers"), legends: part("shades") }, config.layers, (new URLSearchParams(query).get("layers") ?? "").split(",").filter(Boolean), {
    isFree: (latlng) => !isDrawing(map) && estate.at(latlng) === null,
    linkTo: (code) => `?${withChanges(query, { ...NO_PLACE, area: code, at: null })}`,
    changed(keys) {
      query = withChanges(query, { layers: keys.join(",") });
      remember();
    },
  });
  startTools(map, part("tools"), {
    drawn: ([name, text]) => window.location.assign(`?${withChanges(query, { ...NO_PLACE, [name]: text })}`),
    print: (paper) => printSheet(root, map, paper),
  });
}
