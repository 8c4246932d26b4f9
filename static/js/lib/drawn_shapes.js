/** A shape drawn on the map as a filter's name and text, within what the server takes. No DOM here. */
const FURTHEST_METRES = 50_000;
const MOST_CORNERS = 100;

const text = (value) => String(Number(value.toFixed(5)));

/** ["near" | "bbox" | "within", text] of one of Leaflet's layers; null of one that is too large. */
export function shapeWords(shape, layer) {
  if (shape === "Circle") {
    const { lat, lng } = layer.getLatLng();
    const metres = Math.round(layer.getRadius());
    return metres > 0 && metres <= FURTHEST_METRES ? ["near", [text(lng), text(lat), String(metres)].join(",")] : null;
  }
  if (shape === "Rectangle") {
    const bounds = layer.getBounds();
    return ["bbox", [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map(text).join(",")];
  }
  const [corners] = layer.getLatLngs();
  if (corners.length < 3 || corners.length > MOST_CORNERS) return null;
  return ["within", corners.flatMap(({ lat, lng }) => [text(lng), text(lat)]).join(",")];
}
