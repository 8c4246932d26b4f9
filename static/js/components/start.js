/**
 * Starts our own behaviours: one file each in this folder, fetched only by pages that use it.
 *
 *     <div data-component="map" …></div>      runs the default export of components/map.js with that element
 */
export function start(scope) {
  const found = [...scope.querySelectorAll("[data-component]")];
  if (scope instanceof Element && scope.matches("[data-component]")) found.push(scope);
  for (const element of found) {
    if (element.dataset.started) continue;
    element.dataset.started = "yes";
    // The import map gives this plain address its hashed one.
    import(`./${element.dataset.component}.js`).then((behaviour) => behaviour.default(element));
  }
}
