/**
 * The shapes of marks, as corners in a box from -1 to 1, for the canvas and for the legend's SVG alike. No DOM here.
 */
const around = (count, turn = 0) =>
  Array.from({ length: count }, (_, at) => {
    const angle = turn + (2 * Math.PI * at) / count;
    return [Math.sin(angle), -Math.cos(angle)];
  });

const plus = [
  [-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35],
  [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35],
];
const turned = (corners) => corners.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]);

const CORNERS = {
  square: [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
  triangle: [[0, -1], [1, 0.8], [-1, 0.8]],
  fall: [[0, 1], [1, -0.8], [-1, -0.8]],
  diamond: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
  circle: around(24),
  ring: around(24),
  hexagon: around(6),
  plus,
  cross: turned(plus),
  dash: [[-1, -0.32], [1, -0.32], [1, 0.32], [-1, 0.32]],
};

/** The corners of a shape; a circle's for one that there is not. */
export const cornersOf = (shape) => CORNERS[shape] ?? CORNERS.circle;

/** The shape as an SVG path in a box of `size`. */
export function pathOf(shape, size = 16) {
  const half = size / 2;
  const reach = half - 1.5;
  const at = ([x, y]) => `${(half + x * reach).toFixed(1)} ${(half + y * reach).toFixed(1)}`;
  return `M${cornersOf(shape).map(at).join("L")}Z`;
}

/** The share of each count, as [start, end] in turns from the top, for a ring. */
export function arcsOf(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let start = 0;
  return counts.map((count) => {
    const end = start + (total ? count / total : 0);
    const arc = [start, end];
    start = end;
    return arc;
  });
}

/** The radius in pixels of a ring that stands for so many: its area grows as they do, within what can be read. */
export const radiusOf = (count, most) => 15 + 15 * Math.sqrt(count / Math.max(1, most));

/** 950, 1.2k, 34k, 1.1m: what fits inside a ring. */
export function shortCount(count) {
  if (count < 1_000) return String(count);
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1_000)}k`;
  return `${(count / 1_000_000).toFixed(1)}m`;
}
