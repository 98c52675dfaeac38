import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";
import { readTex } from "./tex-value.mjs";

// The walk without a browser: its stops for a 2-3-1 network, and their formulas in words.

const { stopsOf } = await load("stops.js");
const { spoken, spokenLine } = await load("spoken.js");
const { loss, updateLines } = await load("formulas.js");

const ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky-relu", "elu", "gelu", "softplus", "identity"];

function pass(hidden, output, fused) {
  const W1 = [[0.5, -1.5, 2], [1e-7, 0, -3]];
  const W2 = [[1], [-2], [0.25]];
  const layers = [
    { z: [1, -0.5, 0], a: [0.5, -0.25, 0], W: W1, b: [0, 0.5, -1], activation: hidden },
    { z: [-2], a: [0.125], W: W2, b: [0.75], activation: output },
  ];
  const backward = [
    { layer: 2, dA: fused ? null : [-1], dZ: [-0.875], dW: [[1], [2], [3]], db: [-0.875] },
    { layer: 1, dA: [1, 2, 3], dZ: [0.5, -1e-9, 0], dW: [[0, 0, 0], [1, 2, 3]], db: [1, 2, 3] },
  ];
  return { x: [0, 1], target: [1], layers, loss: 2, backward, differences: [] };
}

test("a walk goes forward unit by unit and backward edge by edge", () => {
  const stops = stopsOf(pass("tanh", "sigmoid", true), "bce");
  const count = (kind) => stops.filter((stop) => stop.kind === kind).length;
  assert.deepEqual(["unit", "loss", "dA", "dZ", "dW", "db", "update"].map(count), [4, 1, 3, 4, 9, 4, 1]);
  assert.equal(stops.length, 26);
  const phases = stops.map(({ phase }) => phase);
  assert.deepEqual(phases, [...phases].sort((a, b) => ["forward", "backward", "update"].indexOf(a) - ["forward", "backward", "update"].indexOf(b)));
  assert.equal(stopsOf(pass("tanh", "sigmoid", false), "mse").length, 27);
});

test("every formula can be spoken: no TeX is left, for any activation and loss", () => {
  const passes = ACTIVATIONS.flatMap((hidden) => [["sigmoid", "bce"], ["softmax", "cross-entropy"], ["identity", "mse"], ["identity", "huber"], ["identity", "half-squared-error"]]
    .map(([output, loss]) => [pass(hidden, output, loss === "bce" || loss === "cross-entropy"), loss]));
  const lines = passes.flatMap(([each, loss]) => stopsOf(each, loss).flatMap((stop) => stop.lines));
  assert.ok(lines.length > 1000);
  for (const line of lines) {
    const words = [spokenLine(line), ...[line.left, line.general, line.numbers].filter(Boolean).map(spoken)];
    words.forEach((text) => assert.match(text, /^[^\\{}^_]+$/, JSON.stringify(line) + " is spoken as " + text));
  }
});

test("a cross-entropy is shown by y and by z, and both are the loss", () => {
  const sigmoid = (z) => 1 / (1 + Math.exp(-z));
  const last = (z, a, target) => ({ x: [0], target, loss: -Math.log(a.reduce((p, y, i) => p * (target[i] ? y : z.length > 1 ? 1 : 1 - y), 1)), layers: [{ z, a }] });
  const softmax = (z) => z.map((each) => Math.exp(each) / z.reduce((sum, other) => sum + Math.exp(other), 0));
  for (let z = -3; z <= 3; z += 0.25) {
    const of = [[last([z], [sigmoid(z)], [1]), "bce"], [last([z], [sigmoid(z)], [0]), "bce"], [last([z, 1], softmax([z, 1]), [0, 1]), "cross-entropy"]];
    for (const [shown, name] of of) {
      const [byY, byZ] = loss(shown, name);
      assert.match(byY.general, /\\ln y/);
      // y is shown to 5e-5, and the slope of the loss over y is below 25 here.
      [byY, byZ].forEach(({ numbers }) => assert.ok(Math.abs(readTex(numbers).value - shown.loss) < 25 * 5e-5, name + ": " + numbers + " is not " + shown.loss));
    }
  }
  assert.deepEqual(loss(last([40], [1], [0]), "bce").map(({ numbers }) => numbers !== null), [false, true], "there is no logarithm of 0");
});

test("they read as one would say them", () => {
  const said = [
    ["z^{(1)}_{2} = x_{1}\\,W^{(1)}_{12}", "z 2 of layer 1 = x 1 W 1 2 of layer 1"],
    ["0 \\cdot (-0.9373) + (-0.3140)", "0 times (minus 0.9373) + (minus 0.3140)"],
    ["\\dfrac{\\partial L}{\\partial W^{(2)}_{31}}", "the slope of L by W 3 1 of layer 2"],
    ["\\dfrac{\\partial \\bar L}{\\partial b^{(1)}_{2}}", "the slope of mean L by b 2 of layer 1"],
    ["y - t", "y minus t"],
    ["-2.50 \\cdot 10^{-7}", "minus 2.50 times 10 to the power of minus 7"],
    ["\\dfrac{m}{1 - \\beta_1^{3}}", "(m) over (1 minus beta 1 to the power of 3)"],
  ];
  said.forEach(([formula, words]) => assert.equal(spoken(formula), words));
});

test("an update shows gradient, memory, change and sum of each optimizer", () => {
  const entry = { tex: "b^{(1)}_{1}", mean: 0.5, memory: { m: 0.05, v: 0.001 }, corrected: { m: 0.5, v: 0.25 }, change: -0.1, before: 1, after: 0.9 };
  const results = (rule, more) => updateLines({ ...entry, ...more }, { rule, learningRate: 0.1, step: 1 }).map(({ result }) => result);
  assert.deepEqual(results("sgd", { memory: {}, corrected: {} }), [0.5, -0.1, 0.9]);
  assert.deepEqual(results("momentum", { memory: { v: 0.75 }, corrected: {} }), [0.5, 0.75, -0.1, 0.9]);
  assert.deepEqual(results("adam"), [0.5, 0.5, 0.25, -0.1, 0.9]);
  assert.deepEqual(results("adamw"), [0.5, 0.5, 0.25, -0.1, 0.9]);
});
