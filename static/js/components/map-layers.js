/**
 * Areas laid over the map, each fetched when it is first asked for: outlines with names, or coloured by a figure. The
 * address says which are on.
 */
import "leaflet";

import { shadesOf, stepsOf } from "../lib/choropleth.js";

const { L } = window;
const OUTLINE = { color: "#54319f", weight: 1.5, fillOpacity: 0 };
const POINT = { ...OUTLINE, radius: 5, fillColor: "#54319f", fillOpacity: 0.8 };

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

/** The legend of a layer that is coloured by a figure. */
function shadeList(title, { label, steps }) {
  const list = document.createElement("ul");
  const heading = document.createElement("p");
  const box = document.createElement("div");
  heading.className = "app-county__legend-title";
  heading.textContent = `${title}: ${label}`;
  list.className = "govuk-list app-county__shades";
  for (const { colour, words: said } of steps) {
    const line = document.createElement("li");
    const patch = document.createElement("span");
    patch.className = "app-county__shade";
    patch.style.backgroundColor = colour;
    line.append(patch, said);
    list.append(line);
  }
  box.append(heading, list);
  return box;
}

async function read({ url, title }, { isFree, linkTo }, map) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const collection = await answer.json();
  const values = collection.features.map(({ properties }) => properties.value);
  const shades = shadesOf(values);
  const style = ({ properties, geometry }) => {
    if (!collection.label) return geometry?.type.endsWith("Point") ? POINT : OUTLINE;
    const isLine = geometry?.type.endsWith("LineString");
    return { color: isLine ? shades(properties.value) : "#505a5f", weight: isLine ? 4 : 0.75, fillOpacity: 0.55, fillColor: shades(properties.value) };
  };
  const layer = L.geoJSON(collection, {
    style,
    pane: "areas",
    pmIgnore: true,
    snapIgnore: true,
    pointToLayer: (feature, latlng) => L.circleMarker(latlng, { ...POINT, ...style(feature), pane: "areas", pmIgnore: true }),
    onEachFeature(feature, each) {
      each.bindTooltip(words(feature, collection.label), { sticky: true });
      each.on("click", ({ latlng }) => {
        if (feature.properties.code && isFree(latlng)) map.openPopup(offer(feature.properties, linkTo), latlng);
      });
    },
  });
  return { layer, legend: collection.label ? shadeList(title, { label: collection.label, steps: stepsOf(values) }) : null };
}

/**
 * `ways` has isFree(latlng), whether nothing else is under a click, linkTo(code), the map of what is in an area, and
 * changed(keys), told which layers are on. `on` are those to begin with;
 * `legends` the element that takes the legends of those coloured by a figure.
 */
export function startLayers(map, { panel, legends }, layers, on, ways) {
  const known = Object.fromEntries(layers.map((each) => [each.key, each]));
  const told = panel.querySelector('[data-map="layers-told"]');
  const boxes = [...panel.querySelectorAll('[data-map="layer"]')];
  const shown = {};
  map.createPane("areas").style.zIndex = 350;

  async function follow(box) {
    shown[box.value] ??= read(known[box.value], ways, map);
    try {
      const { layer, legend } = await shown[box.value];
      if (box.checked) {
        layer.addTo(map);
        if (legend) legends.append(legend);
      } else {
        layer.remove();
        legend?.remove();
      }
    } catch {
      delete shown[box.value];
      box.checked = false;
      told.textContent = `The layer ${known[box.value].title} could not be read. Tick it to try again.`;
    }
  }

  panel.hidden = false;
  panel.addEventListener("change", ({ target }) => {
    if (!target.matches('[data-map="layer"]')) return;
    told.textContent = "";
    ways.changed(boxes.filter(({ checked }) => checked).map(({ value }) => value));
    follow(target);
  });
  for (const box of boxes) {
    box.checked = on.includes(box.value);
    if (box.checked) follow(box);
  }
  if (on.some((key) => !(key in known))) {
    panel.open = true;
    told.textContent = "A layer that the link names is gone, or is another person’s own.";
  }
}
