/**
 * Starts our own behaviours: one file each in this folder, fetched only by pages that use it.
 *
 *     <div data-component="map" …></div>      runs the default export of components/map.js with that element
 *
 * Resolves when all of them run.
 */
export function start(scope) {
  const found = [...scope.querySelectorAll("[data-component]")];
  if (scope instanceof Element && scope.matches("[data-component]")) found.push(scope);
  const fresh = found.filter((element) => !element.dataset.started);
  return Promise.all(
    fresh.map(async (element) => {
      element.dataset.started = "yes";
      // The import map gives this plain address its hashed one.
      const behaviour = await import(`./${element.dataset.component}.js`);
      behaviour.default(element);
    }),
  );
}
