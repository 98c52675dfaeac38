import { SIDE } from "./drawing.js";
import { engine } from "./engine.js";

// An image network, by engine.js: what it answers for a picture, what its units respond to, and how it was trained. The network of a run comes with
// the page; without one, a small network learns from the page's own images.

const FULL = 255;
const PIXELS = SIDE * SIDE;
const TOP = 6;
const [HIDDEN, EPOCHS, BATCH, RATE, SEED] = [36, 6, 10, 0.001, 1];
const PAUSE_MILLIS = 40;

async function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

/** Labelled pictures, one row of pixels from 0 to 1 each. */
async function imagesOf({ labels, pixels }) {
  return { labels, pixels: engine.matrix(labels.length, PIXELS, Float64Array.from(new Uint8Array(await unpacked(pixels)), (pixel) => pixel / FULL)) };
}

/** Parameters in single precision, as models have them: W1 row by row, b1, W2, and so on. */
function parametersOf({ layers }, numbers) {
  let from = 0;
  const next = (rows, columns) => engine.matrix(rows, columns, Float64Array.from(numbers.subarray(from, (from += rows * columns))));
  return layers.flatMap(({ fanIn, columns }) => [next(fanIn, columns), next(1, columns)]);
}

const oneHot = (count, index) => engine.map(engine.matrix(1, count), (zero, i) => (i === index ? 1 : 0));
const largest = (values) => values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
const columnOf = ({ rows, columns, data }, j) => Array.from({ length: rows }, (unused, i) => data[i * columns + j]);

/** Of a convolution, its maps as the next layer gets them. */
const mapsOf = ({ shape, columns }) => (shape ? { maps: columns, high: shape.pooledHigh, wide: shape.pooledWide } : {});

class Digits {
  _ready = null;

  /** @param moments states of the training, each { step, epochs, accuracy, weights } with those of the first layer */
  constructor({ model, classes, ofDigits, mean, deviation, kernels }, network, parameters, moments, tests, training) {
    Object.assign(this, { network, parameters, moments });
    this._form = { mean, deviation };
    this._kernels = kernels;
    this._tests = tests;
    this._training = training;
    const { sizes, names } = network;
    const layers = names.map((activation, i) => ({ inputs: sizes[i], units: sizes[i + 1], activation, ...mapsOf(network.layers[i]) }));
    const count = network.layers.reduce((sum, { fanIn, columns }) => sum + (fanIn + 1) * columns, 0);
    this.facts = {
      model, classes, ofDigits, layers, parameters: count, tests: tests.labels.length,
      moments: training ? EPOCHS + 1 : moments.length,
      images: training?.labels.length, // to learn from
    };
  }

  /** Trains the network once, if it did not come with the page, with pauses in which the page can be used; tells after each epoch. */
  ready(told) {
    this._told = told;
    this._ready ??= this._training ? this._train() : Promise.resolve();
    return this._ready;
  }

  async _train() {
    const { labels, pixels } = this._training;
    const x = this._inputs(pixels);
    const targets = engine.targetsOf({ x, labels }, true);
    const batchAt = (from) => ({ x: engine.rowsOf(x, from, from + BATCH), targets: engine.rowsOf(targets, from, from + BATCH) });
    const batches = Array.from({ length: labels.length / BATCH }, (unused, i) => batchAt(i * BATCH));
    const { backward, updateInPlace } = engine;
    const of = { config: { loss: "cross-entropy" }, network: this.network, batches, backward, updateInPlace };
    const state = { step: 0, parameters: this.parameters, optimizer: engine.optimizerOf("adam", RATE, this.parameters) };
    this._keep(0, 0);
    this._told(0, EPOCHS);
    let rested = performance.now();
    while (state.step < EPOCHS * batches.length) {
      engine.stepInPlace(of, state);
      if (state.step % batches.length === 0) {
        this._keep(state.step, state.step / batches.length);
        this._told(state.step / batches.length, EPOCHS);
      }
      if (performance.now() - rested > PAUSE_MILLIS) {
        await new Promise((done) => setTimeout(done));
        rested = performance.now();
      }
    }
  }

  _keep(step, epochs) {
    const { labels, pixels } = this._tests;
    const { a } = engine.forward(this.network, this.parameters, this._inputs(pixels));
    const { data, columns } = a[a.length - 1];
    const right = labels.filter((label, n) => label === largest(data.subarray(n * columns, (n + 1) * columns)));
    this.moments.push({ step, epochs, accuracy: right.length / labels.length, weights: engine.copy(engine.weights(this.parameters, 1)) });
  }

  _inputs(pixels) {
    const { mean, deviation } = this._form;
    return engine.map(pixels, (pixel) => (pixel - mean) / deviation);
  }

  /**
   * What the network answers for a picture: one of the test images, or pixels from 0 to 1.
   *
   * @returns gradient: the derivative by each pixel of the loss if there is a label, else of the logit of the most probable class; and the units of the
   *     last hidden layer that raise that logit most, or without a hidden layer the largest logits
   */
  answer({ test, pixels: drawn }) {
    const pixels = drawn ?? Array.from(engine.rowsOf(this._tests.pixels, test, test + 1).data);
    const label = drawn ? undefined : this._tests.labels[test];
    const pass = engine.forward(this.network, this.parameters, this._inputs(engine.matrix(1, pixels.length, Float64Array.from(pixels))));
    const last = this.network.activations.length;
    const best = largest(pass.z[last].data);
    const gradient = label === undefined ? this._excitation(pass, last, best) : this._slopes(pass, label);
    return {
      pixels,
      label,
      hidden: pass.a.slice(1, last).map(({ data }) => Array.from(data)),
      logits: Array.from(pass.z[last].data),
      probabilities: Array.from(pass.a[last].data),
      gradientOf: label ?? best,
      gradient: Array.from(gradient, (g) => g / this._form.deviation), // by the pixel; the input is (pixel - mean) / deviation
      top: this._top(pass, best),
    };
  }

  /** dL/dx of the cross-entropy with a label. */
  _slopes(pass, label) {
    const target = oneHot(this.facts.classes.length, label);
    return engine.backward(this.network, this.parameters, pass, target, "cross-entropy").da[0].data;
  }

  /** dz/dx of a unit's z, from its layer back. */
  _excitation(pass, layer, unit) {
    const back = (k, dz) => {
      const { beforePooling, inputGradient } = this.network.layers[k - 1];
      return inputGradient(beforePooling(pass.y[k], dz), engine.weights(this.parameters, k));
    };
    let da = back(layer, oneHot(this.network.sizes[layer], unit));
    for (let k = layer - 1; k > 0; k--) {
      da = back(k, this.network.activations[k - 1].backward(pass.z[k], pass.a[k], da));
    }
    return da.data;
  }

  _top(pass, best) {
    const layer = Math.max(1, this.network.activations.length - 1);
    const sizeOf = (unit) => (this.network.activations.length === 1 ? pass.z[1].data[unit] : this._share(pass, unit, best));
    const isOwed = (unit) => this.network.activations.length === 1 || sizeOf(unit) > 0;
    const units = Array.from({ length: this.network.sizes[layer] }, (unused, unit) => unit).filter(isOwed).sort((one, other) => sizeOf(other) - sizeOf(one));
    return units.slice(0, TOP).map((unit) => this._unit(pass, layer, unit, best));
  }

  /** What a unit of the last hidden layer contributes to a logit: its activation times its weight. */
  _share(pass, unit, logit) {
    const last = this.network.activations.length;
    const { data, columns } = engine.weights(this.parameters, last);
    return pass.a[last - 1].data[unit] * data[unit * columns + logit];
  }

  /** A unit: its activation, or logit; what excites it; and in the last hidden layer its weights to the logits. */
  _unit(pass, layer, unit, best) {
    const last = this.network.activations.length;
    const isLastHidden = layer === last - 1;
    return {
      layer,
      unit,
      activation: (layer === last ? pass.z : pass.a)[layer].data[unit],
      excitedBy: Array.from(this._excitation(pass, layer, unit)),
      towards: isLastHidden ? Array.from(engine.rowsOf(engine.weights(this.parameters, last), unit, unit + 1).data) : undefined,
      share: isLastHidden ? this._share(pass, unit, best) : undefined,
    };
  }

  /** The pixels that a place of a map saw, through all convolutions before it: their first and last rows and columns. */
  saw(layer, row, column) {
    let [top, bottom, left, right] = [row, row, column, column];
    for (const { rows, columns, side, same, pools } of this._kernels.slice(0, layer).reverse()) {
      const before = same ? (side - 1) / 2 : 0;
      const first = (place) => Math.max(0, (pools ? 2 * place : place) - before);
      const last = (place, size) => Math.min(size - 1, (pools ? 2 * place + 1 : place) - before + side - 1);
      [top, bottom, left, right] = [first(top), last(bottom, rows), first(left), last(right, columns)];
    }
    return { top, bottom, left, right };
  }

  /** The weights of a unit, or kernel, of the first layer at each state that was kept, or only now. */
  growth(unit) {
    const weights = this.moments.length === 0 ? [engine.weights(this.parameters, 1)] : this.moments.map((moment) => moment.weights);
    const each = (name) => this.moments.map((moment) => moment[name]);
    return { unit, steps: each("step"), epochs: each("epochs"), accuracy: each("accuracy"), weights: weights.map((matrix) => columnOf(matrix, unit)) };
  }
}

/**
 * The network of a page.
 *
 * @param data { model, classes, ofDigits, mean, deviation, sizes, activations, kernels, parameters, moments, tests, training }: with a model's parameters, or
 *     with training images instead, whose number is a multiple of BATCH
 */
export async function digitsOf(data) {
  const sizes = data.sizes ?? [PIXELS, HIDDEN, data.classes.length];
  const network = engine.networkOf(sizes, data.activations ?? ["relu", "softmax"], data.kernels);
  const parameters = data.parameters ? parametersOf(network, new Float32Array(await unpacked(data.parameters))) : engine.initial(network, "torch", SEED);
  const { fanIn, columns } = network.layers[0];
  const weightsOf = async (packed) => engine.matrix(fanIn, columns, Float64Array.from(new Float32Array(await unpacked(packed))));
  const moments = await Promise.all(data.moments.map(async (moment) => ({ ...moment, weights: await weightsOf(moment.weights) })));
  const [tests, training] = await Promise.all([data.tests, data.training].map((images) => images && imagesOf(images)));
  return new Digits(data, network, parameters, moments, tests, training);
}
