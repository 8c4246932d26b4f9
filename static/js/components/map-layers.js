/**
 * Areas laid over the map, each fetched when it is first asked for: outlines with names, or coloured by a figure.
 */
import "leaflet";

import { shadesOf } from "../lib/choropleth.js";

const { L } = window;
const OUTLINE = { color: "#54319f", weight: 1.5, fill: false, interactive: false };

function words(feature, label) {
  const { name, value } = feature.properties;
  const text = document.createElement("span");
  text.textContent = label ? `${name}: ${value ?? "not known"} ${label}` : name;
  return text;
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const collection = await answer.json();
  const shades = shadesOf(collection.features.map(({ properties }) => properties.value));
  const style = (feature) => (collection.label ? { color: "#505a5f", weight: 0.75, fillOpacity: 0.55, fillColor: shades(feature.properties.value) } : OUTLINE);
  return L.geoJSON(collection, {
    style,
    pmIgnore: true,
    snapIgnore: true,
    onEachFeature: (feature, layer) => layer.bindTooltip(words(feature, collection.label), { sticky: true }),
  });
}

export function startLayers(map, panel, layers) {
  if (!panel) return;
  const urls = Object.fromEntries(layers.map(({ key, url }) => [key, url]));
  const shown = {};
  map.createPane("areas").style.zIndex = 350;
  panel.hidden = false;
  panel.addEventListener("change", async ({ target }) => {
    if (!target.matches('[data-map="layer"]')) return;
    shown[target.value] ??= read(urls[target.value]);
    try {
      const layer = await shown[target.value];
      if (target.checked) layer.addTo(map);
      else layer.remove();
    } catch {
      delete shown[target.value];
      target.checked = false;
    }
  });
}
