/**
 * What the map is coloured by: the classes of each scheme, their colours, shapes and words. No DOM here.
 *
 * A shape goes with every colour, so that colour is never alone. Unordered values have eight colours that stay apart for
 * the colour-blind (Okabe and Ito, 2008, without their yellow, which is lost on white); ordered ones go from dark to
 * light.
 */
import { RAG } from "./map_style.js";

export const UNKNOWN = Object.freeze({ colour: "#ffffff", shape: "dash" });
const OTHER = Object.freeze({ colour: "#8a9499", shape: "ring" });
const APART = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#5b3794", "#0b0c0c"];
const SHAPES = ["square", "triangle", "circle", "diamond", "plus", "fall", "cross", "hexagon"];
// Viridis: dark to light, of even steps in grey as well.
const ORDERED = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];

// The least of each band of running cost, in pounds a year for each m²; the tiles count cells by the same.
const COST_BANDS = [0, 25, 50, 75, 100, 150];
// Years from now in which the lease ends, each class up to and including.
const LEASE_YEARS = [-1, 1, 4, 9, 24, Infinity];

const spread = (count) => Array.from({ length: count }, (_, at) => ORDERED[Math.round((at * (ORDERED.length - 1)) / Math.max(1, count - 1))]);

function leaseWords(from, to, thisYear) {
  if (from === -Infinity) return `Before ${thisYear}`;
  if (to === Infinity) return `${thisYear + from} or later`;
  return `${thisYear + from} to ${thisYear + to}`;
}

function leaseClasses(thisYear) {
  const colours = spread(LEASE_YEARS.length);
  return LEASE_YEARS.map((to, at) => {
    const from = at ? LEASE_YEARS[at - 1] + 1 : -Infinity;
    return { key: String(at), label: leaseWords(from, to, thisYear), colour: colours[at], shape: SHAPES[at] };
  });
}

function costClasses() {
  const colours = spread(COST_BANDS.length);
  return COST_BANDS.map((least, at) => {
    const next = COST_BANDS[at + 1];
    const label = next === undefined ? `£${least} or more` : `£${least} to under £${next}`;
    return { key: String(at), label, colour: colours[at], shape: SHAPES[at] };
  });
}

const isKnown = (value) => value !== undefined && value !== null && value !== "";
const atLeast = (limits, value) => limits.findLastIndex((least) => value >= least);

/**
 * The classes of a scheme, {key, label, colour, shape} each, and `classOf(value)`, the place of a value's class in them.
 * `scheme` is {key, label, values: [[value, words]…]} with those first that get a colour of their own; the last class is
 * that of what is not known.
 */
export function schemeOf(scheme, thisYear) {
  const { classes, place } = kinds[scheme.key]?.(scheme, thisYear) ?? listed(scheme, APART);
  const unknown = { key: "", label: scheme.key === "rag" ? "Not rated" : "Not known", ...UNKNOWN };
  const all = [...classes, unknown];
  return {
    key: scheme.key,
    label: scheme.label,
    classes: all,
    classOf: (value) => (isKnown(value) ? place(value) : all.length - 1),
  };
}

function listed(scheme, colours) {
  const own = scheme.values.length > APART.length ? scheme.values.slice(0, APART.length) : scheme.values;
  const classes = own.map(([key, label], at) => ({ key, label, colour: colours[at], shape: SHAPES[at] }));
  const places = new Map(own.map(([key], at) => [key, at]));
  if (scheme.values.length > own.length) classes.push({ key: "other", label: "Other", ...OTHER });
  return { classes, place: (value) => places.get(String(value)) ?? classes.length - 1 };
}

const kinds = {
  rag(scheme) {
    const classes = scheme.values.map(([key, label]) => ({ key, label, colour: RAG[key].colour, shape: RAG[key].shape }));
    const places = new Map(scheme.values.map(([key], at) => [key, at]));
    return { classes, place: (value) => places.get(value) ?? classes.length };
  },
  energy_rating: (scheme) => listed(scheme, ORDERED),
  lease_expiry_year: (scheme, thisYear) => ({
    classes: leaseClasses(thisYear),
    place: (year) => LEASE_YEARS.findIndex((to) => Number(year) - thisYear <= to),
  }),
  cost_per_m2: () => ({ classes: costClasses(), place: (pounds) => Math.max(0, atLeast(COST_BANDS, Number(pounds))) }),
};

/** How many of each class a cell of the tiles counts, in the order of the classes. Its keys are "n:" and the value. */
export function countsOf(properties, scheme) {
  const counts = new Array(scheme.classes.length).fill(0);
  for (const [key, count] of Object.entries(properties)) {
    if (key.startsWith("n:")) counts[scheme.classOf(key.slice(2))] += count;
  }
  return counts;
}

/** Counts of several added up. */
export const added = (one, other) => one.map((count, at) => count + other[at]);
