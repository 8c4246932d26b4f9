/**
 * Areas laid over the map, each fetched when it is first asked for: outlines with names, or coloured by a figure.
 */
import "leaflet";

import { shadesOf } from "../lib/choropleth.js";

const { L } = window;
const OUTLINE = { color: "#54319f", weight: 1.5, fillOpacity: 0 };

function words(feature, label) {
  const { name, value } = feature.properties;
  const text = document.createElement("span");
  text.textContent = label ? `${name}: ${value ?? "not known"} ${label}` : name;
  return text;
}

/** What an area offers when it is clicked: to see what is inside. */
function offer({ code, name }, linkTo) {
  const content = document.createElement("p");
  const link = document.createElement("a");
  const title = document.createElement("strong");
  title.textContent = name;
  link.href = linkTo(code);
  link.textContent = "What is inside";
  content.append(title, document.createElement("br"), link);
  return content;
}

async function read(url, { isFree, linkTo }, map) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const collection = await answer.json();
  const shades = shadesOf(collection.features.map(({ properties }) => properties.value));
  const style = (feature) => (collection.label ? { color: "#505a5f", weight: 0.75, fillOpacity: 0.55, fillColor: shades(feature.properties.value) } : OUTLINE);
  return L.geoJSON(collection, {
    style,
    pane: "areas",
    pmIgnore: true,
    snapIgnore: true,
    onEachFeature(feature, layer) {
      layer.bindTooltip(words(feature, collection.label), { sticky: true });
      layer.on("click", ({ latlng }) => {
        if (feature.properties.code && isFree(latlng)) map.openPopup(offer(feature.properties, linkTo), latlng);
      });
    },
  });
}

/** `ways` has isFree(latlng), whether nothing else is under a click, and linkTo(code), the map of what is in an area. */
export function startLayers(map, panel, layers, ways) {
  if (!panel) return;
  const urls = Object.fromEntries(layers.map(({ key, url }) => [key, url]));
  const shown = {};
  map.createPane("areas").style.zIndex = 350;
  panel.hidden = false;
  panel.addEventListener("change", async ({ target }) => {
    if (!target.matches('[data-map="layer"]')) return;
    shown[target.value] ??= read(urls[target.value], ways, map);
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
