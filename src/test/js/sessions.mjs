import readline from "node:readline";
import { load } from "./page.mjs";

// For tests in Java: scripts and sessions of the page. Takes a line of JSON for each call, { call, id, of }, and prints one: its answer, or what was
// refused. What JSON cannot say is a word: NaN, -0.0 and infinities; and what is null is left out.

globalThis.document = { getElementById: () => null };
await load("engine.js");
const [{ Session }, { exportOf }, { gradientAgrees, updateAgrees }] = await Promise.all(["session.js", "exports.js", "agreement.js"].map(load));

const LOSSES = { linear: "half-squared-error", sigmoid: "bce", softmax: "cross-entropy" };

/** The course's network on XOR, where a configuration says nothing else. */
function complete({ data = { kind: "xor" }, hidden = [{ units: 3 }], output = "linear", optimizer = "sgd", ...others }) {
  return {
    data: { examples: 200, ...data },
    hidden: hidden.map((layer) => ({ activation: "tanh", ...layer })),
    output, optimizer,
    loss: LOSSES[output],
    learningRate: globalThis.engine.optimizers[optimizer]?.rate,
    batch: 1, seed: 1, ...others,
  };
}

const sessions = [];
const AsyncFunction = (async () => {}).constructor;

const CALLS = {
  run: (session, { body, input }) => new AsyncFunction("load", "input", body)(load, input),
  open: (session, config) => {
    sessions.push(new Session(complete(config)));
    return { id: String(sessions.length - 1), ...sessions.at(-1).view() };
  },
  frames: (session, of) => ({ frames: session.frames(of) }),
  agreement: (session, of) => {
    const { backward, differences, loss, update: { after, expected } } = session.pass(of);
    const numbers = ({ W, b, dW = W, db = b }) => [...dW.flat(), ...db];
    const back = (layer) => numbers(backward.find((each) => each.layer === layer));
    return {
      gradients: differences.length > 0 && differences.every((each) => numbers(each).every((right, i) => gradientAgrees(back(each.layer)[i], right, loss))),
      update: expected.every((layer, k) => numbers(layer).every((right, i) => updateAgrees(numbers(after[k])[i], right))),
    };
  },
  export: async (session, { format, ...of }) => Buffer.from(await exportOf(format, session.exported(of)).blob.arrayBuffer()).toString("base64"),
};

function said(name, value) {
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return Object.is(value, -0) ? "-0.0" : String(value);
  }
  return value instanceof Float32Array ? Array.from(value) : value ?? undefined;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { call, id, of } = JSON.parse(line);
  let answer;
  try {
    answer = { answer: await (CALLS[call] ?? ((session) => session[call](of)))(sessions[id], of) };
  } catch (error) {
    answer = { refused: error.message, values: error.values ?? null, stack: error.values ? null : error.stack };
  }
  process.stdout.write(JSON.stringify(answer, said) + "\n");
}
