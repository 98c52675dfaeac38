import { make, num } from "./dom.js";
import { SIDE } from "./drawing.js";
import { paintGrey, paintPart, paintSigned } from "./pixels.js";
import { t } from "./words.js";

// The convolutions of an image network: the kernels of the first, the maps of all, and what of the picture a place of a map saw.

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Where the picture is shown with what a place saw. */
export class Seen {
  pixels = null;

  constructor() {
    this.canvas = make("canvas", { className: "pixel-map", role: "img", "aria-label": t("digits.maps") });
    this.says = make("p", { className: "note", role: "status" });
    this.element = make("div", { className: "seen-part", hidden: true }, this.canvas, this.says);
  }

  show({ top, bottom, left, right }, values) {
    this.element.hidden = false;
    const isSeen = (i) => Math.floor(i / SIDE) >= top && Math.floor(i / SIDE) <= bottom && i % SIDE >= left && i % SIDE <= right;
    paintPart(this.canvas, this.pixels, SIDE, isSeen);
    const box = { top: top + 1, bottom: bottom + 1, left: left + 1, right: right + 1 };
    this.says.textContent = t("digits.saw", { ...values, ...box, count: (bottom - top + 1) * (right - left + 1) });
  }
}

/**
 * The maps of a layer, and its kernels if they look at the picture itself.
 *
 * @param network asked for what a place saw
 * @param kernels the weights of each; empty for a later layer
 * @param seen where that is shown
 * @param look is called with the kernel whose map is clicked
 */
export function mapsOf(network, layer, kernels, seen, look) {
  const { maps, high, wide, activation } = network.facts.layers[layer - 1];
  let values = [];
  const see = (map, row, column) => {
    if (values.length > 0) {
      const value = num(values[(map * high + row) * wide + column], 2);
      seen.show(network.saw(layer, row, column), { map: map + 1, layer, row: row + 1, column: column + 1, value });
    }
  };
  const mapCanvas = (map) => {
    const canvas = make("canvas", { className: "map-cells", role: "img", tabIndex: 0, "aria-label": t("digits.map", { map: map + 1, layer }) });
    let at = [0, 0];
    const place = ({ clientX, clientY }) => {
      const box = canvas.getBoundingClientRect();
      const inside = (share, size) => Math.max(0, Math.min(size - 1, Math.floor(share * size)));
      at = [inside((clientY - box.top) / box.height, high), inside((clientX - box.left) / box.width, wide)];
      see(map, ...at);
    };
    canvas.addEventListener("pointermove", place);
    canvas.addEventListener("click", (event) => {
      place(event);
      look(map);
    });
    canvas.addEventListener("keydown", (event) => {
      const [down, across] = MOVES[event.key] ?? [];
      if (down !== undefined) {
        event.preventDefault();
        at = [Math.max(0, Math.min(high - 1, at[0] + down)), Math.max(0, Math.min(wide - 1, at[1] + across))];
        see(map, ...at);
      }
    });
    return canvas;
  };
  const canvases = Array.from({ length: maps }, (unused, map) => mapCanvas(map));
  const kernelOf = (weights, map) => {
    const canvas = make("canvas", { className: "kernel-cells", role: "img", "aria-label": t("digits.kernel", { number: map + 1 }) });
    paintSigned(canvas, weights, Math.sqrt(weights.length));
    return canvas;
  };
  const columns = canvases.map((canvas, map) => make("div", {}, ...(kernels[map] ? [kernelOf(kernels[map], map)] : []), canvas));
  const caption = make("figcaption", { className: "note" }, t("digits.maps.layer", { layer, maps, high, wide, activation }));
  const paint = (all) => {
    values = all;
    canvases.forEach((canvas, map) => paintGrey(canvas, all.slice(map * high * wide, (map + 1) * high * wide), wide));
  };
  return { paint, element: make("figure", { className: "layer-cells" }, caption, make("div", { className: "maps" }, ...columns)) };
}
