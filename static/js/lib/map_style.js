/**
 * How records look on a map: shape and words as well as colour, old and new places apart. No DOM here.
 */

/** The ratings' colours, shapes and words, as everywhere else in the product. */
export const RAG = Object.freeze({
  red: Object.freeze({ colour: "#d4351c", shape: "square", words: "Red – core" }),
  amber: Object.freeze({ colour: "#f47738", shape: "triangle", words: "Amber – possible change" }),
  green: Object.freeze({ colour: "#00703c", shape: "circle", words: "Green – surplus or available" }),
});

const NOT_RATED = Object.freeze({ colour: "#1d70b8", shape: "diamond", words: "Not rated" });
const PATHS = Object.freeze({
  square: "M2 2h12v12H2z",
  triangle: "M8 1.5 15 14.5H1z",
  circle: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13z",
  diamond: "M8 1 15 8 8 15 1 8z",
});

/** The rating's look: {colour, shape, words}; blue diamond for what nobody has rated. */
export function ratingOf(properties) {
  return RAG[properties?.rag] ?? NOT_RATED;
}

/** The SVG path, in a box of 16, of a point's mark. */
export function markPath(properties) {
  return PATHS[ratingOf(properties).shape];
}

/** Leaflet path options of a feature's outline, by its role: this, near, old, new, theirs or mine. */
export function outlineStyle(properties) {
  const { colour } = ratingOf(properties);
  switch (properties?.role) {
    case "old":
      return { color: "#505a5f", weight: 2, dashArray: "6 5", fillOpacity: 0.05 };
    case "new":
    case "mine":
      return { color: "#1d70b8", weight: 3, fillOpacity: 0.2 };
    case "theirs":
      return { color: "#54319f", weight: 4, dashArray: "1 7", fillOpacity: 0.1 };
    case "near":
      return { color: colour, weight: 1, fillOpacity: 0.15 };
    default:
      return { color: colour, weight: 3, fillOpacity: 0.25 };
  }
}

/** What a feature is called aloud: its title, its role when it moves, its rating when it has one. */
export function nameOf(properties) {
  const role = { old: "where it was", new: "where it would be", theirs: "theirs", mine: "yours" }[properties?.role];
  const rating = RAG[properties?.rag]?.words;
  return [properties?.title || "Place", role, rating].filter(Boolean).join(", ");
}

/** Features that have a geometry; a record whose place is unknown is left off the map. */
export function placed(collection) {
  return (collection?.features ?? []).filter((feature) => feature.geometry !== null && feature.geometry !== undefined);
}
