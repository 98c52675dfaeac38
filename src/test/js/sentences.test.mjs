import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { load } from "./page.mjs";

// Sentences are made by rules from numbers. Many states are drawn, and what a sentence claims, as a reader understands it, is held against the
// numbers of the same state: against the parts of a sum, central differences, the step that is taken, and what training does next.

globalThis.document = { getElementById: () => null };
await load("engine.js");
const { engine } = globalThis;
const { Session } = await load("session.js");
const { CHOICES } = await load("settings.js");
const { stopsOf } = await load("stops.js");
const { reasonOf, sentence, stepOf } = await load("reasons.js");
const { acceptedOf, curveOf, topicOf } = await load("why.js");
const { eventsOf, fateOf } = await load("events.js");
const { linkTo } = await load("link.js");
const SLIPS_HERE = (await load("planted.js")).slipsOf("xor"); // those of convolutions are in convolution.test.mjs
const { fromText } = await load("config.js");
const { Player } = await load("player.js");
const { reasonTexts } = await load("reason-texts.js");
const { GATES, trainedOn } = await load("perceptron.js");
const { activationCurves, lossCurves, pointOf } = await load("functions.js");
const { gradientAgrees, updateAgrees } = await load("agreement.js");
const { digitsOf } = await load("digits.js");
const { ofShares, ofSlope, ofStart, ofTraining, ofVisit } = await load("says.js");

/** As many as draw each rule, and of what has fewer rules; JavaScriptIT asks for more with -Psoak. */
const STATES = Number(process.env.STATES ?? 200);
const FEWER = STATES / 2;
const MOST_SILENT = 0.2;
/** Of central differences and of sums: what rounding may do. */
const ROUNDING = 1e-7;

let drawnLast = 12345;
const random = () => (drawnLast = (drawnLast * 48271) % 2147483647) / 2147483647;
const pick = (choices) => choices[Math.floor(random() * choices.length)];
const times = (count, of) => Array.from({ length: count }, (_, i) => of(i));
const sum = (values) => values.reduce((all, each) => all + each, 0);
const size = Math.abs;

/** How often each sentence was said, and was false. */
class Tally {
  said = new Map();
  missed = new Map();

  hold(rule, isTrue, what) {
    const { count, wrong } = this.said.get(rule) ?? { count: 0, wrong: [] };
    this.said.set(rule, { count: count + 1, wrong: isTrue ? wrong : [...wrong, what] });
  }

  /** Where a sentence would be right, it is said. */
  due(rule, isSaid) {
    const [all, silent] = this.missed.get(rule) ?? [0, 0];
    this.missed.set(rule, [all + 1, silent + (isSaid ? 0 : 1)]);
  }

  verify() {
    const wrong = [...this.said].filter(([, each]) => each.wrong.length > 0)
      .map(([rule, each]) => rule + ": " + each.wrong.length + " of " + each.count + " false, as " + each.wrong[0]);
    const silent = [...this.missed].filter(([, [all, missed]]) => missed > MOST_SILENT * all)
      .map(([rule, [all, missed]]) => rule + ": silent in " + missed + " of " + all);
    assert.deepEqual([...wrong, ...silent], []);
  }
}

function drawnConfig(change = {}) {
  const kind = pick(["xor", "and", "or", "moons", "circles", "curve"]);
  const output = kind === "curve" ? "linear" : pick(["sigmoid", "sigmoid", "softmax", "linear"]);
  const data = CHOICES.sampled.includes(kind) ? { kind, examples: 6, noise: 0.1 } : { kind };
  const optimizer = pick(CHOICES.optimizers);
  const config = {
    data, output, optimizer,
    hidden: times(pick([0, 1, 1, 2, 3]), () => ({ units: pick([1, 2, 3, 4]), activation: pick(CHOICES.activations) })),
    loss: pick(CHOICES.outputs[output]),
    learningRate: engine.optimizers[optimizer].rate * pick([1, 1, 10, 100]),
    batch: pick([1, 1, 2, 4]), seed: Math.floor(1e6 * random()),
    initialization: pick(["normal", "normal", "he", "xavier", "torch", "equal"]),
    l2: pick([0, 0, 0, 0.1]),
    ...change,
  };
  return { dropout: config.hidden.length > 0 ? pick([0, 0, 0, 0.3]) : 0, ...config };
}

/** A configuration in which a slip is planted. */
function slippedConfig(slip) {
  const slope = slip.match(/^(.*)-slope$/)?.[1];
  for (;;) {
    const config = drawnConfig({
      ...(slope ? { hidden: times(pick([1, 2, 3]), () => ({ units: pick([2, 3]), activation: slope })) } : {}),
      ...(slip === "no-bias-correction" ? { optimizer: "adam" } : {}),
      slip: true, l2: 0, dropout: 0,
    });
    try {
      if (new Session(config).guess({ slip })) {
        return config;
      }
    } catch (error) {
      assert.equal(error.message, "noSlip");
    }
  }
}

/** A session a few steps into its training, as the page's model sees it. */
function trained(config, steps) {
  const session = new Session(config);
  const branch = session.train({ branch: 0, steps: Math.max(1, steps) });
  const { data, layers, stepsPerEpoch, config: all } = session.view();
  const step = steps === 0 ? 0 : branch.steps;
  const pass = async (example) => session.pass({ step, example });
  return { session, config: all, data, layers, stepsPerEpoch, step, branch: 0, branches: [branch], pass, example: Math.floor(data.inputs.length * random()) };
}

// What a reader knows at a stop ---------------------------------------------------------------------------------------------------------------------

const inputsOf = ({ x, layers }, k) => (k === 1 ? x : layers[k - 2].a);
const partsOf = (pass, k, j) => [...inputsOf(pass, k).map((a, i) => a * pass.layers[k - 1].W[i][j]), pass.layers[k - 1].b[j]];
const isMost = (part, parts) => size(part) > 0.5 * sum(parts.map(size));
const isFurthest = (value, values) => values.every((each) => size(each) <= size(value) * (1 + ROUNDING));
const slopeOf = ({ activation, z }, j) => {
  const { value } = engine.activations[activation];
  return (value(z[j] + 1e-6) - value(z[j] - 1e-6)) / 2e-6;
};
const steepestOf = (name) => Math.max(...times(401, (i) => size(slopeOf({ activation: name, z: [i / 20 - 10 + 0.001] }, 0))));
/** Whether a number is f' at a unit, as far as a difference can tell; at a kink it cannot. */
const isSlope = ({ layer, z, j }, slope, most = 1e-6) => size(z) < 2e-6 || size(slope - slopeOf(layer, j)) < most * (1 + size(z));
const STEEPEST = Object.fromEntries(CHOICES.activations.map((name) => [name, steepestOf(name)]));

/** The step's change of a parameter, and its gradient for the example by central difference; null at a kink. */
function moveOf({ kind, layer: k, unit: j, from: i }, pass, batch) {
  const central = pass.differences.find(({ layer }) => layer === k);
  const change = batch.update.change[k - 1];
  const least = ROUNDING * Math.max(1, pass.loss);
  return kind === "dW" ? { central: central.dW[i][j], change: change.W[i][j], least } : { central: central.db[j], change: change.b[j], least };
}

const pulls = (sign) => ({ central, least }) => central === null || sign * central < least;
const stays = ({ central, least }) => central === null || size(central) < least;
const valuesIn = (layers) => layers.flatMap(({ W, b }) => [...W.flat(), ...b]);
const changesIn = ({ update: { change } }) => valuesIn(change);
const gradientsIn = ({ backward }) => [...backward].reverse().flatMap(({ dW, db }) => [...dW.flat(), ...db]);
const isLargestMove = ({ batch, values: { change } }) => isFurthest(change, changesIn(batch));
const isAdams = (f) => isLargestMove(f) && size(size(f.values.change) / f.values.rate - f.values.times) < ROUNDING * (1 + f.values.times);
/** What AdamW takes from the parameter that moves furthest, besides what Adam does. */
function decayOf({ update: { before, change, learningRate } }) {
  const changes = valuesIn(change);
  return -learningRate * 0.01 * valuesIn(before)[changes.findIndex((each) => size(each) === Math.max(...changes.map(size)))];
}
const hasHalf = (text) => ({ y, t }) => (text === "right" ? (y - 0.5) * (t - 0.5) > 0 : (y - 0.5) * (t - 0.5) < 0) && size(y - 0.5) >= 0.005;
const isApart = ({ y, t }) => size(y - t);
const nearMost = (f) => inputsOf(f.pass, f.k).every((a, i) => i === f.stop.from || size(a) < size(inputsOf(f.pass, f.k)[f.stop.from]));
const sentBack = ({ pass, k, j }) => pass.backward.find(({ layer }) => layer === k + 1).dZ.map((d, at) => d * pass.layers[k].W[j][at]);

/** What each sentence claims. */
const CLAIMS = {
  broken: (f) => JSON.stringify([f.pass, f.batch], (_, value) => (typeof value === "number" && !Number.isFinite(value) ? "NaN" : value)).includes('"NaN"'),
  "unit.most": (f) => isMost(f.values.term, f.parts) && f.values.term * f.z > 0,
  "unit.most.bias": (f) => isMost(f.values.b, f.parts) && f.values.b * f.z > 0,
  "unit.furthest": (f) => isFurthest(f.values.term, f.parts),
  "unit.furthest.bias": (f) => isFurthest(f.values.b, f.parts),
  "unit.bias": (f) => f.parts.slice(0, -1).every((part) => part === 0) && f.z === f.values.b,
  "unit.off": (f) => f.z <= 0 && f.a === 0 && (f.config.slip || f.back.dZ[f.j] === 0),
  "unit.flat": (f) => size(slopeOf(f.layer, f.j)) < 0.1 * STEEPEST[f.layer.activation] + ROUNDING,
  "answer.sure": (f) => isApart(f.values) < 0.1,
  "answer.right": (f) => hasHalf("right")(f.values) && isApart(f.values) >= 0.1,
  "answer.wrong": (f) => hasHalf("wrong")(f.values),
  "answer.half": (f) => size(f.values.y - 0.5) <= 0.005,
  "answer.own": (f) => f.pass.target[f.j] === 1,
  "answer.other": (f) => f.pass.target[f.j] === 0,
  "answer.low": (f) => f.values.y < f.values.t && size(f.values.gap - isApart(f.values)) < ROUNDING,
  "answer.high": (f) => f.values.y > f.values.t && size(f.values.gap - isApart(f.values)) < ROUNDING,
  "loss.right": (f) => f.values.L < Math.log(2) && f.values.L.toFixed(2) !== "0.69",
  "loss.wrong": (f) => f.values.L > Math.log(2) && f.values.L.toFixed(2) !== "0.69",
  "loss.half": (f) => size(f.values.L - Math.log(2)) < 0.011,
  "loss.classes": (f) => size(f.pass.loss + Math.log(f.values.y)) < ROUNDING * (1 + f.pass.loss) || f.values.y < 1e-9,
  "loss.squared": (f) => {
    const factor = f.pass.loss / f.values.gap ** 2;
    return f.values.gap < 1e-150 || f.values.gap > 1e150 || size(factor - 1) < ROUNDING || size(factor - 0.5) < ROUNDING;
  },
  "loss.huber": (f) => size((f.values.gap <= 1 ? f.values.gap ** 2 / 2 : f.values.gap - 0.5) - f.pass.loss) < ROUNDING * (1 + f.pass.loss),
  "fused.raise": (f) => f.values.y < f.values.t,
  "fused.lower": (f) => f.values.y > f.values.t,
  done: (f) => isApart(f.values) < 0.02,
  "out.raise": (f) => f.values.y < f.values.t,
  "out.lower": (f) => f.values.y > f.values.t,
  "back.one": (f) => sentBack(f).length === 1 && size(f.back.dA[f.j] - sentBack(f)[0]) <= ROUNDING * size(f.back.dA[f.j]),
  "back.most": (f) => isMost(f.values.w * f.values.d, sentBack(f)),
  "back.furthest": (f) => isFurthest(f.values.w * f.values.d, sentBack(f)),
  "back.none": (f) => f.back.dA[f.j] === 0 && f.pass.backward.find(({ layer }) => layer === f.k + 1).dZ.every((d) => d === 0),
  "through.part": (f) => isSlope(f, f.values.slope) && size(f.values.slope * f.back.dA[f.j] - f.back.dZ[f.j]) <= ROUNDING * size(f.back.dZ[f.j]),
  "through.flat": (f) => isSlope(f, f.values.slope) && size(f.back.dZ[f.j]) <= 0.1 * STEEPEST[f.layer.activation] * size(f.back.dA[f.j]),
  "through.other": (f) => f.config.slip && f.values.ratio === f.back.dZ[f.j] / f.back.dA[f.j] && isSlope(f, f.values.slope),
  "through.off": (f) => f.z <= 0 && f.back.dZ[f.j] === 0 && f.back.dW.every((row) => row[f.j] === 0),
  "through.none": (f) => f.back.dA[f.j] === 0 && f.back.dZ[f.j] === 0,
  "gradient.differs": (f) => f.config.slip && f.values.g === f.gradient && f.values.central === f.move.central && size(f.gradient - f.move.central) > f.move.least / 100,
  "gradient.kink": (f) => f.config.slip && f.move.central === null,
  "weight.still": (f) => inputsOf(f.pass, f.k)[f.stop.from] === 0 && stays(f.move),
  "weight.none": (f) => stays(f.move) && f.back.dW[f.stop.from][f.j] === 0,
  "weight.most.up": (f) => pulls(1)(f.move) && nearMost(f) && isFurthest(f.values.g, f.back.dW.map((row) => row[f.j])),
  "weight.most.down": (f) => pulls(-1)(f.move) && nearMost(f) && isFurthest(f.values.g, f.back.dW.map((row) => row[f.j])),
  "weight.up": (f) => pulls(1)(f.move) && f.values.g < 0,
  "weight.down": (f) => pulls(-1)(f.move) && f.values.g > 0,
  "bias.up": (f) => pulls(1)(f.move),
  "bias.down": (f) => pulls(-1)(f.move),
  "bias.none": (f) => stays(f.move),
  // The step follows the example: the parameter goes where the example pulls it.
  "step.alone": (f) => size(f.move.change + f.config.learningRate * f.gradient) <= ROUNDING * size(f.config.learningRate * f.gradient) + 1e-12,
  "step.mean": (f) => !f.config.slip && f.step.length === f.then.count && f.then.count > 1 && f.step.includes(f.model.example),
  "step.batch": (f) => f.config.slip && f.step.length === f.then.count,
  "step.other": (f) => !f.step.includes(f.model.example),
  "step.more": (f) => f.step.length === 1 && (f.config.optimizer !== "sgd" || f.config.l2 > 0 || f.config.dropout > 0),
  "update.none": (f) => changesIn(f.batch).every((change) => change === 0),
  "update.sgd": (f) => isLargestMove(f) && isFurthest(gradientsIn(f.batch)[changesIn(f.batch).indexOf(f.values.change)], gradientsIn(f.batch)),
  "update.momentum": (f) => isLargestMove(f) && f.batch.update.step > 1 && f.batch.update.memory.v.flatMap(({ W, b }) => [...W.flat(), ...b])
    .every((v, i) => size(changesIn(f.batch)[i] + f.config.learningRate * v) <= ROUNDING * (size(f.config.learningRate * v) + 1e-6)),
  // A change of η, as of a gradient's sign alone.
  "update.adam": (f) => isAdams(f) && size(f.values.times - 1) < 0.1 + ROUNDING,
  "update.adam.other": (f) => isAdams(f) && size(f.values.times - 1) > 0.1 - ROUNDING,
  "update.decay": (f) => f.config.optimizer === "adamw" && size(f.values.decay - decayOf(f.batch)) <= ROUNDING * size(f.values.decay),
};

const isFlat = (layer, j) => layer.activation !== "softmax" && size(slopeOf(layer, j)) < 0.09 * STEEPEST[layer.activation];

/** Where a sentence must be said: its name, when it would be right, and whether it is among the rules that hold. */
const DUE = [
  ["most", (f) => f.stop.kind === "unit" && !f.isLast && !isFlat(f.layer, f.j) && f.a !== 0 && f.parts.some((part) => isMost(part, f.parts)),
    ([rule]) => /^unit\.(most|bias)/.test(rule)],
  ["wrong side", (f) => f.stop.kind === "unit" && f.isSigmoidOutput && hasHalf("wrong")({ y: f.a, t: f.pass.target[0] }), ([rule]) => rule === "answer.wrong"],
  ["flat", (f) => f.stop.kind === "unit" && !f.isLast && f.layer.activation !== "relu" && isFlat(f.layer, f.j), ([rule]) => rule === "unit.flat"],
  ["pulled most", (f) => !f.config.slip && f.stop.kind === "dW" && f.back.dW.length > 1 && nearMost(f) && f.back.dZ[f.j] !== 0, ([rule]) => /^weight.most/.test(rule)],
  ["leaning", (f) => f.stop.kind === "loss" && f.config.loss === "bce" && size(f.pass.loss - Math.log(2)) > 0.01, ([rule]) => /loss.(right|wrong)/.test(rule)],
  ["sent back", (f) => f.stop.kind === "dA" && !f.isLast && sentBack(f).length > 1 && sentBack(f).some((each) => isMost(each, sentBack(f))),
    ([rule]) => rule === "back.most"],
  ["decay", (f) => f.stop.kind === "update" && f.config.optimizer === "adamw" && size(decayOf(f.batch)) > 0.101 * Math.max(...changesIn(f.batch).map(size)),
    ([, then]) => then === "update.decay"],
  ["alone", (f) => !f.config.slip && f.move && f.step.join() === String(f.model.example) && f.config.optimizer === "sgd" && !f.config.l2 && !f.config.dropout,
    ([, then]) => then === "step.alone"],
];

const STEPS = [0, 1, 2, 5, 12, 40];
const SMALL = { data: { kind: "xor" }, hidden: [], output: "linear", loss: "mse", optimizer: "sgd", learningRate: 0.1, batch: 1, seed: 1 };
/** What a few hundred states may not draw: an answer that is right, numbers that are infinite, a weight that decays, and a slip at a kink. */
const RARE = [
  [{ start: [0, 0, 0] }, 0],
  [{ optimizer: "adamw", learningRate: 0.01, start: [60, -80, 9] }, 0],
  [{ optimizer: "adamw", learningRate: 0.01, start: [3, -2, 1] }, 40],
  [{ learningRate: 1e5, hidden: [{ units: 2, activation: "identity" }] }, 40],
  [{ hidden: [{ units: 2, activation: "relu" }], initialization: "he", batch: 0, slip: true }, 0],
];

/** Rules that say of a number that it is wrong, or that nothing checks it. */
const DOUBTS = ["through.other", "gradient.differs", "gradient.kink", "broken"];

function factsOf(model, stop, pass, batch) {
  const { layer: k, unit: j } = stop;
  const layer = pass.layers[k - 1];
  const batchSize = model.config.batch || model.data.inputs.length;
  const first = (model.step % model.stepsPerEpoch) * batchSize;
  const back = pass.backward.find((each) => each.layer === k);
  const differs = () => stop.central !== null && size(stop.lines[0].result - stop.central) > 1e-4 * Math.max(1, pass.loss);
  return {
    model, stop, pass, batch, k, j, layer, back, config: model.config,
    z: layer?.z[j], a: layer?.a[j],
    isLast: k === pass.layers.length,
    isSigmoidOutput: k === pass.layers.length && layer.activation === "sigmoid",
    parts: stop.kind === "unit" ? partsOf(pass, k, j) : [],
    move: /^d[Wb]$/.test(stop.kind) ? moveOf(stop, pass, batch) : null,
    gradient: stop.lines[0]?.result,
    isWrong: { dZ: () => !stop.fromLoss && back.dA[j] !== 0 && !isSlope({ layer, z: layer.z[j], j }, back.dZ[j] / back.dA[j], 1e-4), dW: differs, db: differs }[stop.kind]?.() ?? false,
    step: model.data.inputs.map((_, i) => i).slice(first, first + batchSize),
  };
}

test("what is said at a stop of the walk is so", async () => {
  const tally = new Tally();
  const wrong = Object.fromEntries(SLIPS_HERE.map((slip) => [slip, 0]));
  const models = [
    ...RARE.map(([config, steps]) => ({ ...trained({ ...SMALL, ...config }, steps), example: 0 })),
    ...times(STATES, () => trained(drawnConfig(), pick(STEPS))),
    ...times(STATES / 2, (n) => trained(slippedConfig(SLIPS_HERE[n % SLIPS_HERE.length]), pick(STEPS))),
  ];
  for (const model of models) {
    const slip = SLIPS_HERE.find((name) => model.session.guess({ slip: name }));
    const [pass, batch] = await Promise.all([model.pass(model.example), model.pass(-1)]);
    const say = { loss: model.config.loss, name: (k, j) => k + ":" + j, step: stepOf(model), slip: model.config.slip };
    for (const stop of stopsOf(pass, model.config.loss)) {
      const [rule, values, then] = reasonOf(stop, pass, batch, say);
      const facts = { ...factsOf(model, stop, pass, batch), values };
      const where = () => sentence([rule, values, then]) + " " + JSON.stringify([model.config, model.step, model.example, stop.kind, stop.layer, stop.unit, stop.from]);
      tally.hold(rule, CLAIMS[rule](facts), where());
      if (facts.isWrong) {
        tally.hold("a wrong number is given no reason", DOUBTS.includes(rule) && (slip !== undefined || rule === "broken"), where());
        wrong[slip] += 1; // of which broken numbers are under no name
      }
      if (then) {
        tally.hold(then[0], CLAIMS[then[0]]({ ...facts, values: then[1], then: then[1] }), where());
      }
      const rules = [rule, then?.[0] ?? ""];
      DUE.filter(([, isDue]) => isDue(facts)).forEach(([name, , isSaid]) => tally.due(name, isSaid(rules)));
    }
  }
  const ofConvolutions = /^(window|pool|unpool|kernel|kbias|pixel)\b/; // in convolution.test.mjs
  assert.deepEqual(Object.keys(reasonTexts).filter((rule) => !tally.said.has(rule) && !ofConvolutions.test(rule)), [], "rules that were never drawn");
  // Of a single example, these two are right: what they change is the batch's gradient and the update.
  assert.deepEqual(Object.keys(wrong).filter((slip) => wrong[slip] === 0), ["missing-mean", "no-bias-correction"], "slips that showed nowhere");
  tally.verify();
});

// Questions -----------------------------------------------------------------------------------------------------------------------------------------

test("the accepted answers are those that the numbers give", async () => {
  const tally = new Tally();
  for (let n = 0; n < FEWER; n++) {
    const model = trained(drawnConfig({ batch: 1 }), pick([0, 1, 5]));
    const pass = await model.pass(model.example);
    for (const stop of stopsOf(pass, model.config.loss)) {
      const { layer: k, unit: j, from: i } = stop;
      const topic = topicOf(stop, pass, model.config);
      const accepted = topic ? acceptedOf(topic, stop, pass) : [];
      if (topic === "carry") {
        const then = 2 * inputsOf(pass, k)[i] * pass.backward.find(({ layer }) => layer === k).dZ[j];
        const now = pass.backward.find(({ layer }) => layer === k).dW[i][j];
        const right = [["double", 2 * now], ["same", now], ["half", now / 2]].filter(([, each]) => each === then || Number.isNaN(each)).map(([name]) => name);
        tally.hold(topic, now !== now || accepted.join() === right.join(), [accepted, now]);
      } else if (topic === "transpose") {
        tally.hold(topic, accepted.includes("out") && accepted.includes("all") === (model.layers[k - 1].units === 1), accepted);
      } else if (topic === "difference") {
        const of = { "−ln y": (y) => -Math.log(y), "−ln(1 − y)": (y) => -Math.log(1 - y) }[curveOf(pass.target[0])];
        const y = pass.layers.at(-1).a[0];
        tally.hold(topic, accepted.join() === "cancels" && (size(of(y) - pass.loss) < ROUNDING || pass.loss > 10), [y, pass.loss]);
      }
    }
  }
  assert.deepEqual([...tally.said.keys()].sort(), ["carry", "difference", "transpose"]);
  tally.verify();
});

test("XOR: two units are enough where it is asked, and one only where it is not", () => {
  const isAsked = (hidden) => topicOf({ kind: "loss" }, { layers: [{ a: [0] }] }, { data: { kind: "xor" }, loss: "bce", hidden }) === "xor";
  const xor = { data: { kind: "xor" }, output: "sigmoid", loss: "bce", optimizer: "adam", learningRate: 0.05, batch: 0 };
  const isLearned = (activation, units, start) => times(start ? 1 : 12, (seed) => seed).some((seed) => {
    const session = new Session({ ...xor, hidden: [{ units, activation }], seed, ...(start ? { start } : {}) });
    const step = start ? 0 : session.train({ branch: 0, steps: 400 }).steps;
    return session.frame({ step }).accuracy === 1;
  });
  assert.ok(isAsked([]));
  for (const activation of CHOICES.activations) {
    if (isAsked([{ units: 1, activation }])) {
      assert.deepEqual([1, 2].map((units) => isLearned(activation, units)), [false, true], activation);
    }
  }
  assert.ok(!isAsked([{ units: 1, activation: "gelu" }]) && isLearned("gelu", 1, [1.1, 1.1, -1.85, -100, -12]), "one GELU unit does it");
  assert.ok(!isAsked([{ units: 1, activation: "identity" }]) && !isLearned("identity", 4), "no number of linear units does it");
});

// What happens in a run -----------------------------------------------------------------------------------------------------------------------------

const epochsOf = (losses, perEpoch) => times(Math.floor(losses.length / perEpoch), (e) => sum(losses.slice(e * perEpoch, (e + 1) * perEpoch)) / perEpoch);
const rangeOf = (values) => Math.max(...values) - Math.min(...values);
const swingOf = (values) => rangeOf(values) * values.length / sum(values);
const turnsOf = (values) => values.slice(2).filter((each, i) => (each - values[i + 1]) * (values[i + 1] - values[i]) < 0).length;

const isSwinging = (epochs) => turnsOf(epochs.slice(-22)) >= 12 && (swingOf(epochs.slice(-22)) > 0.05 || rangeOf(epochs.slice(-22)) > 0.05 * epochs[0]);

/** What the chips claim of a run at its end. */
const EVENTS = {
  dead: (f) => f.units.every(({ a, incoming }) => a.every((each) => each === 0) && (f.all.slip || incoming.every((g) => g === 0))),
  saturated: (f) => f.units.every(({ activation, z }) => z.every((each) => size(slopeOf({ activation, z: [each] }, 0)) <= 0.1 * STEEPEST[activation] + ROUNDING)),
  symmetric: (f) => f.units[0].a.every((each, i) => each === f.units[1].a[i]) && f.units[0].incoming.every((g, i) => g === f.units[1].incoming[i]),
  plateau: ({ epochs, event }) => epochs.slice(-100).every((loss) => size(loss - event.loss) <= 0.02 * event.loss) && event.start === epochs[0],
  oscillation: ({ epochs }) => isSwinging(epochs),
  divergence: ({ epochs, event, brokeAt }) => (brokeAt !== null && event.step === brokeAt) || (event.loss > 2 * event.start && event.loss >= 0.95 * epochs.at(-21) && !isSwinging(epochs)),
  memorised: ({ event, frameAt }) => {
    const [then, now] = [frameAt(event.step), frameAt()];
    return event.loss > 1.2 * event.least && event.now < event.then
      && JSON.stringify([event.least, event.then, event.loss, event.now]) === JSON.stringify([then.heldOut.loss, then.loss, now.heldOut.loss, now.loss]);
  },
};

/** When a chip must be shown, by what a reader sees of the run. */
const EVENTS_DUE = {
  dead: ({ unitsOf }) => unitsOf().some((each) => each.activation === "relu" && each.a.every((a) => a === 0)),
  symmetric: ({ all, unitsOf }) => !all.dropout && unitsOf().some((one, i, units) => units.some((other, j) => (
    j > i && one.layer === other.layer && one.incoming.some((g) => g !== 0) && JSON.stringify([one.a, one.weights]) === JSON.stringify([other.a, other.weights])))),
  plateau: ({ epochs }) => epochs.length >= 110 && swingOf(epochs.slice(-100)) < 0.001 && epochs.at(-1) > 0.3 * epochs[0] && epochs.at(-1) < 2 * epochs[0],
  oscillation: ({ epochs }) => epochs.length > 21 && turnsOf(epochs.slice(-22)) >= 14 && swingOf(epochs.slice(-22)) > 0.08,
  memorised: ({ branch: { heldOut }, frameAt }) => heldOut?.some(([at, held]) => (
    frameAt().heldOut.loss > 1.3 * held && frameAt().loss < 0.9 * frameAt(at).loss && heldOut.every(([, other]) => other >= held) && frameAt().loss < held)),
  divergence: ({ epochs }) => epochs.length > 25 && epochs.at(-1) > 2.1 * epochs[0] && epochs.slice(-21).every((loss, i, all) => i === 0 || loss >= all[i - 1]),
};

/** Two units of three with the same weights in, the first of them or not, and out or not. */
function withTwins(isOut) {
  const [W, b, out] = [times(6, random), times(3, random), times(3, random)];
  const twin = pick([0, 1]);
  [W[2], W[5], b[2]] = [W[twin], W[3 + twin], b[twin]];
  out[2] = isOut ? out[twin] : out[2];
  const hidden = [{ units: 3, activation: pick(["tanh", "sigmoid", "softplus"]) }];
  return { data: { kind: "xor" }, hidden, output: "sigmoid", loss: "bce", start: [...W, ...b, ...out, random()] };
}

const ADAM = { optimizer: "adam", learningRate: 0.1 };
/** So that both losses may rise. */
const SWINGING = { optimizer: "sgd", learningRate: 8 };

async function runOf(config, steps) {
  const model = trained(config, steps);
  const [branch] = model.branches;
  const { session, layers, config: all } = model;
  const { heldOut, brokeAt } = branch;
  const { step: last } = model;
  const losses = branch.losses.slice(0, last);
  const frame = session.frame({ step: last });
  const name = (k, j) => k + ":" + j;
  const events = eventsOf({ losses, heldOut: heldOut ?? [], brokeAt, stepsPerEpoch: model.stepsPerEpoch, layers, hasDropout: all.dropout > 0, frame, name });
  const passes = await Promise.all(model.data.inputs.map((_, i) => model.pass(i)));
  const unitOf = (text) => {
    const [k, j] = text.split(":").map(Number);
    const incoming = passes.flatMap((pass) => {
      const { dW, db } = pass.backward.find(({ layer }) => layer === k);
      return [...dW.map((row) => row[j]), db[j]];
    });
    const of = (letter) => passes.map((pass) => pass.layers[k - 1][letter][j]);
    const { W, b } = frame.parameters[k - 1];
    const weights = [...W.map((row) => row[j]), b[j], frame.parameters[k].W[j]];
    return { layer: k, activation: layers[k - 1].activation, a: of("a"), z: of("z"), incoming, weights };
  };
  const unitsOf = () => layers.slice(0, -1).flatMap(({ units }, at) => times(units, (j) => unitOf(name(at + 1, j))));
  const frameAt = (step = last) => session.frame({ step });
  return { events, branch, brokeAt, frameAt, epochs: epochsOf(losses, model.stepsPerEpoch), losses, all, unitOf, unitsOf };
}

test("what is said of a run is so", async () => {
  const tally = new Tally();
  for (let n = 0; n < FEWER; n++) {
    const change = n % 4 === 0 ? { data: { kind: "moons", examples: 12, noise: 0.5, heldOut: 0.5 }, output: "sigmoid", loss: "bce", batch: 0, ...pick([ADAM, ADAM, SWINGING]) }
      : n % 4 === 2 ? withTwins(pick([true, false]))
      : n % 4 === 1 ? { learningRate: pick([1, 10, 100]), optimizer: "sgd", batch: 0 } : {};
    const slip = n % 8 === 7 ? pick(SLIPS_HERE) : null;
    const run = await runOf(slip ? slippedConfig(slip) : drawnConfig({ l2: 0, ...change }), n % 4 === 2 ? 0 : pick([20, 130, 251]));
    for (const event of run.events) {
      const units = [event.unit, event.other].filter(Boolean).map(run.unitOf);
      tally.hold(event.kind, EVENTS[event.kind]({ ...run, event, units }), JSON.stringify([event, run.all]));
    }
    const kinds = run.events.map(({ kind }) => kind);
    if (run.brokeAt === null && run.epochs.every(Number.isFinite)) {
      Object.entries(EVENTS_DUE).filter(([, isDue]) => isDue(run)).forEach(([kind]) => tally.due(kind, kinds.includes(kind)));
    }
    const fate = fateOf(run.events, run.epochs);
    const [first, last] = [run.epochs[0], run.epochs.at(-1)];
    const isRight = {
      diverges: () => run.brokeAt !== null || (last > first && !isSwinging(run.epochs)), swings: () => isSwinging(run.epochs),
      learns: () => last <= 0.3 * first, stuck: () => !(last <= 0.2 * first) && !kinds.includes("oscillation"),
    };
    tally.hold("rate." + fate, isRight[fate](), JSON.stringify([kinds, run.losses.slice(-6), run.all]));
  }
  assert.deepEqual(Object.keys(EVENTS).filter((kind) => !tally.said.has(kind)), [], "events that were never drawn");
  tally.verify();
});

// Find the slip -------------------------------------------------------------------------------------------------------------------------------------

const pairsOf = ({ backward, differences }) => backward.flatMap(({ layer, dW, db }) => {
  const central = differences.find((each) => each.layer === layer);
  return [...dW.flatMap((row, i) => row.map((g, j) => [g, central.dW[i][j]])), ...db.map((g, j) => [g, central.db[j]])].map(([g, right]) => ({ layer, g, right }));
});

/** What is said of a slip that was found. */
const SLIPS = {
  "tanh-slope": ({ units }) => units("tanh").every(({ a, dA, dZ }) => size(dZ) >= size(dA * (1 - a * a)) * (1 - ROUNDING)),
  "sigmoid-slope": ({ units }) => units("sigmoid").every(({ dA, dZ }) => dA === dZ),
  "relu-slope": ({ units }) => units("relu").every(({ dA, dZ }) => dA === dZ),
  "missing-mean": ({ batch, count }) => pairsOf(batch).every(({ g, right }) => right === null || size(g - count * right) < 1e-6),
  "no-bias-correction": ({ batch: { update: { before, after, expected } } }) => before.every(({ b }, k) => b.every((from, j) => (
    expected[k].b[j] === from || size(after[k].b[j] - from) > 3 * size(expected[k].b[j] - from) * 0.99 - 1e-9))),
};

const agreesAfter = ({ after, expected }) => expected.every(({ W, b }, k) => (
  [...W.flat(), ...b].every((right, i) => updateAgrees([...after[k].W.flat(), ...after[k].b][i], right))));

test("what is said of a slip is so", async () => {
  const tally = new Tally();
  for (let n = 0; n < STATES / 4; n++) {
    const hidden = times(pick([1, 2, 3]), () => ({ units: pick([2, 3]), activation: pick(["tanh", "sigmoid", "relu"]) }));
    const data = pick([{ kind: "xor" }, { kind: "moons", examples: 7, noise: 0.1 }]);
    const config = { data, hidden, output: "sigmoid", loss: "mse", optimizer: "adam", learningRate: 0.05, batch: pick([0, 4]), seed: n, slip: true };
    const model = trained(config, pick([0, 1, 20]));
    const passes = await Promise.all(model.data.inputs.map((_, i) => model.pass(i)));
    const batch = await model.pass(-1);
    const [, { count }] = stepOf(model);
    const units = (activation) => passes.flatMap((pass) => pass.layers.flatMap((layer, at) => {
      const { dA, dZ } = pass.backward.find((each) => each.layer === at + 1);
      return layer.activation === activation ? layer.a.map((a, j) => ({ a, dA: dA[j], dZ: dZ[j] })) : [];
    }));
    const slip = SLIPS_HERE.find((name) => model.session.guess({ slip: name }));
    tally.hold(slip, SLIPS[slip]({ passes, batch, count, units }), JSON.stringify(model.config));
    const start = model.session.pass({ step: 0 });
    const right = new Session({ ...config, slip: false }).pass({ step: 0 });
    const agreements = [start, right].flatMap((pass) => [pairsOf(pass).every((each) => gradientAgrees(each.g, each.right, pass.loss)), agreesAfter(pass.update)]);
    tally.hold("shows at the start", agreements.join() === (slip === "no-bias-correction" ? "true,false" : "false,true") + ",true,true", [slip, agreements]);
  }
  assert.deepEqual(SLIPS_HERE.filter((slip) => !tally.said.has(slip)), [], "slips that were never drawn");
  tally.verify();
});

test("an address of any network leads back to it", () => {
  for (const activation of CHOICES.activations) {
    const { config } = trained(drawnConfig({ hidden: [{ units: 2, activation }, { units: 3, activation: "leaky-relu" }] }), 0);
    const place = { config, branches: [{ id: 0, from: 0, steps: 0, brokeAt: null, parent: null }], branch: 0, step: 0, example: 1 };
    assert.deepEqual(fromText(linkTo(place)).hidden, config.hidden);
  }
});

test("a play goes on to the last step that a session may have", async () => {
  const session = new Session(drawnConfig({ data: { kind: "xor" }, hidden: [], output: "sigmoid", loss: "bce", optimizer: "sgd", learningRate: 0.1, batch: 1 }));
  const frames = [];
  globalThis.requestAnimationFrame = (frame) => frames.push(frame);
  const model = {
    branch: 0, step: 0, now: session.train({ branch: 0, steps: CHOICES.maxSteps - 10 }),
    cached: () => undefined,
    trainTo: async (goal) => {
      while (model.now.steps < goal) {
        model.now = session.train({ branch: 0, steps: goal - model.now.steps });
      }
    },
    goTo: async (branch, step) => (model.step = step),
    fetchAhead: async () => {},
  };
  model.step = model.now.steps - 5;
  const refused = await new Promise((failed) => {
    const player = new Player(model, () => {}, failed);
    player.setSpeed(25);
    player.play();
    frames.shift()();
  });
  assert.deepEqual([refused.message, model.step], ["steps", CHOICES.maxSteps]);
});

// The other chapters ----------------------------------------------------------------------------------------------------------------------------------

/** Whether training ends, by going on with it. */
function endsLater(points, rate, epochs) {
  const { totalErrors } = engine.trainPerceptron({ weights: [0, 0], bias: 0 }, points, rate, epochs);
  return totalErrors.at(-1) === 0;
}

const stateAfter = ({ updates }, visit) => (visit === 0 ? [...updates[0].wBefore, updates[0].bBefore] : [...updates[visit - 1].wAfter, updates[visit - 1].bAfter]);
const isDyadic = (x) => Number.isInteger(1024 * x);

const FITS_AND = [0.5, 0.5, -0.75];

/** What the sentences of the perceptron claim. */
const OF_PERCEPTRON = {
  "perceptron.start": ({ run }) => run.updates.some(({ prediction, point }) => prediction !== run.points[point][2]),
  "perceptron.start.fits": ({ run }) => run.updates.every(({ prediction, point }) => prediction === run.points[point][2]),
  "perceptron.fits": ({ visit, t: target }) => visit.prediction === target && [...visit.wBefore, visit.bBefore].join() === [...visit.wAfter, visit.bAfter].join(),
  "perceptron.adds": ({ visit, t: target, sumAfter }) => target === 1 && visit.prediction === 0 && sumAfter > visit.sum,
  "perceptron.subtracts": ({ visit, t: target, sumAfter }) => target === 0 && visit.prediction === 1 && sumAfter < visit.sum,
  "perceptron.separable": ({ run }) => run.updates.slice(-run.points.length).every(({ error }) => error === 0),
  "perceptron.separable.late": ({ run }) => run.updates.slice(-run.points.length).some(({ error }) => error !== 0) && endsLater(run.points, 0.125, 20000),
  "perceptron.not-separable": ({ run }) => !endsLater(run.points, 0.125, 2000),
  "perceptron.cycle": ({ run, values: { from, to } }) => from < to && stateAfter(run, from).join() === stateAfter(run, to).join(),
};

test("what is said of a perceptron is so", () => {
  const tally = new Tally();
  for (let n = 0; n < FEWER; n++) {
    const [gate, start] = n === 0 ? ["AND", FITS_AND] : [pick(GATES), pick([[0, 0, 0], [0, 0, 0], [0.5, -0.25, 0.125], [-0.1, -0.2, 0.3], FITS_AND, [-900, 3, 50]])];
    const learningRate = pick([0.1, 0.125, 0.3, 1, 0.7, 1e-5, 20]);
    const run = trainedOn({ gate, learningRate, epochs: pick([1, 5, 30]), start });
    const where = JSON.stringify({ gate, start, learningRate });
    const step = Math.floor(run.updates.length * random());
    const visit = run.updates[step];
    const [x1, x2, target] = run.points[visit.point];
    const sumAfter = engine.preActivation({ weights: visit.wAfter, bias: visit.bAfter }, [x1, x2]);
    for (const [rule, values] of [ofStart(run, {}), ofVisit(visit), ...ofTraining(run)]) {
      tally.hold(rule, OF_PERCEPTRON[rule]({ run, visit, t: target, sumAfter, values }), rule + where);
    }
    if (gate === "XOR" && run.updates.length >= 120 && [...start, learningRate].every(isDyadic)) {
      const ends = times(31, (epoch) => stateAfter(run, 4 * epoch).join());
      tally.due("cycle", new Set(ends).size === ends.length || ofTraining(run).some(([rule]) => rule === "perceptron.cycle"));
    }
  }
  tally.verify();
  assert.deepEqual(Object.keys(OF_PERCEPTRON).filter((rule) => !tally.said.has(rule)), [], "rules that were never drawn");
});

test("what is said of a curve is so", () => {
  const tally = new Tally();
  const kinds = [...activationCurves().map((each) => ["activation", each]), ...lossCurves().map((each) => ["loss", each])];
  for (let n = 0; n < STATES; n++) {
    const [kind, curve] = pick(kinds);
    const [first, last] = [curve.inputs[0], curve.inputs.at(-1)];
    const at = pick([first, last, 0, 1, first + (last - first) * random(), first + (last - first) * random()]);
    const { derivative, difference } = pointOf(curve, at);
    const where = [curve.name, curve.target, at, derivative];
    const step = 1e-6;
    const [up, down] = [(curve.f(at + step) - curve.f(at)) / step, (curve.f(at) - curve.f(at - step)) / step];
    const isNear = (slope) => [up, down].some((each) => size(each - slope) < 1e-4 * (1 + slope * slope));
    const said = ofSlope(kind, curve, at, derivative, derivative);
    // A tenth of what could be passed back, or of a step of the usual size, is "little"; what is said to be steep is what the curve does there.
    // Beyond the clip a curve is flat, but training does move such an output, by z.
    const most = kind === "activation" ? STEEPEST[curve.name] : 1;
    const isEdge = curve.clips.length > 0 && (at < 1e-11 || at > 1 - 1e-11);
    const isFlatThere = !isEdge && [up, down].some((each) => size(each) < 0.1 * most + 0.001);
    said.forEach(([rule, values]) => tally.hold(rule, rule.endsWith("flat") ? isFlatThere : isNear(values.change), where));
    tally.due(kind + " flat", isEdge || size(up) > 0.09 * most || size(down) > 0.09 * most || said[0][0].endsWith(".flat"));
    tally.due(kind, isEdge || said.length === 1);
    if (difference === undefined) {
      // The formula changes: on both sides of some place near, the curve bends differently.
      const bend = (from) => (curve.slope(from + 1e-3) - curve.slope(from + 1e-4)) / 9e-4;
      const changes = isEdge || size(bend(at) - bend(at - 1.1e-3)) > 0.01 || size(curve.slope(at + 1e-3) - curve.slope(at - 1e-3)) > 0.01;
      tally.hold("curves.kink", changes, where);
    }
  }
  tally.verify();
  assert.deepEqual([...tally.said.keys()].sort(), ["activation.flat", "activation.steep", "curves.kink", "loss.flat", "loss.steep"]);
  const { f, slope } = lossCurves().find(({ name, target }) => name === "bce" && target === 1);
  assert.deepEqual([f(1e-13), slope(1e-13), slope(0)], [f(0), 0, 0], "beyond the clip it is constant");
});

const PICTURES = Math.ceil(FEWER / 6);
const packed = (bytes) => zlib.deflateSync(Buffer.from(bytes.buffer)).toString("base64");

/** A network of drawn weights on pictures of drawn pixels, as a page has them. */
function drawnDigits(hidden) {
  const sizes = [784, ...hidden, 3];
  const numbers = sizes.slice(1).flatMap((units, i) => times((sizes[i] + 1) * units, () => (random() - 0.5) * 2 / Math.sqrt(sizes[i])));
  return digitsOf({
    classes: ["a", "b", "c"], ofDigits: true, mean: 0.13, deviation: 0.31, sizes, model: "m", moments: [],
    activations: [...hidden.map(() => pick(["relu", "tanh", "gelu"])), "softmax"],
    parameters: packed(Float32Array.from(numbers)),
    tests: { labels: times(PICTURES, () => pick([0, 1, 2])), pixels: packed(Uint8Array.from(times(PICTURES * 784, () => (random() < 0.3 ? Math.floor(256 * random()) : 0)))) },
  });
}

test("what is said of a picture is so", async () => {
  const tally = new Tally();
  for (const hidden of [[], [2], [5], [12], [20, 4], [6, 9]]) {
    const digits = await drawnDigits(hidden);
    for (let test = 0; test < PICTURES; test++) {
      const isLabelled = test % 2 === 0;
      const { pixels } = digits.answer({ test });
      const told = digits.answer(isLabelled ? { test } : { pixels });
      const { probabilities, logits, gradient, gradientOf, top, label } = told;
      const best = probabilities.indexOf(Math.max(...probabilities));
      const lossOf = (of) => -Math.log(of.probabilities[label]);
      // "More ink increases it at blue pixels and decreases it at orange ones": the most coloured pixel, and any.
      const strongest = gradient.reduce((most, g, i) => (size(g) > size(gradient[most]) ? i : most), 0);
      for (const pixel of [strongest, Math.floor(784 * random())]) {
        const moved = (by) => digits.answer({ pixels: pixels.map((p, i) => (i === pixel ? p + by : p)) });
        const change = (of) => of(moved(1e-5)) - of(moved(-1e-5));
        const grows = change(isLabelled ? lossOf : (of) => of.logits[gradientOf]);
        tally.hold(isLabelled ? "digits.gradient.loss" : "digits.gradient.logit", grows * gradient[pixel] >= -1e-16 && (isLabelled || gradientOf === best), [hidden, test, pixel]);
      }
      // "More ink increases a unit's sum": by its activation, which follows its sum except where GELU falls.
      if (hidden.length > 1 && top.length > 0 && digits.network.names[hidden.length - 1] !== "gelu") {
        const { unit, excitedBy } = pick(top);
        const activation = (by) => digits.answer({ pixels: pixels.map((p, i) => (i === strongest ? p + by : p)) }).hidden.at(-1)[unit];
        const grows = activation(1e-4) - activation(-1e-4);
        tally.hold("digits.units.deep", grows * excitedBy[strongest] >= -1e-16, [hidden, test, unit, grows]);
      }
      if (hidden.length === 0) {
        tally.hold("digits.classes", top.every(({ unit, activation }, i) => activation === logits[unit] && (i === 0 || activation <= top[i - 1].activation)), top);
        continue;
      }
      const W = digits.parameters.at(-2);
      const parts = told.hidden.at(-1).map((a, unit) => a * W.data[3 * unit + best]);
      const bias = digits.parameters.at(-1).data[best];
      const shares = top.map(({ share }) => share);
      const others = parts.filter((_, unit) => !top.some((each) => each.unit === unit));
      tally.hold("digits.units", shares.every((share, i) => share > 0 && share === parts[top[i].unit]) && others.every((part) => part <= Math.min(...shares) || part <= 0), parts);
      tally.due("digits.units", top.length === Math.min(6, parts.filter((part) => part > 0).length));
      const [rule, values] = ofShares(top.length, hidden.at(-1), { sum: sum(shares), logit: logits[best] });
      const rest = rule === "digits.owed" ? sum(others) + bias : bias;
      const isWhole = size(values.sum + rest - values.logit) < ROUNDING;
      tally.hold(rule, isWhole && (rule === "digits.owed") === (others.length > 0), [rule, parts, bias]);
    }
  }
  tally.verify();
  assert.deepEqual([...tally.said.keys()].sort(), ["digits.classes", "digits.gradient.logit", "digits.gradient.loss", "digits.owed", "digits.owed.all", "digits.units", "digits.units.deep"]);
});
