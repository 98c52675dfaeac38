import { gradientAgrees } from "./agreement.js";
import { button, exact, make, num, tex, texNum } from "./dom.js";
import { UPDATES } from "./formulas.js";
import { stopsOf } from "./stops.js";
import { gradientTable, updateTable } from "./tables.js";
import { Why } from "./why.js";
import { t } from "./words.js";

// The walk through one example, forward and backward: one formula at a time with its numbers, and each gradient beside its central
// difference.

const PACE_MILLIS = 900;
const MOST_CHIPS = 10;
const GROUP_TEX = {
  forward: (k) => "z^{(" + k + ")}\\!, a^{(" + k + ")}",
  loss: () => "L",
  dA: (k, isLast) => "\\partial L/\\partial " + (isLast ? "y" : "a^{(" + k + ")}"),
  dZ: (k) => "\\partial L/\\partial z^{(" + k + ")}",
  dW: (k) => "\\partial L/\\partial W^{(" + k + ")}",
  db: (k) => "\\partial L/\\partial b^{(" + k + ")}",
};

export class Walk {
  #model;
  #graph;
  #failed;
  #stops = [];
  #pass = null;
  #batch = null;
  #at = -1;
  #timer = 0;
  #asked = 0;

  constructor(model, graph, failed) {
    this.#model = model;
    this.#graph = graph;
    this.#failed = failed;
    this.reasons = new Why(model);
    this.#build();
    this.#examples();
  }

  #build() {
    this.groups = make("div", { className: "groups", role: "group", "aria-label": t("walk.groups") });
    this.back = button(t("walk.back"), () => this.#press(this.#at - 1), { className: "quiet", id: "walk-back" });
    this.next = button(t("walk.next"), () => this.#press(this.#at + 1), { id: "walk-next" });
    this.auto = button(t("walk.play"), () => this.#toggle(), { className: "quiet", id: "walk-play" });
    this.leave = button(t("walk.leave"), () => this.go(-1), { className: "quiet", id: "walk-leave" });
    this.title = make("h3", {});
    this.body = make("div", { className: "lines", "aria-live": "polite" });
    this.why = make("p", { className: "why", id: "why" });
    this.all = make("details", { className: "all" }, make("summary", {}, t("walk.all")));
    this.all.addEventListener("toggle", () => this.all.open && this.#load().then(() => this.#fillTable()));
    this.choice = make("div", { className: "examples" });
    this.element = make(
      "section",
      { className: "card walk", "aria-label": t("walk.title") },
      make("div", { className: "head" }, make("h2", {}, t("walk.title")), make("div", { className: "controls" }, this.next, this.back, this.auto, this.leave), this.choice),
      this.groups,
      this.title,
      this.body,
      this.why,
      this.all,
    );
  }

  #examples() {
    const { inputs } = this.#model.data;
    if (inputs.length <= MOST_CHIPS) {
      this.choice.replaceChildren(...inputs.map((row, i) => button(row.map((v) => num(v, 2)).join(", "), () => this.#look(i), { className: "chip", "aria-pressed": String(i === this.#model.example) })));
    } else {
      const input = make("input", { type: "number", min: 1, max: inputs.length, value: this.#model.example + 1, "aria-label": t("walk.example") });
      input.addEventListener("change", () => input.checkValidity() && input.value !== "" && this.#look(Number(input.value) - 1));
      this.choice.replaceChildren(make("label", {}, t("walk.example") + " ", input, " / " + inputs.length));
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
    this.#examples();
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
    this.#stop();
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

  // A saved page has passes for some steps only: it goes to the nearest of them, so that everything shown belongs to the same step.
  // If time moved while the pass was fetched, the pass of the new step is fetched.
  async #take(pass, batch) {
    if (pass.step !== this.#model.step) {
      if (this.#model.recordedSteps) {
        await this.#model.goTo(this.#model.branch, pass.step);
      }
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
      const label = kind === "update" ? t("walk.update") : tex(GROUP_TEX[kind](layer, Number(layer) === this.#model.layers.length));
      return make("button", { type: "button", className: "chip " + this.#stops[first].phase, "data-group": group, onclick: () => this.#press(first) }, label);
    }));
  }

  async go(index) {
    await this.#load();
    if (!this.#pass) {
      return;
    }
    this.#at = Math.max(-1, Math.min(index, this.#stops.length - 1));
    if (this.#at === -1 || this.#at === this.#stops.length - 1) {
      this.#stop();
    }
    this.#show();
  }

  // Scrolls to what the reader requested, and always to the Next button; an automatic walk does not scroll.
  async #press(index) {
    await this.go(index);
    [this.body, this.next].forEach((part) => part.scrollIntoView({ block: "nearest" }));
  }

  #toggle() {
    if (this.#timer) {
      this.#stop();
      return;
    }
    const tick = async () => {
      await this.go(this.#at + 1);
      this.#timer = this.#at === this.#stops.length - 1 ? 0 : setTimeout(tick, PACE_MILLIS);
      this.auto.textContent = t(this.#timer ? "walk.pause" : "walk.play");
    };
    this.#timer = setTimeout(tick, 0);
    this.auto.textContent = t("walk.pause");
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.auto.textContent = t("walk.play");
  }

  #show() {
    this.back.disabled = !this.isOn;
    this.next.disabled = this.isOn && this.#at === this.#stops.length - 1;
    this.leave.hidden = !this.isOn;
    this.groups.hidden = this.#stops.length === 0 || !this.isOn;
    this.body.setAttribute("aria-busy", "false");
    this.element.dataset.stop = this.#at;
    if (!this.isOn) {
      this.#graph.walk(null);
      this.title.textContent = "";
      this.why.textContent = "";
      this.element.classList.remove("guessing");
      this.body.replaceChildren(make("p", { className: "note" }, t("walk.start")));
    } else if (this.#pass) {
      this.#showStop(this.#stops[this.#at]);
    }
    if (this.all.open) {
      this.#fillTable();
    }
  }

  #showStop(stop) {
    this.#graph.walk(this.#stops.slice(0, this.#at + 1), this.#pass.loss);
    this.groups.querySelectorAll("button").forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.group === stop.group)));
    this.element.dataset.phase = stop.phase;
    this.element.dataset.now = [stop.kind, stop.layer ?? 0, stop.from ?? 0, stop.unit ?? 0].join(":");
    this.title.textContent = this.#titleOf(stop);
    if (stop.kind === "update") {
      this.body.replaceChildren(...this.#update());
    } else {
      this.body.replaceChildren(...stop.lines.map((line) => this.#line(line, stop)), stop.central === undefined ? "" : check(stop.lines[0].result, stop.central, this.#pass.loss));
    }
    this.reasons.show(this.why, this.element, stop, this.#pass, this.#batch);
  }

  #titleOf({ kind, layer, unit, from, fromLoss }) {
    const name = layer === undefined ? "" : this.#model.nodeName(layer, unit);
    return t("stop." + (kind === "dZ" && fromLoss ? "fused" : kind), { layer, unit: name, from: from === undefined ? "" : this.#model.nodeName(layer - 1, from) });
  }

  #line({ left, general, numbers, result }) {
    const value = make("span", { className: "result", "data-value": String(result), title: String(result) }, tex("= " + texNum(result)));
    return make("p", { className: "line" }, tex(left + " = " + general), numbers === null ? "" : tex("= " + numbers), value);
  }

  #update() {
    const { optimizer } = this.#model.config;
    return [make("p", { className: "note" }, t("walk.update.text")), make("p", { className: "line" }, tex(UPDATES[optimizer])), updateTable(this.#batch)];
  }

  #fillTable() {
    if (this.#pass) {
      this.all.replaceChildren(this.all.firstElementChild, gradientTable(t("walk.this"), this.#pass), gradientTable(t("walk.batch"), this.#batch), updateTable(this.#batch));
    }
  }

  close() {
    this.#stop();
  }
}

/** A gradient beside its central difference. */
function check(value, central, loss) {
  if (central === null) {
    return make("p", { className: "note" }, t("check.kink"));
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
