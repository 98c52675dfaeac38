import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";

// A link is written by anybody: what cannot be is refused by the name of its setting, and never computed.

await load("engine.js");
const { fromText, toText } = await load("config.js");
const { Session } = await load("session.js");
const { texts } = await load("texts.js");

const REFUSED = {
  "hidden=17.tanh": ["whole", "units"],
  "hidden=2.tahn": ["choice", "activation"],
  "hidden=1.tanh-1.tanh-1.tanh-1.tanh-1.tanh": ["count", "hidden"],
  "output=linear&loss=bce": ["choice", "loss"],
  "output=step": ["choice", "output"],
  "learningRate=0": ["range", "learningRate"],
  "learningRate=a": ["range", "learningRate"],
  "learningRate=NaN": ["range", "learningRate"],
  "batch=1e9": ["whole", "batch"],
  "seed=0.5": ["whole", "seed"],
  "optimizer=toString": ["choice", "optimizer"],
  "initialization=zero": ["choice", "initialization"],
  "dropout=1": ["range", "dropout"],
  "l2=-1": ["range", "l2"],
  "slip=1&l2=0.1": ["range", "l2"],
  "data=point": ["choice", "data"],
  "data=moons&examples=501": ["whole", "examples"],
  "data=moons&examples=1": ["whole", "examples"],
  "data=strokes&examples=161": ["whole", "examples"],
  "data=strokes&hidden=3.relu.3": ["whole", "units"],
  "data=strokes&hidden=2.tanh.3": ["choice", "activation"],
  "data=strokes&hidden=2.relu.5": ["whole", "kernel"],
  "data=strokes&hidden=2.relu-2.relu": ["count", "hidden"],
  "data=strokes&output=sigmoid&loss=bce": ["choice", "output"],
  "data=moons&hidden=2.relu.3": ["choice", "#"],
  "data=moons&noise=2": ["range", "noise"],
  "data=moons&heldOut=0.6": ["range", "heldOut"],
  "data=xor&heldOut=0.5": ["range", "heldOut"],
  "data=curve&output=sigmoid&loss=bce": ["numbers"],
  "data=xor&hidden=2.gelu&slip=1&output=linear&loss=mse&optimizer=sgd&batch=1": ["noSlip"],
  "start=1,2,3": ["count", "start"],
  "start=a,0,0,0,0,0,0,0,0,0,0,0,0": ["range", "start"],
  "dta=moons": ["choice", "#"],
  "points=1,2,0": ["points"],
};

test("what cannot be is refused by name, in both languages", () => {
  for (const [text, [name, what]] of Object.entries(REFUSED)) {
    const isIt = (error) => error.message === name && error.values.what === what && "failed." + name in texts;
    assert.throws(() => new Session(fromText(text)), isIt, text);
  }
});

test("so is a perceptron's training", async () => {
  const { trainedOn } = await load("perceptron.js");
  const refused = [[{ gate: "MAYBE" }, "gate"], [{ learningRate: -1 }, "rate"], [{ learningRate: "x" }, "rate"], [{ epochs: 0 }, "epochs"], [{ start: [1] }, "start"]];
  for (const [wanted, what] of refused) {
    const isIt = (error) => error.values.what === what && "failed." + error.message in texts;
    assert.throws(() => trainedOn({ gate: "AND", learningRate: 1, epochs: 9, ...wanted }), isIt, JSON.stringify(wanted));
  }
});

test("an address comes back as it was", () => {
  const texts = [
    "data=moons&examples=40&noise=0.1&heldOut=0.25&hidden=3.leaky-relu-2.gelu&output=sigmoid&loss=mse&optimizer=adam&learningRate=0.01&batch=8&seed=7",
      "data=xor&hidden=1.tanh&output=linear&loss=mse&optimizer=sgd&learningRate=0.5&batch=0&seed=1&start=1,2,3,4,5",
  ];
  texts.forEach((text) => assert.equal(toText(fromText(text)), text));
  texts.forEach((text) => new Session(fromText(text)));
});
