import { number } from "./config.js";
import { button, card, div, field, icon, line, make, num, numberInput, showPlaying, slider, texNum } from "./dom.js";
import { times } from "./formulas.js";
import { guess, notice } from "./guess.js";
import { intro, refused } from "./intro.js";
import { GATES, trainedOn } from "./perceptron.js";
import { Plane } from "./plane.js";
import { CHOICES } from "./settings.js";
import { ofStart, ofTraining, ofVisit } from "./says.js";
import { t } from "./words.js";

// The perceptron: points, a line, and each correction w += η e x with its numbers.

const EPOCHS = 30;
const PLAY_MILLIS = 500;
const RATE = 0.125; // a power of two: all sums are exact

// The gates of which the reader has guessed whether the training ends.
const guessed = new Set();

class Stage {
  at = 0;
  _timer = 0;

  constructor(root, app, text) {
    this.app = app;
    this.failed = app.failed;
    const values = new URLSearchParams(text);
    this.gate = values.get("gate") ?? GATES[0];
    this.rate = values.has("rate") ? number(values.get("rate")) : RATE;
    this.epochs = values.has("epochs") ? number(values.get("epochs")) : EPOCHS;
    this.start = values.has("start") ? values.get("start").split(",").map(number) : undefined;
    this.plane = new Plane();
    this._build(root);
  }

  _build(root) {
    this.slider = slider({ min: 0, max: 1, step: 1, value: 0, "aria-label": t("perceptron.time") }, (at) => this.go(at));
    this.play = button("", () => this.toggle(), { className: "play", id: "perceptron-play" });
    this.count = make("output", { id: "perceptron-count" });
    this.lines = make("div", { className: "lines", "aria-live": "polite" });
    this.verdict = div("verdict-box");
    this.gates = div("chips");
    const step = (sign, name, text, id) => button(text, () => this.go(this._next(sign)), { className: "quiet", "aria-label": t(name), title: t(name), id });
    root.replaceChildren(
      intro("perceptron"),
      div("stage even",
        make("section", { className: "card", "aria-label": t("perceptron.points") }, this.gates, this.plane.element, this._rateField()),
        card(t("perceptron.update"), { "aria-label": t("perceptron.update") },
          div("controls",
            button(icon("start"), () => this.go(0), { className: "quiet", "aria-label": t("time.start") }),
            step(-1, "perceptron.back", icon("back"), "perceptron-back"),
            this.play,
            step(1, "perceptron.next", icon("step"), "perceptron-next"),
            this.count),
          this.slider, this.lines, this.verdict)),
    );
  }

  _rateField() {
    const limits = { min: CHOICES.leastRate, max: CHOICES.largest, step: "any" };
    return field("η", numberInput(this.rate, limits, (rate) => this._set({ rate }), { id: "perceptron-rate" }), "inline");
  }

  _set(change) {
    Object.assign(this, change);
    this.load();
  }

  load() {
    this._stop();
    try {
      const { gate, rate, epochs, start } = this;
      this.run = trainedOn({ gate, learningRate: rate, epochs, start });
      this.app.clear();
      const set = { gate, rate, ...(epochs === EPOCHS ? {} : { epochs }), ...(start ? { start } : {}) };
      this.app.address(Object.entries(set).map((pair) => pair.join("=")).join("&"));
      this._gateChips();
      this.slider.max = this.run.updates.length;
      this.go(0);
    } catch (error) {
      this.failed(error);
    }
  }

  _gateChips() {
    this.gates.replaceChildren(...GATES.map((gate) => (
      button(gate, () => this._set({ gate }), { className: "chip", "aria-pressed": String(gate === this.gate), "data-gate": gate }))));
  }

  // The next visit that changed something, or the end.
  _next(sign) {
    const { updates } = this.run;
    for (let i = this.at + sign; i > 0 && i <= updates.length; i += sign) {
      if (updates[i - 1].error !== 0) {
        return i;
      }
    }
    return sign > 0 ? updates.length : 0;
  }

  go(at) {
    const { points, updates } = this.run;
    this.at = Math.max(0, Math.min(at, updates.length));
    this.slider.value = this.at;
    const update = updates[this.at - 1];
    this.count.textContent = t("perceptron.count", { at: this.at, all: updates.length });
    document.body.dataset.update = this.at;
    if (update) {
      this.plane.show({ points, w: update.wAfter, b: update.bAfter, at: update.point });
      this.lines.replaceChildren(...this._formulas(update));
    } else {
      const { wBefore: w, bBefore: bias } = updates[0];
      this.plane.show({ points, w, b: bias, at: -1 });
      this.lines.replaceChildren(make("p", { className: "note" }, t(...ofStart(this.run, { w1: num(w[0]), w2: num(w[1]), b: num(bias) }))));
    }
    this._verdict();
  }

  _formulas(update) {
    const { point, sum, prediction, error, wBefore, bBefore, wAfter, bAfter } = update;
    const [x1, x2, target] = this.run.points[point];
    const n = (value) => texNum(value, true);
    const change = (name, before, after, ...x) => line(name + " \\leftarrow " + n(before) + " + " + times(this.rate, error, ...x), after);
    return [
      make("p", { className: "note" }, t(...ofVisit(update))),
      line("s = w_1 x_1 + w_2 x_2 + b = " + times(wBefore[0], x1) + " + " + times(wBefore[1], x2) + " + " + n(bBefore), sum),
      line("e = t - \\mathbf{1}[s \\ge 0] = " + n(target) + " - " + n(prediction), error),
      change("w_1", wBefore[0], wAfter[0], x1),
      change("w_2", wBefore[1], wAfter[1], x2),
      change("b", bBefore, bAfter),
    ];
  }

  // Whether the training ends is guessed before it is shown, once for each gate.
  _asks(separable) {
    const { gate } = this;
    if (guessed.has(gate)) {
      return false;
    }
    const answers = [["true", t("perceptron.ends")], ["false", t("perceptron.never")]];
    const show = (name) => {
      guessed.add(gate);
      this._verdict();
      if (name !== null) {
        this.verdict.prepend(make("p", { className: "note says" }, t(name === String(separable) ? "guess.right" : "guess.wrong")));
      }
    };
    if (this.asked !== gate) {
      this.asked = gate;
      this.verdict.replaceChildren(guess({ question: t("perceptron.ask"), answers, right: [String(separable)], once: true, ended: show }));
    }
    return true;
  }

  _verdict() {
    const { separable, updates } = this.run;
    if (this._asks(separable)) {
      delete this.verdict.dataset.separable;
      return;
    }
    if (this.at === updates.length) {
      notice("perceptron:" + (separable ? "parted" : "endless"));
    }
    this.asked = null;
    const [verdict, ...notes] = ofTraining(this.run).map((said) => t(...said));
    this.verdict.dataset.separable = separable;
    this.verdict.replaceChildren(
      make("p", { className: "verdict " + (separable ? "right" : "wrong") }, verdict),
      ...notes.map((note) => make("p", { className: "note" }, note)),
    );
  }

  toggle() {
    if (this._timer) {
      this._stop();
      return;
    }
    showPlaying(this.play, true);
    this._timer = setInterval(() => {
      this.go(this._next(1));
      if (this.at === this.run.updates.length) {
        this._stop();
      }
    }, PLAY_MILLIS);
  }

  _stop() {
    clearInterval(this._timer);
    this._timer = 0;
    showPlaying(this.play, false);
  }

  key({ key }) {
    const moves = { " ": () => this.toggle(), ArrowRight: () => this.go(this._next(1)), ArrowLeft: () => this.go(this._next(-1)) };
    moves[key]?.();
    return key in moves;
  }

  close() {
    this._stop();
  }
}

export const perceptron = {
  id: "perceptron",
  mount(root, app, text) {
    const stage = new Stage(root, app, text);
    stage.load();
    if (!stage.run) {
      root.replaceChildren(...refused("perceptron"));
      return { close: () => stage.close() };
    }
    return stage;
  },
};
