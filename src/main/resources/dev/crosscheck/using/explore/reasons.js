import { gradientAgrees } from "./agreement.js";
import { windowOf } from "./convolution.js";
import { num } from "./dom.js";
import { engine } from "./engine.js";
import { indexOfMax } from "./plot.js";
import { reasonTexts } from "./reason-texts.js";
import { isFlat } from "./says.js";
import { filled, sentences } from "./words.js";

// Why a stop of the walk shows what it shows: rules that choose a sentence by the example's own numbers. The sentences are in reason-texts.js.
// The rules only compare numbers. What they say of a gradient is what this example asks for; the step may take others. Where a slip
// is planted, no wrong number is given a reason.

const ROUNDING = 1e-9;
const CLOSE = 0.02;
const SURE = 0.1;
const TENTH = 0.1; // from which a part of a change is named
const DECIMALS = 2;
const FINE = 4; // decimals of two numbers that should be the same

/** The index of the number that is furthest from 0. */
const furthest = (values) => indexOfMax(values, Math.abs);

/** The part of a sum that is furthest from 0, and whether it is more than all others together. */
function leading(parts) {
  const at = furthest(parts);
  return { at, isMost: 2 * Math.abs(parts[at]) > parts.reduce((sum, each) => sum + Math.abs(each), 0) };
}

const below = (pass, k) => (k === 1 ? pass.x : pass.layers[k - 2].a);

const way = (gradient) => (gradient < 0 ? "up" : "down");

const slopeOf = (activation, z, a) => engine.activations[activation].derivative(z, a);

/** What z comes from: an input or the bias. */
function sourceOf({ layer: k, unit: j }, pass, say) {
  const { W, b } = pass.layers[k - 1];
  const from = below(pass, k);
  const terms = from.map((each, i) => each * W[i][j]);
  if (terms.every((term) => term === 0)) {
    return ["unit.bias", { b: b[j] }];
  }
  const { at, isMost } = leading([...terms, b[j]]);
  const rule = isMost ? "unit.most" : "unit.furthest";
  return at === terms.length ? [rule + ".bias", { b: b[j] }] : [rule, { from: say.name(k - 1, at), a: from[at], w: W[at][j], term: terms[at] }];
}

function unit(stop, pass, say) {
  const { z, a, activation } = pass.layers[stop.layer - 1];
  const values = { z: z[stop.unit], f: activation };
  if (stop.layer === pass.layers.length) {
    return answer(stop, pass, say);
  }
  if (activation === "relu" && values.z <= 0) {
    return ["unit.off", values];
  }
  const slope = slopeOf(activation, values.z, a[stop.unit]);
  return values.z !== 0 && isFlat(slope, activation) ? ["unit.flat", values] : sourceOf(stop, pass, say);
}

function answer(stop, pass, say) {
  const { a, activation } = pass.layers.at(-1);
  const [y, t] = [a[stop.unit], pass.target[stop.unit]];
  const values = { y, t, gap: Math.abs(y - t) };
  if (activation === "softmax") {
    return [t === 1 ? "answer.own" : "answer.other", values];
  }
  if (values.gap < (activation === "sigmoid" ? SURE : CLOSE)) {
    return ["answer.sure", values];
  }
  if (activation !== "sigmoid") {
    return [y < t ? "answer.low" : "answer.high", values];
  }
  if (y.toFixed(DECIMALS) === "0.50") {
    return ["answer.half", values];
  }
  return values.gap < 0.5 ? ["answer.right", values] : ["answer.wrong", values, sourceOf(stop, pass, say)];
}

function loss(pass, name) {
  const y = pass.layers.at(-1).a;
  const gap = Math.abs(y[0] - pass.target[0]);
  const values = { L: pass.loss, half: Math.LN2, gap, y: y[furthest(pass.target)] };
  if (name === "bce") {
    const isHalf = num(pass.loss, DECIMALS) === num(Math.LN2, DECIMALS);
    return ["loss." + (isHalf ? "half" : gap < 0.5 ? "right" : "wrong"), values];
  }
  return [{ "cross-entropy": "loss.classes", huber: "loss.huber" }[name] ?? "loss.squared", values];
}

function fromLoss(kind, { unit: j }, pass, gradient) {
  const y = pass.layers.at(-1).a[j];
  const values = { y, t: pass.target[j] };
  return [Math.abs(y - values.t) < CLOSE ? "done" : kind + (gradient < 0 ? ".raise" : ".lower"), values];
}

function fromAbove({ layer: k, unit: i }, pass, say) {
  const { dZ } = pass.backward.find(({ layer }) => layer === k + 1);
  const W = pass.layers[k].W[i];
  const { at: j, isMost } = leading(dZ.map((each, at) => each * W[at]));
  const values = { unit: say.name(k, i), to: say.name(k + 1, j), w: W[j], d: dZ[j], count: dZ.length };
  return ["back." + (dZ.every((each) => each === 0) ? "none" : dZ.length === 1 ? "one" : isMost ? "most" : "furthest"), values];
}

function through({ layer: k, unit: j }, pass) {
  const { dA, dZ } = pass.backward.find(({ layer }) => layer === k);
  const { z, a, activation } = pass.layers[k - 1];
  const slope = slopeOf(activation, z[j], a[j]);
  const values = { dA: dA[j], dZ: dZ[j], slope, z: z[j] };
  if (activation === "relu" && z[j] <= 0 && dZ[j] === 0) {
    return ["through.off", values];
  }
  if (dA[j] === 0) {
    return ["through.none", values];
  }
  if (dZ[j] !== dA[j] * slope) {
    return ["through.other", { ratio: dZ[j] / dA[j], slope, decimals: FINE }];
  }
  return [isFlat(slope, activation) ? "through.flat" : "through.part", values];
}

/** The rule for a parameter's gradient g: the one that is given, unless the central difference is another, or a slip could be in g and there is none. */
function checked(g, central, pass, say, rule) {
  if (!gradientAgrees(g, central ?? null, pass.loss)) {
    return ["gradient.differs", { g, central, decimals: FINE }];
  }
  return say.slip && central === null ? ["gradient.kink", {}] : rule;
}

function weight({ layer: k, unit: j, from: i }, pass, say) {
  const { dW } = pass.backward.find(({ layer }) => layer === k);
  const from = below(pass, k);
  const values = { from: say.name(k - 1, i), unit: say.name(k, j), a: from[i], g: dW[i][j] };
  if (values.g === 0) {
    return [from[i] === 0 ? "weight.still" : "weight.none", values, say.step];
  }
  const isMost = from.length > 1 && from.every((each, at) => at === i || Math.abs(each) < Math.abs(from[i]));
  return ["weight." + (isMost ? "most." : "") + way(values.g), values, say.step];
}

function bias({ layer: k, unit: j }, pass, say) {
  const g = pass.backward.find(({ layer }) => layer === k).db[j];
  return ["bias." + (g === 0 ? "none" : way(g)), { g }, say.step];
}

// Of a convolution's stops the sentences only say of which products a sum is made, and who was taken.
const shareOf = ({ products: { pairs } }) => {
  const used = pairs.filter(([, , product]) => product !== 0);
  return { count: used.length, of: pairs.length, sum: used.reduce((sum, [, , product]) => sum + product, 0) };
};

function ofProducts(rule, stop) {
  const values = { ...shareOf(stop), b: stop.products.bias, g: stop.lines[0].result };
  const isSum = Math.abs(values.sum + (values.b ?? 0) - values.g) <= ROUNDING * (1 + Math.abs(values.g));
  return [rule + (isSum ? values.count === 0 ? ".none" : "" : ".other"), values];
}

function pool({ unit: j }, pass) {
  const [{ y, z, taken }] = pass.layers;
  const equal = windowOf(j).filter((u) => y[u] === y[taken[j]]).length;
  return ["pool." + (z[j] <= 0 ? "off" : equal > 1 ? "tie" : "one"), { z: z[j], count: equal }];
}

function unpool({ unit: j }, pass) {
  const { dZ, dY } = pass.backward.find(({ layer }) => layer === 1);
  const { taken: { [j]: taken } } = pass.layers[0];
  const isRight = dY[taken] === dZ[j] && windowOf(j).every((u) => u === taken || dY[u] === 0);
  const count = windowOf(j).filter((u) => dY[u] !== 0).length;
  return ["unpool." + (!isRight ? "other" : dZ[j] === 0 ? "none" : "one"), { d: dZ[j], count }];
}

/** Whose gradients a model's next step takes, besides those of the example that is shown: a rule, and how many examples. */
export function stepOf({ config, data, stepsPerEpoch, step, example }) {
  const all = data.inputs.length;
  const size = config.batch || all;
  const first = (step % stepsPerEpoch) * size;
  const count = Math.min(size, all - first);
  const isPlain = config.optimizer === "sgd" && !config.l2 && !config.dropout;
  const rule = example < first || example >= first + count ? "other" : count > 1 ? (config.slip ? "batch" : "mean") : isPlain ? "alone" : "more";
  return ["step." + rule, { count }];
}

/** The changes of all parameters by a step, the largest first: [{name, from, change}]; `name` is also told whose parameter it is. */
export function changesOf({ before, after }, name) {
  const changes = before.flatMap(({ W, b }, at) => [
    ...W.flatMap((row, i) => row.map((w, j) => ({ name: name(at, i, at + 1) + " → " + name(at + 1, j, at + 1), from: w, change: after[at].W[i][j] - w }))),
    ...b.map((w, j) => ({ name: "b " + name(at + 1, j, at + 1), from: w, change: after[at].b[j] - w })),
  ]);
  return changes.sort((one, other) => Math.abs(other.change) - Math.abs(one.change));
}

function update(batch, say) {
  const { rule, learningRate: rate, step } = batch.update;
  const [{ name, from, change }] = changesOf(batch.update, say.name);
  const times = Math.abs(change) / rate;
  const ofAdam = Math.abs(times - 1) <= TENTH ? "adam" : "adam.other";
  const kind = change === 0 ? "none" : rule.startsWith("adam") ? ofAdam : rule === "momentum" && step > 1 ? rule : "sgd";
  const decay = rule === "adamw" ? -rate * engine.constants.DECAY * from : 0;
  const isDecay = change !== 0 && Math.abs(decay) >= TENTH * Math.abs(change);
  return ["update." + kind, { name, change, rate, times }, isDecay ? ["update.decay", { decay }] : undefined];
}

/**
 * The rule that holds at a stop, its values, and what is said after it, if anything: a rule with its values.
 *
 * @param pass of the example
 * @param batch the pass of the step's batch
 * @param say config's loss as `loss`, `name(layer, unit)` for a unit's symbol, the step as `step`, by stepOf(), and whether there is a `slip`
 */
export function reasonOf(stop, pass, batch, say) {
  const numbers = [pass.loss, pass.layers.map(({ z, a }) => [z, a]), pass.backward.map(({ dA, dW, db }) => [dA ?? 0, dW, db]), changesOf(batch.update, say.name)
    .map(({ change }) => change)];
  if (!numbers.flat(Infinity).every(Number.isFinite)) {
    return ["broken", {}];
  }
  const isOutput = stop.layer === pass.layers.length;
  return {
    unit: () => unit(stop, pass, say),
    loss: () => loss(pass, say.loss),
    dA: () => (isOutput ? fromLoss("out", stop, pass, stop.lines[0].result) : fromAbove(stop, pass, say)),
    dZ: () => (stop.fromLoss ? fromLoss("fused", stop, pass, stop.lines[0].result) : through(stop, pass)),
    dW: () => checked(stop.lines[0].result, stop.central, pass, say, weight(stop, pass, say)),
    db: () => checked(stop.lines[0].result, stop.central, pass, say, bias(stop, pass, say)),
    update: () => update(batch, say),
    window: () => ofProducts("window", stop),
    pool: () => pool(stop, pass),
    unpool: () => unpool(stop, pass),
    kernel: () => [...ofProducts("kernel", stop), say.step],
    kbias: () => [...ofProducts("kbias", stop), say.step],
    pixel: () => ofProducts("pixel", stop),
  }[stop.kind]();
}

/** The sentence of a rule, and of what is said after it, in the page's language. */
export function sentence([rule, values, then]) {
  const shown = ([key, value]) => [key, typeof value === "number" ? num(value, values.decimals ?? DECIMALS) : value];
  return sentences(filled(reasonTexts[rule], Object.fromEntries(Object.entries(values).map(shown))), then && sentence(then));
}
