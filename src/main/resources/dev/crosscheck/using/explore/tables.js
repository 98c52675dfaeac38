import { gradientAgrees, updateAgrees } from "./agreement.js";
import { exact, make, num } from "./dom.js";
import { t } from "./words.js";

// Tables of parameters: each gradient beside its central difference, and each update.

const MOST_ROWS = 300;

/** All entries of W and b of every layer: [name, result of `pick`]. */
function entries(layers, pick) {
  return layers.flatMap((layer, at) => {
    const k = layer.layer ?? at + 1;
    const weights = layer.W ?? layer.dW;
    const biases = layer.b ?? layer.db;
    return [
      ...weights.flatMap((row, i) => row.map((_, j) => ["W" + k + "[" + (i + 1) + "," + (j + 1) + "]", ...pick(k, "W", i, j)])),
      ...biases.map((_, j) => ["b" + k + "[" + (j + 1) + "]", ...pick(k, "b", 0, j)]),
    ];
  });
}

function table(caption, heads, rows) {
  const shown = rows.slice(0, MOST_ROWS);
  return make(
    "div",
    { className: "scroll" },
    make(
      "table",
      { className: "numbers" },
      make("caption", {}, caption + (shown.length < rows.length ? " (" + shown.length + " / " + rows.length + ")" : "")),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...shown),
    ),
  );
}

function row([name, left, right], isClose) {
  return make(
    "tr",
    { className: isClose ? "" : "differs", "data-name": name },
    make("th", { scope: "row" }, name),
    ...[left, right].map((value) => make("td", {}, value === null ? "–" : exact(value, 6))),
    make("td", {}, right === null ? "" : num(Math.abs(left - right)) + (isClose ? "" : " ✗")),
  );
}

/** Every gradient of a pass beside its central difference. */
export function gradientTable(caption, pass) {
  const back = [...pass.backward].sort((a, b) => a.layer - b.layer);
  const central = new Map(pass.differences.map((each) => [each.layer, each]));
  const rows = entries(back, (k, kind, i, j) => {
    const pick = (layer) => (kind === "W" ? layer.dW[i][j] : layer.db[j]);
    return [pick(back[k - 1]), central.has(k) ? pick(central.get(k)) : null];
  });
  return table(
    caption,
    [t("table.parameter"), t("check.backprop"), t("check.central"), t("check.apart")],
    rows.map((each) => row(each, gradientAgrees(each[1], each[2], pass.loss))),
  );
}

/** A parameter in TeX and as text. */
function symbol({ kind, k, i, j }) {
  const place = kind === "W" ? i + 1 + "" + (j + 1) : String(j + 1);
  return kind + "^{(" + k + ")}_{" + place + "}";
}

/**
 * Each parameter with its gradients, the optimizer's memory, the change, and the value before and after.
 *
 * @param pass the numbers of one example
 * @param batch those of the step's batch
 * @param show is called with the parameter that the reader selects, as {tex, here, mean, memory, corrected, change, before, after}
 * @returns the table, and the parameter that changes most
 */
export function updateTable(pass, batch, show = null) {
  const { update } = batch;
  const inOrder = ({ backward }) => [...backward].sort((a, b) => a.layer - b.layer);
  const [here, mean] = [inOrder(pass), inOrder(batch)];
  const value = (layer, { kind, i, j }) => (kind === "W" ? (layer.W ?? layer.dW)[i][j] : (layer.b ?? layer.db)[j]);
  const of = (layers, place) => value(layers[place.k - 1], place);
  const each = (parts, place) => Object.fromEntries(Object.entries(parts ?? {}).map(([letter, layers]) => [letter, of(layers, place)]));
  const all = entries(update.before, (k, kind, i, j) => [{ k, kind, i, j }]).map(([name, place]) => ({
    name,
    tex: symbol(place),
    here: of(here, place),
    mean: of(mean, place),
    memory: each(update.memory, place),
    corrected: each(update.corrected, place),
    change: of(update.change, place),
    before: of(update.before, place),
    after: of(update.after, place),
    expected: of(update.expected ?? update.after, place),
  }));
  const isWrong = all.some(({ after, expected }) => !updateAgrees(after, expected));
  const letters = Object.keys(all[0].memory);
  const cells = (entry) => [
    ["here", entry.here],
    ["mean", entry.mean],
    ...letters.map((letter) => [letter, entry.memory[letter]]),
    ...Object.keys(entry.corrected).map((letter) => [letter + "-corrected", entry.corrected[letter]]),
    ["change", entry.change],
    ["before", entry.before],
    ["after", entry.after],
    ...(isWrong ? [["expected", entry.expected]] : []),
  ];
  const heads = cells(all[0]).map(([role]) => t("table." + role));
  const name = (entry) => (show ? make("button", { type: "button", className: "plain-button", onclick: () => show(entry) }, entry.name) : entry.name);
  const row = (entry) => make(
    "tr",
    { className: updateAgrees(entry.after, entry.expected) ? "" : "differs", "data-name": entry.name },
    make("th", { scope: "row" }, name(entry)),
    ...cells(entry).map(([role, number]) => make("td", {}, exact(number, 6, { "data-role": role }))),
  );
  const largest = all.reduce((most, entry) => (Math.abs(entry.change) > Math.abs(most.change) ? entry : most));
  return { table: table(t("table.update"), [t("table.parameter"), ...heads], all.map(row)), largest };
}
