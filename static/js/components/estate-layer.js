/**
 * The estate on the map: vector tiles of ours, drawn on one canvas. Outlines and marks near, rings of counts far.
 *
 * One canvas for all tiles, so that no mark is cut where two tiles meet; an outline is drawn tile by tile, each within
 * its own edge. Tiles once read are kept while the question stays the same.
 */
import { VectorTile } from "@mapbox/vector-tile";
import "leaflet";
import Pbf from "pbf";

import { arcsOf, cornersOf, radiusOf, shortCount } from "../lib/marks.js";
import { NEAR_TILE_ZOOM, TILE_PIXELS, countsWithin, featuresOf, gathered, onceEach, pick, worldOf } from "../lib/tile_features.js";

const { L } = window;
const FURTHEST_TILE_ZOOM = 16;
const MOST_TILES_KEPT = 200;
const INK = "#0b0c0c";
const FINGER = 14;
// An outline narrower than this, in pixels, is drawn as its mark alone.
const LEAST_OUTLINE = 14;

/** Options: tiles (address), filters (query text), scheme. Fires "drawn" with {counts} and "waiting" with {tiles}. */
export const EstateLayer = L.Renderer.extend({
  options: { padding: 0.25, tiles: "", filters: "", scheme: null, chosen: null },

  initialize(options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._tiles = new Map();
    this._before = new Map();
    this._layers = {};
    this._rings = [];
    this._features = [];
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this._brush = this._container.getContext("2d");
  },

  _destroyContainer() {
    this._container.remove();
    delete this._brush;
  },

  /** Ask anew, or draw anew, with other options. */
  change(options) {
    const asksAnew = ["tiles", "filters"].some((name) => name in options && options[name] !== this.options[name]);
    L.setOptions(this, options);
    if (asksAnew) this._forget();
    if (this._map) this._update();
  },

  /** What was drawn stays in sight until what was asked anew is there. */
  _forget() {
    for (const tile of this._tiles.values()) if (!tile.features) tile.stop.abort();
    this._before = this._tiles;
    this._tiles = new Map();
  },

  _tileZoom() {
    return Math.max(0, Math.min(FURTHEST_TILE_ZOOM, Math.round(this._map.getZoom()) - 1));
  },

  _isNear() {
    return this._map && this._tileZoom() >= NEAR_TILE_ZOOM;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this._container, this._bounds.min);
    Object.assign(this._container, { width: ratio * size.x, height: ratio * size.y });
    Object.assign(this._container.style, { width: `${size.x}px`, height: `${size.y}px` });
    this._brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    this._ask();
    this._draw();
  },

  _wanted() {
    const z = this._tileZoom();
    const side = 2 ** z;
    const view = this._map.getBounds();
    const [west, north] = worldOf(Math.min(85, view.getNorth()), view.getWest());
    const [east, south] = worldOf(Math.max(-85, view.getSouth()), view.getEast());
    // Near tiles hold every attribute, so that another colour needs no other tile; far ones count by one.
    const by = z < NEAR_TILE_ZOOM ? this.options.scheme.key : "";
    const at = (value) => Math.min(side - 1, Math.max(0, Math.floor((value / TILE_PIXELS) * side)));
    const found = [];
    for (let y = at(north); y <= at(south); y += 1) for (let x = at(west); x <= at(east); x += 1) found.push({ z, x, y, by, key: `${z}/${x}/${y}/${by}` });
    return found;
  },

  _ask() {
    const wanted = this._wanted();
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, tile] of this._tiles) {
      const isOld = !keys.has(key);
      if (isOld && !tile.features) tile.stop.abort();
      if (isOld && (!tile.features || this._tiles.size > MOST_TILES_KEPT)) this._tiles.delete(key);
    }
    for (const place of wanted) if (!this._tiles.has(place.key)) this._read(place);
    this._shown = wanted;
    this._tell();
  },

  async _read(place) {
    const tile = { features: null, stop: new AbortController() };
    this._tiles.set(place.key, tile);
    try {
      const answer = await fetch(this._address(place), { signal: tile.stop.signal });
      if (!answer.ok || answer.redirected) throw new Error(`a tile answered ${answer.status}`);
      const bytes = await answer.arrayBuffer();
      tile.features = bytes.byteLength ? featuresOf(new VectorTile(new Pbf(bytes)), place) : [];
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this._tiles.delete(place.key);
      this.fire("failed", { problem });
      return;
    }
    this._tell();
    if (this._map && !this._later) this._later = requestAnimationFrame(() => {
      delete this._later;
      if (this._map && !this._map._animatingZoom) this._draw();
    });
  },

  _address({ z, x, y, by }) {
    const { tiles, filters } = this.options;
    const query = [filters, by && `by=${by}`].filter(Boolean).join("&");
    return `${tiles.replace("{z}", z).replace("{x}", x).replace("{y}", y)}${query ? `?${query}` : ""}`;
  },

  _tell() {
    this.fire("waiting", { tiles: this._shown.filter(({ key }) => !this._tiles.get(key)?.features).length });
  },

  // Leaflet's own renderers redraw their paths here; this one has none.
  _updatePaths() {},

  // --- Drawing ---------------------------------------------------------------------------------------

  _toPixels(x, y) {
    const point = this._map.options.crs.scale(this._map.getZoom()) / TILE_PIXELS;
    const origin = this._map.getPixelOrigin();
    return [x * point - origin.x - this._bounds.min.x, y * point - origin.y - this._bounds.min.y];
  },

  _draw() {
    const { scheme } = this.options;
    const size = this._bounds.getSize();
    this._brush.clearRect(0, 0, size.x, size.y);
    const isComplete = this._shown.every(({ key }) => this._tiles.get(key)?.features);
    if (isComplete) this._before = new Map();
    const tiles = this._shown.map(({ key }) => (this._tiles.get(key)?.features ?? this._before.get(key)?.features) ?? []);
    const isNear = this._isNear();
    this._features = isNear ? onceEach(tiles) : tiles.flat();
    this._rings = isNear ? [] : gathered(this._features, scheme, this._map.getZoom() - 1);
    if (isNear) this._drawProperties(tiles);
    else this._drawRings();
    const view = this._map.getBounds();
    const [west, north] = worldOf(view.getNorth(), view.getWest());
    const [east, south] = worldOf(view.getSouth(), view.getEast());
    this.fire("drawn", {
      counts: countsWithin(this._features, scheme, [west, north, east, south]),
      isComplete,
    });
  },

  _drawProperties(tiles) {
    const scale = this._map.options.crs.scale(this._map.getZoom()) / TILE_PIXELS;
    // By the largest piece: the sliver of an outline beyond a tile's edge is drawn with the rest of it.
    const wide = new Set(this._features.filter(({ area }) => Math.sqrt(area) * scale > LEAST_OUTLINE).map(({ id }) => id));
    tiles.forEach((features, at) => {
      const outlines = features.filter(({ id, rings }) => rings && wide.has(id));
      this._drawOutlines(outlines, this._shown[at], scale);
    });
    const radius = Math.min(8, 4.5 + Math.max(0, this._map.getZoom() - 14));
    for (const feature of this._features) {
      const look = this._lookOf(feature);
      this._drawMark(look, ...this._toPixels(feature.x, feature.y), this._isChosen(feature) ? radius + 3 : radius);
    }
  },

  _lookOf({ properties }) {
    const { scheme } = this.options;
    return scheme.classes[scheme.classOf(properties[scheme.key])];
  },

  _isChosen(feature) {
    return feature.properties.reference === this.options.chosen;
  },

  _drawOutlines(features, { z, x, y }, scale) {
    const size = (TILE_PIXELS / 2 ** z) * scale;
    const [left, top] = this._toPixels((x * TILE_PIXELS) / 2 ** z, (y * TILE_PIXELS) / 2 ** z);
    const brush = this._brush;
    brush.save();
    brush.beginPath();
    brush.rect(left, top, size, size);
    brush.clip();
    for (const feature of features) this._drawOutline(feature, left, top, scale);
    brush.restore();
  },

  _drawOutline(feature, left, top, scale) {
    const brush = this._brush;
    const look = this._lookOf(feature);
    const unit = feature.unit * scale;
    brush.beginPath();
    for (const ring of feature.rings) {
      ring.forEach(({ x, y }, at) => brush[at ? "lineTo" : "moveTo"](left + x * unit, top + y * unit));
      brush.closePath();
    }
    const isChosen = this._isChosen(feature);
    brush.globalAlpha = isChosen ? 0.5 : 0.3;
    brush.fillStyle = look.colour;
    brush.fill("evenodd");
    brush.globalAlpha = 1;
    brush.lineWidth = isChosen ? 4 : 1.75;
    brush.strokeStyle = isChosen ? INK : look.shape === "dash" ? "#505a5f" : look.colour;
    brush.stroke();
  },

  _drawMark({ shape, colour }, x, y, radius) {
    const brush = this._brush;
    brush.beginPath();
    cornersOf(shape).forEach(([dx, dy], at) => brush[at ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius));
    brush.closePath();
    brush.lineJoin = "round";
    brush.lineWidth = 4;
    brush.strokeStyle = "#ffffff";
    brush.stroke();
    brush.fillStyle = colour;
    brush.fill();
    brush.lineWidth = 1;
    brush.strokeStyle = INK;
    brush.stroke();
  },

  _drawRings() {
    const most = Math.max(1, ...this._rings.map(({ count }) => count));
    for (const ring of this._rings) {
      ring.radius = ring.count === 1 ? 6 : radiusOf(ring.count, most);
      const [x, y] = this._toPixels(ring.x, ring.y);
      if (ring.count === 1) this._drawMark(this.options.scheme.classes[ring.counts.findIndex(Boolean)] ?? { shape: "circle", colour: "#fff" }, x, y, 6);
      else this._drawRing(ring, x, y);
    }
  },

  _drawRing({ count, counts, radius }, x, y) {
    const brush = this._brush;
    const disc = (reach, colour) => {
      brush.beginPath();
      brush.arc(x, y, reach, 0, 2 * Math.PI);
      brush.fillStyle = colour;
      brush.fill();
    };
    disc(radius + 1.5, "rgb(11 12 12 / 55%)");
    disc(radius, "#ffffff");
    arcsOf(counts).forEach(([start, end], at) => {
      if (end === start) return;
      const { colour, shape } = this.options.scheme.classes[at];
      brush.beginPath();
      brush.moveTo(x, y);
      brush.arc(x, y, radius, 2 * Math.PI * (start - 0.25), 2 * Math.PI * (end - 0.25));
      brush.closePath();
      brush.fillStyle = shape === "dash" ? "#dcdfe0" : colour;
      brush.fill();
      brush.lineWidth = 1;
      brush.strokeStyle = "#ffffff";
      brush.stroke();
    });
    disc(radius - 5.5, "#ffffff");
    brush.fillStyle = INK;
    brush.font = `600 ${radius > 21 ? 13 : 11.5}px system-ui, sans-serif`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.fillText(shortCount(count), x, y + 0.5);
  },

  // --- Picking ---------------------------------------------------------------------------------------

  /** What lies at a place of the map: {feature}, {ring} or null. */
  at(latlng) {
    const scale = this._map.options.crs.scale(this._map.getZoom()) / TILE_PIXELS;
    const [x, y] = worldOf(latlng.lat, latlng.lng);
    if (this._isNear()) {
      const feature = pick(this._features, [x, y], FINGER / scale);
      return feature ? { feature } : null;
    }
    const ring = this._rings.find((each) => Math.hypot(each.x - x, each.y - y) * scale <= Math.max(FINGER, each.radius));
    return ring ? { ring } : null;
  },

  /** Where a ring or feature lies. */
  latLngOf({ x, y }) {
    return this._map.options.crs.pointToLatLng(L.point(x, y).multiplyBy(this._map.options.crs.scale(0) / TILE_PIXELS), 0);
  },
});
