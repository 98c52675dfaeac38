import { gradientAgrees } from "./agreement.js";
import { button, cell, div, exact, make, num, say, tex, texNum } from "./dom.js";
import { updateLines } from "./formulas.js";
import { spoken, spokenLine } from "./spoken.js";
import { stepOf } from "./reasons.js";
import { stopsOf } from "./stops.js";
import { gradientTable, updateTable } from "./tables.js";
import { Why } from "./why.js";
import { t } from "./words.js";

// The walk through one example, forward and backward: one formula at a time with its numbers, and each gradient beside its central
// difference.

const MOST_CHIPS = 10;
const GROUP_TEX = {
  forward: (k, isLast) => (isLast ? "y" : "a^{(" + k + ")}"),
  loss: () => "L",
  dA: (k, isLast) => "\\partial " + (isLast ? "y" : "a^{(" + k + ")}"),
  dZ: (k) => "\\partial z^{(" + k + ")}",
  dW: (k) => "\\partial W^{(" + k + ")}",
  db: (k) => "\\partial b^{(" + k + ")}",
  window: (map) => "y_" + map,
  pool: (map) => "a_" + map,
  unpool: (map) => "\\partial y_" + map,
  kernel: (map) => "\\partial w_" + map,
  kbias: () => "\\partial b",
  pixel: () => "\\partial x",
};

export class Walk {
  _stops = [];
  _pass = null;
  _batch = null;
  _at = -1;
  _asked = 0;

  /** @param opening what stands in the place of the formula until the walk begins */
  constructor(model, graph, opening, failed) {
    this._model = model;
    this._graph = graph;
    this._opening = opening;
    this._failed = failed;
    this.reasons = new Why(model);
    this._build();
    this._examples();
  }

  _build() {
    this.groups = make("div", { className: "groups idle", role: "group", "aria-label": t("walk.groups") });
    this.back = button(t("walk.back"), () => this._press(this._at - 1), { className: "quiet", id: "walk-back" });
    this.next = button(t("walk.next"), () => this._press(this._at + 1), { id: "walk-next" });
    this.leave = button(t("walk.leave"), () => this.go(-1), { className: "quiet", id: "walk-leave" });
    this.title = make("h3", {});
    this.body = div("lines");
    this.why = make("p", { className: "why", id: "why" });
    this.all = make("details", { className: "card all", id: "walk-all" }, make("summary", {}, t("walk.all")));
    this.all.addEventListener("toggle", () => this.all.open && this._load().then(() => this._fillTable()));
    this.choice = make("div", { className: "examples", role: "group", "aria-label": t("walk.example") });
    this.lens = div("lens", this.title, this.body, this.why);
    const controls = div("controls", this.next, this.back, this.leave);
    const parts = [div("head", controls, this.choice), this.groups, this._graph.element, this.lens];
    this.element = make("section", { className: "card walk", "aria-label": t("walk.title") }, ...parts);
  }

  // Built once, so that the focus stays on what was pressed.
  _examples() {
    const { inputs } = this._model.data;
    if (inputs.length <= MOST_CHIPS) {
      const chip = (row, i) => button(row.map((v) => num(v, 2)).join(", "), () => this._look(i), { className: "chip" });
      this.choice.replaceChildren(...inputs.map(chip));
    } else {
      const input = make("input", { type: "number", min: 1, max: inputs.length, id: "example", "aria-label": t("walk.example") });
      input.addEventListener("change", () => input.checkValidity() && input.value !== "" && this._look(Number(input.value) - 1));
      this.choice.replaceChildren(make("label", {}, t("walk.example") + " ", input, " / " + inputs.length));
    }
    this._markExample();
  }

  _markExample() {
    const { example } = this._model;
    this.choice.querySelectorAll("button").forEach((chip, i) => chip.setAttribute("aria-pressed", String(i === example)));
    const input = this.choice.querySelector("input");
    if (input && input !== document.activeElement) {
      input.value = example < this._model.data.inputs.length ? example + 1 : ""; // or what the reader drew
    }
  }

  _look(example) {
    this._model.look(example).catch(this._failed);
  }

  get isOn() {
    return this._at >= 0;
  }

  /** Called for another step or example: what was shown is no longer valid. During a walk, the same stop is shown again. */
  async refresh() {
    this._pass = null;
    this._markExample();
    this.body.setAttribute("aria-busy", "true");
    if (this.isOn || this.all.open) {
      await this._load();
    }
    this._show();
  }

  /** Called during playback, when the numbers of a walk change too fast to follow. */
  pause() {
    if (this.isOn) {
      this._at = -1;
      this._graph.walk(null);
      this._show();
    }
    this._pass = null;
  }

  async _load() {
    if (this._pass) {
      return;
    }
    const asked = ++this._asked;
    try {
      const [pass, batch] = await Promise.all([this._model.pass(), this._model.pass(-1)]);
      if (asked === this._asked) {
        await this._take(pass, batch);
      }
    } catch (error) {
      this._failed(error);
    }
  }

  // If time moved while the pass was fetched, the pass of the new step is fetched.
  async _take(pass, batch) {
    if (pass.step !== this._model.step) {
      await this._load();
      return;
    }
    this._pass = pass;
    this._batch = batch;
    this._stops = stopsOf(pass, this._model.config.loss);
    this._chips();
  }

  _chips() {
    const groups = [...new Set(this._stops.map(({ group }) => group))];
    this.groups.replaceChildren(...groups.map((group) => {
      const [kind, layer] = group.split(":");
      const first = this._stops.findIndex((stop) => stop.group === group);
      const formula = GROUP_TEX[kind]?.(layer, Number(layer) === this._model.layers.length);
      const named = formula && { "aria-label": spoken(formula.replace(/^\\partial (.*)/, "\\dfrac{\\partial L}{\\partial $1}")) };
      const attributes = { className: "chip " + this._stops[first].phase, "data-group": group, ...named };
      return button(formula ? tex(formula) : t("walk.update"), () => this._press(first), attributes);
    }));
  }

  async go(index) {
    await this._load();
    if (!this._pass) {
      return;
    }
    this._at = Math.max(-1, Math.min(index, this._stops.length - 1));
    this._show();
  }

  /** Shows the stop of a kind and unit, of the layer that comes last. */
  async open(kind, unit) {
    await this._load();
    await this._press(this._stops.findLastIndex((stop) => stop.kind === kind && stop.unit === unit));
  }

  // Brings the whole stage into sight. A button that can no longer be pressed passes the focus on.
  async _press(index) {
    const { activeElement } = document;
    await this.go(index);
    this.element.scrollIntoView({ block: "nearest" });
    if (activeElement === this.next && this.next.disabled) {
      this.back.focus({ preventScroll: true });
    } else if ((activeElement === this.back || activeElement === this.leave) && !this.isOn) {
      this.next.focus({ preventScroll: true });
    }
    say([t("walk.at", { at: this._at + 1, of: this._stops.length }), this.title.textContent, ...this._spokenLines(), this.why.textContent].join(". "));
  }

  _spokenLines() {
    return this.isOn ? this._stops[this._at].lines.map(spokenLine) : [];
  }

  _show() {
    this.back.disabled = !this.isOn;
    this.next.disabled = this.isOn && this._at === this._stops.length - 1;
    this.leave.hidden = !this.isOn;
    this.groups.classList.toggle("idle", !this.isOn);
    this.body.setAttribute("aria-busy", "false");
    this.element.dataset.stop = this._at;
    if (!this.isOn) {
      this._graph.walk(null);
      this.title.textContent = "";
      this.body.replaceChildren(this._opening);
      this.why.textContent = "";
      this.element.classList.remove("guessing");
    } else if (this._pass) {
      this._showStop(this._stops[this._at]);
    }
    if (this.all.open) {
      this._fillTable();
    }
  }

  _showStop(stop) {
    this._graph.walk(this._stops.slice(0, this._at + 1), this._pass);
    for (const chip of this.groups.children) {
      const isNow = chip.dataset.group === stop.group;
      chip.setAttribute("aria-pressed", String(isNow));
      if (isNow) {
        this.groups.scrollLeft = chip.offsetLeft - this.groups.offsetLeft - this.groups.clientWidth / 2;
      }
    }
    this.element.dataset.phase = stop.phase;
    this.element.dataset.now = [stop.kind, stop.layer ?? 0, stop.from ?? 0, stop.unit ?? 0].join(":");
    this.title.textContent = this._titleOf(stop);
    if (stop.kind === "update") {
      this.body.replaceChildren(...this._update());
    } else {
      const checked = stop.central === undefined ? "" : check(stop.lines[0].result, stop.central, this._pass.loss, stop.products ? "check.tie" : "check.kink");
      this.body.replaceChildren(...stop.lines.map((line) => this._line(line, stop)), checked, stop.products ? productsOf(stop.products) : "");
    }
    this.reasons.show(this.why, this.element, stop, this._pass, this._batch);
  }

  _titleOf({ kind, layer, unit, from, fromLoss, values }) {
    if (values) {
      return t("stop." + kind, values);
    }
    const name = layer === undefined ? "" : this._model.nameOf(layer, unit);
    return t("stop." + (kind === "dZ" && fromLoss ? "fused" : kind), { unit: name, from: from === undefined ? "" : this._model.nameOf(layer - 1, from) });
  }

  _line({ left, general, numbers, result }) {
    const value = make("span", { className: "result", "data-value": String(result), title: String(result) }, tex("= " + texNum(result)));
    return make("p", { className: "line" }, tex(general === null ? left : left + " = " + general), numbers === null ? "" : tex("= " + numbers), value);
  }

  // One parameter with all its numbers, and the table of all of them.
  _update() {
    const shown = div("one");
    const [, { count }] = stepOf(this._model);
    const show = (entry) => shown.replaceChildren(...updateLines(entry, this._batch.update, count).map((line) => this._line(line)));
    const { table, largest } = updateTable(this._pass, this._batch, show);
    show(largest);
    return [shown, table];
  }

  _fillTable() {
    if (this._pass) {
      this.all.replaceChildren(
        this.all.firstElementChild,
        gradientTable(t("walk.this"), this._pass),
        gradientTable(t("walk.batch"), this._batch),
        updateTable(this._pass, this._batch).table,
      );
    }
  }
}

/** The products of a sum, each with its two numbers. */
function productsOf({ columns, pairs, bias }) {
  const cell = ([a, b, product]) => make(
    "span", { className: product === 0 ? "none" : "", "data-value": String(product) }, num(a, 2) + " · " + num(b, 2), make("small", {}, num(product, 3)));
  const added = bias === undefined ? [] : [make("span", { className: "bias-term" }, "b", make("small", {}, num(bias, 3)))];
  const grid = div("products", ...pairs.map(cell), ...added);
  grid.style.gridTemplateColumns = "repeat(" + columns + ", auto)";
  return grid;
}

/** A gradient beside its central difference. */
function check(value, central, loss, none) {
  if (central === null) {
    return make("p", { className: "note" }, t(none));
  }
  const apart = Math.abs(value - central);
  const isClose = gradientAgrees(value, central, loss);
  return make("dl", { className: "check " + (isClose ? "agrees" : "differs") },
    cell(t("check.backprop"), exact(value, 6, { "data-role": "gradient" })),
    cell(t("check.central"), exact(central, 6, { "data-role": "central" })),
    cell(t("check.apart"), num(apart), " ", make("strong", {}, t(isClose ? "check.agrees" : "check.differs"))));
}
