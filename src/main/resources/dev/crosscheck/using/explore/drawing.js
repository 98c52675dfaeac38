// A drawing as MNIST's digits are: the box of its ink scaled so that the longer side is 20 pixels, and its centre of mass in the middle.

export const SIDE = 28; // of a picture
const LONGER_SIDE = 20;
const EDGE = 0.1; // of the strongest ink: fainter pixels do not count for the box
const FULL = 255;

/** The mean over a rectangle whose sides may cut through pixels. */
function meanOf(ink, left, right, top, bottom) {
  let sum = 0;
  for (let y = Math.floor(top); y < bottom; y++) {
    const high = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = Math.floor(left); x < right; x++) {
      sum += ink[y * SIDE + x] * high * (Math.min(right, x + 1) - Math.max(left, x));
    }
  }
  return sum / ((right - left) * (bottom - top));
}

/** Where to begin so that the centre is in the middle, as far as everything stays inside. */
const placed = (centre, count) => Math.max(0, Math.min(SIDE - count, Math.ceil(SIDE / 2 - centre - 0.5)));

/** @param drawn pixels from 0 to 1, at least one of them above 0 */
export function asDigit(drawn) {
  const ink = drawn.map((pixel) => Math.round(FULL * pixel));
  const strongest = Math.max(...ink);
  const inked = ink.flatMap((value, i) => (value >= EDGE * strongest ? [i] : []));
  const box = [inked.map((i) => i % SIDE), inked.map((i) => Math.floor(i / SIDE))]
    .map((places) => ({ from: Math.min(...places), length: Math.max(...places) + 1 - Math.min(...places) }));
  const factor = LONGER_SIDE / Math.max(...box.map(({ length }) => length));
  const [x, y] = box.map(({ from, length }) => ({ from, length, count: Math.max(1, Math.round(length * factor)) }));
  const at = ({ from, length, count }, i) => from + i * length / count;
  const scaled = Array.from({ length: y.count }, (unused, row) => Array.from({ length: x.count }, (none, column) => (
    meanOf(ink, at(x, column), at(x, column + 1), at(y, row), at(y, row + 1)))));
  const most = Math.max(...scaled.flat());
  const bright = scaled.map((values) => values.map((value) => value * (FULL / most)));
  let [mass, down, across] = [0, 0, 0];
  bright.forEach((values, row) => values.forEach((value, column) => {
    mass += value;
    down += row * value;
    across += column * value;
  }));
  const [top, left] = [placed(down / mass, y.count), placed(across / mass, x.count)];
  const digit = new Array(SIDE * SIDE).fill(0);
  bright.forEach((values, row) => values.forEach((value, column) => (digit[(top + row) * SIDE + left + column] = Math.round(value) / FULL)));
  return digit;
}
