import { number } from "./config.js";
import { button, field, icon, make, num, numberInput, select, tex, texNum } from "./dom.js";
import { guess, notice } from "./guess.js";
import { intro } from "./intro.js";
import { GATES, trainedOn } from "./perceptron.js";
import { Plane } from "./plane.js";
import { ofRounding, ofStart, ofTraining, ofVisit } from "./says.js";
import { t } from "./words.js";

// The perceptron: points, a line, and each correction w += η e x with its numbers.

const OWN = "own";
const EPOCHS = 30;
const PLAY_MILLIS = 500;
// A power of two: all sums are exact. So are clicks on this grid.
const RATE = 0.125;
const CLICK_GRID = 64;

// The points of which the reader has guessed whether the training ends.
const guessed = new Set();

class Stage {
  gate = GATES[0];
  rate = RATE;
  kind = 1;
  at = 0;
  #timer = 0;

  constructor(root, app, text) {
    this.app = app;
    this.failed = app.failed;
    const values = new URLSearchParams(text);
    this.gate = values.get("gate") ?? GATES[0];
    this.rate = values.has("rate") ? number(values.get("rate")) : RATE;
    this.points = (values.get("points") ?? "").split(";").filter(Boolean).map((point) => point.split(",").map(number));
    this.epochs = values.has("epochs") ? number(values.get("epochs")) : EPOCHS;
    this.start = values.has("start") ? values.get("start").split(",").map(number) : undefined;
    this.plane = new Plane((place, near) => this.#clicked(place, near));
    this.#build(root);
  }

  #build(root) {
    this.slider = make("input", { type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": t("perceptron.time"), className: "plain" });
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.play = button(icon("play"), () => this.toggle(), { "aria-label": t("time.play"), className: "play", id: "perceptron-play" });
    this.count = make("output", { id: "perceptron-count" });
    this.lines = make("div", { className: "lines", "aria-live": "polite" });
    this.verdict = make("div", { className: "verdict-box" });
    this.gates = make("div", { className: "chips" });
    const step = (sign, name, text, id) => button(text, () => this.go(this.#next(sign)), { className: "quiet", "aria-label": t(name), title: t(name), id });
    root.replaceChildren(
      intro("perceptron"),
      make(
        "div",
        { className: "stage even" },
        make("section", { className: "card", "aria-label": t("perceptron.points") }, this.gates, this.plane.element, this.#pointControls()),
        make(
          "section",
          { className: "card", "aria-label": t("perceptron.update") },
          make("h2", {}, t("perceptron.update")),
          make(
            "div",
            { className: "controls" },
            button(icon("start"), () => this.go(0), { className: "quiet", "aria-label": t("time.start") }),
            step(-1, "perceptron.back", icon("back"), "perceptron-back"),
            this.play,
            step(1, "perceptron.next", icon("step"), "perceptron-next"),
            this.count,
          ),
          this.slider,
          this.lines,
          this.verdict,
        ),
      ),
    );
  }

  #pointControls() {
    const kind = select(
      [
        [0, t("points.class0")],
        [1, t("points.class1")],
      ],
      this.kind,
      (value) => (this.kind = Number(value)),
      { "aria-label": t("points.class"), id: "perceptron-class" },
    );
    const [x1, x2] = ["x₁", "x₂"].map((name) =>
      make("input", { type: "number", step: "any", value: 0.5, "aria-label": name, className: "coordinate" }),
    );
    const add = button(t("points.add"), () => this.#add([Number(x1.value), Number(x2.value)]), { className: "quiet" });
    const rate = field("η", numberInput(this.rate, { min: 1e-6, max: 1000, step: "any" }, (value) => {
      this.rate = value;
      this.load();
    }, { id: "perceptron-rate" }), "inline");
    return make("div", { className: "points-form" }, make("p", { className: "note" }, t("perceptron.click")), kind, x1, x2, add, rate);
  }

  #clicked(place, near) {
    if (near < 0) {
      this.#add(place.map((value) => Math.round(value * CLICK_GRID) / CLICK_GRID));
    } else if (this.points.length > 1) {
      this.#own(this.points.filter((_, i) => i !== near));
    }
  }

  #add(place) {
    this.#own([...this.points, [...place, this.kind]]);
  }

  #own(points) {
    this.gate = OWN;
    this.points = points;
    this.load();
  }

  load() {
    this.#stop();
    try {
      const { rate: learningRate, points, epochs, start } = this;
      this.run = trainedOn({ gate: this.gate === OWN ? null : this.gate, points, learningRate, epochs, start });
      this.snapped = this.#snapped();
      this.points = this.run.points;
      this.rate = this.run.learningRate;
      this.app.clear();
      this.app.address(
        new URLSearchParams({
          gate: this.gate,
          rate: this.rate,
          ...(this.epochs === EPOCHS ? {} : { epochs: this.epochs }),
          ...(this.start ? { start: this.start.join(",") } : {}),
          ...(this.gate === OWN ? { points: this.points.map((point) => point.join(",")).join(";") } : {}),
        })
          .toString()
          .replaceAll("%2C", ",")
          .replaceAll("%3B", ";"),
      );
      this.#gateChips();
      this.plane.setPoints(this.points);
      this.slider.max = this.run.updates.length;
      this.go(0);
    } catch (error) {
      this.failed(error);
    }
  }

  // Points that were moved to the grid: [as set, as used].
  #snapped() {
    return this.gate === OWN
      ? this.points.map((point, i) => [point, this.run.points[i]]).filter(([set, used]) => set[0] !== used[0] || set[1] !== used[1])
      : [];
  }

  #gateChips() {
    const choose = (gate) => () => {
      this.gate = gate;
      this.load();
    };
    this.gates.replaceChildren(
      ...[...GATES, OWN].map((gate) =>
        button(gate === OWN ? t("data.points") : gate, choose(gate), {
          className: "chip",
          "aria-pressed": String(gate === this.gate),
          "data-gate": gate,
        }),
      ),
    );
  }

  // The next visit that changed something, or the end.
  #next(sign) {
    const { updates } = this.run;
    for (let i = this.at + sign; i > 0 && i <= updates.length; i += sign) {
      if (updates[i - 1].error !== 0) {
        return i;
      }
    }
    return sign > 0 ? updates.length : 0;
  }

  go(at) {
    this.at = Math.max(0, Math.min(at, this.run.updates.length));
    this.slider.value = this.at;
    const update = this.run.updates[this.at - 1];
    this.count.textContent = t("perceptron.count", { at: this.at, all: this.run.updates.length });
    document.body.dataset.update = this.at;
    if (update) {
      this.plane.show(update.wAfter, update.bAfter, update.point);
      this.lines.replaceChildren(...this.#formulas(update));
    } else {
      const first = this.run.updates[0];
      const [w, bias] = first ? [first.wBefore, first.bBefore] : [[0, 0], 0];
      this.plane.show(w, bias, -1);
      this.lines.replaceChildren(make("p", { className: "note" }, t(...ofStart(this.run, { w1: num(w[0]), w2: num(w[1]), b: num(bias) }))));
    }
    this.#verdict();
  }

  #formulas(update) {
    const { point, sum, prediction, error, exactSum, wBefore, bBefore, wAfter, bAfter } = update;
    const [x1, x2, target] = this.points[point];
    const n = (value) => texNum(value, true);
    const line = (formula, value) =>
      make(
        "p",
        { className: "line" },
        tex(formula),
        make("span", { className: "result", "data-value": String(value) }, tex("= " + texNum(value))),
      );
    const change = (name, before, x, after) =>
      line(
        name + " \\leftarrow " + n(before) + " + " + n(this.rate) + " \\cdot " + n(error) + (x === null ? "" : " \\cdot " + n(x)),
        after,
      );
    return [
      make("p", { className: "note" }, t(...ofVisit(update))),
      line(
        "s = w_1 x_1 + w_2 x_2 + b = " +
          n(wBefore[0]) +
          " \\cdot " +
          n(x1) +
          " + " +
          n(wBefore[1]) +
          " \\cdot " +
          n(x2) +
          " + " +
          n(bBefore),
        sum,
      ),
      ...ofRounding(update, num(exactSum), this.run).map((said) => make("p", { className: "note rounded" }, t(...said))),
      line("e = t - \\mathbf{1}[s \\ge 0] = " + n(target) + " - " + n(prediction), error),
      change("w_1", wBefore[0], x1, wAfter[0]),
      change("w_2", wBefore[1], x2, wAfter[1]),
      change("b", bBefore, null, bAfter),
    ];
  }

  // Whether the training ends is guessed before it is shown, once for each set of points.
  #asks(separable) {
    const points = JSON.stringify(this.points);
    if (guessed.has(points)) {
      return false;
    }
    const answers = [["true", t("perceptron.ends")], ["false", t("perceptron.never")]];
    const show = (name) => {
      guessed.add(points);
      this.#verdict();
      if (name !== null) {
        this.verdict.prepend(make("p", { className: "note says" }, t(name === String(separable) ? "guess.right" : "guess.wrong")));
      }
    };
    if (this.asked !== points) {
      this.asked = points;
      this.verdict.replaceChildren(
        guess({ question: t("perceptron.ask"), answers, right: [String(separable)], once: true, ended: show }),
        ...this.#moved(),
      );
    }
    return true;
  }

  // Says where a point was moved to; before the guess, too.
  #moved() {
    if (!(this.snapped?.length > 0)) {
      return [];
    }
    const place = ([x1, x2]) => "(" + x1 + ", " + x2 + ")";
    const [set, used] = this.snapped.at(-1);
    return [make("p", { className: "note snapped" }, t("perceptron.snapped", { from: place(set), to: place(used) }))];
  }

  #verdict() {
    const { separable, updates } = this.run;
    if (this.#asks(separable)) {
      delete this.verdict.dataset.separable;
      return;
    }
    if (this.at === updates.length) {
      notice("perceptron:" + (separable ? "parted" : "endless"));
    }
    this.asked = null;
    const [verdict, ...notes] = ofTraining(this.run).map((said) => t(...said));
    this.verdict.replaceChildren(make("p", { className: "verdict " + (separable ? "right" : "wrong") }, verdict), ...this.#moved());
    this.verdict.dataset.separable = separable;
    this.verdict.append(...notes.map((note) => make("p", { className: "note" }, note)));
  }

  toggle() {
    if (this.#timer) {
      this.#stop();
      return;
    }
    this.play.replaceChildren(icon("pause"));
    this.play.setAttribute("aria-label", t("time.pause"));
    this.#timer = setInterval(() => {
      this.go(this.#next(1));
      if (this.at === this.run.updates.length) {
        this.#stop();
      }
    }, PLAY_MILLIS);
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.play.replaceChildren(icon("play"));
    this.play.setAttribute("aria-label", t("time.play"));
  }

  key({ key }) {
    const moves = { " ": () => this.toggle(), ArrowRight: () => this.go(this.#next(1)), ArrowLeft: () => this.go(this.#next(-1)) };
    moves[key]?.();
    return key in moves;
  }

  close() {
    this.#stop();
    this.plane.close();
  }
}

export const perceptron = {
  id: "perceptron",
  mount(root, app, text) {
    const stage = new Stage(root, app, text);
    stage.load();
    if (!stage.run) {
      const begin = () => app.begin("perceptron");
      root.replaceChildren(
        intro("perceptron"),
        make(
          "section",
          { className: "card" },
          make("p", {}, t("refused.text")),
          button(t("refused.begin.perceptron"), begin, { id: "begin" }),
        ),
      );
      return { close: () => stage.close() };
    }
    return stage;
  },
};
