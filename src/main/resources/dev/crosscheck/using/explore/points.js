import { Refused } from "./refused.js";
import { CHOICES, whole } from "./settings.js";

// Points of the reader's own: from CSV, as CSV, and in an address. A point is a row of inputs with its class at the end.

const SEPARATORS = /[,;\t]/;
const LARGEST = 5; // beyond, a column is standardised, because units would be saturated from the start
const [FEW, MANY] = [2, 6]; // decimals of a number that is standardised, and of others
const SEVEN_BITS = 128;

const rounded = (value, decimals) => Number(value.toFixed(decimals)) + 0; // not -0
const columnsOf = (rows) => rows[0].map((unused, j) => rows.map((row) => row[j]));

/** A column of texts as numbers that a network can learn from. */
function inputsOf(texts, firstRow, column) {
  const values = texts.map(Number);
  const wrong = texts.findIndex((text, i) => text === "" || !Number.isFinite(values[i]));
  if (wrong >= 0) {
    throw new Refused("csvNumber", { row: firstRow + wrong, column: column + 1, found: texts[wrong].slice(0, 40) || "–" });
  }
  if (values.every((value) => Math.abs(value) <= LARGEST)) {
    return values.map((value) => rounded(value, MANY));
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => rounded((value - mean) / deviation, FEW));
}

/** The points of a CSV file, whose last column names the class; a first row of names is passed over. The classes are mixed evenly. */
export function fromCsv(text) {
  const all = text.split(/\r?\n/).filter((line) => line.trim() !== "").map((line) => line.split(SEPARATORS).map((cell) => cell.trim()));
  const hasNames = all.length > 0 && all[0].slice(0, -1).some((cell) => !Number.isFinite(Number(cell)));
  const rows = hasNames ? all.slice(1) : all;
  whole("rows", rows.length, CHOICES.leastPoints, CHOICES.maxExamples);
  whole("columns", rows[0].length, 2, CHOICES.maxColumns);
  rows.forEach((row, i) => whole("columns of row " + (i + 1), row.length, rows[0].length, rows[0].length));
  const columns = columnsOf(rows);
  const names = [...new Set(columns.at(-1))].sort();
  whole("classes", names.length, 2, CHOICES.maxClasses);
  const inputs = columns.slice(0, -1).map((texts, column) => inputsOf(texts, hasNames ? 2 : 1, column));
  const points = rows.map((row, i) => [...inputs.map((values) => values[i]), names.indexOf(row.at(-1))]);
  const ofClass = (label) => points.filter((point) => point.at(-1) === label);
  const places = names.flatMap((unused, label) => ofClass(label).map((point, i, { length }) => ({ point, at: (i + 0.5) / length })));
  return places.sort((one, other) => one.at - other.at).map(({ point }) => point);
}

export const toCsv = (points) => points.map((point) => point.join(",")).join("\n");

// In an address each column is the whole numbers of its last decimal, counted from the least of them: bytes of seven bits each, of which all but a
// number's last have the eighth. What is typed comes back to the last bit, because both are the double that is nearest to the same decimal number.

function bytesOf(number) {
  return number < SEVEN_BITS ? [number] : [number % SEVEN_BITS + SEVEN_BITS, ...bytesOf(Math.floor(number / SEVEN_BITS))];
}

function decimalsOf(values) {
  return Math.max(...values.map((value) => Array.from({ length: MANY }, (unused, d) => d).find((d) => rounded(value, d) === value) ?? MANY));
}

/** Points as text. */
export function packed(points) {
  const bytes = columnsOf(points).flatMap((values) => {
    const decimals = decimalsOf(values);
    const numbers = values.map((value) => Math.round(value * 10 ** decimals));
    const least = Math.min(...numbers);
    return [decimals, Number(least < 0), ...bytesOf(Math.abs(least)), ...numbers.flatMap((number) => bytesOf(number - least))];
  });
  const all = [...bytesOf(points.length), points[0].length, ...bytes];
  return btoa(String.fromCharCode(...all)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The points of such a text; what is none is refused. */
export function unpacked(text) {
  const refused = new Refused("points");
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) {
    throw refused;
  }
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  let at = 0;
  const next = () => {
    for (let number = 0, place = 1; at < bytes.length; place *= SEVEN_BITS) {
      const byte = bytes.charCodeAt(at++);
      number += byte % SEVEN_BITS * place;
      if (byte < SEVEN_BITS) {
        return number;
      }
    }
    throw refused;
  };
  const rows = next();
  whole("points", rows, CHOICES.leastPoints, CHOICES.maxExamples);
  const width = next();
  whole("columns", width, 2, CHOICES.maxColumns);
  const columns = Array.from({ length: width }, () => {
    const [decimals, isNegative, size] = [next(), next(), next()];
    return Array.from({ length: rows }, () => (next() + (isNegative ? -size : size)) / 10 ** decimals);
  });
  return columns[0].map((unused, i) => columns.map((values) => values[i]));
}
