import { texNum } from "./dom.js";
import { indices } from "./plot.js";

// The walk through a convolution: its stops, with formulas, the products that make up each sum, and what of the drawing belongs to them. A number of
// the drawing is named by its place: x:pixel, w1:weight:map, b1:map, y:place, a:unit, w2:unit:class, b2:class, o:class and L.

export const SIZES = [6, 3, 4, 2]; // of picture, kernel, map and pooled map
const [SIDE, KERNEL, MAP, POOLED] = SIZES;
const PLACES = MAP * MAP;

const slope = (of) => "\\dfrac{\\partial L}{\\partial " + of + "}";
const at = (row, column) => "_{" + (row + 1) + (column + 1) + "}";
/** Map, row and column of a place in Y, or of a pooled unit. */
const placeOf = (u, side) => [Math.floor(u / (side * side)), Math.floor(u / side) % side, u % side];
const y = (u) => {
  const [m, row, column] = placeOf(u, MAP);
  return "y_{" + (m + 1) + (row + 1) + (column + 1) + "}";
};
const max = (values) => "\\max(" + values.join(", ") + ")";
const kernelOf = (m) => indices(KERNEL * KERNEL).map((i) => "w1:" + i + ":" + m);
const mapOf = (m) => indices(PLACES).map((p) => m * PLACES + p);
const pair = (a, b) => [a, b, a * b];
/** The pixel under a kernel's weight, at a place of the map. */
const pixelUnder = (u, i) => {
  const [, row, column] = placeOf(u, MAP);
  return (row + Math.floor(i / KERNEL)) * SIDE + column + i % KERNEL;
};
/** The four places of a pooled unit's window. */
export function windowOf(j) {
  const [m, row, column] = placeOf(j, POOLED);
  return [0, 1, MAP, MAP + 1].map((step) => m * PLACES + 2 * row * MAP + 2 * column + step);
}
/** The places that a pixel is under, each with the weight that it is under there. */
const seenBy = (pixel, maps) => indices(maps * PLACES).flatMap((u) => (
  indices(KERNEL * KERNEL).filter((i) => pixelUnder(u, i) === pixel).map((i) => ({ u, i, m: placeOf(u, MAP)[0] }))));

/** Where a stop is: map, row and column, from 1. */
const named = (u, side) => Object.fromEntries(placeOf(u, side).map((value, i) => [["map", "row", "column"][i], value + 1]));

/** The nine products of each place, and the largest of each window. */
export function mapsForward({ x, layers: [{ y: sums, z, a, W, b, maps, taken }] }) {
  const windows = indices(maps * PLACES).map((u) => {
    const [m] = placeOf(u, MAP);
    const pixels = indices(KERNEL * KERNEL).map((i) => pixelUnder(u, i));
    return {
      group: "window:" + (m + 1), kind: "window", unit: u, values: named(u, MAP),
      lines: [{ left: y(u), general: "b_{" + (m + 1) + "} + \\sum x \\cdot w", numbers: null, result: sums[u] }],
      products: { columns: KERNEL, pairs: pixels.map((pixel, i) => pair(x[pixel], W[i][m])), bias: b[m] },
      now: ["y:" + u], lit: [...pixels.map((pixel) => "x:" + pixel), ...kernelOf(m), "b1:" + m], shows: [["y:" + u, sums[u]]],
    };
  });
  const pools = z.map((largest, j) => {
    const four = windowOf(j);
    const lower = "_{" + (j + 1) + "}";
    return {
      group: "pool:" + named(j, POOLED).map, kind: "pool", unit: j, values: named(j, POOLED),
      lines: [
        { left: "z" + lower, general: max(four.map(y)), numbers: max(four.map((u) => texNum(sums[u]))), result: largest },
        { left: "a" + lower, general: max([0, "z" + lower]), numbers: max([0, texNum(largest)]), result: a[j] },
      ],
      now: ["a:" + j, "y:" + taken[j]], lit: four.map((u) => "y:" + u), shows: [["a:" + j, a[j]]],
    };
  });
  return [...windows, ...pools].map((stop) => ({ phase: "forward", layer: 1, ...stop }));
}

/** Who gets the gradient of a window; the sixteen products of each weight; and what comes back to each pixel. */
export function mapsBackward({ x, layers: [{ W, maps, taken }], backward, differences, dX, differencesX }) {
  const { dZ, dY, dW, db } = backward.find(({ layer }) => layer === 1);
  const central = differences.find(({ layer }) => layer === 1);
  const numbers = indices(maps);
  const pools = dZ.map((d, j) => ({
    group: "unpool:" + named(j, POOLED).map, kind: "unpool", unit: j, values: named(j, POOLED),
    lines: [{ left: slope(y(taken[j])), general: slope("z_{" + (j + 1) + "}"), numbers: null, result: dY[taken[j]] }],
    now: ["y:" + taken[j]], lit: ["a:" + j, ...windowOf(j).map((u) => "y:" + u)], slopes: windowOf(j).map((u) => ["y:" + u, dY[u]]),
  }));
  const weights = numbers.flatMap((m) => indices(KERNEL * KERNEL).map((i) => ({
    group: "kernel:" + (m + 1), kind: "kernel", from: i, unit: m, values: { map: m + 1, row: Math.floor(i / KERNEL) + 1, column: i % KERNEL + 1 },
    lines: [{ left: slope("W^{(1)}_{" + (i + 1) + (m + 1) + "}"), general: "\\sum " + slope("y") + " \\cdot x", numbers: null, result: dW[i][m] }],
    products: { columns: MAP, pairs: mapOf(m).map((u) => pair(dY[u], x[pixelUnder(u, i)])) },
    central: central?.dW[i][m],
    now: ["w1:" + i + ":" + m], lit: mapOf(m).flatMap((u) => ["y:" + u, "x:" + pixelUnder(u, i)]), slopes: [["w1:" + i + ":" + m, dW[i][m]]],
  })));
  const biases = numbers.map((m) => ({
    group: "kbias:1", kind: "kbias", unit: m, values: { map: m + 1 },
    lines: [{ left: slope("b_{" + (m + 1) + "}"), general: "\\sum " + slope("y"), numbers: null, result: db[m] }],
    products: { columns: MAP, pairs: mapOf(m).map((u) => pair(dY[u], 1)) },
    central: central?.db[m],
    now: ["b1:" + m], lit: mapOf(m).map((u) => "y:" + u), slopes: [["b1:" + m, db[m]]],
  }));
  const pixels = dX.map((d, pixel) => {
    const seen = seenBy(pixel, maps);
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
    return {
      group: "pixel:1", kind: "pixel", unit: pixel, values: { row: row + 1, column: column + 1 },
      lines: [{ left: slope("x" + at(row, column)), general: "\\sum " + slope("y") + " \\cdot w", numbers: null, result: d }],
      products: { columns: new Set(seen.map(({ u }) => u % MAP)).size, pairs: seen.map(({ u, i, m }) => pair(dY[u], W[i][m])) },
      central: differencesX?.[pixel],
      now: ["x:" + pixel], lit: seen.flatMap(({ u, i, m }) => ["y:" + u, "w1:" + i + ":" + m]), slopes: [["x:" + pixel, d]],
    };
  });
  return [...pools, ...weights, ...biases, ...pixels].map((stop) => ({ phase: "backward", layer: 1, ...stop }));
}

/** What of the drawing belongs to a stop of a dense layer: { now, lit, shows, slopes }. */
export function marksOf({ kind, layer: k, unit: j, from: i, lines, now, lit, shows = [], slopes = [] }, pass) {
  if (now) {
    return { now, lit, shows, slopes };
  }
  const units = pass.layers[0].a.map((unused, unit) => unit);
  const classes = pass.target.map((unused, unit) => unit);
  const value = lines.at(-1)?.result;
  return {
    unit: () => ({ now: ["o:" + j], lit: units.flatMap((unit) => ["a:" + unit, "w2:" + unit + ":" + j]), shows: [["o:" + j, value]], slopes }),
    loss: () => ({ now: ["L"], lit: classes.map((unit) => "o:" + unit), shows: [["L", pass.loss]], slopes }),
    dZ: () => ({ now: [(k === 1 ? "a:" : "o:") + j], lit: k === 1 ? [] : ["L"], shows, slopes: [[(k === 1 ? "a:" : "o:") + j, value]] }),
    dA: () => ({ now: ["a:" + j], lit: classes.flatMap((unit) => ["o:" + unit, "w2:" + j + ":" + unit]), shows, slopes: [["a:" + j, value]] }),
    dW: () => ({ now: ["w2:" + i + ":" + j], lit: ["a:" + i, "o:" + j], shows, slopes: [["w2:" + i + ":" + j, value]] }),
    db: () => ({ now: ["b2:" + j], lit: ["o:" + j], shows, slopes: [["b2:" + j, value]] }),
    update: () => ({ now: [], lit: [], shows, slopes }),
  }[kind]();
}
