import { startOf } from "./config.js";

// Finds the columns of a reader's CSV text and chooses defaults. The server does the real parsing.

const MOST_CLASSES = 4;
const SEPARATORS = [",", ";", "\t", "|"];
// Where the comma does not separate cells, it may be the decimal mark.
const DECIMAL_COMMA = /^[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+(e[+-]?\d+)?$/i;

function separatorOf(text) {
  const head = text.split(/\r?\n/, 1)[0];
  return SEPARATORS.reduce((best, each) => (head.split(each).length > head.split(best).length ? each : best));
}

function rowsOf(text) {
  const separator = separatorOf(text);
  const rows = globalThis.d3.dsvFormat(separator).parseRows(text).map((row) => row.map((cell) => cell.trim()));
  const point = (cell) => (DECIMAL_COMMA.test(cell) ? cell.replaceAll(".", "").replace(",", ".") : cell);
  return separator === "," ? rows : [rows[0] ?? [], ...rows.slice(1).map((row) => row.map(point))];
}

/** The text of a file: UTF-8, or else the encoding in which spreadsheets in Europe save. */
export async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The column names of a text. */
export function columnsOf(text) {
  return rowsOf(text)[0] ?? [];
}

// Classes need softmax, which gives a probability for each.
function outputFor(values) {
  const distinct = new Set(values);
  const isNumber = values.every((value) => value !== "" && Number.isFinite(Number(value)));
  if (isNumber && distinct.size > MOST_CLASSES) {
    return { output: "linear", loss: "mse" };
  }
  return distinct.size > 2 ? { output: "softmax", loss: "cross-entropy" } : { output: "sigmoid", loss: "bce" };
}

/** The default configuration for a text: its first two numeric columns as inputs, and the last other column as target. */
export function configOf(text, seed, chosen = {}) {
  const [names = [], ...rows] = rowsOf(text);
  const valuesOf = (name) => rows.map((row) => row[names.indexOf(name)]).filter((value) => value !== undefined && value !== "");
  const numbers = names.filter((name) => valuesOf(name).length > 0 && valuesOf(name).every((value) => Number.isFinite(Number(value))));
  const columns = chosen.columns ?? numbers.filter((name) => name !== chosen.target).slice(0, 2);
  const target = chosen.target ?? names.filter((name) => !columns.includes(name)).at(-1) ?? "";
  return { ...startOf("csv", seed), ...outputFor(valuesOf(target)), data: { kind: "csv", csv: text, columns, target } };
}
