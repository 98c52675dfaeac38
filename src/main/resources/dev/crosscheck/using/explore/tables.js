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
  return table(caption, [t("table.parameter"), t("check.backprop"), t("check.central"), t("check.apart")], rows.map((each) => row(each, gradientAgrees(each[1], each[2], pass.loss))));
}

/** Each parameter after the update, beside the expected value. */
export function updateTable(batch) {
  const { before, after, expected } = batch.update;
  const pick = (layers, k, kind, i, j) => (kind === "W" ? layers[k - 1].W[i][j] : layers[k - 1].b[j]);
  const rows = entries(before, (k, kind, i, j) => [pick(before, k, kind, i, j), pick(after, k, kind, i, j), pick(expected ?? after, k, kind, i, j)]);
  return table(
    t("table.update"),
    [t("table.parameter"), t("table.before"), t("table.after"), ...(expected ? [t("table.expected")] : [])],
    rows.map(([name, first, second, right]) => make(
      "tr",
      { className: updateAgrees(second, right) ? "" : "differs", "data-name": name },
      make("th", { scope: "row" }, name),
      ...(expected ? [first, second, right] : [first, second]).map((value) => make("td", {}, exact(value, 6))),
    )),
  );
}
