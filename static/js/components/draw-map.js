/**
 * A map on which one place is drawn: a point and the parts of an outline, by Leaflet and Leaflet-Geoman.
 *
 * It holds no truth of its own: `show` draws what the form's boxes say, and `changed` tells what a hand did to it.
 */
import "leaflet";
import "leaflet-geoman";

import { boundsOf, cornersOf } from "../lib/outlines.js";
import { drawGround } from "./map.js";

const { L } = window;
const CLOSEST_ZOOM = 22;
// What the map opens at: a shed is then as wide as a thumb.
const OPENING_ZOOM = 20;
const SNAP_PIXELS = 14;
// With handles on more corners than this, a browser is slow: such a part is moved, cut and removed as a whole.
export const MOST_HANDLES = 300;
const PART = { color: "#1d70b8", weight: 3, fillOpacity: 0.2 };
const NEIGHBOUR = { color: "#505a5f", weight: 1.5, fillOpacity: 0.08, pmIgnore: true, snapIgnore: false };
const MENDED = { color: "#00703c", weight: 4, dashArray: "8 6", fillOpacity: 0.15, interactive: false, pmIgnore: true, snapIgnore: true };
const DRAWN = { templineStyle: PART, hintlineStyle: { ...PART, dashArray: "5 5" }, pathOptions: PART };
const WORDS = {
  firstVertex: "Click the first corner",
  continueLine: "Click the next corner",
  finishPoly: "Click the first corner again to finish",
};
// The handles of corners are for a pointer; the point alone is reached by keyboard.
L.Marker.mergeOptions({ keyboard: false });

export class DrawMap {
  #map;
  #grid;
  #parts = L.featureGroup();
  #neighbours = L.featureGroup();
  #mended = L.featureGroup();
  #point = null;
  #tell;

  /** `tell` has changed(parts, point), moving(parts, point), mode(name) and moved(box in metres, zoom). */
  constructor(element, grid, tell) {
    this.#grid = grid;
    this.#tell = tell;
    this.#map = L.map(element, { scrollWheelZoom: false, maxZoom: CLOSEST_ZOOM, doubleClickZoom: false });
    this.#map.pm.setLang("en", { tooltips: WORDS }, "en");
    this.#map.pm.setGlobalOptions({
      snapDistance: SNAP_PIXELS,
      allowSelfIntersection: true,
      allowSelfIntersectionEdit: true,
      layerGroup: this.#parts,
      ...DRAWN,
    });
    for (const group of [this.#neighbours, this.#mended, this.#parts]) group.addTo(this.#map);
    this.#listen();
  }

  #listen() {
    const map = this.#map;
    map.on("pm:create", ({ layer }) => {
      this.#keep(layer);
      this.setMode("change");
      this.#changed();
    });
    map.on("pm:cut", ({ originalLayer, layer }) => {
      this.#parts.removeLayer(originalLayer);
      this.#parts.addLayer(layer);
    });
    map.on("pm:globalcutmodetoggled", ({ enabled }) => {
      // What was cut may have become several parts: they are drawn anew, each by itself.
      if (!enabled && this.mode === "cut") setTimeout(() => this.#changed("change"));
    });
    map.on("pm:remove", ({ layer }) => {
      this.#parts.removeLayer(layer);
      setTimeout(() => this.#changed());
    });
    map.on("pm:drawstart", ({ workingLayer }) => {
      workingLayer.on("pm:vertexadded", () => this.#tell.moving([...this.#read(), [this.#ring(workingLayer.getLatLngs())]], this.point));
    });
    map.on("moveend", () => this.#tell.moved(this.box(), map.getZoom()));
    map.on("click", ({ latlng }) => {
      if (this.mode !== "place") return;
      this.placePoint(this.#grid.toMetres(latlng.lat, latlng.lng));
      this.setMode("change");
    });
  }

  /** What lies under it, and where it opens: `parts` and `point`, else the county. */
  async open(dataset, parts, point) {
    this.fit(parts, point);
    const county = await drawGround(this.#map, dataset);
    if (parts.length || point) return;
    if (county?.isValid()) this.#map.fitBounds(county);
    else this.#map.setView(this.#grid.toDegrees([400_000, 400_000]), 6);
  }

  /** Turn to parts and point where they are out of sight; without either, stay. */
  fit(parts, point) {
    const box = boundsOf([...parts, ...(point ? [[[point]]] : [])]);
    if (!box) return;
    const bounds = L.latLngBounds([this.#grid.toDegrees(box.slice(0, 2)), this.#grid.toDegrees(box.slice(2))]);
    const isThere = this.#map._loaded && this.#map.getBounds().contains(bounds);
    if (!isThere) this.#map.fitBounds(bounds.pad(0.4), { maxZoom: OPENING_ZOOM });
  }

  /** Draw what the boxes say. */
  show(parts, point) {
    const mode = this.mode;
    this.setMode("");
    this.#parts.clearLayers();
    for (const part of parts) {
      this.#keep(L.polygon(part.map((ring) => ring.map((pair) => this.#grid.toDegrees(pair))), PART), cornersOf([part]));
    }
    this.#showPoint(point);
    this.setMode(mode || "change");
  }

  showNeighbours(features) {
    this.#neighbours.clearLayers();
    for (const { geometry, properties } of features) {
      const rings = geometry.coordinates.map((part) => part.map((ring) => ring.map((pair) => this.#grid.toDegrees(pair))));
      const words = document.createElement("span");
      words.textContent = properties.title || properties.reference;
      L.polygon(rings, NEIGHBOUR).bindTooltip(words, { sticky: true }).addTo(this.#neighbours);
    }
    this.#neighbours.bringToBack();
  }

  showMended(parts) {
    this.#mended.clearLayers();
    for (const part of parts) L.polygon(part.map((ring) => ring.map((pair) => this.#grid.toDegrees(pair))), MENDED).addTo(this.#mended);
  }

  /** change, draw, cut, move, remove, place; "" for none of them. */
  setMode(mode) {
    const { pm } = this.#map;
    this.mode = mode;
    pm.disableDraw();
    for (const each of ["Edit", "Drag", "Removal"]) if (pm[`global${each}ModeEnabled`]()) pm[`disableGlobal${each}Mode`]();
    if (mode === "change") pm.enableGlobalEditMode();
    if (mode === "draw") pm.enableDraw("Polygon", DRAWN);
    if (mode === "cut") pm.enableDraw("Cut", DRAWN);
    if (mode === "move") pm.enableGlobalDragMode();
    if (mode === "remove") pm.enableGlobalRemovalMode();
    this.#map.getContainer().classList.toggle("app-draw__map--pointing", ["draw", "cut", "place"].includes(mode));
    this.#tell.mode(mode);
  }

  /** The shape that is being drawn: end it; answers whether it had corners enough. */
  finish() {
    const shape = this.#drawing();
    if (!shape || shape._layer.getLatLngs().length < 3) return false;
    shape._finishShape();
    return true;
  }

  /** Take back the last corner of the shape that is being drawn; false where none is. */
  takeBackCorner() {
    const shape = this.#drawing();
    if (!shape?._layer?.getLatLngs().length) return false;
    shape._removeLastVertex();
    return true;
  }

  #drawing() {
    const { pm } = this.#map;
    const name = { draw: "Polygon", cut: "Cut" }[this.mode];
    return name && pm.Draw[name].enabled() ? pm.Draw[name] : null;
  }

  placePoint(point) {
    this.#showPoint(point);
    this.#changed();
  }

  /** The point at the middle of what is seen. */
  placeAtCentre() {
    const { lat, lng } = this.#map.getCenter();
    this.placePoint(this.#grid.toMetres(lat, lng));
  }

  get point() {
    if (!this.#point) return null;
    const { lat, lng } = this.#point.getLatLng();
    return this.#grid.toMetres(lat, lng);
  }

  /** [west, south, east, north] in metres of what is seen. */
  box() {
    const bounds = this.#map.getBounds();
    const corners = ["SouthWest", "NorthEast", "NorthWest", "SouthEast"].map((name) => bounds[`get${name}`]());
    return boundsOf([[corners.map(({ lat, lng }) => this.#grid.toMetres(lat, lng))]]);
  }

  #showPoint(point) {
    if (!point) {
      this.#point?.remove();
      this.#point = null;
      return;
    }
    const at = this.#grid.toDegrees(point);
    if (this.#point) this.#point.setLatLng(at);
    else this.#point = this.#marker(at).addTo(this.#map);
    this.#point.getElement().setAttribute("aria-label", "The point. Arrow keys move it by a metre, with Shift by ten.");
    this.#point.getElement().onkeydown = (event) => this.#nudge(event);
  }

  #marker(at) {
    const html = document.createElement("span");
    const icon = L.divIcon({ className: "app-draw__point", html, iconSize: [32, 32] });
    return L.marker(at, { icon, draggable: true, keyboard: true, autoPan: true, pmIgnore: true, snapIgnore: true, zIndexOffset: -500 })
      .on("drag", () => this.#tell.moving(this.#read(), this.point))
      .on("dragend", () => this.#changed());
  }

  #nudge(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way) return;
    event.preventDefault();
    // Else the map would pan as well.
    event.stopPropagation();
    const step = event.shiftKey ? 10 : 1;
    this.placePoint(this.point.map((each, axis) => Math.round((each + way[axis] * step) * 100) / 100));
  }

  #keep(layer, corners = 0) {
    layer.pm.setOptions({ allowEditing: corners <= MOST_HANDLES });
    this.#parts.addLayer(layer);
    const moving = () => this.#tell.moving(this.#read(), this.point);
    layer.on("pm:change pm:drag", moving);
    layer.on("pm:edit pm:dragend", () => setTimeout(() => this.#changed()));
  }

  #ring(latlngs) {
    return latlngs.map(({ lat, lng }) => this.#grid.toMetres(lat, lng));
  }

  /** The parts as they are drawn. */
  #read() {
    return this.#parts.getLayers().flatMap((layer) => {
      const rings = layer.getLatLngs();
      const parts = L.LineUtil.isFlat(rings[0] ?? []) ? [rings] : rings;
      return parts.map((part) => part.map((ring) => this.#ring(ring)).filter((ring) => ring.length > 2)).filter((part) => part.length);
    });
  }

  #changed(mode) {
    const parts = this.#read();
    if (mode) {
      this.mode = mode;
      this.show(parts, this.point);
    }
    this.#tell.changed(parts, this.point);
  }
}
