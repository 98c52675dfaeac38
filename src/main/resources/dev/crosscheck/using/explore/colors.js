// Colours that colour-blind people can distinguish (after Okabe and Ito): orange and blue for two classes and for negative and positive.

const STEPS = 256;
const dark = matchMedia("(prefers-color-scheme: dark)");

const CLASS_NAMES = ["orange", "blue", "green", "purple", "yellow", "sky"];

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

let table = null;
let named = null;

/** Red, green and blue of a colour that is written as #rgb or #rrggbb. */
export function rgbOf(hex) {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g);
  return digits.map((each) => parseInt(each, 16));
}

/** A smooth curve near given points, from the first to the last (a cubic B-spline), at t from 0 to 1. */
function spline(points, t) {
  const last = points.length - 1;
  const i = Math.min(last - 1, Math.floor(t * last));
  const [one, two] = [points[i], points[i + 1]];
  const [before, after] = [points[i - 1] ?? 2 * one - two, points[i + 2] ?? 2 * two - one];
  const s = t * last - i;
  return ((1 - s) ** 3 * before + (3 * s ** 3 - 6 * s ** 2 + 4) * one + (-3 * s ** 3 + 3 * s ** 2 + 3 * s + 1) * two + s ** 3 * after) / 6;
}

function make() {
  const colors = ["map-low", "map-low-soft", "map-middle", "map-high-soft", "map-high"].map((name) => rgbOf(css(name)));
  const parts = [0, 1, 2].map((part) => colors.map((color) => color[part]));
  table = new Uint8ClampedArray(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    table.set(parts.map((part) => spline(part, i / (STEPS - 1))), 3 * i);
  }
  named = new Map(["ink", "soft", "line", "card", "page", "forward", "backward", ...CLASS_NAMES].map((name) => [name, css(name)]));
}

dark.addEventListener("change", () => {
  table = null;
});

/** Calls back when the colour scheme changes between light and dark. */
export function onScheme(action) {
  const listen = () => requestAnimationFrame(action);
  dark.addEventListener("change", listen);
  return () => dark.removeEventListener("change", listen);
}

/** A colour of the style sheet by name. */
export function color(name) {
  if (table === null) {
    make();
  }
  return named.get(name);
}

/** The colour of a class, or of a branch. */
export function classColor(index) {
  return color(CLASS_NAMES[index % CLASS_NAMES.length]);
}

/** The colour scale from orange to blue: 256 values each of red, green and blue. */
export function diverging() {
  if (table === null) {
    make();
  }
  return table;
}

/** The colour of a fraction from 0 to 1 on that scale. */
export function divergingAt(share) {
  const at = 3 * Math.max(0, Math.min(STEPS - 1, Math.round(share * (STEPS - 1))));
  const colors = diverging();
  return "rgb(" + colors[at] + "," + colors[at + 1] + "," + colors[at + 2] + ")";
}
