import { gradientAgrees, updateAgrees } from "./agreement.js";
import { div, exact, make, num } from "./dom.js";
import { t } from "./words.js";

// Tables of parameters: each gradient beside its central difference, and each update.

const MOST_ROWS = 300;

/** Every weight and bias by its layer k, row i and column j, with its name as text and in TeX. */
function placesOf(parameters) {
  const place = (kind, k, i, j, ...numbers) => (
    { kind, k, i, j, name: kind + k + "[" + numbers.join() + "]", tex: kind + "^{(" + k + ")}_{" + numbers.join("") + "}" });
  return parameters.flatMap(({ W, b }, at) => [
    ...W.flatMap((row, i) => row.map((_, j) => place("W", at + 1, i, j, i + 1, j + 1))),
    ...b.map((_, j) => place("b", at + 1, 0, j, j + 1)),
  ]);
}

/** The number at a place in the parameters of all layers, or in the gradients of some; null if it is not there. */
function numberAt(layers, { kind, k, i, j }) {
  const layer = layers.find((each, at) => (each.layer ?? at + 1) === k);
  return layer ? (kind === "W" ? (layer.W ?? layer.dW)[i][j] : (layer.b ?? layer.db)[j]) : null;
}

function table(caption, heads, rows) {
  const shown = rows.slice(0, MOST_ROWS);
  return div("scroll",
    make("table", { className: "numbers" },
      make("caption", {}, caption + (shown.length < rows.length ? " (" + shown.length + " / " + rows.length + ")" : "")),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...shown)));
}

function row(name, head, isClose, cells) {
  const attributes = { className: isClose ? "" : "differs", "data-name": name };
  return make("tr", attributes, make("th", { scope: "row" }, head), ...cells.map((each) => make("td", {}, each)));
}

/** Every gradient of a pass beside its central difference. */
export function gradientTable(caption, pass) {
  const rows = placesOf(pass.layers).map((place) => {
    const [gradient, central] = [pass.backward, pass.differences].map((layers) => numberAt(layers, place));
    const isClose = gradientAgrees(gradient, central, pass.loss);
    const apart = central === null ? "" : num(Math.abs(gradient - central)) + (isClose ? "" : " ✗");
    return row(place.name, place.name, isClose, [exact(gradient, 6), central === null ? "–" : exact(central, 6), apart]);
  });
  return table(caption, [t("table.parameter"), t("check.backprop"), t("check.central"), t("check.apart")], rows);
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
  const each = (parts, place) => Object.fromEntries(Object.entries(parts).map(([letter, layers]) => [letter, numberAt(layers, place)]));
  const all = placesOf(update.before).map((place) => ({
    ...place,
    here: numberAt(pass.backward, place),
    mean: numberAt(batch.backward, place),
    memory: each(update.memory, place),
    corrected: each(update.corrected, place),
    ...each({ change: update.change, before: update.before, after: update.after, expected: update.expected }, place),
  }));
  const isRight = ({ after, expected }) => updateAgrees(after, expected);
  const isWrong = !all.every(isRight);
  const cells = ({ here, mean, memory, corrected, change, before, after, expected }) => Object.entries({
    here, mean, ...memory,
    ...Object.fromEntries(Object.entries(corrected).map(([letter, value]) => [letter + "-corrected", value])),
    change, before, after, ...(isWrong ? { expected } : {}),
  });
  const heads = cells(all[0]).map(([role]) => t("table." + role));
  const name = (entry) => (show ? make("button", { type: "button", className: "plain-button", onclick: () => show(entry) }, entry.name) : entry.name);
  const rowOf = (entry) => row(entry.name, name(entry), isRight(entry), cells(entry).map(([role, number]) => exact(number, 6, { "data-role": role })));
  const largest = all.reduce((most, entry) => (Math.abs(entry.change) > Math.abs(most.change) ? entry : most));
  return { table: table(t("table.update"), [t("table.parameter"), ...heads], all.map(rowOf)), largest };
}
