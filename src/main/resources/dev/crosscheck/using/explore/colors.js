// Colours that colour-blind people can distinguish (after Okabe and Ito): orange and blue for two classes and for negative and positive.

const STEPS = 256;
const dark = matchMedia("(prefers-color-scheme: dark)");

const CLASS_NAMES = ["orange", "blue", "green", "purple", "yellow", "sky"];

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

let table = null;
let named = null;

function make() {
  const scale = globalThis.d3.interpolateRgbBasis([css("map-low"), css("map-low-soft"), css("map-middle"), css("map-high-soft"), css("map-high")]);
  table = new Uint8ClampedArray(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    const color = globalThis.d3.rgb(scale(i / (STEPS - 1)));
    table.set([color.r, color.g, color.b], 3 * i);
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
