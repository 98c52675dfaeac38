import { num } from "./dom.js";
import { indexOfMax } from "./plot.js";
import { en } from "./reasons-en.js";
import { zh } from "./reasons-zh.js";
import { language } from "./words.js";

// Why a stop of the walk shows what it shows: rules that choose a sentence by the example's own numbers. The sentences are in reasons-en.js
// and reasons-zh.js. Results come from Java; the rules only compare them.

const SENTENCES = { en, zh };
const CLOSE = 0.02;
const SURE = 0.1;
const FLAT = 0.1;
const LN2 = Math.LN2;

/** The slope of an activation that can be flat, by its largest slope; null for others. */
function slopeShare(name, z, a) {
  return { sigmoid: 4 * a * (1 - a), tanh: 1 - a * a, relu: z > 0 ? 1 : 0 }[name] ?? null;
}

/** The index of the number that is furthest from 0. */
const furthest = (values) => indexOfMax(values, Math.abs);

const below = (pass, k) => (k === 1 ? pass.x : pass.layers[k - 2].a);

const way = (gradient) => (gradient < 0 ? "up" : "down");

function unit({ layer: k, unit: j }, pass, say) {
  const { z, a, W, b, activation } = pass.layers[k - 1];
  const from = below(pass, k);
  const i = furthest(from.map((each, at) => each * W[at][j]));
  const most = { from: say.name(k - 1, i), a: from[i], w: W[i][j], term: from[i] * W[i][j] };
  if (k === pass.layers.length) {
    return answer(pass, j, most);
  }
  const share = slopeShare(activation, z[j], a[j]);
  if (activation === "relu" && z[j] <= 0) {
    return ["unit.off", { z: z[j] }];
  }
  if (share !== null && share < FLAT) {
    return ["unit.flat", { z: z[j], f: activation }];
  }
  return most.term === 0 ? ["unit.bias", { b: b[j] }] : ["unit.most", most];
}

function answer(pass, j, most) {
  const { a, activation } = pass.layers.at(-1);
  const values = { ...most, y: a[j], t: pass.target[j], gap: Math.abs(a[j] - pass.target[j]) };
  if (activation === "softmax") {
    return [pass.target[j] === 1 ? "answer.own" : "answer.other", values];
  }
  if (activation === "sigmoid") {
    return ["answer." + (values.gap < SURE ? "sure" : values.gap < 0.5 ? "right" : "wrong"), values];
  }
  return ["answer." + (values.gap < CLOSE ? "exact" : a[j] < pass.target[j] ? "low" : "high"), values];
}

function loss(pass, name) {
  const y = pass.layers.at(-1).a;
  const gaps = y.map((each, j) => each - pass.target[j]);
  const values = { L: pass.loss, half: LN2, gap: Math.abs(gaps[furthest(gaps)]), y: y[furthest(pass.target)] };
  if (name === "bce") {
    return [values.gap < 0.5 ? "loss.right" : "loss.wrong", values];
  }
  return [{ "cross-entropy": "loss.classes", huber: "loss.huber" }[name] ?? "loss.squared", values];
}

function fromLoss(kind, { unit: j }, pass, gradient) {
  const y = pass.layers.at(-1).a[j];
  const values = { y, t: pass.target[j] };
  return [kind + (Math.abs(y - values.t) < CLOSE ? ".done" : gradient < 0 ? ".raise" : ".lower"), values];
}

function fromAbove({ layer: k, unit: i }, pass, say) {
  const { dZ } = pass.backward.find(({ layer }) => layer === k + 1);
  const W = pass.layers[k].W[i];
  const j = furthest(dZ.map((each, at) => each * W[at]));
  const values = { unit: say.name(k, i), to: say.name(k + 1, j), w: W[j], d: dZ[j], count: dZ.length };
  return [dZ.every((each) => each === 0) ? "back.none" : dZ.length === 1 ? "back.one" : "back.most", values];
}

function through({ layer: k, unit: j }, pass) {
  const { dA, dZ } = pass.backward.find(({ layer }) => layer === k);
  const { z, a, activation } = pass.layers[k - 1];
  const values = { dA: dA[j], dZ: dZ[j], slope: dZ[j] / dA[j], z: z[j] };
  if (activation === "relu" && z[j] <= 0) {
    return ["through.off", values];
  }
  if (dA[j] === 0) {
    return ["through.none", values];
  }
  const share = slopeShare(activation, z[j], a[j]);
  return [share !== null && share < FLAT ? "through.flat" : "through.part", values];
}

function weight({ layer: k, unit: j, from: i }, pass, say) {
  const { dZ, dW } = pass.backward.find(({ layer }) => layer === k);
  const from = below(pass, k);
  const values = { from: say.name(k - 1, i), unit: say.name(k, j), a: from[i], g: dW[i][j] };
  if (from[i] === 0) {
    return ["weight.still", values];
  }
  if (dZ[j] === 0) {
    return ["weight.none", values];
  }
  const isMost = from.length > 1 && from.every((each, at) => at === i || Math.abs(each) < Math.abs(from[i]));
  return ["weight." + (isMost ? "most." : "") + way(dW[i][j]), values];
}

function bias({ layer: k, unit: j }, pass) {
  const g = pass.backward.find(({ layer }) => layer === k).db[j];
  return ["bias." + (g === 0 ? "none" : way(g)), { g }];
}

/** The changes of all parameters by a step, the largest first: [{name, change}]. */
export function changesOf({ before, after }, name) {
  const changes = before.flatMap(({ W, b }, at) => [
    ...W.flatMap((row, i) => row.map((w, j) => ({ name: name(at, i) + " → " + name(at + 1, j), change: after[at].W[i][j] - w }))),
    ...b.map((w, j) => ({ name: "b " + name(at + 1, j), change: after[at].b[j] - w })),
  ]);
  return changes.sort((one, other) => Math.abs(other.change) - Math.abs(one.change));
}

function update(batch, say) {
  const { update: step } = batch;
  const [most] = changesOf(step, say.name);
  const rule = step.rule.startsWith("adam") ? "adam" : step.rule;
  return ["update." + rule, { name: most.name, change: most.change, rate: step.learningRate }];
}

/**
 * The rule that holds at a stop, and its values.
 *
 * @param pass of the example
 * @param batch the pass of the step's batch
 * @param say config's loss as `loss`, and `name(layer, unit)` for a unit's symbol
 */
export function reasonOf(stop, pass, batch, say) {
  const isOutput = stop.layer === pass.layers.length;
  return {
    unit: () => unit(stop, pass, say),
    loss: () => loss(pass, say.loss),
    dA: () => (isOutput ? fromLoss("out", stop, pass, stop.lines[0].result) : fromAbove(stop, pass, say)),
    dZ: () => (stop.fromLoss ? fromLoss("fused", stop, pass, stop.lines[0].result) : through(stop, pass)),
    dW: () => weight(stop, pass, say),
    db: () => bias(stop, pass),
    update: () => update(batch, say),
  }[stop.kind]();
}

/** The sentence of a rule, in the page's language. */
export function sentence([rule, values]) {
  return SENTENCES[language()][rule].replace(/\{(\w+)\}/g, (_, key) => (typeof values[key] === "number" ? num(values[key], 2) : values[key]));
}
