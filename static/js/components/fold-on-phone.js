/**
 * Folds an open <details> where the screen is narrow, so that a list comes before its filters on a phone.
 *
 *     <details data-component="fold-on-phone" open><summary>Filter</summary> … </details>
 */
const narrow = window.matchMedia("(max-width: 55.99em)");

export default function foldOnPhone(details) {
  details.open = !narrow.matches;
  narrow.addEventListener("change", () => {
    details.open = !narrow.matches;
  });
}
