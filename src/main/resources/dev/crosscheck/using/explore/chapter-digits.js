import { api } from "./api.js";
import { button, make, num, numberInput, percent } from "./dom.js";
import { intro } from "./intro.js";
import { Pad } from "./pad.js";
import { paintGrey, paintSigned } from "./pixels.js";
import { t } from "./words.js";

// Digits: a drawn or a test digit on its way through 784-256-10, what moves it, and how the units came to see what they see.

const TESTS = 10;
const SIDE = 28;
const UNITS = 256;

class Stage {
  #asking = false;
  #next = null;
  #unit = null;

  constructor(root, app) {
    this.app = app;
    this.pad = new Pad(() => this.ask({ pixels: [...this.pad.pixels] }));
    this.bars = make("ol", { className: "bars", "aria-label": t("digits.bars") });
    this.says = make("p", { className: "note", "aria-live": "polite" });
    this.hidden = make("canvas", { className: "cells", role: "img", "aria-label": t("digits.hidden") });
    this.gradient = make("canvas", { className: "pixel-map", role: "img", "aria-label": t("digits.gradient") });
    this.units = make("div", { className: "unit-list" });
    this.growth = make("div", { className: "growth" });
    const tests = Array.from({ length: TESTS }, (_, i) => button(String(i + 1), () => this.ask({ test: i }), { className: "chip", "data-test": i }));
    const clear = button(t("digits.clear"), () => {
      this.pad.clear();
      this.says.textContent = t("digits.draw");
    }, { className: "quiet" });
    const card = (title, ...children) => make("section", { className: "card" }, make("h2", {}, t(title)), ...children);
    root.replaceChildren(
      intro("digits"),
      make(
        "div",
        { className: "digits-stage" },
        card("digits.input", this.pad.element, ...(api.isRecorded ? [] : [clear]), make("div", { className: "chips" }, make("span", { className: "note" }, t("digits.tests")), ...tests)),
        card("digits.output", this.says, this.bars),
        card("digits.gradient", make("p", { className: "note" }, t("digits.gradient.text")), this.gradient),
        card("digits.hidden", make("p", { className: "note" }, t("digits.hidden.text")), this.hidden),
        card("digits.units", make("p", { className: "note" }, t("digits.units.text")), this.units),
        card("digits.growth", this.growth),
      ),
    );
    this.hidden.addEventListener("click", (event) => this.#pick(event));
    this.choice = make("label", { className: "note" }, t("digits.unit.number") + " ", numberInput(1, { min: 1, max: UNITS, step: 1 }, (unit) => this.grow(unit - 1), { id: "unit" }));
    this.growth.append(make("p", { className: "note" }, t("digits.growth.text")), this.choice);
  }

  #pick(event) {
    const box = this.hidden.getBoundingClientRect();
    const [column, row] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    this.grow(Math.floor(row * this.hidden.height) * this.hidden.width + Math.floor(column * this.hidden.width));
  }

  /** One question at a time; of what is drawn meanwhile the last. */
  async ask(body) {
    this.#next = body;
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    try {
      while (this.#next) {
        const asked = this.#next;
        this.#next = null;
        this.#show(await api.digits(asked, () => (this.says.textContent = t("digits.training"))), asked);
      }
    } catch (error) {
      this.app.failed(error);
    } finally {
      this.#asking = false;
    }
  }

  #show({ pixels, label, hidden, logits, probabilities, gradient, top }, asked) {
    if (asked.test !== undefined) {
      this.pad.show(pixels);
    }
    const best = globalThis.d3.maxIndex(probabilities);
    document.body.dataset.digit = best;
    this.says.textContent = t(label === undefined || label === null ? "digits.says" : "digits.says.label", { digit: best, share: percent(probabilities[best]), label });
    this.bars.replaceChildren(...probabilities.map((share, digit) => {
      const bar = make("div", { className: "bar" });
      bar.style.width = 100 * share + "%";
      return make("li", { className: digit === best ? "best" : "" }, make("span", {}, String(digit)), make("span", { title: String(logits[digit]) }, num(logits[digit], 2)), make("div", { className: "track" }, bar), make("span", { title: String(share) }, percent(share)));
    }));
    paintGrey(this.hidden, hidden, Math.ceil(Math.sqrt(hidden.length)));
    paintSigned(this.gradient, gradient, SIDE);
    this.units.replaceChildren(...top.map((unit) => this.#unitCard(unit)));
  }

  #unitCard({ unit, activation, weights, towards }) {
    const canvas = make("canvas", { className: "pixel-map", "aria-hidden": "true" });
    paintSigned(canvas, weights, SIDE);
    const digit = globalThis.d3.maxIndex(towards);
    return make("button", { type: "button", className: "unit", "data-unit": unit, "aria-pressed": String(unit === this.#unit), onclick: () => this.grow(unit) }, canvas, t("digits.unit", { unit: unit + 1, value: num(activation, 2) }), make("small", {}, t("digits.towards", { digit, weight: num(towards[digit], 2) })));
  }

  /** How a unit's weights grew, epoch by epoch. */
  async grow(unit) {
    try {
      const { epochs, weights, accuracy } = await api.growth(unit, () => (this.says.textContent = t("digits.training")));
      this.#unit = unit;
      this.choice.querySelector("input").value = unit + 1;
      this.units.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(Number(each.dataset.unit) === unit)));
      const canvas = make("canvas", { className: "pixel-map", role: "img", "aria-label": t("digits.growth") });
      const says = make("p", { className: "note", "aria-live": "polite" });
      const slider = make("input", { type: "range", min: 0, max: epochs.length - 1, step: 1, value: epochs.length - 1, className: "plain", "aria-label": t("digits.epoch") });
      const show = () => {
        const at = Number(slider.value);
        paintSigned(canvas, weights[at], SIDE);
        says.textContent = t("digits.growth.at", { unit: unit + 1, epoch: num(epochs[at]), share: accuracy ? percent(accuracy[at]) : "–" });
      };
      slider.addEventListener("input", show);
      this.growth.replaceChildren(canvas, slider, says, this.choice);
      show();
    } catch (error) {
      this.app.failed(error);
    }
  }
}

export const digits = {
  id: "digits",
  async mount(root, app) {
    const stage = new Stage(root, app);
    app.address("");
    stage.ask({ test: 0 });
    return { close() {} };
  },
};
