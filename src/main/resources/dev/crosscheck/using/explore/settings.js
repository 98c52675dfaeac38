import { engine } from "./engine.js";
import { SLIP_NAMES } from "./planted.js";
import { Refused } from "./refused.js";

// What a session may be made of. A configuration may come from a link that anybody wrote, so all of it is checked, and refused by name.

/** The choices and limits of a configuration. */
export const CHOICES = {
  kinds: ["xor", "and", "or", "nand", "nor", "circles", "moons", "spirals", "curve", "strokes", "points"],
  activations: Object.keys(engine.activations).filter((name) => name !== "softmax"), // which would make a layer's units compete
  outputs: {
    sigmoid: ["bce", "mse", "huber", "half-squared-error"],
    linear: ["half-squared-error", "mse", "huber"],
    softmax: ["cross-entropy"],
  },
  optimizers: Object.keys(engine.optimizers),
  initializations: Object.keys(engine.initializations),
  slips: SLIP_NAMES,
  sampled: ["circles", "moons", "spirals", "curve", "strokes"], // whose examples are drawn
  heldOut: ["circles", "moons", "spirals", "curve", "strokes", "points"],
  maxUnits: 16, // more could not be told apart on a page
  maxLayers: 4,
  maxKernels: 2,
  kernel: 3, // their side
  maxExamples: 500, // each is visible as a point
  leastPoints: 2, // of the reader's own
  maxColumns: 8, // with that of the class
  maxClasses: 3,
  maxPictures: 160, // more would not fit into an exported Java class
  maxSteps: 100_000, // of all branches together
  maxBranches: 8,
  leastRate: 1e-9,
  mostRate: 1e6,
  mostL2: 10,
  mostDropout: 0.9,
  mostHeldOut: 0.5,
  mostNoise: 1,
  largest: 1000, // weight that is set by hand or given
};

const SETTINGS = ["data", "hidden", "output", "loss", "optimizer", "learningRate", "batch", "seed", "slip", "l2", "dropout", "initialization", "start"];
const LAYER_SETTINGS = ["units", "activation"];
const DATA_SETTINGS = ["kind", "examples", "noise", "heldOut", "points"];
const LONGEST_SHOWN = 40;

const shown = (value) => String(value).slice(0, LONGEST_SHOWN);

/** A number within limits, or it is refused. */
export function within(what, found, least, most) {
  if (!(typeof found === "number" && found >= least && found <= most)) {
    throw new Refused("range", { what, least, most, found: shown(found) });
  }
}

/** A whole number within limits, or it is refused. */
export function whole(what, found, least, most) {
  if (!(Number.isInteger(found) && found >= least && found <= most)) {
    throw new Refused("whole", { what, least, most, found: shown(found) });
  }
}

/** One of some choices, or it is refused. */
export function oneOf(what, found, choices) {
  if (!choices.includes(found)) {
    throw new Refused("choice", { what, choices: choices.join(", "), found: shown(found) });
  }
}

/** So many items, or they are refused. */
export function count(what, { length }, least, most) {
  if (length < least || length > most) {
    throw new Refused("count", { what, least, most, found: length });
  }
}

const known = (settings, names) => Object.keys(settings).forEach((name) => oneOf("#", name, names));

/** Refuses points that no session can have. */
function checkPoints(points) {
  count("points", points, CHOICES.leastPoints, CHOICES.maxExamples);
  const [{ length }] = points;
  points.forEach((point) => {
    whole("columns", point.length, 2, CHOICES.maxColumns);
    whole("columns", point.length, length, length);
    point.slice(0, -1).forEach((value) => within("point", value, -CHOICES.largest, CHOICES.largest));
    whole("class", point.at(-1), 0, CHOICES.maxClasses - 1);
  });
  whole("classes", new Set(points.map((point) => point.at(-1))).size, 2, CHOICES.maxClasses);
}

function checkData({ kind, examples, noise = 0, heldOut = 0, points, ...others }, output) {
  known(others, DATA_SETTINGS);
  oneOf("data", kind, CHOICES.kinds);
  if (kind === "points") {
    checkPoints(points);
    whole("classes", 1 + Math.max(...points.map((point) => point.at(-1))), 2, output === "softmax" ? CHOICES.maxClasses : 2);
  }
  if (CHOICES.sampled.includes(kind)) {
    whole("examples", examples, 2, kind === "strokes" ? CHOICES.maxPictures : CHOICES.maxExamples);
    within("noise", noise, 0, CHOICES.mostNoise);
  }
  within("heldOut", heldOut, 0, CHOICES.heldOut.includes(kind) ? CHOICES.mostHeldOut : 0);
  if (kind === "curve" && output !== "linear") {
    throw new Refused("numbers", { output });
  }
}

/** Pictures are taken by one convolution, and classified. */
function checkLayers({ data: { kind }, hidden, output }) {
  const isOfPictures = kind === "strokes";
  count("hidden", hidden, isOfPictures ? 1 : 0, isOfPictures ? 1 : CHOICES.maxLayers);
  oneOf("output", output, isOfPictures ? ["softmax"] : Object.keys(CHOICES.outputs));
  hidden.forEach((layer) => {
    known(layer, isOfPictures ? [...LAYER_SETTINGS, "kernel"] : LAYER_SETTINGS);
    whole("units", layer.units, 1, isOfPictures ? CHOICES.maxKernels : CHOICES.maxUnits); // each unit is a kernel
    oneOf("activation", layer.activation, isOfPictures ? ["relu"] : CHOICES.activations);
    whole("kernel", layer.kernel ?? 0, isOfPictures ? CHOICES.kernel : 0, isOfPictures ? CHOICES.kernel : 0);
  });
}

/** A configuration with all settings; the first that is not possible is refused. */
export function checked(config) {
  const all = { slip: false, l2: 0, dropout: 0, initialization: "normal", ...config };
  known(all, SETTINGS);
  oneOf("output", all.output, Object.keys(CHOICES.outputs));
  oneOf("loss", all.loss, CHOICES.outputs[all.output]);
  checkData(all.data, all.output);
  checkLayers(all);
  oneOf("optimizer", all.optimizer, CHOICES.optimizers);
  within("learningRate", all.learningRate, CHOICES.leastRate, CHOICES.mostRate);
  whole("batch", all.batch, 0, CHOICES.maxExamples);
  whole("seed", all.seed, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  oneOf("initialization", all.initialization, CHOICES.initializations);
  within("l2", all.l2, 0, all.slip ? 0 : CHOICES.mostL2); // in a network with a slip there is neither
  within("dropout", all.dropout, 0, all.slip || all.hidden.length === 0 ? 0 : CHOICES.mostDropout);
  return all;
}
