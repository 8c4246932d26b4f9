/**
 * Follows the link inside it: what htmx brings when the page has to go on elsewhere.
 *
 *     <p data-component="go-on">Done. <a href="/…">Go on</a></p>
 */
export default function goOn(element) {
  window.location.assign(element.querySelector("a").href);
}
