/**
 * A map of a few records, drawn by Leaflet from GeoJSON that the page carries or that an address answers.
 *
 *     <script type="application/json" id="here-features">{"type": "FeatureCollection", …}</script>
 *     <div class="app-map" role="region" aria-label="Map: …" data-component="map" data-features="here-features"
 *          data-context-url="/areas/outline.geojson"></div>
 *
 * data-url in place of data-features fetches the features. data-base-map-url adds the operator's base map; without it
 * the county's outline and districts give the eye a place. Marks take the keyboard's focus, and Enter opens
 * them; those of neighbours do not, for the page lists them.
 */
import "leaflet";

import { markPath, nameOf, outlineStyle, placed, ratingOf } from "../lib/map_style.js";

const { L } = window;
const CLOSEST_ZOOM = 18;

async function readJson(url) {
  const response = await fetch(url, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

function svgMark(properties) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", markPath(properties));
  // Where something was is hollow and dashed, as an outline is.
  const was = properties?.role === "old";
  path.setAttribute("fill", was ? "#ffffff" : properties?.role === "theirs" ? outlineStyle(properties).color : ratingOf(properties).colour);
  path.setAttribute("stroke", was ? outlineStyle(properties).color : "#0b0c0c");
  if (was) path.setAttribute("stroke-dasharray", "3 2");
  svg.append(path);
  return svg;
}

function mark(feature, latlng) {
  const isNear = feature.properties?.role === "near";
  const className = isNear ? "app-map__mark app-map__mark--near" : "app-map__mark";
  // 24 px is the least a finger hits; a neighbour's mark is drawn smaller inside it.
  const icon = L.divIcon({ className, html: svgMark(feature.properties), iconSize: [24, 24] });
  const name = nameOf(feature.properties);
  // Neighbours crowd each other, and the list beside the map links to each: the keyboard and the finger go there.
  return L.marker(latlng, { icon, title: name, alt: name, keyboard: !isNear });
}

function popup(properties) {
  const content = document.createElement("p");
  if (properties?.url) {
    const link = document.createElement("a");
    link.href = properties.url;
    link.textContent = properties.title || properties.url;
    content.append(link, document.createElement("br"));
  }
  content.append(properties?.url ? ratingOf(properties).words : nameOf(properties));
  return content;
}

async function drawContext(map, url, pane) {
  const outline = await readJson(url);
  return L.geoJSON(outline, {
    interactive: false,
    ...(pane && { pane }),
    // Nobody draws on the county or snaps to its simplified line.
    pmIgnore: true,
    snapIgnore: true,
    style: (feature) =>
      feature.properties.level === "county"
        ? { color: "#505a5f", weight: 2, fill: false }
        : { color: "#8a9499", weight: 1, fillColor: "#ffffff", fillOpacity: 0.6 },
    onEachFeature(feature, layer) {
      if (feature.properties.level === "county") return;
      layer.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "app-map__label", ...(pane && { pane: `${pane}-names` }) });
    },
  })
    .addTo(map)
    .bringToBack();
}

/**
 * What lies under a map's records: the operator's base map, or the county and its districts. Resolves to the county's
 * bounds, null beside a base map. `pane` is the map's pane that they are drawn in, where it is not Leaflet's own; names stand in the pane
 * of that name with "-names" after it.
 */
export async function drawGround(map, { baseMapUrl, baseMapAttribution, baseMapKind, baseMapMaxZoom, contextUrl, pane }) {
  map.attributionControl.setPrefix("Leaflet");
  L.control.scale({ imperial: false }).addTo(map);
  if (!baseMapUrl) return (await drawContext(map, contextUrl, pane)).getBounds();
  // Nearer than the operator's tiles reach, they are drawn larger.
  const maxZoom = Number.isFinite(map.getMaxZoom()) ? map.getMaxZoom() : CLOSEST_ZOOM;
  const options = { attribution: baseMapAttribution, maxNativeZoom: Number(baseMapMaxZoom) || CLOSEST_ZOOM, maxZoom };
  if (baseMapKind === "vector") {
    const { VectorGround } = await import("./vector-ground.js");
    new VectorGround({ ...options, url: baseMapUrl }).addTo(map);
  } else {
    L.tileLayer(baseMapUrl, options).addTo(map);
  }
  return null;
}

/** Show all of it again when the map becomes another size, until somebody moves it: narrowed, its middle may be empty. */
function stayFitted(map, fit) {
  const stop = () => map.off("resize", fit);
  map.on("resize", fit);
  for (const name of ["pointerdown", "wheel", "keydown"]) map.getContainer().addEventListener(name, stop, { once: true, passive: true });
}

/** Draw the map that `element` describes; resolves to the Leaflet map when its features are on it. */
export async function mountMap(element) {
  const { features, url } = element.dataset;
  const collection = features ? JSON.parse(document.getElementById(features).textContent) : await readJson(url);
  // The page's own words stand here until there is a map.
  element.replaceChildren();
  const map = L.map(element, { zoomControl: true, scrollWheelZoom: false });
  const layer = L.geoJSON(
    { type: "FeatureCollection", features: placed(collection) },
    {
      style: (feature) => outlineStyle(feature.properties),
      pointToLayer: mark,
      onEachFeature: (feature, part) => part.bindPopup(() => popup(feature.properties)),
    },
  );
  const bounds = layer.getBounds();
  const fit = () => bounds.isValid() && map.fitBounds(bounds.pad(0.3), { maxZoom: CLOSEST_ZOOM });
  fit();
  stayFitted(map, fit);
  const county = await drawGround(map, element.dataset);
  if (!bounds.isValid()) {
    if (county?.isValid()) map.fitBounds(county);
    else map.fitWorld();
  }
  layer.addTo(map);
  return map;
}

export default mountMap;
