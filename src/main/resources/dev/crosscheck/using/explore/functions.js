import { engine } from "./engine.js";
import { CUBE_ROOT_OF_ULP, KINKED } from "./session.js";

// Activations and losses as functions of one number, by engine.js: their curves, and their values at a point.

const POINTS = 241;
const CLIPS = [engine.clip(0), engine.clip(1)];

const between = (first, last) => Array.from({ length: POINTS }, (unused, i) => first + (last - first) * i / (POINTS - 1));
const isOfProbabilities = (loss) => "partner" in engine.losses[loss];

/** f and its slope over some inputs, with the points between which a central difference stays, and the ends of the clip if there is one. */
function curve(name, inputs, f, slope, kinks, clips = []) {
  return { name, inputs, f, slope, kinks, clips, value: inputs.map(f), derivative: inputs.map(slope) };
}

/** Of each activation that takes one number. */
export function activationCurves() {
  const inputs = between(-6, 6); // beyond, they are saturated or linear
  const named = Object.entries(engine.activations).filter(([name]) => name !== "softmax");
  return named.map(([name, { value, derivative }]) => curve(name, inputs, value, (z) => derivative(z, value(z)), KINKED.has(name) ? [0] : []));
}

/** Of a loss by one output, for a target. */
function lossCurve(name, target) {
  const { term, slope } = engine.losses[name];
  const clips = isOfProbabilities(name) ? CLIPS : [];
  const kinks = name === "huber" ? [target - 1, target + 1] : clips;
  const of = curve(name, isOfProbabilities(name) ? between(0, 1) : between(-2, 4), (y) => 0 + term(y, target), (y) => slope(y, target), kinks, clips);
  return { ...of, target };
}

/** Of each loss for a target of 1; of the binary cross-entropy for 0, too. */
export function lossCurves() {
  return Object.keys(engine.losses).flatMap((name) => (name === "bce" ? [1, 0] : [1]).map((target) => lossCurve(name, target)));
}

/** A curve at a point, with its slope by formula and, unless it would cross a kink, by central difference. */
export function pointOf({ f, slope, kinks }, at) {
  const step = CUBE_ROOT_OF_ULP * Math.max(1, Math.abs(at));
  const [above, below] = [at + step, at - step];
  const crosses = kinks.some((kink) => Math.abs(kink - at) <= step);
  return { value: f(at), derivative: slope(at), difference: crosses ? undefined : (f(above) - f(below)) / (above - below) };
}
