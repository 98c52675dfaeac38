import { engine } from "./engine.js";

// Whether this browser computes as Java does: trainings of which dev.crosscheck.nn computed
// the sum of the losses, and the first weight after it.

export const TRAINED_STEPS = 200;

/** Together they use every activation, loss, optimizer and initialization. */
export const RECORDED = [
  { data: "moons", hidden: ["tanh", "gelu", "elu"], output: "sigmoid", loss: "bce", optimizer: "adam",
    initialization: "normal", result: [126.69394668581907, 0.7771304692543246] },
  { data: "spirals", hidden: ["sigmoid", "relu"], output: "softmax", loss: "cross-entropy", optimizer: "momentum",
    initialization: "he", result: [137.729269180223, 0.43046280148975796] },
  { data: "circles", hidden: ["leaky-relu"], output: "sigmoid", loss: "mse", optimizer: "adamw",
    initialization: "torch", result: [49.054721329211176, 0.10932331841460197] },
  { data: "curve", hidden: ["softplus"], output: "linear", loss: "huber", optimizer: "sgd",
    initialization: "xavier", result: [10.25889209859602, -1.4198814113131495] },
  { data: "curve", hidden: ["identity", "tanh"], output: "linear", loss: "half-squared-error", optimizer: "adam",
    initialization: "equal", result: [11.679550665917787, 0.521918485026529] },
];

/** Of the first random numbers of seed 1, which are made of logarithms. */
export const GAUSSIANS = { count: 1000, sum: -9.379628383468257 };

const UNITS = [4, 3, 2];

/** What the page needs to compute it. */
const configOf = ({ data, hidden, optimizer, ...named }, seed) => ({
  ...named, optimizer, seed,
  data: { kind: data, examples: 10, noise: 0.1 },
  hidden: hidden.map((activation, i) => ({ activation, units: UNITS[i] })),
  learningRate: engine.optimizers[optimizer].rate,
  batch: 4,
});

function resultOf(config) {
  const of = engine.training(config);
  const state = engine.start(of);
  let sum = 0;
  while (state.step < TRAINED_STEPS) {
    sum += engine.stepInPlace(of, state);
  }
  return [sum, state.parameters[0].data[0]];
}

/** The numbers that are not those of Java, each { found, expected }; none if this page computes rightly. */
export function differing() {
  const random = new engine.Random(1);
  const gaussians = Array.from({ length: GAUSSIANS.count }, () => random.nextGaussian()).reduce((sum, each) => sum + each, 0);
  const trained = RECORDED.flatMap(({ result, ...named }, seed) => resultOf(configOf(named, seed)).map((found, i) => ({ found, expected: result[i] })));
  return [{ found: gaussians, expected: GAUSSIANS.sum }, ...trained].filter(({ found, expected }) => found !== expected);
}
