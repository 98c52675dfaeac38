// Colours that colour-blind people can distinguish (after Okabe and Ito): orange and blue for two classes and for negative and positive.

const STEPS = 256;
const SCALE = ["map-low", "map-low-soft", "map-middle", "map-high-soft", "map-high"];
const CLASS_NAMES = ["orange", "blue", "green", "purple", "yellow", "sky"];
const dark = matchMedia("(prefers-color-scheme: dark)");

let table = null;

dark.addEventListener("change", () => {
  table = null;
});

/** Calls back when the colour scheme changes between light and dark. */
export function onScheme(action) {
  const listen = () => requestAnimationFrame(action);
  dark.addEventListener("change", listen);
  return () => dark.removeEventListener("change", listen);
}

/** The colour of a class, or of a branch, as the style sheet has it. */
export const classColor = (index) => "var(--" + CLASS_NAMES[index % CLASS_NAMES.length] + ")";

/** Three numbers each for a style sheet's colours. */
function rgbOf(names) {
  const style = getComputedStyle(document.documentElement);
  return names.map((name) => style.getPropertyValue("--" + name).match(/\w\w/g).map((hex) => parseInt(hex, 16)));
}

/** The middle of the scale, and the colours of so many classes. */
export const classColors = (count) => rgbOf(["map-middle", ...CLASS_NAMES.slice(0, count)]);

/** The colour scale from orange to blue: 256 times red, green, blue and opacity. */
export function diverging() {
  if (table === null) {
    const stops = rgbOf(SCALE);
    table = new Uint8ClampedArray(4 * STEPS).fill(255);
    for (let i = 0; i < STEPS; i++) {
      const at = i / (STEPS - 1) * (stops.length - 1);
      const from = Math.min(Math.floor(at), stops.length - 2);
      table.set(stops[from].map((part, k) => part + (at - from) * (stops[from + 1][k] - part)), 4 * i);
    }
  }
  return table;
}

/** The colour of a fraction from 0 to 1 on that scale. */
export function divergingAt(share) {
  const at = 4 * Math.max(0, Math.min(STEPS - 1, Math.round(share * (STEPS - 1))));
  return "rgb(" + diverging().slice(at, at + 3).join() + ")";
}
