import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";

// The guided path without a browser: its prelude, when its tasks are done, the code of what was done, and tasks that teachers write into links.

globalThis.document = { getElementById: () => null };
await load("engine.js");
const { STEPS, codeOf, isAnswer, ownTask, readCode, stepNamed } = await load("tasks.js");
const { at, TASKS } = await load("chapter-prelude.js");
const chain = await load("chapter-chain.js");
const { beginOwnTask, beginTask, followTask, leaveTask, taskText } = await load("path.js");
const { codeInWords } = await load("report.js");
const { linkTo, placeIn } = await load("link.js");
const { fromText } = await load("config.js");
const { Session } = await load("session.js");
const WORDS = Object.entries((await load("texts.js")).texts);
const [en, zh] = [0, 1].map((at) => Object.fromEntries(WORDS.map(([name, both]) => [name, both[at]])));

const step = (id) => STEPS.find((each) => each.id === id);

test("the prelude's neuron is y = 2w with L = ½ (y - 1)², and its slope is that of the curve", () => {
  for (let w = -1; w <= 2; w += 0.01) {
    const { y, loss, slope } = at(w);
    assert.ok(Math.abs(y - 2 * w) < 1e-12);
    assert.ok(Math.abs(loss - (2 * w - 1) ** 2 / 2) < 1e-12);
    assert.ok(Math.abs(slope - (at(w + 1e-6).loss - at(w - 1e-6).loss) / 2e-6) < 1e-6, "at " + w);
    // Below 0, L falls when w grows a little; what the button does never makes L larger, and the more the larger the slope.
    assert.ok(slope >= -1e-3 || at(w + 1e-4).loss < loss);
    assert.ok(at(w - 0.1 * slope).loss <= loss);
  }
  assert.ok(at(0.5).loss === 0 && at(0.5).slope === 0, "at the bottom");
  assert.deepEqual(TASKS.map((done) => [0.42, 0.43].map((w) => done(at(w), 1))), [[false, true], [false, false], [false, true]]);
  assert.ok(TASKS[1](at(0.2)) && !TASKS[1](at(0.3)), "below -1");
  assert.ok(!TASKS[2](at(0.5), 0), "without the button");
});

test("the slopes along the chain are those of its numbers, and their product that of the loss", () => {
  for (const [inputs, weights] of [[[2], [-0.5]], [[2], [0.31]], [[2], [-3]], [[0.5, 2], [-0.5, -0.25]], [[0.5, 2], [2.4, -1]]]) {
    const { z, y, loss, slopes, gradient } = chain.at(inputs, weights);
    const sigmoid = (x) => 1 / (1 + Math.exp(-x));
    const isNear = (one, other, what) => assert.ok(Math.abs(one - other) < 1e-6, what + ": " + one + " is not " + other);
    isNear(z, weights.reduce((sum, w, i) => sum + w * inputs[i], 0), "z");
    isNear(y, sigmoid(z), "y");
    isNear(loss, (y - 1) ** 2 / 2, "L");
    isNear(slopes.y, (sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5, "slope of y");
    isNear(slopes.L, ((y + 1e-5 - 1) ** 2 - (y - 1e-5 - 1) ** 2) / 4e-5, "slope of L");
    weights.forEach((w, i) => {
      const lossAt = (by) => chain.at(inputs, weights.with(i, w + by)).loss;
      isNear(gradient[i], slopes.z[i] * slopes.y * slopes.L, "product");
      isNear(gradient[i], (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5, "slope of L over w");
      assert.equal(chain.alone(inputs, weights)[i], lossAt(0.1));
    });
  }
});

test("the first backward question asks for a product, and the weights' one for the larger slope", () => {
  for (let w = -3; w <= 3; w += 0.01) {
    const { answers, right, values } = chain.ASKED.chain([2], [w]);
    const product = values.reduce((all, each) => all * each);
    assert.ok(Math.abs(chain.at([2], [w]).gradient[0] - product) < 1e-12);
    assert.equal(right, "product");
    assert.equal(new Set(answers.map(([, text]) => text)).size, 3, "three answers at " + w);
    const lossesAt = chain.alone([0.5, 2], [w, -w / 3]);
    assert.equal(chain.ASKED.weights([0.5, 2], [w, -w / 3]).right, lossesAt[0] === lossesAt[1] ? "alike" : lossesAt[0] < lossesAt[1] ? "w1" : "w2");
  }
  const backward = ["chain", "weights", "carry", "blame", "transpose"];
  assert.deepEqual(STEPS.map(({ id }) => id).filter((id) => backward.includes(id)), backward);
});

test("from the slope to XOR's backward pass there are at most 14 steps, each of at most 60 words and three new terms", () => {
  const steps = STEPS.slice(0, STEPS.findIndex(({ id }) => id === "transpose") + 1);
  // Of the prelude each task is a step: it stands below the line of the path.
  const texts = steps.flatMap(({ id }) => (id === "slope" ? TASKS.map((task, i) => [en["path.slope"], en["prelude." + i]]) : [[en["path." + id]]]).map((parts, i, all) => (
    [...parts, ...(i === all.length - 1 ? [en["prelude." + (i + 1)]].slice(0, all.length > 1 ? 1 : 0).concat(en["path." + id + ".done"]) : [])])));
  assert.ok(texts.length <= 14, texts.length + " steps");
  const known = new Set();
  for (const shown of texts) {
    shown.forEach((text) => assert.ok(text.split(/\s+/).length <= 60, text));
    const said = shown.slice(0, 2).join(" ").split(/\s+/).length;
    assert.ok(said <= 60, said + " words: " + shown);
    const terms = shown.flatMap((text) => [...text.matchAll(/\[([^\]]+)\]/g)].map(([, symbol]) => ("term." + symbol in en ? symbol : symbol[0]))).filter((term) => !known.has(term));
    assert.ok(new Set(terms).size <= 3, terms + " are new: " + shown);
    terms.forEach((term) => known.add(term));
  }
  assert.ok(en["path.chain.done"].includes("chain rule") && en["path.weights.done"].includes("chain rule"));
});

test("a step is done when what its text asks for holds", () => {
  const model = (config, steps, session = new Session(config)) => {
    const branch = session.train({ branch: 0, steps: Math.max(1, steps - session.view().branches[0].steps) });
    const { layers, stepsPerEpoch, config: all, data } = session.view();
    const frame = session.frame({ step: steps });
    return { config: all, data, layers, stepsPerEpoch, step: steps, now: branch, frame, nameOf: String };
  };
  const learns = (id, asked) => {
    const session = new Session(step(id).config());
    const said = [0, 10, 20, 40, 60, 80, 100, 150, 200, 400, 1000, 2000].map((steps) => {
      const now = model(null, steps, session);
      const isDone = step(id).done(new Set(), now);
      assert.equal(isDone, asked(now.frame), id + " after " + steps);
      return isDone;
    });
    assert.equal(said[0], false, id);
    return said.at(-1);
  };
  const isAllRight = ({ accuracy, loss }) => accuracy === 1 && loss < 0.1;
  assert.equal(learns("learn", isAllRight), true);
  assert.equal(learns("hidden", isAllRight), false, "one neuron does not learn XOR");
  assert.equal(learns("spirals", ({ accuracy }) => accuracy >= 0.95), true);
  const hidden = { ...step("hidden").config(), hidden: [{ units: 3, activation: "tanh" }] };
  assert.equal(step("hidden").done(new Set(), model(hidden, 1000)), true);
  const l2 = (rate) => model({ ...step("regularise").config(), l2: rate }, 600);
  assert.deepEqual([0, 0.01].map((rate) => step("regularise").done(new Set(), l2(rate))), [false, true]);
  const noted = (id, ...notes) => step(id).done(new Set(notes));
  assert.deepEqual([noted("perceptron", "perceptron:parted"), noted("perceptron", "perceptron:parted", "perceptron:endless")], [false, true]);
  assert.deepEqual([noted("activations", "flat:relu"), noted("activations", "flat:relu", "flat:sigmoid")], [false, true]);
  assert.deepEqual([noted("digits", "sure:7", "stop:loss"), noted("digits", "sure:7", "sure:3")], [false, true], "another one");
});

test("each step has its texts, and every symbol that is marked in them an explanation", () => {
  assert.equal(new Set(STEPS.map(({ id }) => id)).size, STEPS.length);
  for (const words of [en, zh]) {
    const texts = [...STEPS.flatMap(({ id }) => ["path." + id, "path." + id + ".done"]), ...TASKS.map((task, i) => "prelude." + i)].map((name) => words[name]);
    const marked = texts.flatMap((text) => [...text.matchAll(/\[([^\]]+)\]/g)].map(([, symbol]) => symbol));
    marked.forEach((symbol) => assert.ok("term." + symbol in words || "term." + symbol[0] in words, symbol));
    const first = (symbol) => texts.findIndex((text) => text.includes("[" + symbol));
    ["σ", "ln", "∂", "W⁽¹⁾₁₁", "L", "z", "y", "a", "η"].forEach((symbol) => assert.ok(first(symbol) >= 0, symbol + " is explained"));
  }
  assert.ok(en["path.invite"].includes("{count}"));
});

test("a code says what was done and how often a guess was wrong; a slip of the pen is noticed", () => {
  const code = codeOf({ done: ["slope", "blame", "rate"], wrong: { blame: 2, rate: 12, neuron: 1 } });
  assert.deepEqual(readCode(" " + code + "\n"), {
    done: [0, 5, 12], open: STEPS.flatMap((each, i) => ([0, 5, 12].includes(i) ? [] : [i])), wrong: [[5, "2"], [12, "9"]],
  });
  assert.equal(codeInWords(code), "Done: 0, 5, 12. Not done: 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21. Wrong guesses, by step: 5 (2), 12 (9).");
  for (let i = 0; i < code.length; i++) {
    const other = code.slice(0, i) + (code[i] === "0" ? "1" : "0") + code.slice(i + 1);
    assert.equal(readCode(other), null, other);
  }
  assert.equal(readCode(code.slice(1, 2) + code.slice(0, 1) + code.slice(2)), null, "two that are swapped");
  ["", "0", "<b>", code + "0"].forEach((text) => assert.equal(codeInWords(text), en["report.none"]));
});

test("a teacher's task is done when its conditions hold, and refused by name if it cannot be one", () => {
  const at7 = { step: 7, frame: { loss: 0.09, accuracy: 0.75, heldOut: null } };
  const holds = (until, ...notes) => ownTask({ task: "x", until }).done(new Set(notes), at7);
  const right = { "loss<0.1": true, "loss<0.09": false, "accuracy>0.7;step>6": true, "accuracy>0.7;step>7": false, "heldOut<1": false };
  assert.deepEqual(Object.fromEntries(Object.keys(right).map((until) => [until, holds(until)])), right);
  assert.deepEqual([holds("answered:carry"), holds("answered:carry", "answered:carry")], [false, true]);
  const refused = {
    "": ["choice", "until"], "loss<": ["range", "until loss"], "loss<-1": ["range", "until loss"], "lss<1": ["choice", "until"], "step>1e9": ["range", "until step"],
    "loss<0.1;": ["choice", "until"], "alert(1)": ["choice", "until"],
  };
  for (const [until, [name, what]] of Object.entries(refused)) {
    assert.throws(() => ownTask({ task: "x", until }), (error) => error.message === name && error.values.what === what, until);
  }
  assert.throws(() => ownTask({ task: "x", hint: "y" }), (error) => error.values.what === "until", "nothing would end it");
  const long = "x".repeat(501);
  for (const [name, text] of [["task", ""], ["task", long], ["answer", ""], ["answer", long], ["hint", long]]) {
    assert.throws(() => ownTask({ task: "x", until: "loss<1", [name]: text }), (error) => error.values.what === name + " length");
  }
  assert.throws(() => placeIn("data=" + "x".repeat(100_000)), (error) => error.values.what === "length");
});

test("an answer is compared, not evaluated", () => {
  const right = [["2", "2"], [" Two  Units ", "two units"], ["0.3412", "0.34"], ["-.5", "-0.5"], ["−0.5", "-0.5"], ["1e-1", "0.1"], ["3", "3.0"], ["alert(1)", "alert(1)"]];
  const wrong = [["1+1", "2"], ["", "2"], ["0.36", "0.34"], ["2.5", "2"], ["two", "2"], ["2", "1+1"], ["0x2", "3"], [" ", "0"], ["Infinity", "1"], ["NaN", "nan0"]];
  assert.deepEqual(right.filter(([found, answer]) => !isAnswer(found, answer)), []);
  assert.deepEqual(wrong.filter(([found, answer]) => isAnswer(found, answer)), []);
  const at7 = { step: 7, frame: { loss: 0.09 } };
  const done = (own, ...notes) => ownTask({ task: "x", answer: "2", ...own }).done(new Set(notes), at7);
  assert.deepEqual([done({}), done({}, "answered:own"), done({ until: "step>9" }, "answered:own"), done({ until: "step>6" }, "answered:own")], [false, true, false, true]);
});

test("a link holds a teacher's task as text, or the name of a step", () => {
  const text = "Can <b>2</b> units & 100 % do it? 能吗";
  const model = { config: fromText("data=and"), branches: [{ id: 0, from: 0, steps: 3, brokeAt: null, parent: null }], branch: 0, step: 3, example: 1 };
  const own = { task: text, until: "loss<0.1;step>3", answer: text, hint: "<img src=x>&path=slope" };
  beginOwnTask(own, "backprop");
  const { own: read, step: place, path } = placeIn(linkTo(model) + "&" + taskText());
  assert.deepEqual([read, place, path], [own, 3, null]);
  beginTask("0");
  assert.equal(taskText(), "path=slope");
  assert.throws(() => beginOwnTask({ task: text, until: "x" }, "backprop"));
  assert.equal(taskText(), "path=slope", "what is refused changes nothing");
  ["-1", "18", "0.5", "x", "length", ""].forEach((name) => assert.throws(() => beginTask(name), (error) => error.values.what === "path"));
  leaveTask();
  assert.equal(taskText(), "");
});

test("numbers that steps had in addresses open the same ones", () => {
  const names = ["slope", "neuron", "blame", "carry", "update", "learn", "line", "hidden", "transpose", "symmetric", "rate", "overfit", "regularise", "spirals", "slip",
    "perceptron", "activations", "digits"];
  assert.deepEqual(names.map((name, number) => stepNamed(String(number)).id), names);
  STEPS.forEach(({ id }) => assert.equal(stepNamed(id).id, id));
});

test("an address goes on with the step that it names, and leaves the path if it names none", () => {
  beginTask("perceptron");
  const after = (text) => {
    followTask(text);
    return taskText();
  };
  assert.deepEqual(["gate=AND&path=perceptron", "path=activations", "gate=OR"].map(after), ["path=perceptron", "path=activations", ""]);
});

test("a link has the ends of runs that go on beyond the place where one is", () => {
  const config = fromText("data=and");
  const run = (id, from, steps, parent = null, brokeAt = null) => ({ id, from, steps, brokeAt, parent, learningRate: 0.5 });
  const endsOf = (branches, branch, step) => placeIn(linkTo({ config, branches, branch, step, example: 1 })).ends;
  const [first, second] = [run(0, 0, 40), run(1, 30, 50, { branch: 0, step: 30, edit: null })];
  assert.deepEqual(endsOf([first], 0, 40), []);
  assert.deepEqual(endsOf([first], 0, 7), [40], "gone back");
  assert.deepEqual(endsOf([run(0, 0, 30), second], 1, 50), []);
  assert.deepEqual(endsOf([first, second], 1, 50), [40, 50]);
  assert.deepEqual(endsOf([run(0, 0, 12, null, 13)], 0, 12), [13], "a step further, to break again");
});
