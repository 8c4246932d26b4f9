/**
 * Draws a treemap or a Sankey diagram in the place of the bars that the server drew.
 *
 *     <figure><div data-component="drawn-chart" data-title="…" hidden><script type="application/json">…</script></div>
 *     <div class="app-chart__strips">…</div></figure>
 *
 * ECharts is fetched by pages that have such a chart alone. Without it, or where it fails, the bars stay; and so they
 * do on a screen too narrow for the words of a Sankey diagram.
 */
import { sankey, treemap } from "../lib/drawn_charts.js";

const LEAST_WIDTH = { treemap: 0, sankey: 640 };

export default async function drawnChart(element) {
  const asked = JSON.parse(element.querySelector("script").textContent);
  const bars = element.parentElement.querySelector(".app-chart__strips");
  const echarts = await import("echarts");
  // It is measured when the chart begins.
  element.hidden = false;
  const canvas = document.createElement("div");
  canvas.className = "app-chart__canvas";
  canvas.setAttribute("role", "img");
  element.append(canvas);
  const chart = echarts.init(canvas, null, { renderer: "canvas" });
  const description = `${element.dataset.title}. The table has the figures.`;
  chart.setOption(asked.kind === "treemap" ? treemap(asked, description) : sankey(asked, description));
  const fit = () => {
    const isShown = element.parentElement.clientWidth >= LEAST_WIDTH[asked.kind];
    element.hidden = !isShown;
    bars.hidden = isShown;
    if (isShown) chart.resize();
  };
  fit();
  new ResizeObserver(fit).observe(element.parentElement);
}
