import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { load } from "./page.mjs";

// The exported NumPy scripts, run by Python, compute what the page shows. Skipped if no Python has NumPy.

globalThis.document = { getElementById: () => null };
await load("engine.js");
const { Session } = await load("session.js");
const { startOf } = await load("config.js");
const { exportOf } = await load("exports.js");

/** Output, loss, optimizer, and four hidden layers: together all activations. */
const NETWORKS = [
  "softmax cross-entropy adam sigmoid relu tanh leaky-relu",
  "sigmoid bce momentum elu gelu softplus identity",
  "linear half-squared-error adamw tanh gelu sigmoid softplus",
  "sigmoid mse sgd tanh elu sigmoid softplus",
  "linear huber adam elu softplus sigmoid elu",
];
const [EXAMPLES, STEP] = [10, 30];
/** Steps that the scripts take: batches of 4, 4 and 2 of the ten examples, and the first again. */
const FURTHER = 4;
/** Set by hand: further out than training leads, where a softplus is nearly a line, and outputs that are as good as 0 and 1, right and wrong. */
const EDITS = [null, { layer: 3, kind: "b", row: 0, column: 0, value: 25 }, { layer: 5, kind: "b", row: 0, column: 0, value: 60 }];
/** Another library's exp and tanh err by up to 4 units of 1.1e-16 of their size, and sums of up to five terms of up to 25 come in another order: five
    layers make some fifty such roundings. */
const CLOSE = 1e-13;

/** Asks all scripts in one process, and runs the first as a program. */
const ASK = `
import contextlib, importlib.util, io, json, runpy, sys
def told(path):
    spec = importlib.util.spec_from_file_location("network", path)
    m = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(m)
    return [m.outputs(m.INPUTS).tolist(), m.train(${FURTHER}), m.outputs(m.INPUTS).tolist()]
paths = sys.argv[1:]
del sys.argv[1:]
text = io.StringIO()
with contextlib.redirect_stdout(text):
    runpy.run_path(paths[0], run_name="__main__")
print(json.dumps({"networks": [told(path) for path in paths], "said": text.getvalue()}))
`;

const python = ["python3", "/usr/bin/python3"].find((each) => spawnSync(each, ["-c", "import importlib.util as i; assert i.find_spec('numpy')"]).status === 0);

test("the NumPy scripts compute the page's numbers, and go on as it does", { skip: !python && "no Python has NumPy" }, async (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "exports-"));
  context.after(() => fs.rmSync(folder, { recursive: true }));
  const asked = [];
  for (const network of NETWORKS) {
    const [output, loss, optimizer, ...activations] = network.split(" ");
    const hidden = activations.map((activation, i) => ({ activation, units: [3, 4, 3, 3][i] }));
    const data = { kind: "moons", examples: EXAMPLES, noise: 0 };
    const session = new Session({ data, hidden, output, loss, optimizer, learningRate: globalThis.engine.optimizers[optimizer].rate, batch: 4, seed: 1 });
    session.train({ branch: 0, steps: STEP });
    for (const edit of EDITS) {
      const branch = edit ? session.branch({ branch: 0, step: STEP, edit }).id : 0;
      const script = path.join(folder, asked.length + ".py");
      fs.writeFileSync(script, Buffer.from(await exportOf("numpy", session.exported({ branch, step: STEP })).blob.arrayBuffer()));
      const outputsAt = (step) => Array.from({ length: EXAMPLES }, (_, example) => session.pass({ branch, step, example }).layers[4].a);
      const { losses } = session.train({ branch, steps: FURTHER });
      asked.push({ script, network, expected: [outputsAt(STEP), losses.slice(-FURTHER), outputsAt(STEP + FURTHER)] });
    }
  }
  for (const [optimizer, units] of [["adam", 1], ["momentum", 2]]) {
    const hidden = [{ units, activation: "relu", kernel: 3 }];
    const session = new Session({ ...startOf("strokes"), hidden, optimizer, data: { kind: "strokes", examples: EXAMPLES, noise: 0 }, batch: 4 });
    session.train({ branch: 0, steps: STEP });
    const script = path.join(folder, asked.length + ".py");
    fs.writeFileSync(script, Buffer.from(await exportOf("numpy", session.exported({ branch: 0, step: STEP })).blob.arrayBuffer()));
    const outputsAt = (step) => Array.from({ length: EXAMPLES }, (_, example) => session.pass({ step, example }).layers[1].a);
    const { losses } = session.train({ branch: 0, steps: FURTHER });
    asked.push({ script, network: "convolution " + optimizer, expected: [outputsAt(STEP), losses.slice(-FURTHER), outputsAt(STEP + FURTHER)] });
  }
  const run = spawnSync(python, ["-c", ASK, ...asked.map(({ script }) => script)], { encoding: "utf8", maxBuffer: 1e8 });
  assert.equal(run.status, 0, run.stderr);
  const { networks, said } = JSON.parse(run.stdout);
  asked.forEach(({ network, expected }, n) => {
    const [right, found] = [expected, networks[n]].map((each) => each.flat(2));
    assert.equal(found.length, right.length);
    right.forEach((x, i) => assert.ok(Math.abs(found[i] - x) <= CLOSE * (1 + Math.abs(x)), network + ": " + found[i] + ", not " + x));
  });
  const after = Number(said.match(/largest difference from Crosscheck's outputs after it: (\S+)/)[1]);
  assert.ok(said.includes("largest difference from Crosscheck's outputs: ") && after < CLOSE, said);
});

test("a branch says whether it can be repeated, and what has a slip is not exported", async () => {
  for (const [change, first, forked] of [[{}, true, true], [{ optimizer: "adam" }, true, false], [{ slip: true, optimizer: "adam" }, false, false]]) {
    const data = { kind: "xor" };
    const hidden = [{ units: 3, activation: "tanh" }];
    const session = new Session({ data, hidden, output: "sigmoid", loss: "mse", optimizer: "sgd", learningRate: 0.1, batch: 0, seed: 1, ...change });
    const { repeatable } = session.train({ branch: 0, steps: 5 });
    assert.deepEqual([repeatable, session.branch({ branch: 0, step: 3 }).repeatable], [first, forked], JSON.stringify(change));
    if (first) {
      assert.ok((await exportOf("npz", session.exported({ branch: 0, step: 5 })).blob.arrayBuffer()).byteLength > 0);
    } else {
      assert.throws(() => session.exported({ branch: 0, step: 5 }), ({ message }) => message === "notPlain");
    }
  }
});
