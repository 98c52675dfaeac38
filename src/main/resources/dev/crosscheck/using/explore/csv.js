import { startOf } from "./config.js";

// A reader's CSV text: which columns it has, and what to learn from it until told otherwise. The server reads it for good.

const MOST_CLASSES = 4;
const SEPARATORS = [",", ";", "\t"];

function rowsOf(text) {
  const head = text.split(/\r?\n/, 1)[0];
  const separator = SEPARATORS.reduce((best, each) => (head.split(each).length > head.split(best).length ? each : best));
  return globalThis.d3.dsvFormat(separator).parseRows(text);
}

/** Names of a text's columns. */
export function columnsOf(text) {
  return rowsOf(text)[0] ?? [];
}

// Classes need the output that gives one probability for each.
function outputFor(values) {
  const distinct = new Set(values);
  const isNumber = values.every((value) => value !== "" && Number.isFinite(Number(value)));
  if (isNumber && distinct.size > MOST_CLASSES) {
    return { output: "linear", loss: "mse" };
  }
  return distinct.size > 2 ? { output: "softmax", loss: "cross-entropy" } : { output: "sigmoid", loss: "bce" };
}

/** A configuration for a text: of its columns the first two of numbers as inputs, and the last other one to learn. */
export function configOf(text, seed, chosen = {}) {
  const [names = [], ...rows] = rowsOf(text);
  const valuesOf = (name) => rows.map((row) => row[names.indexOf(name)]).filter((value) => value !== undefined && value !== "");
  const numbers = names.filter((name) => valuesOf(name).length > 0 && valuesOf(name).every((value) => Number.isFinite(Number(value))));
  const columns = chosen.columns ?? numbers.filter((name) => name !== chosen.target).slice(0, 2);
  const target = chosen.target ?? names.filter((name) => !columns.includes(name)).at(-1) ?? "";
  return { ...startOf("csv", seed), ...outputFor(valuesOf(target)), data: { kind: "csv", csv: text, columns, target } };
}
