import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./page.mjs";

// Points of the reader's own: what is pasted is what is learned, and an address brings it back to the last bit.

const { fromCsv, packed, toCsv, unpacked } = await load("points.js");
const { fromText, startOf, toText } = await load("config.js");
const { CHOICES } = await load("settings.js");
const { Session } = await load("session.js");
const { texts } = await load("texts.js");

const refuses = (what, name = "whole") => (error) => (
  error.message === name && (error.values.what ?? error.message) === what && "failed." + name in texts);

test("numbers of a CSV file are those of the session, and its classes are mixed", () => {
  const points = fromCsv("width;height;kind\n0.1;-2.25;oak\n0.2;1e-3;oak\n\n-4.5;3;elm\n1;1;oak\r\n");
  assert.deepEqual(points, [[0.1, -2.25, 1], [-4.5, 3, 0], [0.2, 0.001, 1], [1, 1, 1]]);
  const { data } = new Session({ ...startOf("points"), data: { kind: "points", points } }).view();
  assert.deepEqual(data.inputs, points.map(([x1, x2]) => [x1, x2]));
  assert.deepEqual(data.labels, [1, 0, 1, 1]);
  assert.deepEqual(fromCsv(toCsv(points)), points);
});

test("a column of large numbers is standardised", () => {
  const rows = fromCsv("1,4000,a\n2,4200,a\n3,3800,b\n4,4400,b");
  const column = rows.map(([, mass]) => mass);
  assert.ok(Math.abs(column.reduce((sum, x) => sum + x)) < 0.02);
  assert.ok(Math.abs(column.reduce((sum, x) => sum + x * x, 0) / 4 - 1) < 0.02);
  assert.deepEqual(rows.map(([x]) => x).sort(), [1, 2, 3, 4]);
});

test("what is no table of points is refused by name", () => {
  assert.throws(() => fromCsv(""), refuses("rows"));
  assert.throws(() => fromCsv("1\n2"), refuses("columns"));
  assert.throws(() => fromCsv("1,2,3,4,5,6,7,8,a\n1,2,3,4,5,6,7,8,b"), refuses("columns"));
  assert.throws(() => fromCsv("1,2,a\n1,b"), refuses("columns of row 2"));
  assert.throws(() => fromCsv("1,2,a\n1,2,a"), refuses("classes"));
  assert.throws(() => fromCsv("1,2,a\n1,2,b\n1,2,c\n1,2,d"), refuses("classes"));
  assert.throws(() => fromCsv("1,2,a\n1,two,b"), refuses("csvNumber", "csvNumber"));
  assert.throws(() => fromCsv("1,2,a\n1,,b"), refuses("csvNumber", "csvNumber"));
  assert.throws(() => fromCsv("1,2,a\n".repeat(CHOICES.maxExamples) + "1,2,b"), refuses("rows"));
});

test("an address brings the points back to the last bit, or is refused", () => {
  let seed = 7;
  const random = () => (seed = seed * 48271 % 2147483647) / 2147483647;
  for (let columns = 2; columns <= CHOICES.maxColumns; columns++) {
    const inputs = (decimals) => Number((10 * random() - 5).toFixed(decimals)) + 0;
    const points = Array.from({ length: 40 * columns }, (unused, i) => [...Array.from({ length: columns - 1 }, (none, j) => inputs(j)), i % 3]);
    assert.deepEqual(unpacked(packed(points)), points);
    const text = toText({ ...startOf("points"), output: "softmax", loss: "cross-entropy", data: { kind: "points", points } });
    assert.deepEqual(new Session(fromText(text)).view().data.inputs, points.map((point) => point.slice(0, -1)));
  }
  const most = Array.from({ length: CHOICES.maxExamples }, (unused, i) => [...Array.from({ length: 7 }, () => Number((random() * 5).toFixed(6))), i % 3]);
  assert.ok(packed(most).length < 20_000, String(packed(most).length));
  const text = packed([[0.5, 1, 0], [1, 2, 1]]);
  for (const wrong of ["", "!", text.slice(0, -2), "____________________", packed([[0, 0, 3], [0, 0, 4]]), packed([[0, 0, 1], [0, 1, 1]]), packed([[2000, 0, 1], [0, 1, 0]])]) {
    assert.throws(() => new Session(fromText("data=points&points=" + wrong)), (error) => "failed." + error.message in texts, wrong);
  }
  assert.throws(() => new Session(fromText("data=points&points=" + packed([[0, 0, 0], [0, 1, 1], [1, 1, 2]]))), refuses("classes"));
});
