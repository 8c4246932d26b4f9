/** Shades for areas coloured by a figure, in five steps of as many areas each. No DOM here. */
const SHADES = ["#ffffd9", "#c7e9b4", "#7fcdbb", "#2c7fb8", "#253494"];
const NONE = "#ffffff";

/** A function from a value to its colour, light for the least fifth of `values` and dark for the most. */
export function shadesOf(values) {
  const known = values.filter((value) => typeof value === "number").sort((a, b) => a - b);
  const limits = SHADES.slice(1).map((_, at) => known[Math.floor(((at + 1) * known.length) / SHADES.length)]);
  return (value) => (typeof value === "number" ? SHADES[limits.filter((limit) => value >= limit).length] : NONE);
}
