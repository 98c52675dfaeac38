import { Curves } from "./curves.js";
import { button, card, cell, div, exact, make, num, slider, tex } from "./dom.js";
import { activationTex, lossCurveTex } from "./formulas.js";
import { activationCurves, lossCurves, pointOf } from "./functions.js";
import { notice } from "./guess.js";
import { intro } from "./intro.js";
import { isFlat, ofSlope } from "./says.js";
import { has, sentences, t } from "./words.js";

// Activations and losses: curve, tangent, value and derivative at the pointer.

const STARTS_AT = { activation: 1, loss: 0.3 };

/** A chart with a choice of functions, a pointer and its numbers. */
class Panel {
  /**
   * @param kind activation or loss
   * @param functions curves with labels
   */
  constructor(kind, functions) {
    this.kind = kind;
    this.functions = functions;
    this.curves = new Curves((at) => this.point(at));
    this.chips = div("chips");
    this.slider = slider({ step: "any", "aria-label": t(kind + ".at") }, (at) => this.point(at));
    this.formula = make("p", { className: "line" });
    this.numbers = make("dl", { className: "check", "aria-live": "polite" });
    this.says = make("p", { className: "note" });
    this.kink = make("p", { className: "note", hidden: true }, t("curves.kink"));
    this.clipped = make("p", { className: "note clipped", hidden: true }, t("loss.clipped"));
    const legend = ["value", "derivative"].map((name) => make("span", {}, make("i", { className: name }), t("curves." + name)));
    this.element = card(t(kind + ".title"), { "data-panel": kind },
      this.chips, this.formula, this.curves.element, make("p", { className: "legend" }, ...legend),
      this.slider, this.numbers, this.kink, this.says, this.clipped);
    this.choose(0);
  }

  choose(index) {
    this.now = this.functions[index];
    const { name, label, inputs, value, derivative, clips } = this.now;
    this.chips.replaceChildren(...this.functions.map((each, i) => (
      button(each.label, () => this.choose(i), { className: "chip", "aria-pressed": String(i === index), "data-name": each.label }))));
    this.formula.replaceChildren(...(this.kind === "activation" ? formulas(name) : lossCurveTex(name).map((formula) => tex(formula))));
    this.clipped.hidden = clips.length === 0;
    this.curves.draw(inputs, value, derivative, this.kind === "activation" ? "z" : "y", label, clips);
    this.slider.min = inputs[0];
    this.slider.max = inputs.at(-1);
    this.point(Math.max(inputs[0], Math.min(inputs.at(-1), this.at ?? STARTS_AT[this.kind])));
  }

  /** Shows the numbers at a point, to four digits of it. */
  point(exactly) {
    this.at = exactly;
    const at = Number(exactly.toPrecision(4));
    const { value, derivative, difference } = pointOf(this.now, at);
    this.slider.value = at;
    this.curves.tangent(at, value, derivative);
    const [input, output] = this.kind === "activation" ? ["z", "f(z)"] : ["y", "L(y)"];
    const cells = [[input, at], [output, value], [t("curves.derivative"), derivative], [t("check.central"), difference]];
    this.numbers.replaceChildren(...cells.filter(([, number]) => number !== undefined).map(([name, number]) => cell(name, exact(number, 5))));
    this.kink.hidden = difference !== undefined;
    if (isFlat(derivative, this.now.name)) {
      notice("flat:" + this.now.name);
    }
    this.says.textContent = sentences(...ofSlope(this.kind, this.now, at, derivative, num(derivative, 3)).map((said) => t(...said)));
    this.element.dataset.at = at;
  }
}

function formulas(name) {
  const { definition, f, slope } = activationTex(name);
  return [tex("f(z) = " + (definition ?? f("z"))), tex("f'(z) = " + slope("z", "f(z)"))];
}

function lossLabel({ name, target }) {
  return (has("loss." + name) ? t("loss." + name) : name) + ", t = " + num(target);
}

export const activations = {
  id: "activations",
  mount(root, app) {
    const ofActivations = new Panel("activation", activationCurves().map((each) => ({ ...each, label: each.name })));
    const ofLosses = new Panel("loss", lossCurves().map((each) => ({ ...each, label: lossLabel(each) })));
    root.replaceChildren(intro("activations"), div("stage even", ofActivations.element, ofLosses.element));
    app.address("");
  },
};
