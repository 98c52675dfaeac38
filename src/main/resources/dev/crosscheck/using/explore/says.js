// What the chapters beside backpropagation say of their numbers: each rule returns a text's name with its values.

/** A function is flat where its slope is below this share of its steepest, which is about 1 where none is named. */
const FLAT = 0.1;
const STEEPEST = { sigmoid: 0.25 };
const last = (list) => list[list.length - 1];

/** Whether a slope of a function is so small that little is learned there. */
export const isFlat = (slope, name) => Math.abs(slope) < FLAT * (STEEPEST[name] ?? 1);

/** Of a perceptron before its first visit. */
export const ofStart = ({ updates }, values) => [updates.some(({ error }) => error !== 0) ? "perceptron.start" : "perceptron.start.fits", values];

/** Of a visit of a point. */
export const ofVisit = ({ point, error }) => ["perceptron." + ({ 1: "adds", "-1": "subtracts" }[error] ?? "fits"), { point: point + 1 }];

/** Of a whole training: its end, and whether weights come again. */
export function ofTraining({ points, separable, cycle, updates }) {
  const ended = updates.slice(-points.length).every(({ error }) => error === 0);
  return [
    [separable ? (ended ? "perceptron.separable" : "perceptron.separable.late") : "perceptron.not-separable", {}],
    ...(cycle ? [["perceptron.cycle", { from: cycle.from + 1, to: cycle.to + 1 }]] : []),
  ];
}

/** Of an activation or a loss at a point; where a loss is clipped, that is said elsewhere. */
export function ofSlope(kind, { name, clips }, at, slope, slopeText) {
  const isClipped = clips.length > 0 && (at < clips[0] || at > last(clips));
  return isClipped ? [] : [[kind + (isFlat(slope, name) ? ".flat" : ".steep"), { change: slopeText }]];
}

/** Of the units that an answer owes most to, of all units of their layer: how much of its logit they make up. */
export const ofShares = (shown, all, values) => ["digits.owed" + (shown < all ? "" : ".all"), values];
