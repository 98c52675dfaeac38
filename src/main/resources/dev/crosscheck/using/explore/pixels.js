import { diverging } from "./colors.js";
import { make, num } from "./dom.js";
import { maxOf } from "./plot.js";

// Small pictures of many values: one pixel each, scaled by the style sheet.

/** White on black, as digits are. */
export function paintGrey(canvas, values, width) {
  paintEach(canvas, values, width, maxOf(values) || 1, (share) => [255 * share, 255 * share, 255 * share, 255]);
}

/** The scale of a signed picture, from its largest value below 0 to that above: colours alone do not tell 1 from a millionth. */
export function scale() {
  const [low, high] = [make("span", {}), make("span", {})];
  const element = make("p", { className: "scale", hidden: true }, low, make("i", {}), high);
  const show = (values) => {
    const most = maxOf(values, Math.abs) || 0;
    element.hidden = false;
    element.dataset.most = most;
    low.textContent = num(-most, 2);
    high.textContent = num(most, 2);
  };
  return { element, show };
}

/** Orange below 0, blue above. */
export function paintSigned(canvas, values, width) {
  const most = maxOf(values, Math.abs) || 1;
  const colors = diverging();
  paintEach(canvas, values, width, most, (share) => {
    const at = 4 * Math.round(127.5 * (1 + share));
    return colors.subarray(at, at + 4);
  });
}

/** White on black where it is lit, and dimmed elsewhere. */
export function paintPart(canvas, values, width, isLit) {
  const dimmed = (share) => [48 + 64 * share, 64 + 64 * share, 96 + 64 * share, 255];
  paintEach(canvas, values, width, maxOf(values) || 1, (share, i) => (isLit(i) ? [255 * share, 255 * share, 255 * share, 255] : dimmed(share)));
}

function paintEach(canvas, values, width, most, colorOf) {
  canvas.width = width;
  canvas.height = Math.ceil(values.length / width);
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  values.forEach((value, i) => {
    picture.data.set(colorOf(value / most, i), 4 * i);
  });
  context.putImageData(picture, 0, 0);
}
