import { isStored } from "./perceptron.js";

// What the chapters beside backpropagation say of their numbers: each rule returns a text's name with its values.

const FLAT = 0.01;
const last = (list) => list[list.length - 1];

/** Whether a derivative is so small that nothing is learned there. */
export const isFlat = (derivative) => Math.abs(derivative) < FLAT;

/** Of a perceptron before its first visit. */
export const ofStart = ({ updates }, values) => [updates.some(({ error }) => error !== 0) ? "perceptron.start" : "perceptron.start.fits", values];

/** Of a visit of a point. */
export const ofVisit = ({ point, error }) => ["perceptron." + ({ 1: "adds", "-1": "subtracts" }[error] ?? "fits"), { point: point + 1 }];

/** Of a visit whose answer is not that of the exact sum: what decided it, and why. */
export function ofRounding({ exactSum, prediction }, exactText, { learningRate: rate, start }) {
  if (exactSum === undefined) {
    return [];
  }
  const because = isStored(rate) || !start.every(isStored) ? [] : [["perceptron.rounded.rate", { rate }]];
  return [["perceptron.rounded", { exact: exactText, answer: 1 - prediction }], ...because];
}

/** Of a whole training: its end, how many answers rounding decided, and whether weights come again. */
export function ofTraining({ points, separable, cycle, updates }) {
  const ended = updates.slice(-points.length).every(({ error }) => error === 0);
  const rounded = updates.filter(({ exactSum }) => exactSum !== undefined);
  const after = (visit) => (visit < 0 ? [updates[0].wBefore, updates[0].bBefore] : [updates[visit].wAfter, updates[visit].bAfter]).join();
  const again = cycle && (after(cycle.from) === after(cycle.to) ? "perceptron.cycle" : "perceptron.cycle.nearly");
  return [
    [separable ? (ended ? "perceptron.separable" : "perceptron.separable.late") : "perceptron.not-separable", {}],
    ...(rounded.length > 0 ? [["perceptron.rounded.count", { count: rounded.length, first: rounded[0].step + 1 }]] : []),
    ...(cycle ? [[again, { from: cycle.from + 1, to: cycle.to + 1 }]] : []),
  ];
}

/** Of an activation or a loss at a point; where a loss is clipped, that is said elsewhere. */
export function ofSlope(kind, { clips }, at, slope, slopeText) {
  const isClipped = clips.length > 0 && (at < clips[0] || at > last(clips));
  return isClipped ? [] : [[kind + (isFlat(slope) ? ".flat" : ".steep"), { change: slopeText }]];
}

/** Of the units that an answer owes most to, of all units of their layer: how much of its logit they make up. */
export const ofShares = (shown, all, values) => ["digits.owed" + (shown < all ? "" : ".all"), values];
