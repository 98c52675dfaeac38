// Common mistakes in a backward pass or an update. One of them is planted for the reader to find by looking at the numbers.

const engine = globalThis.engine;

/** A gradient error above this is obvious, and a thousand times the error of central differences. */
const CLEAR = 1e-4;

const tanhTwice = { backward: (z, a, da) => engine.combine(da, a, (d, h) => d * (1 - engine.tanh(h) * engine.tanh(h))) };
const withoutSlope = { backward: (z, a, da) => da };

/** What each of them makes wrong: the slope of an activation, every gradient, or the update. */
const SLIPS = {
  "tanh-slope": { activation: "tanh", wrong: tanhTwice },
  "sigmoid-slope": { activation: "sigmoid", wrong: withoutSlope },
  "relu-slope": { activation: "relu", wrong: withoutSlope },
  "missing-mean": { isSum: true },
  "no-bias-correction": { updateInPlace: uncorrected },
};

export const SLIP_NAMES = Object.keys(SLIPS);

/** Adam without bias correction. */
function uncorrected(optimizer, parameters, gradient) {
  engine.updateInPlace(optimizer, parameters.map(engine.copy), gradient);
  const [ms, vs] = optimizer.memory;
  parameters.forEach(({ data: theta }, which) => {
    for (let i = 0; i < theta.length; i++) {
      theta[i] -= optimizer.rate * ms[which][i] / (Math.sqrt(vs[which][i]) + engine.constants.EPSILON);
    }
  });
}

/** The backward pass with a slip. An output that is fused with its loss has no slope of its own that could be wrong. */
function backwardWith({ activation, wrong, isSum = false }) {
  return (network, parameters, pass, targets, loss) => {
    const { names } = network;
    const activations = network.activations.map((right, i) => (names[i] === activation ? { ...right, ...wrong } : right));
    const back = engine.backward({ ...network, activations }, parameters, pass, targets, loss);
    const summed = (each) => each && engine.map(each, (g) => targets.rows * g);
    return isSum ? { dy: back.dy.map(summed), dz: back.dz.map(summed), da: back.da.map(summed) } : back;
  };
}

/** Whether a slip has an effect in the first step: that of a ReLU has none, for example, if all its inputs are above 0. */
function shows(name, right) {
  const { config, network } = right;
  if (SLIPS[name].updateInPlace) {
    return config.optimizer === "adam";
  }
  const [{ x, targets }] = right.batches;
  const { parameters } = engine.start(right);
  const pass = engine.forward(network, parameters, x);
  const [wanted, found] = [engine.backward, backwardWith(SLIPS[name])]
    .map((backward) => engine.gradients(network, pass, backward(network, parameters, pass, targets, config.loss)));
  return found.some(({ data }, i) => data.some((g, k) => Math.abs(g - wanted[i].data[k]) > CLEAR));
}

/** A training with one of the slips that show in it, chosen by its seed; null if none does. */
export function planted(right) {
  const possible = SLIP_NAMES.filter((name) => shows(name, right));
  if (possible.length === 0) {
    return null;
  }
  const slip = possible[Math.floor(new engine.Random(right.config.seed).nextDouble() * possible.length)];
  return { ...right, slip, backward: backwardWith(SLIPS[slip]), updateInPlace: SLIPS[slip].updateInPlace ?? right.updateInPlace };
}
