import { gradientAgrees } from "./agreement.js";
import { button, exact, make, num, say, tex, texNum } from "./dom.js";
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
  #model;
  #graph;
  #failed;
  #stops = [];
  #pass = null;
  #batch = null;
  #at = -1;
  #asked = 0;
  #opening;

  /** @param opening what stands in the place of the formula until the walk begins */
  constructor(model, graph, opening, failed) {
    this.#model = model;
    this.#graph = graph;
    this.#opening = opening;
    this.#failed = failed;
    this.reasons = new Why(model);
    this.#build();
    this.#examples();
  }

  #build() {
    this.groups = make("div", { className: "groups idle", role: "group", "aria-label": t("walk.groups") });
    this.back = button(t("walk.back"), () => this.#press(this.#at - 1), { className: "quiet", id: "walk-back" });
    this.next = button(t("walk.next"), () => this.#press(this.#at + 1), { id: "walk-next" });
    this.leave = button(t("walk.leave"), () => this.go(-1), { className: "quiet", id: "walk-leave" });
    this.title = make("h3", {});
    this.body = make("div", { className: "lines" });
    this.why = make("p", { className: "why", id: "why" });
    this.all = make("details", { className: "card all", id: "walk-all" }, make("summary", {}, t("walk.all")));
    this.all.addEventListener("toggle", () => this.all.open && this.#load().then(() => this.#fillTable()));
    this.choice = make("div", { className: "examples", role: "group", "aria-label": t("walk.example") });
    this.lens = make("div", { className: "lens" }, this.title, this.body, this.why);
    const controls = make("div", { className: "controls" }, this.next, this.back, this.leave);
    this.element = make(
      "section",
      { className: "card walk", "aria-label": t("walk.title") },
      make("div", { className: "head" }, controls, this.choice),
      this.groups,
      this.#graph.element,
      this.lens,
    );
  }

  // Built once, so that the focus stays on what was pressed.
  #examples() {
    const { inputs } = this.#model.data;
    if (inputs.length <= MOST_CHIPS) {
      const chip = (row, i) => button(row.map((v) => num(v, 2)).join(", "), () => this.#look(i), { className: "chip" });
      this.choice.replaceChildren(...inputs.map(chip));
    } else {
      const input = make("input", { type: "number", min: 1, max: inputs.length, id: "example", "aria-label": t("walk.example") });
      input.addEventListener("change", () => input.checkValidity() && input.value !== "" && this.#look(Number(input.value) - 1));
      this.choice.replaceChildren(make("label", {}, t("walk.example") + " ", input, " / " + inputs.length));
    }
    this.#markExample();
  }

  #markExample() {
    const { example } = this.#model;
    this.choice.querySelectorAll("button").forEach((chip, i) => chip.setAttribute("aria-pressed", String(i === example)));
    const input = this.choice.querySelector("input");
    if (input && input !== document.activeElement) {
      input.value = example < this.#model.data.inputs.length ? example + 1 : ""; // or what the reader drew
    }
  }

  #look(example) {
    this.#model.look(example).catch(this.#failed);
  }

  get isOn() {
    return this.#at >= 0;
  }

  /** Called for another step or example: what was shown is no longer valid. During a walk, the same stop is shown again. */
  async refresh() {
    this.#pass = null;
    this.#markExample();
    this.body.setAttribute("aria-busy", "true");
    if (this.isOn || this.all.open) {
      await this.#load();
      this.#show();
    } else {
      this.#show();
    }
  }

  /** Called during playback, when the numbers of a walk change too fast to follow. */
  pause() {
    if (this.isOn) {
      this.#at = -1;
      this.#graph.walk(null);
      this.#show();
    }
    this.#pass = null;
  }

  async #load() {
    if (this.#pass) {
      return;
    }
    const asked = ++this.#asked;
    try {
      const [pass, batch] = await Promise.all([this.#model.pass(), this.#model.pass(-1)]);
      if (asked === this.#asked) {
        await this.#take(pass, batch);
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  // If time moved while the pass was fetched, the pass of the new step is fetched.
  async #take(pass, batch) {
    if (pass.step !== this.#model.step) {
      await this.#load();
      return;
    }
    this.#pass = pass;
    this.#batch = batch;
    this.#stops = stopsOf(pass, this.#model.config.loss);
    this.#chips();
  }

  #chips() {
    const groups = [...new Set(this.#stops.map(({ group }) => group))];
    this.groups.replaceChildren(...groups.map((group) => {
      const [kind, layer] = group.split(":");
      const first = this.#stops.findIndex((stop) => stop.group === group);
      const formula = GROUP_TEX[kind]?.(layer, Number(layer) === this.#model.layers.length);
      const named = formula && { "aria-label": spoken(formula.replace(/^\\partial (.*)/, "\\dfrac{\\partial L}{\\partial $1}")) };
      const attributes = { className: "chip " + this.#stops[first].phase, "data-group": group, ...named };
      return button(formula ? tex(formula) : t("walk.update"), () => this.#press(first), attributes);
    }));
  }

  async go(index) {
    await this.#load();
    if (!this.#pass) {
      return;
    }
    this.#at = Math.max(-1, Math.min(index, this.#stops.length - 1));
    this.#show();
  }

  /** Shows the stop of a kind and unit, of the layer that comes last. */
  async open(kind, unit) {
    await this.#load();
    await this.#press(this.#stops.findLastIndex((stop) => stop.kind === kind && stop.unit === unit));
  }

  // Brings the whole stage into sight. A button that can no longer be pressed passes the focus on.
  async #press(index) {
    const { activeElement } = document;
    await this.go(index);
    this.element.scrollIntoView({ block: "nearest" });
    if (activeElement === this.next && this.next.disabled) {
      this.back.focus({ preventScroll: true });
    } else if ((activeElement === this.back || activeElement === this.leave) && !this.isOn) {
      this.next.focus({ preventScroll: true });
    }
    say([t("walk.at", { at: this.#at + 1, of: this.#stops.length }), this.title.textContent, ...this.#spokenLines(), this.why.textContent].join(". "));
  }

  #spokenLines() {
    return this.isOn ? this.#stops[this.#at].lines.map(spokenLine) : [];
  }

  #show() {
    this.back.disabled = !this.isOn;
    this.next.disabled = this.isOn && this.#at === this.#stops.length - 1;
    this.leave.hidden = !this.isOn;
    this.groups.classList.toggle("idle", !this.isOn);
    this.body.setAttribute("aria-busy", "false");
    this.element.dataset.stop = this.#at;
    if (!this.isOn) {
      this.#graph.walk(null);
      this.title.textContent = "";
      this.body.replaceChildren(this.#opening);
      this.why.textContent = "";
      this.element.classList.remove("guessing");
    } else if (this.#pass) {
      this.#showStop(this.#stops[this.#at]);
    }
    if (this.all.open) {
      this.#fillTable();
    }
  }

  #showStop(stop) {
    this.#graph.walk(this.#stops.slice(0, this.#at + 1), this.#pass);
    for (const chip of this.groups.children) {
      const isNow = chip.dataset.group === stop.group;
      chip.setAttribute("aria-pressed", String(isNow));
      if (isNow) {
        this.groups.scrollLeft = chip.offsetLeft - this.groups.offsetLeft - this.groups.clientWidth / 2;
      }
    }
    this.element.dataset.phase = stop.phase;
    this.element.dataset.now = [stop.kind, stop.layer ?? 0, stop.from ?? 0, stop.unit ?? 0].join(":");
    this.title.textContent = this.#titleOf(stop);
    if (stop.kind === "update") {
      this.body.replaceChildren(...this.#update());
    } else {
      const checked = stop.central === undefined ? "" : check(stop.lines[0].result, stop.central, this.#pass.loss, stop.products ? "check.tie" : "check.kink");
      this.body.replaceChildren(...stop.lines.map((line) => this.#line(line, stop)), checked, stop.products ? productsOf(stop.products) : "");
    }
    this.reasons.show(this.why, this.element, stop, this.#pass, this.#batch);
  }

  #titleOf({ kind, layer, unit, from, fromLoss, values }) {
    if (values) {
      return t("stop." + kind, values);
    }
    const name = layer === undefined ? "" : this.#model.unitTitle(layer, unit);
    return t("stop." + (kind === "dZ" && fromLoss ? "fused" : kind), { unit: name, from: from === undefined ? "" : this.#model.unitTitle(layer - 1, from) });
  }

  #line({ left, general, numbers, result }) {
    const value = make("span", { className: "result", "data-value": String(result), title: String(result) }, tex("= " + texNum(result)));
    return make("p", { className: "line" }, tex(general === null ? left : left + " = " + general), numbers === null ? "" : tex("= " + numbers), value);
  }

  // One parameter with all its numbers, and the table of all of them.
  #update() {
    const shown = make("div", { className: "one" });
    const [, { count }] = stepOf(this.#model);
    const show = (entry) => shown.replaceChildren(...updateLines(entry, this.#batch.update, count).map((line) => this.#line(line)));
    const { table, largest } = updateTable(this.#pass, this.#batch, show);
    show(largest);
    return [shown, table];
  }

  #fillTable() {
    if (this.#pass) {
      this.all.replaceChildren(
        this.all.firstElementChild,
        gradientTable(t("walk.this"), this.#pass),
        gradientTable(t("walk.batch"), this.#batch),
        updateTable(this.#pass, this.#batch).table,
      );
    }
  }
}

/** The products of a sum, each with its two numbers. */
function productsOf({ columns, pairs, bias }) {
  const cell = ([a, b, product]) => make(
    "span", { className: product === 0 ? "none" : "", "data-value": String(product) }, num(a, 2) + " · " + num(b, 2), make("small", {}, num(product, 3)));
  const added = bias === undefined ? [] : [make("span", { className: "bias-term" }, "b", make("small", {}, num(bias, 3)))];
  const grid = make("div", { className: "products" }, ...pairs.map(cell), ...added);
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
  return make(
    "dl",
    { className: "check " + (isClose ? "agrees" : "differs") },
    make("div", {}, make("dt", {}, t("check.backprop")), make("dd", {}, exact(value, 6, { "data-role": "gradient" }))),
    make("div", {}, make("dt", {}, t("check.central")), make("dd", {}, exact(central, 6, { "data-role": "central" }))),
    make("div", {}, make("dt", {}, t("check.apart")), make("dd", {}, num(apart), " ", make("strong", {}, t(isClose ? "check.agrees" : "check.differs")))),
  );
}
