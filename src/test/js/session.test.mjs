import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";

// A session as the page has it, with a server that is made up.

const asked = [];
let answerTraining = null;

function reply(value) {
  return { ok: true, status: 200, json: async () => value };
}

function branch(steps) {
  const losses = [...Array(steps + 1).keys()].reverse();
  return { id: 0, from: 0, steps, lossesFrom: 0, losses, learningRate: 0.5 };
}

globalThis.document = { getElementById: () => null };
globalThis.fetch = async (path, { method = "GET" } = {}) => {
  const what = method + " " + path.replace("/api/explore/sessions", "");
  asked.push(what);
  if (what === "POST ") {
    return reply({ id: "s", data: {}, layers: [{ inputs: 3, units: 1 }], stepsPerEpoch: 1, branches: [branch(0)] });
  }
  return what === "POST /s/train" ? new Promise((answer) => (answerTraining = answer)) : reply({ step: 0 });
};

const { Model } = await load("model.js");
const soon = () => new Promise((done) => setTimeout(done, 10));

test("a session that is left ends after the answer to its training, and asks for no more", async () => {
  const model = await Model.open({});
  asked.length = 0;
  const trained = model.train(1_000_000);
  await soon();
  model.end();
  await soon();
  assert.deepEqual(asked, ["POST /s/train"]);
  answerTraining(reply(branch(5)));
  await trained;
  await soon();
  assert.deepEqual(asked, ["POST /s/train", "DELETE /s"]);
  assert.equal(model.branches[0].steps, 5);
});
