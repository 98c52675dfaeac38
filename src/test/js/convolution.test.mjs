import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";

// A convolution on the page: its sums are the products that stand there, its gradients the central differences, and its sentences are true, also
// with a slip.

globalThis.document = { getElementById: () => null };
await load("engine.js");
const { engine } = globalThis;
const { Session } = await load("session.js");
const { startOf, fromText } = await load("config.js");
const { linkTo, placeIn } = await load("link.js");
const { marksOf } = await load("convolution.js");
const { slipsOf } = await load("planted.js");
const { stopsOf } = await load("stops.js");
const { reasonOf, sentence, stepOf } = await load("reasons.js");
const { spokenLine } = await load("spoken.js");
const { gradientAgrees } = await load("agreement.js");
const { reasonTexts } = await load("reason-texts.js");

const NAME = (k, j) => k + ":" + j;
const size = Math.abs;
const isNear = (one, other) => size(one - other) <= 1e-9 * (1 + size(one));

/** Passes of examples of drawn trainings, at some step. */
function passes(change, steps = [0, 3, 40]) {
  return [1, 2, 3, 4].flatMap((seed) => steps.flatMap((step) => {
    const session = new Session({ ...startOf("strokes", seed), ...change(seed) });
    session.train({ branch: 0, steps: step });
    return [step % 3, 3].map((example) => ({ session, step, example, pass: session.pass({ step, example }), batch: session.pass({ step }) }));
  }));
}

const kernels = (seed) => ({ hidden: [{ units: 1 + seed % 2, activation: "relu", kernel: 3 }], data: { kind: "strokes", examples: 24, noise: seed > 2 ? 0.2 : 0 } });

test("the products of a stop add up to its number, and its formulas can be spoken", () => {
  for (const { pass } of passes(kernels)) {
    const stops = stopsOf(pass, "cross-entropy");
    const { maps } = pass.layers[0];
    const count = (kind) => stops.filter((stop) => stop.kind === kind).length;
    assert.deepEqual(["window", "pool", "unpool", "kernel", "kbias", "pixel"].map(count), [16 * maps, 4 * maps, 4 * maps, 9 * maps, maps, 36]);
    for (const { kind, products, lines } of stops) {
      lines.forEach((line) => assert.match(spokenLine(line), /^[^\\{}^_]+$/));
      if (products) {
        const sum = products.pairs.reduce((all, [a, b, product]) => all + (assert.equal(product, a * b), product), products.bias ?? 0);
        assert.ok(isNear(sum, lines[0].result), kind + ": " + sum + " is not " + lines[0].result);
      }
    }
    assert.ok(stops.filter(({ kind }) => kind === "kernel").every(({ products }) => products.pairs.length === 16));
    assert.ok(stops.filter(({ kind }) => kind === "window").every(({ products }) => products.pairs.length === 9));
  }
});

test("each gradient of a weight and a pixel is its central difference, where there is one", () => {
  const seen = { kernel: 0, kbias: 0, pixel: 0 };
  for (const { pass } of passes(kernels)) {
    for (const { kind, central, lines } of stopsOf(pass, "cross-entropy").filter((stop) => stop.kind in seen)) {
      if (central !== null) {
        seen[kind]++;
        assert.ok(gradientAgrees(lines[0].result, central, pass.loss), kind + ": " + lines[0].result + " is not " + central);
      }
    }
  }
  assert.ok(Object.values(seen).every((count) => count > 10), JSON.stringify(seen));
});

test("every number of a stop has its place in the drawing", () => {
  const [{ pass }] = passes(kernels, [3]);
  const { maps } = pass.layers[0];
  const most = { x: 36, w1: 9, b1: maps, y: 16 * maps, a: 4 * maps, w2: 4 * maps, b2: 4, o: 4 };
  const marks = stopsOf(pass, "cross-entropy").map((stop) => marksOf(stop, pass));
  for (const { now, lit, shows, slopes } of marks) {
    [...now, ...lit, ...[...shows, ...slopes].map(([id]) => id)].forEach((id) => {
      const [letter, at] = id.split(":");
      assert.ok(id === "L" || Number(at) < most[letter], id);
    });
  }
  const known = new Set(marks.flatMap(({ slopes }) => slopes.map(([id]) => id)));
  assert.equal(known.size, 36 + 10 * maps + 16 * maps + 4 * maps + 16 * maps + 4 + 4, "each has its gradient in the end");
});

/** What each sentence claims, of the pass that it is said of. */
const windowOf = ({ unit: j }) => [0, 1, 4, 5].map((step) => Math.floor(j / 4) * 16 + Math.floor(j % 4 / 2) * 8 + j % 2 * 2 + step);
const used = ({ products: { pairs } }) => pairs.filter(([a, b]) => a * b !== 0);
const totalOf = ({ products: { pairs, bias = 0 } }) => pairs.reduce((sum, [a, b]) => sum + a * b, bias);
const adds = ({ stop, values }) => used(stop).length === values.count && values.count > 0 && isNear(totalOf(stop), stop.lines[0].result);
const isNothing = ({ stop }) => used(stop).length === 0 && stop.lines[0].result === (stop.products.bias ?? 0);
const isOther = ({ stop }) => !isNear(totalOf(stop), stop.lines[0].result);
const four = ({ stop, pass }) => windowOf(stop).map((u) => pass.layers[0].y[u]);
const given = ({ stop, pass }) => windowOf(stop).map((u) => pass.backward.at(-1).dY[u]);
const CLAIMS = {
  ...Object.fromEntries(["window", "kernel", "kbias", "pixel"].flatMap((rule) => [[rule, adds], [rule + ".none", isNothing], [rule + ".other", isOther]])),
  "pool.one": (f) => four(f).filter((y) => y >= f.values.z).length === 1 && f.values.z > 0,
  "pool.tie": (f) => four(f).filter((y) => y === f.values.z).length === f.values.count && Math.max(...four(f)) === f.values.z && f.values.z > 0,
  "pool.off": (f) => Math.max(...four(f)) === f.values.z && f.values.z <= 0,
  "unpool.one": (f) => given(f).filter((d) => d !== 0).join() === String(f.values.d) && four(f)[given(f).findIndex((d) => d !== 0)] === Math.max(...four(f)),
  "unpool.none": (f) => given(f).every((d) => d === 0),
  "unpool.other": (f) => given(f).filter((d) => d !== 0).length === f.values.count && f.values.count !== 1,
};

test("what is said at a stop of a convolution is so, with and without a slip", () => {
  const said = new Set();
  const drawn = [...passes(kernels), ...passes((seed) => ({ slip: true, seed: seed + 10 })), ...passes((seed) => ({ slip: true, seed: seed + 20 }))];
  for (const { session, step, example, pass, batch } of drawn) {
    const { config, data, stepsPerEpoch } = session.view();
    const say = { loss: config.loss, name: NAME, step: stepOf({ config, data, stepsPerEpoch, step, example }) };
    for (const stop of stopsOf(pass, config.loss).filter(({ kind }) => /window|pool|kernel|kbias|pixel/.test(kind))) {
      const [rule, values, then] = reasonOf(stop, pass, batch, say);
      said.add(rule);
      assert.ok(CLAIMS[rule]({ stop, pass, values }), rule + ": " + sentence([rule, values, then]) + JSON.stringify([config.seed, step, example, stop.unit]));
      assert.doesNotMatch(sentence([rule, values, then]), /undefined|NaN|\{/);
    }
  }
  const own = Object.keys(CLAIMS).filter((rule) => rule in reasonTexts);
  assert.equal(own.length, Object.keys(CLAIMS).length, "rules without a sentence");
  // With these slips a sum is always that of its products, but where the kernel's gradient is turned.
  assert.deepEqual(own.filter((rule) => !said.has(rule)), ["window.other", "kbias.other", "pixel.other"]);
});

test("each slip of a convolution shows, and one that is not planted does not", () => {
  const found = new Set();
  for (let seed = 0; seed < 40; seed++) {
    const config = { ...startOf("strokes", seed), slip: true };
    const session = new Session(config);
    const slip = slipsOf("strokes").find((name) => session.guess({ slip: name }));
    found.add(slip);
    const [batch, right] = [session, new Session({ ...config, slip: false })].map((each) => each.pass({ step: 0 }));
    const agrees = ({ backward, differences, loss }) => differences.every(({ layer, dW, db }) => {
      const back = backward.find((each) => each.layer === layer);
      return [...dW.flat(), ...db].every((d, i) => gradientAgrees([...back.dW.flat(), ...back.db][i], d, loss));
    });
    assert.deepEqual([agrees(batch), agrees(right)], [slip === "no-bias-correction", true], slip);
  }
  assert.deepEqual([...found].sort(), [...slipsOf("strokes")].sort());
});

test("a picture that the reader drew is an example, and is in the address", () => {
  const config = startOf("strokes");
  const session = new Session(config);
  const { data } = session.view();
  const last = data.inputs.length;
  const pixels = data.inputs[5];
  session.draw({ pixels, label: 1 });
  const [own, same] = [last, 5].map((example) => session.pass({ step: 0, example }));
  assert.deepEqual([own.x, own.loss, own.layers], [same.x, same.loss, same.layers]);
  const link = linkTo({ config: session.view().config, branches: [{ id: 0, from: 0, steps: 0 }], branch: 0, step: 0, example: last, drawn: { pixels, label: 1 } });
  assert.deepEqual(placeIn(link).drawn, { pixels, label: 1 });
  assert.deepEqual(fromText(link).hidden, config.hidden);
  assert.throws(() => session.draw({ pixels: pixels.map(() => 2), label: 1 }), /whole/);
});

test("the usual settings learn the strokes", () => {
  const session = new Session(startOf("strokes"));
  const { steps } = session.train({ branch: 0, steps: 1200 });
  assert.ok(session.frame({ step: steps }).accuracy > 0.95, "" + session.frame({ step: steps }).accuracy);
});
