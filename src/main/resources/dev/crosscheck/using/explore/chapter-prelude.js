import { TARGET, at as neuron } from "./chapter-chain.js";
import { Curves } from "./curves.js";
import { button, line, make, num, slider, texNum } from "./dom.js";
import { notice } from "./guess.js";
import { indices } from "./plot.js";
import { withTerms } from "./terms.js";
import { t } from "./words.js";

// Before the guided path: one neuron with one weight on one example. Its loss is a curve over the weight, a tangent has a slope, and that has a name.

const INPUT = 2;
const WEIGHTS = [-1, 2];
const POINTS = 121;
const RATE = 0.1;
const LEAST = 0.01;
const STEEP = -1;

/** Answer, loss and ∂L/∂w of the neuron with a weight. */
export function at(w) {
  const { y, loss, gradient: [slope] } = neuron([INPUT], [w], "identity");
  return { y, loss, slope };
}

/** What is to be done, one after the other: slide to the least loss, find a slope that falls, let the gradient lead down. */
export const TASKS = [({ loss }) => loss < LEAST, ({ slope }) => slope < STEEP, ({ loss }, moves) => moves > 0 && loss < LEAST];

class Stage {
  _task = 0;
  _moves = 0; // that the gradient made
  _w = -0.5;

  constructor(root) {
    const weights = indices(POINTS).map((i) => WEIGHTS[0] + (WEIGHTS[1] - WEIGHTS[0]) * i / (POINTS - 1));
    this.curves = new Curves((w) => this._set(w));
    this.curves.draw(weights, weights.map((w) => at(w).loss), [], "w", "L(w)");
    const [min, max] = WEIGHTS;
    this.slider = slider({ min, max, step: 0.01, "aria-label": t("prelude.weight"), id: "weight" }, (w) => this._set(w));
    this.lines = make("div", {});
    this.says = make("p", { className: "prelude-says", role: "status" });
    this.step = button(t("prelude.step", { rate: RATE }), () => this._descend(), { id: "prelude-step" });
    root.replaceChildren(make("section", { className: "card prelude" }, this.says, this.step, this.curves.element, this.slider, this.lines));
    this._show();
    this._say();
  }

  _set(w) {
    this._w = w;
    this._moves = 0;
    this._show();
  }

  _descend() {
    this._w -= RATE * at(this._w).slope;
    this._moves++;
    this._show();
  }

  _show() {
    const w = this._w;
    const { y, loss, slope } = at(w);
    const hasTangent = this._task > 0;
    const name = this._task > 1 ? "\\dfrac{\\partial L}{\\partial w}" : "\\text{" + t("prelude.slope") + "}";
    this.slider.value = w;
    this.curves.tangent(w, loss, hasTangent ? slope : null);
    this.lines.replaceChildren(
      line("w", w),
      line("y = w \\cdot x = " + texNum(w, true) + " \\cdot " + INPUT, y),
      line("L = \\tfrac12 (y - t)^2 = \\tfrac12 (" + texNum(y) + " - " + TARGET + ")^2", loss),
      hasTangent ? line(name, slope) : "",
    );
    if (TASKS[this._task]?.({ loss, slope }, this._moves)) {
      this._task++;
      this._moves = 0;
      this._say();
      this._show();
    }
  }

  _say() {
    this.says.replaceChildren(...withTerms(t("prelude." + this._task, { least: LEAST, steep: num(STEEP) })));
    this.step.hidden = this._task < 2;
    if (this._task === TASKS.length) {
      notice("prelude:learned");
    }
  }
}

export const prelude = {
  id: "prelude",
  mount(root, app) {
    new Stage(root);
    app.address("");
  },
};
