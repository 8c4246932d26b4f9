/**
 * What ECharts is told to draw: figures in, its options out. No DOM here.
 *
 * Colours are those of the Government Analysis Function; patterns (decals) tell areas apart on paper and for the
 * colour-blind. Tooltips are drawn on the canvas: as HTML they would need inline styles, which our policy forbids.
 */
export const PALETTE = ["#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"];
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
// Faint enough to read words on.
const DECALS = [0, Math.PI / 4, -Math.PI / 4, Math.PI / 2].map((rotation, at) => ({
  symbol: at === 0 ? "none" : "rect",
  color: "rgba(255, 255, 255, 0.16)",
  dashArrayX: [1, 0],
  dashArrayY: [2, 6],
  rotation,
}));
// White words on any of the colours.
const ON_COLOUR = { color: "#fff", fontSize: 14, lineHeight: 18, textBorderColor: "rgba(0, 0, 0, 0.6)", textBorderWidth: 3 };
// A rectangle of less than this part of the whole has no room for words.
const LEAST_WITH_WORDS = 0.011;
// Nor has one so narrow, in pixels, that words would break within.
const NARROWEST_WITH_WORDS = 62;
const OUT_OF_SIGHT = { x: -9999, y: -9999 };
const STEPS = [
  [999950000, 1e9, 1, "bn"],
  [999500, 1e6, 1, "m"],
  [9999.5, 1e3, 0, "k"],
];

/** £1.2m, as the pages write pounds in prose. */
export function pounds(value) {
  const [, unit, places, letter] = STEPS.find(([least]) => Math.abs(value) >= least) ?? [0, 1, 0, ""];
  return `${value < 0 ? "−" : ""}£${(Math.abs(value) / unit).toFixed(places)}${letter}`;
}

function common(description) {
  return {
    color: PALETTE,
    textStyle: { fontFamily: FONT, fontSize: 14 },
    animation: false,
    aria: { enabled: true, label: { description }, decal: { show: true, decals: DECALS } },
    tooltip: { renderMode: "richText", confine: true, formatter: ({ name, value, data }) => told(name, value, data) },
  };
}

function told(name, value, data) {
  const from = data?.source === undefined ? name : `${data.source} → ${data.target}`;
  return `${from}\n${pounds(value)}${data?.isIllustrative ? ", illustrative" : ""}`;
}

/** Sectors as groups of rectangles, a body each; the area is its pounds. */
export function treemap({ sectors }, description) {
  const whole = sectors.flatMap(({ children }) => children).reduce((sum, { value }) => sum + value, 0);
  const words = ({ name, value }) => (value < LEAST_WITH_WORDS * whole ? "" : `${name}\n${pounds(value)}`);
  return {
    ...common(description),
    series: [
      {
        type: "treemap",
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        top: 0,
        right: 0,
        bottom: 0,
        left: 0,
        label: { ...ON_COLOUR, show: true, formatter: words, overflow: "break" },
        labelLayout: ({ rect }) => (rect.width < NARROWEST_WITH_WORDS ? OUT_OF_SIGHT : {}),
        upperLabel: { ...ON_COLOUR, show: true, height: 26, fontWeight: "bold", overflow: "truncate" },
        // A rectangle without room for its words has none: the tooltip and the table have them.
        visibleMin: 100,
        levels: [
          { itemStyle: { borderWidth: 0, gapWidth: 3 }, upperLabel: { show: false } },
          { itemStyle: { borderWidth: 2, gapWidth: 1, borderColorSaturation: 0.45 } },
          { itemStyle: { borderWidth: 1, gapWidth: 1, borderColor: "#fff" } },
        ],
        data: sectors,
      },
    ],
  };
}

/** Bodies from left to right as the money passes, and a band a flow; illustrative bands are grey. */
export function sankey({ nodes, links }, description) {
  return {
    ...common(description),
    series: [
      {
        type: "sankey",
        top: 10,
        right: 220,
        bottom: 10,
        left: 10,
        nodeGap: 14,
        draggable: false,
        emphasis: { focus: "adjacency" },
        label: { fontSize: 13, lineHeight: 16, overflow: "break", width: 210, formatter: ({ name }) => name },
        lineStyle: { color: "source", opacity: 0.45, curveness: 0.5 },
        data: nodes.map((node, at) => ({ ...node, itemStyle: { color: PALETTE[at % PALETTE.length] } })),
        links: links.map((link) =>
          link.isIllustrative ? { ...link, lineStyle: { color: "#6f777b", opacity: 0.35 } } : link,
        ),
      },
    ],
  };
}
