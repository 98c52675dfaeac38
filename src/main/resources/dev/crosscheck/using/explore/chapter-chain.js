import { brief, line, make, num, slider } from "./dom.js";
import { engine } from "./engine.js";
import { times } from "./formulas.js";
import { guess, notice } from "./guess.js";
import { drawing, indices, linePath } from "./plot.js";
import { t } from "./words.js";

// The chain rule, on the guided path: w → z → y → L with the slope of each arrow, and their product; then two weights, each alone.

export const TARGET = 1;
const LOSS = "half-squared-error";
const REACH = 3; // of a weight, to both sides
const MOVE = 0.1; // of a weight alone
/** The inputs of its weights, and where these begin. */
const NEURONS = { chain: { inputs: [2], start: [-0.5] }, weights: { inputs: [0.5, 2], start: [-0.5, -0.25] } };

// In units of the drawing.
const PLACES = { w: 30, z: 128, y: 232, L: 330 };
const [WIDTH, ROW, HALF, TALL] = [360, 84, 27, 44];
const SQUASH = { width: 36, height: 22, reach: 6 };

/** The numbers of a neuron on one example, and the slope of each arrow. */
export function at(inputs, weights, activation = "sigmoid") {
  const network = engine.networkOf([inputs.length, 1], [activation]);
  const parameters = [engine.matrix(inputs.length, 1, Float64Array.from(weights)), engine.matrix(1, 1)];
  const targets = engine.matrix(1, 1, Float64Array.of(TARGET));
  const pass = engine.forward(network, parameters, engine.matrix(1, inputs.length, Float64Array.from(inputs)));
  const back = engine.backward(network, parameters, pass, targets, LOSS);
  const [[z], [y], [after]] = [pass.z[1].data, pass.a[1].data, back.da[1].data];
  const slopes = { z: inputs, y: engine.activations[activation].derivative(z, y), L: after };
  return { z, y, loss: engine.lossOf(network, pass, targets, LOSS), slopes, gradient: Array.from(engine.gradients(pass, back)[0].data) };
}

/** The loss after each weight has moved alone. */
export const alone = (inputs, weights) => weights.map((w, i) => at(inputs, weights.with(i, w + MOVE)).loss);

/** The questions: the values in each, its answers with the right one, by the neuron's numbers. */
export const ASKED = {
  chain: (inputs, weights) => {
    const { slopes: { z: [first], y, L }, gradient: [product] } = at(inputs, weights);
    const answers = { sum: first + y + L, product, last: L };
    return { values: [first, y, L], answers: Object.entries(answers).map(([name, value]) => [name, num(value, 3)]), right: "product" };
  },
  weights: (inputs, weights) => {
    const [one, other] = alone(inputs, weights);
    return { values: [MOVE], answers: [["w1", "w₁"], ["w2", "w₂"], ["alike", t("weights.alike")]], right: one === other ? "alike" : one < other ? "w1" : "w2" };
  },
};

class Stage {
  _isAnswered = false;

  constructor(root, id) {
    this.id = id;
    this.inputs = NEURONS[id].inputs;
    this.weights = NEURONS[id].start;
    this.picture = drawing({ viewBox: [0, 0, WIDTH, ROW * this.inputs.length + 8].join(" "), class: "chain-plot", role: "img", "aria-label": t("chain.alt") });
    this.sliders = indices(this.inputs.length).map((i) => this._slider(i));
    this.asks = make("div", {});
    this.lines = make("div", { role: "status" });
    root.replaceChildren(make("section", { className: "card prelude" }, this.picture.node, ...this.sliders, this.asks, this.lines));
    this._show();
  }

  _name(i) {
    return this.inputs.length > 1 ? "w" + "₁₂"[i] : "w";
  }

  _slider(i) {
    const move = (w) => {
      this.weights = this.weights.with(i, w);
      this._show();
      this._ask();
    };
    const attributes = { min: -REACH, max: REACH, step: 0.01, value: this.weights[i], id: "weight-" + (i + 1) };
    return make("label", { className: "chain-weight" }, this._name(i), slider(attributes, move));
  }

  _show() {
    const { inputs, weights } = this;
    const now = at(inputs, weights);
    const middle = ROW * inputs.length / 2 + 4;
    const place = (i) => middle + (i - (inputs.length - 1) / 2) * ROW;
    this.picture.clear();
    weights.forEach((w, i) => {
      this._node(PLACES.w, place(i), this._name(i), w);
      this._arrow(PLACES.w, place(i), PLACES.z, middle, now.slopes.z[i], "z");
    });
    this._node(PLACES.z, middle, "z", now.z);
    this._arrow(PLACES.z, middle, PLACES.y, middle, now.slopes.y, "y");
    this._squash((PLACES.z + PLACES.y) / 2, middle + 8, now);
    this._node(PLACES.y, middle, "y", now.y);
    this._arrow(PLACES.y, middle, PLACES.L, middle, now.slopes.L, "L");
    this._node(PLACES.L, middle, "L", now.loss);
    this.lines.replaceChildren(...(this._isAnswered ? indices(inputs.length).flatMap((i) => this._product(i, now)) : []));
  }

  _node(x, y, name, value) {
    const group = this.picture.append("g").attr({ "text-anchor": "middle" });
    group.append("rect").attr({ x: x - HALF, y: y - TALL / 2, width: 2 * HALF, height: TALL, rx: 10 });
    group.append("text").attr({ class: "name", x, y: y - 4 }).text(name);
    group.append("text").attr({ class: "number", x, y: y + 14, "data-value": value }).text(brief(value, 3));
  }

  _arrow(x1, y1, x2, y2, slope, to) {
    const [from, end] = [x1 + HALF + 2, x2 - HALF - 3];
    this.picture.append("path").attr({ class: "arrow", d: linePath([[from, y1], [end, y2]]) });
    this.picture.append("circle").attr({ class: "arrow-end", cx: end, cy: y2, r: 3 });
    const y = y1 === y2 ? y1 - TALL / 2 - 6 : y1 < y2 ? y1 - 5 : y1 + 15; // clear of the numbers
    const attributes = { class: "slope", x: (from + end) / 2, y, "text-anchor": "middle", "data-value": slope, "data-to": to };
    this.picture.append("text").attr(attributes).text("×" + brief(slope, 3));
  }

  // What squashes z, as a picture, with the place where it is.
  _squash(x, y, now) {
    const { width, height, reach } = SQUASH;
    const point = (z, value) => [x + width / 2 * Math.max(-1, Math.min(1, z / reach)), y + height * (1 - value)];
    const curve = indices(-reach, reach + 1).map((z) => point(z, engine.activations.sigmoid.value(z)));
    this.picture.append("path").attr({ class: "squash", d: linePath(curve) });
    const [cx, cy] = point(now.z, now.y);
    this.picture.append("circle").attr({ class: "squash-at", cx, cy, r: 3 });
  }

  // The slopes along the way from a weight, and their product; of several weights also what each would do alone.
  _product(i, { slopes: { z, y, L }, gradient, loss }) {
    const left = "\\dfrac{\\partial L}{\\partial w" + (this.inputs.length > 1 ? "_" + (i + 1) : "") + "} = ";
    const product = line(left + times(z[i], y, L), gradient[i]);
    if (this.inputs.length === 1) {
      return [product];
    }
    const then = num(alone(this.inputs, this.weights)[i]);
    const values = { w: this._name(i), move: MOVE, loss: num(loss), then, guess: num(MOVE * gradient[i]) };
    return [product, make("p", { className: "note" }, t("weights.moved", values))];
  }

  // With the numbers of now, until it is answered.
  _ask() {
    if (this._isAnswered) {
      return;
    }
    const { id } = this;
    const { values, answers, right } = ASKED[id](this.inputs, this.weights);
    const [a, b, c] = values.map((value) => num(value, 3));
    const ended = () => {
      this._isAnswered = true;
      notice("answered:" + id);
      this._show();
    };
    this.asks.replaceChildren(guess({ question: t(id + ".ask", { a, b, c }), answers, right: [right], wrong: t(id + ".wrong"), why: t(id + ".why"), ended }));
  }
}

export const chain = {
  id: "chain",
  mount(root, app, text) {
    const id = new URLSearchParams(text).get("weights") === "2" ? "weights" : "chain";
    new Stage(root, id);
    app.address("weights=" + NEURONS[id].inputs.length);
  },
};
