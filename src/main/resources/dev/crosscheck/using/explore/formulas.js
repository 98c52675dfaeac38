import { texNum } from "./dom.js";
import { PROGRAMS } from "./programs.js";

// The formulas of a pass in TeX, in general form and with the numbers filled in. The results are the session's; nothing is computed here.

const MOST_TERMS = 6;

/** Between brackets or commas, where a number needs no brackets of its own. */
const ALONE = /(?<=^|[([{]|, )#([za])(?=$|[)\]},](?!\^)| >)/g;

/** A number in brackets if it is negative or has a power of ten: for what binds to a single number only. */
const closed = (value) => texNum(value).replace(/^(-.*|.*\\cdot.*)$/, "($1)");

/** A formula with numbers: products of symbols get a dot between them. */
function withNumbers(text, values) {
  const ofNumbers = text.replace(/(?<!,)\\,/g, " \\cdot ").replace(ALONE, (all, symbol) => texNum(values[symbol]));
  return ofNumbers.replace(/#([za])/g, (all, symbol) => closed(values[symbol]));
}

/**
 * The formulas of an activation, by name, as functions of what stands for z and a, which are #z and #a in the table: symbols or, with numbers,
 * their values. And the definition of a named one.
 */
export function activationTex(name) {
  const { value, slope, definition } = PROGRAMS.activations[name].tex;
  const put = (text, z, a) => text.replaceAll("#z", () => z).replaceAll("#a", () => a);
  return {
    definition,
    f: (z) => put(value, z),
    slope: (z, a) => put(slope, z, a),
    fOf: (z) => withNumbers(value, { z }),
    slopeOf: (z, a) => withNumbers(slope, { z, a }),
  };
}

/** Symbols for layer k of K: y for the outputs of the last one. */
function names(pass) {
  const last = pass.layers.length;
  const sizes = [pass.x.length, ...pass.layers.map(({ a }) => a.length)];
  const lower = (k, i) => (sizes[k] > 1 ? "_{" + (i + 1) + "}" : "");
  return {
    a: (k, i) => (k === 0 ? "x" + lower(0, i) : k === last ? "y" + lower(k, i) : "a^{(" + k + ")}" + lower(k, i)),
    z: (k, i) => "z^{(" + k + ")}" + lower(k, i),
    W: (k, i, j) => "W^{(" + k + ")}_{" + (i + 1) + (j + 1) + "}",
    b: (k, j) => "b^{(" + k + ")}" + lower(k, j),
    t: (i) => "t" + lower(last, i),
    d: (of) => "\\dfrac{\\partial L}{\\partial " + of + "}",
  };
}

/** A product of numbers. */
export const times = (...factors) => factors.map((factor) => texNum(factor, true)).join(" \\cdot ");

// Terms joined by plus signs; if there are many, only the first and the last.
function sum(terms) {
  const shown = terms.length > MOST_TERMS ? [...terms.slice(0, 3), "\\cdots", terms.at(-1)] : terms;
  return shown.join(" + ");
}

const below = (pass, k) => (k === 0 ? pass.x : pass.layers[k - 1].a);

export function preActivation(pass, k, j) {
  const n = names(pass);
  const { W, b, z } = pass.layers[k - 1];
  const from = below(pass, k - 1);
  return {
    left: n.z(k, j),
    general: sum([...from.map((_, i) => n.a(k - 1, i) + "\\," + n.W(k, i, j)), n.b(k, j)]),
    numbers: sum([...from.map((a, i) => times(a, W[i][j])), texNum(b[j], true)]),
    result: z[j],
  };
}

export function activation(pass, k, j) {
  const n = names(pass);
  const { z, a, activation: name } = pass.layers[k - 1];
  if (name === "softmax") {
    return {
      left: n.a(k, j),
      general: "\\dfrac{e^{" + n.z(k, j) + "}}{\\sum_i e^{z^{(" + k + ")}_i}}",
      numbers: "\\dfrac{e^{" + texNum(z[j]) + "}}{" + sum(z.map((each) => "e^{" + texNum(each) + "}")) + "}",
      result: a[j],
    };
  }
  const { f, fOf } = activationTex(name);
  return { left: n.a(k, j), general: f(n.z(k, j)), numbers: fOf(z[j]), result: a[j] };
}

// The losses of one output: value and derivative.
const LOSSES = {
  mse: (y, t) => ["(" + y + " - " + t + ")^2", "2\\,(" + y + " - " + t + ")"],
  "half-squared-error": (y, t) => ["\\tfrac12 (" + y + " - " + t + ")^2", y + " - " + t],
  huber: (y, t) => ["\\operatorname{huber}(" + y + " - " + t + ")", "\\operatorname{clip}(" + y + " - " + t + ",\\, \\pm 1)"],
};

// What is beside them where they are curves over y; and those of a probability y, whose logarithm needs a clip.
const HUBER = "\\operatorname{huber}(x) = \\tfrac12 x^2 \\text{ if } |x| \\le 1, \\text{ else } |x| - \\tfrac12";
const CLIPPED = "p = \\min(\\max(y,\\, 10^{-12}),\\, 1 - 10^{-12})";
const ofClipped = (slope) => slope + " \\text{ if } y = p, \\text{ else } 0";
const CURVES = {
  bce: ["-t \\ln p - (1 - t) \\ln(1 - p)", ofClipped("\\dfrac{p - t}{p\\,(1 - p)}"), CLIPPED],
  "cross-entropy": ["-t \\ln p", ofClipped("-\\dfrac{t}{p}"), CLIPPED],
  huber: [...LOSSES.huber("y", "t"), HUBER],
};

/** The formulas of a loss of one output, each a line of TeX. */
export function lossCurveTex(name) {
  const [value, slope, ...definitions] = CURVES[name] ?? LOSSES[name]("y", "t");
  return ["L(y) = " + value, "L'(y) = " + slope, ...definitions];
}

// Cross-entropies are fused with sigmoid or softmax and computed from z: nothing is clipped, and the backward pass starts at z. `of` is what they are
// by y, whose logarithm is infinite where y is rounded to 0.
const FUSED = {
  bce: {
    of: (y, t) => "-" + t + " \\ln " + y + " - (1 - " + t + ") \\ln(1 - " + y + ")",
    ofNumbers: ([y], [t]) => "-" + texNum(t) + " \\cdot \\ln " + closed(y) + " - (1 - " + texNum(t) + ") \\cdot \\ln(1 - " + texNum(y) + ")",
    general: (t, z) => "\\ln(1 + e^{" + z + "}) - " + t + "\\," + z,
    numbers: ([z], [t]) => "\\ln(1 + e^{" + texNum(z) + "}) - " + times(t, z),
  },
  "cross-entropy": {
    of: () => "-\\sum_i t_i \\ln y_i",
    ofNumbers: (y, t) => "-\\big(" + sum(y.map((each, i) => texNum(t[i]) + " \\cdot \\ln " + closed(each))) + "\\big)",
    general: () => "\\ln \\sum_i e^{z_i} - \\sum_i t_i\\, z_i",
    numbers: (z, t) => (
      "\\ln\\big(" + sum(z.map((each) => "e^{" + texNum(each) + "}")) + "\\big) - \\big(" + sum(z.map((each, i) => times(t[i], each))) + "\\big)"),
  },
};

/** Whether a loss is fused with the output activation and differentiated by z directly. */
export const isFused = (name) => name in FUSED;

/** Whether no logarithm of 0 would be shown. */
const isShown = (values) => values.every((value) => ![0, 1].includes(Number(texNum(value))));

/** The lines of the loss; where it is computed from z, first what it is by y. */
export function loss(pass, name) {
  const n = names(pass);
  const { z, a: y } = pass.layers.at(-1);
  const last = pass.layers.length;
  const line = (general, numbers) => ({ left: "L", general, numbers, result: pass.loss });
  const [a, t] = [n.a(last, 0), n.t(0)];
  if (isFused(name)) {
    const { of, ofNumbers, general, numbers } = FUSED[name];
    return [line(of(a, t), isShown(y) ? ofNumbers(y, pass.target) : null), line(general(t, n.z(last, 0)), numbers(z, pass.target))];
  }
  return [line(LOSSES[name](a, t)[0], LOSSES[name](texNum(y[0], true), texNum(pass.target[0], true))[0])];
}

export function lossSlope(pass, back, name, j) {
  const n = names(pass);
  const k = pass.layers.length;
  const slope = isFused(name) ? (y, t) => y + " - " + t : (y, t) => LOSSES[name](y, t)[1];
  return {
    left: n.d(isFused(name) ? n.z(k, j) : n.a(k, j)),
    general: slope(n.a(k, j), n.t(j)),
    numbers: slope(texNum(pass.layers[k - 1].a[j], true), texNum(pass.target[j], true)),
    result: (isFused(name) ? back.dZ : back.dA)[j],
  };
}

export function fromAbove(pass, above, k, i) {
  const n = names(pass);
  const { W } = pass.layers[k];
  return {
    left: n.d(n.a(k, i)),
    general: sum(above.dZ.map((_, j) => n.W(k + 1, i, j) + "\\," + n.d(n.z(k + 1, j)))),
    numbers: sum(above.dZ.map((dz, j) => times(W[i][j], dz))),
    result: pass.backward.find(({ layer }) => layer === k).dA[i],
  };
}

export function throughActivation(pass, back, k, j) {
  const n = names(pass);
  const { z, a, activation: name } = pass.layers[k - 1];
  const { slope, slopeOf } = activationTex(name);
  return {
    left: n.d(n.z(k, j)),
    general: n.d(n.a(k, j)) + " \\cdot " + slope(n.z(k, j), n.a(k, j)),
    numbers: texNum(back.dA[j], true) + " \\cdot " + slopeOf(z[j], a[j]),
    result: back.dZ[j],
  };
}

export function weightSlope(pass, back, k, i, j) {
  const n = names(pass);
  return {
    left: n.d(n.W(k, i, j)),
    general: n.a(k - 1, i) + " \\cdot " + n.d(n.z(k, j)),
    numbers: times(below(pass, k - 1)[i], back.dZ[j]),
    result: back.dW[i][j],
  };
}

export function biasSlope(pass, back, k, j) {
  const n = names(pass);
  return { left: n.d(n.b(k, j)), general: n.d(n.z(k, j)), numbers: null, result: back.db[j] };
}

// What the optimizer adds to a parameter, by its gradient g over the batch and its memory.
const ADAM = "\\eta\\,\\dfrac{\\hat m}{\\sqrt{\\hat v} + \\epsilon / \\sqrt{1 - \\beta_2^t}}";
const CHANGES = {
  sgd: { general: "-\\eta\\, g", numbers: (eta, { mean }) => "-" + eta + " \\cdot " + texNum(mean, true) },
  momentum: { general: "-\\eta\\, v", numbers: (eta, { memory }) => "-" + eta + " \\cdot " + texNum(memory.v, true) },
  adam: { general: "-" + ADAM },
  adamw: { general: "-\\eta\\lambda\\,\\theta - " + ADAM },
};

/** The lines of one parameter's update; `entry` is as in tables.js. L is the loss of one example, L̄ the mean over a batch of several. */
export function updateLines({ tex, mean, memory, corrected, change, before, after }, { rule, learningRate, step }, count = 1) {
  const g = { left: "g = \\dfrac{\\partial " + (count > 1 ? "\\bar L" : "L") + "}{\\partial " + tex + "}", general: null, numbers: null, result: mean };
  const kept = rule === "momentum"
    ? [{ left: "v", general: "\\mu\\, v + g", numbers: null, result: memory.v }]
    : Object.entries(corrected).map(([letter, value], at) => ({
        left: "\\hat " + letter,
        general: "\\dfrac{" + letter + "}{1 - \\beta_" + (at + 1) + "^{" + step + "}}",
        numbers: "\\dfrac{" + texNum(memory[letter]) + "}{1 - \\beta_" + (at + 1) + "^{" + step + "}}",
        result: value,
      }));
  const { general, numbers } = CHANGES[rule];
  const entry = { mean, memory };
  const moved = { left: "\\Delta", general, numbers: numbers ? numbers(texNum(learningRate), entry) : null, result: change };
  const added = { left: tex, general: tex + " + \\Delta", numbers: texNum(before) + " + " + texNum(change, true), result: after };
  return [g, ...kept, moved, added];
}
