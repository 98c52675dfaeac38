import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";

const { brief, num, percent, texNum } = await load("dom.js");

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
