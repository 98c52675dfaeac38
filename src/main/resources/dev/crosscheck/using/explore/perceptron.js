import { CHOICES, count, oneOf, whole, within } from "./settings.js";

// The training of a perceptron, by engine.js: every visit of a point, whether a line separates the points, and the cycle of weights if none does.

const engine = globalThis.engine;
export const GATES = ["AND", "OR", "NAND", "NOR", "XOR"];
const MOST_POINTS = 100;
const MOST_VISITS = 5000;
const MOST_EPOCHS = 1000;
const LARGEST = 1000;
const GRID = 1024; // points lie on multiples of its inverse, so that it can be decided exactly whether a line separates them
const DIGITS = 100; // after the point, which numbers from 1e-9 on do not need all
const SAME = 1e9; // weights are the same if they are when rounded to its inverse, since a learning rate such as 0.1 is not exact

function checkNumbers(what, values) {
  count(what, values, 3, 3);
  values.forEach((value) => within(what, value, -LARGEST, LARGEST));
}

function pointsOf(gate, given) {
  if (gate === null) {
    count("points", given, 1, MOST_POINTS);
    given.forEach((point) => {
      checkNumbers("points", point);
      whole("points", point[2], 0, 1);
    });
    return given.map(([x1, x2, kind]) => [Math.round(x1 * GRID) / GRID, Math.round(x2 * GRID) / GRID, kind]);
  }
  oneOf("gate", gate, GATES);
  const { x, labels } = engine.examples({ kind: gate.toLowerCase() });
  return labels.map((kind, n) => [x.data[2 * n], x.data[2 * n + 1], kind]);
}

// Numbers as their decimals are written, without rounding: units · 10^-places.

function decimal(x) {
  const [mantissa, exponent = 0] = String(x).split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const places = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return places < 0 ? { units: units * 10n ** BigInt(-places), places: 0 } : { units, places };
}

/** Whether a number is stored as its decimals say: 0.125 is, 0.1 is not. */
export function isStored(x) {
  const { units, places } = decimal(x);
  return units * 10n ** BigInt(DIGITS - places) === BigInt(x.toFixed(DIGITS).replace(".", ""));
}

const times = (a, b) => ({ units: a.units * b.units, places: a.places + b.places });

function plus(a, b) {
  const places = Math.max(a.places, b.places);
  const unitsOf = (each) => each.units * 10n ** BigInt(places - each.places);
  return { units: unitsOf(a) + unitsOf(b), places };
}

/** For each visit w·x + b in exact arithmetic if it is on the other side of 0, so that only rounding decided; else undefined. */
function exactSums(start, visits, rate) {
  let theta = start.map(decimal); // w1, w2, b
  return visits.map(({ x, sum, error }) => {
    const inputs = [...x.map(decimal), decimal(1)];
    const exact = theta.map((each, i) => times(each, inputs[i])).reduce(plus);
    const scaledError = times(decimal(rate), decimal(error));
    theta = theta.map((each, i) => plus(each, times(scaledError, inputs[i]))); // w += η e x, b += η e
    return sum >= 0 === exact.units >= 0n ? undefined : Number(exact.units + "e-" + exact.places);
  });
}

/**
 * Whether a line separates the classes. If it does, it separates their convex hulls, and the shortest segment between the hulls joins two corners, or a
 * corner and an edge at a right angle: so one of the directions between two points, or perpendicular to one of these, separates them.
 */
function areSeparable(points) {
  const whole = points.map(([x1, x2, kind]) => [x1 * GRID, x2 * GRID, kind]); // whole numbers, whose sums here are exact
  const divides = (dx, dy) => {
    const [zeros, ones] = [0, 1].map((kind) => whole.filter((point) => point[2] === kind).map(([x1, x2]) => dx * x1 + dy * x2));
    return Math.max(...zeros) < Math.min(...ones) || Math.max(...ones) < Math.min(...zeros);
  };
  const isDivided = (a, b) => divides(a[0] - b[0], a[1] - b[1]) || divides(b[1] - a[1], a[0] - b[0]);
  return whole.every((point) => point[2] === whole[0][2]) || whole.some((a, i) => whole.slice(0, i).some((b) => isDivided(a, b)));
}

/** The first epoch's end at which weights come again: after visit `to` they are those after visit `from`, with -1 for the start. */
function cycleOf(perceptrons, epoch) {
  const seen = new Map();
  for (let visit = -1; visit + 1 < perceptrons.length; visit += epoch) {
    const { weights, bias } = perceptrons[visit + 1];
    const state = [...weights, bias].map((value) => Math.round(value * SAME)).join();
    if (seen.has(state)) {
      return { from: seen.get(state), to: visit };
    }
    seen.set(state, visit);
  }
  return undefined;
}

/**
 * @param gate one of GATES, or null for points
 * @param points each [x1, x2, 0 or 1]
 * @param start w1, w2 and b
 * @throws Refused if there is no such training
 */
export function trainedOn({ gate, points: given, learningRate, epochs, start = [0, 0, 0] }) {
  const points = pointsOf(gate, given);
  within("rate", learningRate, CHOICES.leastRate, LARGEST);
  whole("epochs", epochs, 1, MOST_EPOCHS);
  checkNumbers("start", start);
  const mostEpochs = Math.max(1, Math.min(epochs, Math.floor(MOST_VISITS / points.length)));
  const { perceptrons } = engine.trainPerceptron({ weights: start.slice(0, 2), bias: start[2] }, points, learningRate, mostEpochs);
  const visits = perceptrons.slice(1).map((after, step) => {
    const before = perceptrons[step];
    const point = step % points.length;
    const x = points[point].slice(0, 2);
    const prediction = engine.outputFor(before, x);
    const ofWeights = { wBefore: before.weights, bBefore: before.bias, wAfter: after.weights, bAfter: after.bias };
    return { step, point, x, sum: engine.preActivation(before, x), prediction, error: points[point][2] - prediction, ...ofWeights };
  });
  const exact = exactSums(start, visits, learningRate);
  const separable = areSeparable(points);
  return {
    points,
    learningRate,
    start,
    updates: visits.map((visit, i) => ({ ...visit, exactSum: exact[i] })),
    separable,
    cycle: separable ? undefined : cycleOf(perceptrons, points.length),
  };
}
