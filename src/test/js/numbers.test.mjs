import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";

const { brief, num, percent, texNum } = await load("dom.js");
await load("engine.js");
const { CHOICES } = await load("settings.js");

test("numbers are rounded, and say so by their digits", () => {
  const shown = [
    [0, "0"], [-3, "−3"], [0.5, "0.5"], [-0.9373, "−0.9373"], [1 / 3, "0.3333"], [0.1 + 0.2, "0.3"], [123.456, "123.456"], [123.45678, "123.46"], [1234.56789, "1234.6"],
    [1.25e60, "1.25·10⁶⁰"], [-2.78e-17, "−2.78·10⁻¹⁷"], [Infinity, "∞"], ["-Infinity", "−∞"], [null, "NaN"], [NaN, "NaN"],
  ];
  shown.forEach(([value, text]) => assert.equal(num(value), text));
});

test("where there is little room, they are shorter, but never 0 if they are not", () => {
  assert.equal(brief(-0.5184, 3), "−0.518");
  assert.equal(brief(12.345, 3), "12.35");
  assert.equal(brief(123.45, 2), "123");
  assert.equal(brief(9.2e-5, 3), "9·10⁻⁵");
});

test("in formulas, negative numbers are in brackets where they are factors", () => {
  assert.equal(texNum(-0.25, true), "(-0.25)");
  assert.equal(texNum(-0.25), "-0.25");
  assert.equal(texNum(2.5e-7), "2.50 \\cdot 10^{-7}");
});

test("shares are percentages", () => assert.equal(percent(0.75), "75.0 %"));

test("examples without noise lie on their curves", () => {
  const { engine } = globalThis;
  const turn = (radius, half) => [radius * Math.cos(Math.PI * half), radius * Math.sin(Math.PI * half)];
  const apart = {
    circles: ([x, y], label) => Math.hypot(x, y) - [1, 0.4][label],
    moons: ([x, y], label) => Math.hypot(x + [0.5, -0.5][label], y + [0.25, -0.25][label]) - 1 + (y * (0.5 - label) < -0.125 ? 1 : 0),
    spirals: ([x, y], label) => Math.hypot(...turn(Math.hypot(x, y), 3 * Math.hypot(x, y) + label).map((each, i) => each - [x, y][i])),
    curve: ([x], label, value) => value - Math.sin(3 * x),
    xor: ([x, y], label) => label - (x + y) % 2, and: ([x, y], label) => label - x * y, or: ([x, y], label) => label - Math.max(x, y),
    nand: ([x, y], label) => label - 1 + x * y, nor: ([x, y], label) => label - 1 + Math.max(x, y),
  };
  for (const [kind, distance] of Object.entries(apart)) {
    const all = engine.examples({ kind, examples: 40, noise: 0 }, 3);
    const values = engine.targetsOf(all, false).data;
    values.forEach((value, n) => assert.ok(Math.abs(distance([...engine.rowsOf(all.x, n, n + 1).data], all.labels?.[n], value)) < 1e-12, kind + " " + n));
    assert.equal(values.length, CHOICES.sampled.includes(kind) ? 40 : 4);
  }
});

test("what the page checks itself by is of everything that it can be asked for, and is so", async () => {
  const { GAUSSIANS, RECORDED, TRAINED_STEPS, differing } = await load("self-check.js");
  assert.deepEqual(differing(), []);
  assert.ok(TRAINED_STEPS >= 100 && GAUSSIANS.count >= 100);
  const used = RECORDED.flatMap(({ hidden, output, loss, optimizer, initialization }) => [...hidden, output, loss, optimizer, initialization]);
  const { activations, outputs, optimizers, initializations } = CHOICES;
  const all = [activations, Object.keys(outputs), Object.values(outputs).flat(), optimizers, initializations].flat();
  assert.deepEqual([...new Set(used)].sort(), [...new Set(all)].sort());
});
