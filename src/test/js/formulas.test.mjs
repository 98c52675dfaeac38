import assert from "node:assert/strict";
import { test } from "node:test";
import { withDocument } from "./dom-stub.mjs";
import { load } from "./page.mjs";
import { readTex } from "./tex-value.mjs";

// Every formula of a walk and of the chapters beside it is read as a reader reads it: that of symbols has the result as its value, and that of numbers,
// too, but for their rounding.

globalThis.document = { getElementById: () => null };
globalThis.matchMedia = () => ({ addEventListener() {} });
await load("engine.js");
const { engine } = globalThis;
const { Session } = await load("session.js");
const { CHOICES } = await load("settings.js");
const { stopsOf } = await load("stops.js");
const { activationTex, updateLines } = await load("formulas.js");
const { activationCurves } = await load("functions.js");
const { prelude } = await load("chapter-prelude.js");
const { chain } = await load("chapter-chain.js");
const { perceptron } = await load("chapter-perceptron.js");

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

/** What the chapters need of the page. */
const APP = {
  address() {},
  clear() {},
  failed(error) {
    throw error;
  },
};

/**
 * Checks every formula that a mounted chapter prints: each of its parts, the name among them, has the result as its value.
 *
 * @param symbols the value of each symbol, computed apart from the page
 * @param after those of names, which an arrow may give another value
 * @returns how many parts there were
 */
function checkPrinted(root, symbols, after = symbols) {
  const lines = root.all("line");
  assert.equal(root.all("formula").length, 2 * lines.length, "formulas that are in no line");
  return lines.flatMap(({ children: [{ children: [formula] }, { dataset, children: [{ children: [printed] }] }] }) => {
    const [name, ...parts] = (formula + printed.replace("=", " = ")).split(/ +(?:=|\\leftarrow) +/);
    return [[name, after], ...parts.map((part) => [part, symbols])].map(([part, known]) => {
      const { value, slack } = readTex(part, known);
      const result = Number(dataset.value);
      assert.ok(Math.abs(value - result) <= TOGETHER * slack + EXACT * (1 + Math.abs(result)), part + " is " + value + " ± " + slack + ": " + formula + printed);
    });
  }).length;
}

test("every formula of the prelude has its result as its value", () => withDocument((root) => {
  prelude.mount(root, APP);
  const [slider] = root.all("plain");
  let count = 0;
  const names = new Set();
  for (let at = 0; at < 100; at++) {
    const w = -1 + at % 50 * 0.0613;
    slider.does("input", { value: String(w) });
    const d = 2 * (2 * w - 1);
    count += checkPrinted(root, { w, x: 2, t: 1, y: 2 * w, L: (2 * w - 1) ** 2 / 2, "\\text{slope}": d, [slope("w")]: d });
    names.add(root.all("formula").at(-2).children[0]);
  }
  assert.ok(count > 900 && names.has("\\text{slope}") && names.has(slope("w")), count + " parts");
}));

test("every formula of the chain rule has its result as its value", () => {
  for (const [inputs, first] of [[[2], [-0.5]], [[0.5, 2], [-0.5, -0.25]]]) {
    withDocument((root) => {
      chain.mount(root, APP, "weights=" + inputs.length);
      const sliders = root.all("plain");
      const weights = [...first];
      let count = 0;
      for (let at = 0; at < 60; at++) {
        const [i, w] = [at % inputs.length, -3 + at * 0.1013];
        weights[i] = w;
        sliders[i].does("input", { value: String(w) });
        root.all("chip").find(({ dataset }) => ["product", "w2"].includes(dataset.guess))?.does("click");
        const y = 1 / (1 + Math.exp(-weights.reduce((sum, each, k) => sum + each * inputs[k], 0)));
        const names = inputs.map((x, k) => [slope("w" + (inputs.length > 1 ? "_" + (k + 1) : "")), (y - 1) * y * (1 - y) * x]);
        count += checkPrinted(root, Object.fromEntries(names));
      }
      assert.equal(count, 60 * 3 * inputs.length);
    });
  }
});

test("every formula of the perceptron has its result as its value", () => {
  for (const [gate, rate, start] of [["AND", 0.125, [0, 0, 0]], ["XOR", 0.3137, [0.1234, -0.7, 0.00021]], ["NOR", 12.5, [-3, 250.123, 1e-7]]]) {
    withDocument((root) => {
      const stage = perceptron.mount(root, APP, "gate=" + gate + "&rate=" + rate + "&start=" + start);
      let [w1, w2, b] = start;
      stage.run.updates.forEach(({ point }, at) => {
        stage.go(at + 1);
        const [x1, x2, t] = stage.run.points[point];
        const s = w1 * x1 + w2 * x2 + b;
        const e = t - (s >= 0 ? 1 : 0);
        const before = { w_1: w1, w_2: w2, b, x_1: x1, x_2: x2, t, s };
        [w1, w2, b] = [w1 + rate * e * x1, w2 + rate * e * x2, b + rate * e];
        assert.equal(checkPrinted(root, before, { s, e, w_1: w1, w_2: w2, b }), 17);
      });
    });
  }
});
