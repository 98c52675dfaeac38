import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";
import { readTex } from "./tex-value.mjs";

// Every formula of a walk is read as a reader reads it: that of symbols has the result as its value, and that of numbers, too, but for their rounding.

globalThis.document = { getElementById: () => null };
await load("engine.js");
const { engine } = globalThis;
const { Session } = await load("session.js");
const { CHOICES } = await load("settings.js");
const { stopsOf } = await load("stops.js");
const { activationTex, updateLines } = await load("formulas.js");
const { activationCurves } = await load("functions.js");

/** Two roundings may meet: where a slope changes by half over what one of them moves. */
const TOGETHER = 1.5;
const EXACT = 1e-9;
const BETAS = { "\\beta_1": 0.9, "\\beta_2": 0.999 };
const OF_GELU = 1e-6; // whose 1.702 is a rounded number
const OVERFLOW = 700; // an exponential beyond is infinite here, and not where the page computes it by the largest z

const cases = CHOICES.activations.flatMap((activation, n) => Object.entries(CHOICES.outputs).flatMap(([output, losses]) => losses.flatMap((loss, i) => (
  [0.01, 1, 30].map((scale) => ({
    config: {
      data: output === "linear" ? { kind: "curve", examples: 5, noise: 0.1 } : { kind: pick(n + i, ["xor", "moons"]), examples: 5, noise: 0.1 },
      hidden: [{ units: 3, activation }, { units: 2, activation }], output, loss,
      optimizer: CHOICES.optimizers[(n + i) % CHOICES.optimizers.length], learningRate: 0.05, batch: 2, seed: n + 7 * i,
    },
    scale,
  }))))));

function pick(n, of) {
  return of[n % of.length];
}

const lower = (count, i) => (count > 1 ? "_{" + (i + 1) + "}" : "");
const slope = (of) => "\\dfrac{\\partial L}{\\partial " + of + "}";

/** What each symbol of a pass stands for. */
function symbolsOf({ x, target, layers, backward }, update) {
  const symbols = { z_i: layers.at(-1).z, y_i: layers.at(-1).a, t_i: target, ["z^{(" + layers.length + ")}_i"]: layers.at(-1).z };
  const put = (letter, values, of = (name) => name) => values?.forEach((value, i) => (symbols[of(letter + lower(values.length, i))] = value));
  put("x", x);
  put("t", target);
  layers.forEach(({ z, a, W, b }, at) => {
    const k = at + 1;
    const [{ dA, dZ }, layer, name] = [backward.find((each) => each.layer === k), "^{(" + k + ")}", k === layers.length ? "y" : "a^{(" + k + ")}"];
    put("z" + layer, z);
    put(name, a);
    put("b" + layer, b);
    put("z" + layer, dZ, slope);
    put(name, dA, slope);
    W.forEach((row, i) => row.forEach((w, j) => (symbols["W" + layer + "_{" + (i + 1) + (j + 1) + "}"] = w)));
  });
  return { ...symbols, ...BETAS, "\\eta": update.learningRate, "\\mu": 0.9, "\\lambda": 0.01, "\\epsilon": 1e-8 };
}

function check({ general, numbers, result, left }, symbols, isGelu, where) {
  const said = left + " = " + general + " = " + numbers + " = " + result + " " + JSON.stringify(where);
  let count = 0;
  const holds = (formula, known, tolerance) => {
    const { value, slack } = readTex(formula, known);
    assert.ok(Math.abs(value - result) <= TOGETHER * slack + tolerance * (1 + Math.abs(result)), formula + " is " + value + " ± " + slack + ": " + said);
    count++;
  };
  if (general) {
    holds(general, symbols, isGelu ? OF_GELU : EXACT);
  }
  if (numbers) {
    holds(numbers, BETAS, isGelu ? OF_GELU : EXACT);
  }
  return count;
}

const trainedTo = (config, steps, scale) => {
  const first = new Session(config);
  const start = first.frame({ step: 0 }).parameters.flatMap(({ W, b }) => [...W.flat(), ...b]).map((w) => Math.max(-CHOICES.largest, Math.min(CHOICES.largest, scale * w)));
  const session = new Session({ ...config, start });
  return [session, session.train({ branch: 0, steps }).steps];
};

test("every formula at a stop of the walk has its result as its value", () => {
  let count = 0;
  for (const { config, scale } of cases) {
    const [session, step] = trainedTo(config, 3, scale);
    for (const example of [0, 1, 3]) {
      const pass = session.pass({ step, example });
      const isFar = pass.layers.some(({ z }) => z.some((each) => Math.abs(each) > OVERFLOW));
      if (Number.isFinite(pass.loss) && !isFar) {
        const symbols = symbolsOf(pass, pass.update);
        // Where no numbers are shown, y is rounded to 0 or 1, and its logarithm is not the loss.
        stopsOf(pass, config.loss).flatMap(({ lines }) => lines.filter(({ numbers, left }) => numbers || left !== "L"))
          .forEach((line) => (count += check(line, symbols, config.hidden[0].activation === "gelu", [config, scale, step, example])));
      }
    }
  }
  assert.ok(count > 20_000, count + " formulas");
});

test("every formula of an update has its result as its value", () => {
  let count = 0;
  for (const optimizer of CHOICES.optimizers) {
    for (const [learningRate, at] of [[0.05, 0], [0.5, 4], [1e-5, 9], [20, 2]]) {
      const session = new Session({ data: { kind: "xor" }, hidden: [{ units: 2, activation: "tanh" }], output: "sigmoid", loss: "bce", optimizer, learningRate, batch: 0, seed: 3 });
      session.train({ branch: 0, steps: at + 1 });
      const { backward, update } = session.pass({ step: at });
      const memoryBefore = at === 0 ? {} : session.pass({ step: at - 1 }).update.memory;
      update.before.forEach((layer, k) => layer.W.forEach((row, i) => row.forEach((before, j) => {
        const of = (layers) => Object.fromEntries(Object.entries(layers).map(([letter, all]) => [letter, all[k].W[i][j]]));
        const tex = "W^{(" + (k + 1) + ")}_{" + (i + 1) + (j + 1) + "}";
        const mean = backward.find((each) => each.layer === k + 1).dW[i][j];
        const entry = { tex, mean, memory: of(update.memory), corrected: of(update.corrected), change: update.change[k].W[i][j], before, after: update.after[k].W[i][j] };
        const symbols = { ...symbolsOf({ x: [], target: [], layers: [{ W: [], z: [], a: [], b: [] }], backward: [{ layer: 1 }] }, update), g: mean, "\\theta": before, [tex]: before, t: at + 1 };
        Object.assign(symbols, entry.memory, optimizer === "momentum" ? { v: of(memoryBefore).v ?? 0 } : {});
        updateLines(entry, update).forEach((line) => {
          count += check(line, symbols, false, [optimizer, learningRate, at]);
          symbols[line.left] = line.result;
        });
      })));
    }
  }
  assert.ok(count > 200, count + " formulas");
});

test("the curves of activations are those of their formulas, in symbols and in numbers", () => {
  for (const { name, f, slope: slopeAt } of activationCurves()) {
    const { f: symbolsOfF, slope: symbolsOfSlope, fOf, slopeOf } = activationTex(name);
    for (let z = -6; z <= 6; z += 0.3371) {
      const line = { left: name, general: symbolsOfF("z"), numbers: fOf(z), result: f(z) };
      check(line, { z }, name === "gelu", z);
      check({ ...line, general: symbolsOfSlope("z", "f"), numbers: slopeOf(z, f(z)), result: slopeAt(z) }, { z, f: f(z) }, name === "gelu", z);
    }
  }
});
