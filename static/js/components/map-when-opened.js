/**
 * Draws the map inside a details element when it is first opened: a page of fifty rows must not draw fifty maps.
 *
 *     <details data-component="map-when-opened"><summary>…</summary> <template>…a map…</template></details>
 */
import { start } from "./start.js";

export default function mapWhenOpened(details) {
  const draw = () => {
    const template = details.querySelector("template");
    if (!details.open || !template) return;
    const parent = template.parentElement;
    template.replaceWith(template.content.cloneNode(true));
    start(parent);
  };
  details.addEventListener("toggle", draw);
  // It may have been opened before this module came.
  draw();
}
