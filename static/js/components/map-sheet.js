/**
 * The map on a sheet of paper: drawn at the paper's size first, then printed, then as it was.
 */
const PAPERS = {
  a4: { size: "A4 landscape", classes: ["app-county--sheet"] },
  a3: { size: "A3 landscape", classes: ["app-county--sheet", "app-county--sheet-a3"] },
};
// A base map's pictures may never come: the sheet is then printed without them.
const LONGEST_WAIT_MS = 6_000;

function whenDrawn(element) {
  return new Promise((resolve) => {
    const look = () => element.hasAttribute("data-drawn") && (watcher.disconnect(), resolve());
    const watcher = new MutationObserver(look);
    watcher.observe(element, { attributes: true, attributeFilter: ["data-drawn"] });
    setTimeout(resolve, LONGEST_WAIT_MS);
    look();
  });
}

/** Print the map on "a4" or "a3", with the same middle and what was in view still in it. */
export async function printSheet(root, map, paper) {
  const view = map.getBounds();
  const before = { centre: map.getCenter(), zoom: map.getZoom() };
  const { size, classes } = PAPERS[paper];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { size: ${size}; margin: 10mm }`);
  document.adoptedStyleSheets.push(sheet);
  root.classList.add(...classes);
  map.invalidateSize({ animate: false });
  map.fitBounds(view, { animate: false });
  await whenDrawn(map.getContainer());
  window.print();
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  root.classList.remove(...classes);
  map.invalidateSize({ animate: false });
  map.setView(before.centre, before.zoom, { animate: false });
}
