import { engine } from "./engine.js";

// Common mistakes in a backward pass or an update. One of them is planted for the reader to find by looking at the numbers.

/** A gradient error above this is obvious, and a thousand times the error of central differences. */
const CLEAR = 1e-4;

const tanhTwice = { backward: (z, a, da) => engine.combine(da, a, (d, h) => d * (1 - engine.tanh(h) * engine.tanh(h))) };
const withoutSlope = { backward: (z, a, da) => da };

/** What each of them makes wrong: the slope of an activation, every gradient, or the update. */
const SLIPS = {
  "tanh-slope": { activation: "tanh", wrong: tanhTwice },
  "sigmoid-slope": { activation: "sigmoid", wrong: withoutSlope },
  "relu-slope": { activation: "relu", wrong: withoutSlope },
  "pool-all": { isOfPictures: true, wrongLayer: { beforePooling: toAll } },
  "kernel-turned": { isOfPictures: true, wrongLayer: { weightGradient: turned } },
  "missing-mean": { isSum: true },
  "no-bias-correction": { updateInPlace: uncorrected },
};

export const SLIP_NAMES = Object.keys(SLIPS);

/** The slips that can be in networks of some data. */
export const slipsOf = (kind) => SLIP_NAMES.filter((name) => (
  kind === "strokes" ? !["tanh", "sigmoid"].includes(SLIPS[name].activation) : !SLIPS[name].isOfPictures));

/** A pooled gradient, given to each of the four places of its window. */
function toAll(y, dz) {
  const { shape: { high, wide, pooledHigh, pooledWide } } = this;
  return engine.map(y, (unused, i) => {
    const [row, column] = [Math.floor(i / wide), i % wide];
    return dz.data[(Math.floor(row / high) * pooledHigh + Math.floor(row % high / 2)) * pooledWide + Math.floor(column / 2)];
  });
}

/** The gradient of a kernel, turned by half a turn, as a convolution in the sense of mathematics would have it. */
function turned(a, dy) {
  const right = this.right.weightGradient(a, dy);
  const { rows, columns, data } = right;
  return engine.map(right, (unused, i) => data[(rows - 1 - Math.floor(i / columns)) * columns + i % columns]);
}

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

/** A network with a slip in its backward pass, if that is where the slip is. */
function withSlip(network, { activation, wrong, wrongLayer }) {
  const activations = network.activations.map((right, i) => (network.names[i] === activation ? { ...right, ...wrong } : right));
  const layers = network.layers.map((right) => (wrongLayer && right.shape ? { ...right, right, ...wrongLayer } : right));
  return { ...network, activations, layers };
}

/** The backward pass with a slip. An output that is fused with its loss has no slope of its own that could be wrong. */
function backwardWith({ isSum = false, ...slip }) {
  return (network, parameters, pass, targets, loss) => {
    const back = engine.backward(withSlip(network, slip), parameters, pass, targets, loss);
    const summed = (each) => each && engine.map(each, (g) => targets.rows * g);
    return isSum ? { ...back, dy: back.dy.map(summed), dz: back.dz.map(summed), da: back.da.map(summed) } : back;
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
    .map((backward) => engine.gradients(pass, backward(network, parameters, pass, targets, config.loss)));
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
