import { engine } from "./engine.js";
import { planted } from "./planted.js";
import { Refused } from "./refused.js";
import { CHOICES, checked, count, oneOf, whole, within } from "./settings.js";

// A session: what follows from a configuration, its seed, and what was set by hand. Of a long run only a state every so many steps is kept; every
// other one is computed again, to the same bits, from the one before it. Numbers are those of engine.js, as plain arrays, row by row.

const MOST_KEPT = 1000; // states of a branch
const HELD_OUT_EVERY = 20;
const BATCH = -1; // in the place of an example: the whole batch of the step
const MARGIN = 0.15;
const MOST_DIFFERENCES = 1e8; // products; if central differences need more, they are left out
export const CUBE_ROOT_OF_ULP = 6.0554544523933395e-6;
export const KINKED = new Set(["relu", "leaky-relu", "elu"]); // at 0

const rowOf = (matrix, i) => Array.from(matrix.data.slice(i * matrix.columns, (i + 1) * matrix.columns));
const rows = (matrix) => Array.from({ length: matrix.rows }, (unused, i) => rowOf(matrix, i));
const layersOf = (parameters) => parameters.flatMap((W, i) => (i % 2 === 0 ? [{ W: rows(W), b: Array.from(parameters[i + 1].data) }] : []));
const layersNumber = ({ network }) => network.activations.length;

/** Whether the labels are those of the outputs: above ½ for one output, else the largest. */
function accuracyOf(labels, outputs) {
  if (!labels) {
    return null;
  }
  const labelOf = (y) => (y.length === 1 ? Number(y[0] > 0.5) : y.reduce((best, value, i) => (value > y[best] ? i : best), 0));
  return labels.filter((label, n) => label === labelOf(rowOf(outputs, n))).length / labels.length;
}

const areFinite = (parameters) => parameters.every(({ data }) => data.every(Number.isFinite));

/** Steps one after another with a learning rate, from the start or from a state of another branch. */
class Branch {
  _kept = new Map();
  _spacing = 1; // steps from one state that is kept to the next

  /** @param parent { branch, step, edit } where it begins; null for the first */
  constructor(of, id, parent, rate, start) {
    this._of = of;
    this._cursor = start;
    Object.assign(this, { id, parent, rate, from: start.step, steps: start.step, brokeAt: null, losses: [], heldOut: [] });
    this._keep();
    this._measure();
  }

  /** Keeps the state if it is one of those; when there are too many, every other one goes. */
  _keep() {
    const isKept = (step) => (step - this.from) % this._spacing === 0;
    if (isKept(this._cursor.step)) {
      this._kept.set(this._cursor.step, engine.copyOf(this._cursor, this.rate));
    }
    if (this._kept.size > MOST_KEPT) {
      this._spacing *= 2;
      [...this._kept.keys()].filter((step) => !isKept(step)).forEach((step) => this._kept.delete(step));
    }
  }

  _measure() {
    const [held, trained] = [this._of.heldOut, this._of.examples].map((part) => measure(this._of, part, this._cursor.parameters)?.loss);
    if (held !== undefined) {
      this.heldOut.push([this.steps, held, trained]);
    }
  }

  /** Takes steps until one leads to numbers that are not finite, or the time is over. */
  train(count, millis) {
    const end = performance.now() + millis;
    const { length: epoch } = this._of.batches;
    const measuredEvery = epoch * (Math.floor((HELD_OUT_EVERY - 1) / epoch) + 1);
    this.at(this.steps);
    for (let i = 0; i < count && this.brokeAt === null && (i === 0 || performance.now() < end); i++) {
      const loss = engine.stepInPlace(this._of, this._cursor);
      if (!Number.isFinite(loss) || !areFinite(this._cursor.parameters)) {
        this.brokeAt = this.steps + 1;
        this._cursor = null;
        return;
      }
      this.losses.push(loss);
      this.steps++;
      if (this.steps % measuredEvery === 0) {
        this._measure();
      }
      this._keep();
    }
  }

  /** The state after so many steps, which the next call changes. */
  at(step) {
    const before = step - ((step - this.from) % this._spacing);
    if (!this._cursor || this._cursor.step > step || this._cursor.step < before) {
      this._cursor = engine.copyOf(this._kept.get(before), this.rate);
    }
    while (this._cursor.step < step) {
      engine.stepInPlace(this._of, this._cursor);
    }
    return this._cursor;
  }

  /** What the page is told, with the losses from a step on. */
  view(since) {
    const { id, parent, from, steps, rate, brokeAt } = this;
    const heldOut = this._of.heldOut ? this.heldOut.filter(([step]) => step >= since) : null;
    const losses = this.losses.slice(since - from);
    return { id, parent, from, steps, learningRate: rate, brokeAt, lossesFrom: since, losses, repeatable: isRepeatable(this._of, from), heldOut };
  }
}

/** Whether the steps are those of the loss alone, so that a program without slips, L2 and dropout takes them, too. */
const isPlain = ({ config: { slip, l2, dropout } }) => !slip && l2 === 0 && dropout === 0;

/** Whether `crosscheck verify` can repeat a branch of dense layers from its first step: it knows nothing of what an optimizer remembers of earlier ones. */
function isRepeatable(of, from) {
  const { batches, config } = of;
  const isEven = batches.every(({ x }) => x.rows === batches[0].x.rows);
  return isPlain(of) && !config.hidden[0]?.kernel && (from === 0 || (config.optimizer === "sgd" && isEven));
}

/** Loss and accuracy of some examples; null if there are none. */
function measure({ network, config }, examples, parameters, pass = examples && engine.forward(network, parameters, examples.x)) {
  if (!examples) {
    return null;
  }
  const loss = engine.lossOf(network, pass, examples.targets, config.loss);
  return { loss, accuracy: accuracyOf(examples.labels, pass.a[pass.a.length - 1]) };
}

/** An example, or after the last one what the reader drew. */
const one = ({ examples: { x, targets }, drawn }, n) => (
  n === x.rows ? drawn : { x: engine.rowsOf(x, n, n + 1), targets: engine.rowsOf(targets, n, n + 1) });
/** What a layer is if it is a convolution. */
const shapeOf = ({ shape, columns }) => (shape ? { maps: columns, ...shape } : {});

/** The state before the first step: with parameters that are given, W1, b1, W2 and so on in one row, or drawn ones. */
function startOf(of) {
  const state = engine.start(of);
  const { start } = of.config;
  if (start) {
    const number = state.parameters.reduce((sum, { data }) => sum + data.length, 0);
    count("start", start, number, number);
    start.forEach((value) => within("start", value, -CHOICES.largest, CHOICES.largest));
    state.parameters.reduce((at, { data }) => data.set(start.slice(at, at + data.length)) ?? at + data.length, 0);
  }
  return state;
}

/** What an optimizer remembers after a step, by letter. */
function memoryOf({ kind, memory }, parameters, divisors = [1, 1]) {
  const { letters } = engine.optimizers[kind];
  const matrices = (arrays, divisor) => arrays.map((data, i) => engine.matrix(parameters[i].rows, parameters[i].columns, data.map((x) => x / divisor)));
  return Object.fromEntries(letters.map((letter, i) => [letter, layersOf(matrices(memory[i], divisors[i]))]));
}

/** For each hidden layer and unit, or kernel, the largest |f'(z)| of all examples. */
function steepest(of, pass) {
  return of.network.activations.slice(0, -1).map((activation, i) => {
    const slopes = activation.backward(pass.z[i + 1], pass.a[i + 1], engine.map(pass.a[i + 1], () => 1));
    const { columns, shape } = of.network.layers[i]; // a convolution has a kernel for many places
    const most = Array(columns).fill(0);
    const unitOf = (j) => (shape ? Math.floor(j * columns / slopes.columns) : j);
    rows(slopes).forEach((row) => row.forEach((slope, j) => (most[unitOf(j)] = Math.max(most[unitOf(j)], Math.abs(slope)))));
    return most;
  });
}

function frameOf(of, state, example) {
  const { network, config, examples } = of;
  const pass = engine.forward(network, state.parameters, examples.x);
  const isOne = example !== BATCH;
  const shown = isOne ? one(of, example) : null;
  const own = isOne ? engine.forward(network, state.parameters, shown.x) : null;
  return {
    step: state.step,
    ...measure(of, examples, state.parameters, pass),
    heldOut: measure(of, of.heldOut, state.parameters),
    steepest: steepest(of, pass),
    parameters: layersOf(state.parameters),
    a: isOne ? own.a.slice(1).map((a) => rowOf(a, 0)) : null,
    y: isOne ? Array.from(own.y[1].data) : null,
    exampleLoss: isOne ? engine.lossOf(network, own, shown.targets, config.loss) : null,
  };
}

/** Which numbers are above which kinks, and which are the largest of their windows: where it changes, a difference is no derivative. */
function sidesOf({ config, network }, pass, targets) {
  const names = config.hidden.map(({ activation }) => activation);
  const ofUnits = names.flatMap((name, i) => (KINKED.has(name) ? Array.from(pass.z[i + 1].data, (z) => z > 0) : []));
  const ofWindows = network.layers.flatMap(({ largest }, i) => (
    largest ? Array.from(pass.z[i + 1].data, (z, at) => (z > 0 ? largest(pass.y[i + 1], at) : -1)) : []));
  const y = pass.a[pass.a.length - 1];
  return [...ofUnits, ...ofWindows, ...(config.loss === "huber" ? Array.from(y.data, (value, i) => Math.abs(value - targets.data[i]) > 1) : [])].join();
}

/** L2's λ/2 Σ w² of all weights. */
function penaltyOf({ config: { l2 } }, parameters) {
  const ofWeights = parameters.filter((unused, i) => i % 2 === 0);
  return l2 / 2 * ofWeights.reduce((sum, { data }) => data.reduce((all, w) => all + w * w, sum), 0);
}

/** The derivative of f by one number of an array; null if the sides change on the way. f gives parts of a sum, and on which sides of kinks it is. */
function difference(f, data, i, sides) {
  const held = data[i];
  const step = CUBE_ROOT_OF_ULP * Math.max(1, Math.abs(held));
  const [above, below] = [held + step, held - step];
  const [higher, lower] = [above, below].map((value) => {
    data[i] = value;
    return f();
  });
  data[i] = held;
  const slopes = higher.parts.map((part, k) => (part - lower.parts[k]) / (above - below));
  return higher.sides === sides && lower.sides === sides ? slopes.reduce((sum, slope) => sum + slope) : null;
}

function differencesOf(of, network, state, { x, targets }, isOne) {
  const count = state.parameters.reduce((sum, { data }) => sum + data.length, 0);
  if (2 * count * (count + 20) * x.rows > MOST_DIFFERENCES) {
    return { layers: [], x: null };
  }
  const parameters = state.parameters.map(engine.copy);
  const inputs = engine.copy(x);
  const f = () => {
    const pass = engine.forward(network, parameters, inputs);
    const ofBatch = engine.lossOf(network, pass, targets, of.config.loss);
    return { parts: !isOne && of.config.l2 ? [ofBatch, penaltyOf(of, parameters)] : [ofBatch], sides: sidesOf(of, pass, targets) };
  };
  const { sides } = f();
  const each = (data) => Array.from(data, (unused, i) => difference(f, data, i, sides));
  const found = parameters.map(({ data, ...shape }) => ({ ...shape, data: each(data) }));
  const layers = layersOf(found).map(({ W, b }, k) => ({ layer: k + 1, dW: W, db: b }));
  return { layers, x: isOne && network.layers[0].shape ? each(inputs.data) : null };
}

/** The step that training takes from a state. */
function updateOf(of, state, rate) {
  const batch = of.batches[state.step % of.batches.length];
  const network = engine.networkOfStep(of, state.step);
  const pass = engine.forward(network, state.parameters, batch.x);
  const gradients = engine.stepGradients(of, network, state.parameters, pass, batch.targets);
  const [after, right] = [engine.copyOf(state, rate), engine.copyOf(state, rate)];
  of.updateInPlace(after.optimizer, after.parameters, gradients);
  engine.updateInPlace(right.optimizer, right.parameters, gradients);
  const isAdam = of.config.optimizer.startsWith("adam");
  const divisors = [engine.constants.BETA1, engine.constants.BETA2].map((beta) => 1 - engine.power(beta, state.step + 1));
  return {
    rule: of.config.optimizer,
    learningRate: rate,
    step: state.step + 1,
    before: layersOf(state.parameters),
    after: layersOf(after.parameters),
    expected: layersOf(right.parameters),
    change: layersOf(after.parameters.map((theta, i) => engine.combine(theta, state.parameters[i], (to, from) => to - from))),
    memory: memoryOf(after.optimizer, after.parameters),
    corrected: isAdam ? memoryOf(after.optimizer, after.parameters, divisors) : {},
  };
}

/** A forward and backward pass, of one example or of the step's batch, and the update that follows. */
function passOf(of, state, rate, example) {
  const isOne = example !== BATCH;
  const batch = isOne ? one(of, example) : of.batches[state.step % of.batches.length];
  const network = isOne ? of.network : engine.networkOfStep(of, state.step);
  const { parameters } = state;
  const pass = engine.forward(network, parameters, batch.x);
  const back = of.backward(network, parameters, pass, batch.targets, of.config.loss);
  const gradients = isOne ? engine.gradients(pass, back) : engine.stepGradients(of, network, parameters, pass, batch.targets);
  const loss = engine.lossOf(network, pass, batch.targets, of.config.loss);
  const shown = (matrix) => (isOne && matrix ? Array.from(matrix.data) : null);
  const takenOf = ({ largest }, k) => (isOne && largest ? Array.from(pass.z[k].data, (unused, at) => largest(pass.y[k], at)) : null);
  const layers = layersOf(parameters).map(({ W, b }, i) => {
    const layer = of.network.layers[i];
    const values = { y: shown(pass.y[i + 1]), z: shown(pass.z[i + 1]), a: shown(pass.a[i + 1]), taken: takenOf(layer, i + 1) };
    return { ...values, W, b, activation: of.network.names[i], ...shapeOf(layer) };
  });
  const backward = layersOf(gradients).map(({ W, b }, i) => (
    { layer: i + 1, dA: shown(back.da[i + 1]), dZ: shown(back.dz[i + 1]), dY: shown(back.dy[i + 1]), dW: W, db: b })).reverse();
  const differences = differencesOf(of, network, state, batch, isOne);
  return {
    step: state.step, example, x: shown(batch.x), target: shown(batch.targets), layers, loss, backward, dX: shown(back.da[0]),
    differences: differences.layers, differencesX: differences.x,
    update: updateOf(of, state, rate),
  };
}

/** Lowest and highest of each input, with a margin. */
function boundsOf({ examples, heldOut }) {
  return Array.from({ length: examples.x.columns }, (unused, j) => {
    const values = [examples, heldOut].flatMap((part) => (part ? rows(part.x).map((row) => row[j]) : []));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = high > low ? MARGIN * (high - low) : 1;
    return [low - margin, high + margin];
  });
}

/** The outputs and the hidden units over a grid of inputs, in single precision; rows from the lowest x2 up. */
function surfaceOf(of, state, size) {
  const bounds = boundsOf(of);
  if (bounds.length > 2) {
    return { step: state.step, size, x: bounds[0], y: bounds[1], maps: [], outputs: [] };
  }
  const at = ([low, high], i) => low + (high - low) * i / (size - 1);
  const grid = engine.map(engine.matrix(bounds.length === 1 ? size : size * size, bounds.length), (zero, i) => (
    bounds.length === 1 ? at(bounds[0], i) : at(bounds[i % 2], i % 2 === 0 ? (i >> 1) % size : Math.floor((i >> 1) / size))));
  const pass = engine.forward(of.network, state.parameters, grid);
  const last = layersNumber(of);
  const layers = [last, ...Array.from({ length: last - 1 }, (unused, k) => k + 1)];
  const maps = layers.flatMap((layer) => Array.from({ length: of.network.sizes[layer] }, (unused, unit) => (
    { layer, unit, values: Float32Array.from({ length: grid.rows }, (none, n) => pass.a[layer].data[n * pass.a[layer].columns + unit]) })));
  const outputs = maps.filter(({ layer }) => layer === last).map(({ values }) => values);
  return { step: state.step, size, x: bounds[0], y: bounds[1] ?? null, maps, outputs };
}

export class Session {
  /** @param config what its settings are; those that are usual may be left out */
  constructor(config) {
    const right = engine.training(checked(config));
    this._of = right.config.slip ? planted(right) : right;
    if (this._of === null) {
      throw new Refused("noSlip");
    }
    this._branches = [new Branch(this._of, 0, null, right.config.learningRate, startOf(right))];
  }

  view() {
    const { config, network, examples, heldOut, batches } = this._of;
    const numbers = (part) => ({ inputs: rows(part.x), targets: rows(part.targets) });
    const layers = network.names.map((activation, i) => ({ inputs: network.sizes[i], units: network.sizes[i + 1], activation, ...shapeOf(network.layers[i]) }));
    return {
      config,
      data: { ...numbers(examples), labels: examples.labels ?? null, heldOut: heldOut ? numbers(heldOut) : null },
      layers,
      stepsPerEpoch: batches.length,
      branches: this._branches.map((branch) => branch.view(branch.from)),
    };
  }

  _branch(id) {
    whole("branch", id, 0, this._branches.length - 1);
    return this._branches[id];
  }

  /** Trains a branch, for no longer than it may take at once. */
  train({ branch: id, steps, millis = Infinity }) {
    const branch = this._branch(id);
    const before = branch.steps;
    const room = CHOICES.maxSteps - this._branches.reduce((sum, { steps, from }) => sum + steps - from, 0);
    if (room === 0) {
      throw new Refused("steps", { most: CHOICES.maxSteps });
    }
    branch.train(Math.min(steps, room), millis);
    return branch.view(before);
  }

  /** Starts a branch at a step of another: with another rate, or a parameter that is set by hand. */
  branch({ branch: id, step, learningRate, edit = null }) {
    if (this._branches.length === CHOICES.maxBranches) {
      throw new Refused("branches", { most: CHOICES.maxBranches });
    }
    const parent = this._branch(id);
    whole("step", step, parent.from, parent.steps);
    const rate = learningRate ?? parent.rate;
    within("learningRate", rate, CHOICES.leastRate, CHOICES.mostRate);
    const made = new Branch(this._of, this._branches.length, { branch: id, step, edit }, rate, this._edited(id, step, rate, edit));
    this._branches.push(made);
    return made.view(made.from);
  }

  _edited(id, step, rate, edit) {
    const state = engine.copyOf(this._branches[id].at(step), rate);
    if (edit) {
      oneOf("kind", edit.kind, ["W", "b"]);
      whole("layer", edit.layer, 1, layersNumber(this._of));
      within("value", edit.value, -CHOICES.largest, CHOICES.largest);
      const { data, rows: count, columns } = state.parameters[2 * edit.layer - (edit.kind === "W" ? 2 : 1)];
      whole("row", edit.row, 0, count - 1);
      whole("column", edit.column, 0, columns - 1);
      data[edit.row * columns + edit.column] = edit.value;
    }
    return state;
  }

  /** Takes a picture that the reader drew, with the class that it is meant to be. */
  draw({ pixels, label }) {
    const { x, targets } = this._of.examples;
    count("picture", pixels, x.columns, x.columns);
    pixels.forEach((ink) => whole("picture", ink, 0, 1));
    whole("picture", label, 0, targets.columns - 1);
    const target = engine.map(engine.matrix(1, targets.columns), (zero, j) => (j === label ? 1 : 0));
    this._of.drawn = { x: engine.matrix(1, x.columns, Float64Array.from(pixels)), targets: target };
  }

  frame({ branch = 0, step, example = BATCH }) {
    return frameOf(this._of, this._branches[branch].at(step), example);
  }

  frames({ branch = 0, from, to, every = 1, example = BATCH }) {
    return this._steps(from, to, every).map((step) => frameOf(this._of, this._branches[branch].at(step), example));
  }

  _steps(from, to, every) {
    return [...Array.from({ length: Math.floor((to - from + every - 1) / every) }, (unused, i) => from + i * every), to];
  }

  pass({ branch = 0, step, example = BATCH }) {
    const { rate } = this._branches[branch];
    return passOf(this._of, this._branches[branch].at(step), rate, example);
  }

  surfaces({ branch = 0, from, to, every = 1, size }) {
    return this._steps(from, to, every).map((step) => surfaceOf(this._of, this._branches[branch].at(step), size));
  }

  /** What an edit would lead to, which is not kept. */
  whatIf({ branch, step, edit, example = BATCH, size }) {
    const moved = this._edited(branch, step, this._branches[branch].rate, edit);
    return { frame: frameOf(this._of, moved, example), surface: surfaceOf(this._of, moved, size) };
  }

  /** Whether a slip is the one that was planted. */
  guess({ slip }) {
    return slip === this._of.slip;
  }

  /** All that programs need that go on from a step of a branch, or that repeat the branch up to it. */
  exported({ branch: id, step }) {
    if (!isPlain(this._of)) {
      throw new Refused("notPlain");
    }
    const { config, network, examples, batches } = this._of;
    const branch = this._branches[id];
    const outputs = (parameters) => rows(engine.forward(network, parameters, examples.x).a[layersNumber(this._of)]);
    const first = branch.at(branch.from).parameters.map(engine.copy);
    const state = engine.copyOf(branch.at(step), branch.rate);
    const next = engine.copyOf(state, branch.rate);
    engine.stepInPlace(this._of, next);
    const { letters } = engine.optimizers[config.optimizer];
    const memory = letters.map((letter, i) => [letter, layersOf(state.optimizer.memory[i].map((data, k) => ({ ...state.parameters[k], data })))]);
    return {
      config,
      sizes: network.sizes,
      activations: network.names,
      kernel: network.layers[0].shape ? config.hidden[0] : null,
      rate: branch.rate,
      batch: batches[0].x.rows,
      inputs: rows(examples.x),
      targets: rows(examples.targets),
      from: branch.from,
      step,
      first: layersOf(first),
      parameters: layersOf(state.parameters),
      memory: Object.fromEntries(memory),
      outputs: outputs(state.parameters),
      next: outputs(next.parameters),
      losses: branch.losses.slice(0, step - branch.from),
    };
  }
}
