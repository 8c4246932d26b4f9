/**
 * A base map of vector tiles, drawn pale so that the estate stands out: land, water, green, buildings, roads, names. It
 * knows the layers of the two common schemes (Protomaps and OpenMapTiles) by their names, and draws no other.
 */
import { VectorTile } from "@mapbox/vector-tile";
import "leaflet";
import Pbf from "pbf";

import { paintOf } from "../lib/ground_style.js";

const { L } = window;

function draw(canvas, tile, zoom) {
  const brush = canvas.getContext("2d");
  const paints = Object.keys(tile.layers)
    .map((name) => ({ layer: tile.layers[name], paint: paintOf(name, zoom) }))
    .filter(({ paint }) => paint)
    .sort((a, b) => a.paint.order - b.paint.order);
  for (const { layer, paint } of paints) {
    const scale = canvas.width / layer.extent;
    for (let at = 0; at < layer.length; at += 1) {
      const feature = layer.feature(at);
      if (feature.type === 1) continue;
      brush.beginPath();
      for (const ring of feature.loadGeometry()) ring.forEach(({ x, y }, first) => brush[first ? "lineTo" : "moveTo"](x * scale, y * scale));
      if (feature.type === 3 && paint.fill) {
        brush.fillStyle = paint.fill;
        brush.fill("evenodd");
      }
      if (feature.type === 2 && paint.line) {
        brush.lineWidth = paint.width;
        brush.strokeStyle = paint.line;
        brush.stroke();
      }
    }
  }
}

export const VectorGround = L.GridLayer.extend({
  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    const size = this.getTileSize();
    const ratio = window.devicePixelRatio || 1;
    Object.assign(canvas, { width: size.x * ratio, height: size.y * ratio });
    const address = L.Util.template(this.options.url, coords);
    fetch(address)
      .then((answer) => (answer.status === 200 ? answer.arrayBuffer() : null))
      .then((bytes) => {
        if (bytes) draw(canvas, new VectorTile(new Pbf(bytes)), coords.z);
        done(null, canvas);
      })
      .catch((problem) => done(problem, canvas));
    return canvas;
  },
});
