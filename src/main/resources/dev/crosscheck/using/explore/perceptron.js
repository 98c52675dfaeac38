import { engine } from "./engine.js";
import { CHOICES, count, oneOf, whole, within } from "./settings.js";

// The training of a perceptron on a gate, by engine.js: every visit of a point, and the cycle of weights if no line separates the points.

export const GATES = ["AND", "OR", "NAND", "NOR", "XOR"];
const MOST_EPOCHS = 1000;

/** The first epoch's end at which weights come again: after visit `to` they are those after visit `from`, with -1 for the start. */
function cycleOf(perceptrons, epoch) {
  const seen = new Map();
  for (let visit = -1; visit + 1 < perceptrons.length; visit += epoch) {
    const { weights, bias } = perceptrons[visit + 1];
    const state = [...weights, bias].join();
    if (seen.has(state)) {
      return { from: seen.get(state), to: visit };
    }
    seen.set(state, visit);
  }
  return undefined;
}

/**
 * @param gate one of GATES
 * @param start w1, w2 and b
 * @throws Refused if there is no such training
 */
export function trainedOn({ gate, learningRate, epochs, start = [0, 0, 0] }) {
  oneOf("gate", gate, GATES);
  within("rate", learningRate, CHOICES.leastRate, CHOICES.largest);
  whole("epochs", epochs, 1, MOST_EPOCHS);
  count("start", start, 3, 3);
  start.forEach((value) => within("start", value, -CHOICES.largest, CHOICES.largest));
  const { x, labels } = engine.examples({ kind: gate.toLowerCase() });
  const points = labels.map((label, n) => [x.data[2 * n], x.data[2 * n + 1], label]);
  const { perceptrons } = engine.trainPerceptron({ weights: start.slice(0, 2), bias: start[2] }, points, learningRate, epochs);
  const updates = perceptrons.slice(1).map((after, step) => {
    const before = perceptrons[step];
    const point = step % points.length;
    const inputs = points[point].slice(0, 2);
    const prediction = engine.outputFor(before, inputs);
    const ofWeights = { wBefore: before.weights, bBefore: before.bias, wAfter: after.weights, bAfter: after.bias };
    return { point, sum: engine.preActivation(before, inputs), prediction, error: points[point][2] - prediction, ...ofWeights };
  });
  const separable = gate !== "XOR"; // the only gate whose classes no line separates
  return { points, updates, separable, cycle: separable ? undefined : cycleOf(perceptrons, points.length) };
}
