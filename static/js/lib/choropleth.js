/** Shades for areas coloured by a figure, in five steps of as many areas each. No DOM here. */
const SHADES = ["#ffffd9", "#c7e9b4", "#7fcdbb", "#2c7fb8", "#253494"];
const NONE = "#ffffff";

const known = (values) => values.filter((value) => typeof value === "number").sort((a, b) => a - b);
const limitsOf = (sorted) => SHADES.slice(1).map((_, at) => sorted[Math.floor(((at + 1) * sorted.length) / SHADES.length)]);
const shadeOf = (limits, value) => SHADES[limits.filter((limit) => value >= limit).length];

/** A function from a value to its colour, light for the least fifth of `values` and dark for the most. */
export function shadesOf(values) {
  const limits = limitsOf(known(values));
  return (value) => (typeof value === "number" ? shadeOf(limits, value) : NONE);
}

const number = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 2 });

/** The legend: {colour, words} for each shade that some value has, from the least, and for what is not known. */
export function stepsOf(values) {
  const sorted = known(values);
  const limits = limitsOf(sorted);
  const steps = SHADES.map((colour) => ({ colour, held: sorted.filter((value) => shadeOf(limits, value) === colour) }))
    .filter(({ held }) => held.length)
    .map(({ colour, held }) => ({ colour, words: held[0] === held.at(-1) ? number(held[0]) : `${number(held[0])} to ${number(held.at(-1))}` }));
  return sorted.length < values.length ? [...steps, { colour: NONE, words: "Not known" }] : steps;
}
