import { divergingAt, onScheme } from "./colors.js";
import { SIZES, marksOf } from "./convolution.js";
import { brief, button, div, make, num } from "./dom.js";
import { indices, maxOf } from "./plot.js";
import { t } from "./words.js";

// A network of pictures, as numbers in grids: the picture, which is drawn by clicking, its kernels, their maps, what pooling leaves of them, and the
// classes. The same as graph.js draws of units and edges.

const [SIDE, KERNEL, MAP, POOLED] = SIZES;
const LONG = 5; // characters; longer ones are small
const CLASSES = ["bar", "cross", "corner", "dots"];

export class Pictures {
  _cells = new Map();
  _walk = null;

  /** @param edit is called as by graph.js; @param open with kind and unit of a stop that is to be shown */
  constructor(model, edit, open, failed) {
    this._model = model;
    this._edit = edit;
    this._failed = failed;
    const { maps, units } = model.layers[0];
    this.label = make("span", { className: "chips" }, ...CLASSES.map((name, label) => (
      button(t("stroke." + name), () => this._draw({ label }), { className: "chip", "data-class": label }))));
    const grid = (title, columns, cells) => {
      const figure = make("figure", { className: "numbers-in" }, make("figcaption", { className: "note" }, title), make("div", {}, ...cells));
      figure.lastChild.style.gridTemplateColumns = "repeat(" + columns + ", auto)";
      return figure;
    };
    const each = (count, of) => indices(count).map(of);
    const picture = grid(t("picture.title"), SIDE, each(SIDE * SIDE, (i) => this._cell("x:" + i, () => this._ink(i))));
    const kernel = (m) => [
      ...each(KERNEL * KERNEL, (i) => this._parameter("w1:" + i + ":" + m, { layer: 1, kind: "W", row: i, column: m })),
      make("span", { className: "note" }, "b"), this._parameter("b1:" + m, { layer: 1, kind: "b", row: 0, column: m }),
    ];
    const cells = (letter, kind, m, count) => each(count, (p) => this._cell(letter + ":" + (m * count + p), () => open(kind, m * count + p)));
    const row = (m) => div("map-row",
      grid(t("picture.kernel", { number: m + 1 }), KERNEL, kernel(m)),
      grid(t("picture.map"), MAP, cells("y", "window", m, MAP * MAP)),
      grid(t("picture.pooled"), POOLED, cells("a", "pool", m, POOLED * POOLED)),
    );
    const dense = grid(t("picture.dense"), CLASSES.length, [
      ...CLASSES.map((name) => make("span", { className: "note" }, t("stroke." + name))),
      ...each(units, (i) => each(CLASSES.length, (j) => this._parameter("w2:" + i + ":" + j, { layer: 2, kind: "W", row: i, column: j }))).flat(),
      ...each(CLASSES.length, (j) => this._parameter("b2:" + j, { layer: 2, kind: "b", row: 0, column: j })),
      ...each(CLASSES.length, (j) => this._cell("o:" + j, () => open("unit", j))),
    ]);
    const loss = make("p", { className: "note" }, t("picture.loss") + " ", this._cell("L", () => open("loss")));
    this.element = make(
      "div", { className: "pictures", role: "group", "aria-label": t("picture.label") },
      make("div", {}, picture, make("p", { className: "note" }, t("picture.class")), this.label),
      make("div", {}, ...each(maps, row)),
    );
    this.answer = make("section", { className: "card answers", "aria-label": t("picture.dense") }, dense, loss);
    this.close = onScheme(() => this.update());
  }

  _cell(id, press) {
    const cell = button("", press, { className: "cell " + id[0], "data-cell": id });
    this._cells.set(id, cell);
    return cell;
  }

  _parameter(id, edit) {
    const cell = this._cell(id, () => this._edit(edit, cell));
    cell.classList.add("parameter");
    return cell;
  }

  // Ink becomes paper, and paper ink; a picture with noise becomes one without.
  _ink(pixel) {
    this._draw({ pixels: this._model.picture.pixels.map((ink, i) => Number(ink > 0.5) ^ Number(i === pixel)) });
  }

  _draw(change) {
    const { pixels, label } = this._model.picture;
    this._model.draw({ pixels: pixels.map((ink) => Number(ink > 0.5)), label, ...change }).catch(this._failed);
  }

  /** Every number of the drawing by its name, without a walk. */
  _values() {
    const { frame, picture } = this._model;
    const [first, second] = frame.parameters;
    const named = (letter, values) => (values ?? []).map((value, i) => [letter + ":" + i, value]);
    return new Map([
      ...named("x", picture.pixels), ...named("b1", first.b), ...named("b2", second.b),
      ...first.W.flatMap((row, i) => named("w1:" + i, row)), ...second.W.flatMap((row, i) => named("w2:" + i, row)),
      ...named("y", frame.y), ...named("a", frame.a?.[0]), ...named("o", frame.a?.[1]), ["L", frame.exampleLoss ?? frame.loss],
    ]);
  }

  /** Shows the model's current state. */
  update() {
    if (!this._model.frame) {
      return;
    }
    const values = this._values();
    const scales = new Map();
    const scaleOf = (letter) => scales.get(letter) ?? scales.set(letter, Math.max(letter === "x" ? 1 : 1e-9,
      maxOf([...values].filter(([id]) => id[0] === letter).map(([, value]) => Math.abs(value))) ?? 1)).get(letter);
    const slopes = this._walk?.slopes ?? new Map();
    const steepest = maxOf([...slopes.values()], Math.abs) || 1;
    this._cells.forEach((cell, id) => {
      const isHidden = this._walk && /^[yaoL]/.test(id) && !this._walk.shown.has(id);
      const slope = slopes.get(id);
      const value = slope ?? values.get(id);
      cell.textContent = isHidden || value === undefined ? "·" : brief(value, slope === undefined ? 2 : 3);
      cell.classList.toggle("long", cell.textContent.length > LONG);
      cell.classList.toggle("is-slope", slope !== undefined);
      const share = isHidden || value === undefined ? 0 : value / (slope === undefined ? scaleOf(id[0]) : steepest);
      cell.style.background = slope === undefined ? divergingAt(0.5 + 0.38 * Math.max(-1, Math.min(1, share || 0))) : "";
      const name = t("picture.cell." + id.replace(/:.*/, ""));
      cell.title = name + ": " + num(value);
      cell.setAttribute("aria-label", cell.title);
    });
    const { label } = this._model.picture;
    this.label.querySelectorAll("button").forEach((chip, j) => chip.setAttribute("aria-pressed", String(j === label)));
  }

  /** Shows the progress of a walk, or none for null. */
  walk(stops, pass) {
    const marks = stops?.map((stop) => marksOf(stop, pass));
    this._walk = marks ? {
      shown: new Map(marks.flatMap(({ shows }) => shows)),
      slopes: new Map(marks.flatMap(({ slopes }) => slopes)),
    } : null;
    const { now, lit } = marks?.at(-1) ?? { now: [], lit: [] };
    this.element.dataset.phase = this.answer.dataset.phase = stops?.at(-1).phase ?? "";
    this._cells.forEach((cell, id) => {
      cell.classList.toggle("lit", lit.includes(id));
      cell.classList.toggle("now", now.includes(id));
    });
    this.update();
  }
}
