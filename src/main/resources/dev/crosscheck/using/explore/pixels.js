import { diverging } from "./colors.js";
import { make, num } from "./dom.js";
import { indices, maxOf } from "./plot.js";

// Small pictures of many values: one pixel each, scaled by the style sheet.

/** White on black, as digits are. */
export function paintGrey(canvas, values, width) {
  paintPart(canvas, values, width, () => true);
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
  paintEach(canvas, values.length, width, (i) => {
    const at = 4 * Math.round(127.5 * (1 + values[i] / most));
    return colors.subarray(at, at + 4);
  });
}

/** White on black where it is lit, and dimmed elsewhere. */
export function paintPart(canvas, values, width, isLit) {
  const most = maxOf(values) || 1;
  paintEach(canvas, values.length, width, (i) => {
    const share = values[i] / most;
    return isLit(i) ? [255 * share, 255 * share, 255 * share, 255] : [48 + 64 * share, 64 + 64 * share, 96 + 64 * share, 255];
  });
}

/** Gives each of so many pixels its colour. */
export function paintEach(canvas, count, width, colorOf) {
  canvas.width = width;
  canvas.height = Math.ceil(count / width);
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  indices(count).forEach((i) => picture.data.set(colorOf(i), 4 * i));
  context.putImageData(picture, 0, 0);
}
