import { card, div, field, make, num, numberInput, percent, slider, whole } from "./dom.js";
import { paintSigned, scale } from "./pixels.js";
import { sentences, t } from "./words.js";

// One unit, or kernel, of an image network's first layer: its weight for each pixel, and, if snapshots exist, how they developed.

export class UnitCard {
  _unit = null;

  /** @param look is called with the unit that the reader selects */
  constructor({ layers, moments, model }, look) {
    this.kind = layers[0].maps ? "digits.kernel" : "digits.one.unit";
    this.canvas = make("canvas", { className: "pixel-map", role: "img", "aria-label": t("digits.growth"), hidden: true });
    this.scale = scale();
    this.slider = slider({ min: 0, step: 1, "aria-label": t("digits.moment"), hidden: true }, () => this._show());
    this.says = make("p", { className: "note", "aria-live": "polite" }, t(layers[0].maps ? "digits.growth.kernel" : "digits.growth.text"));
    this.number = numberInput(1, { min: 1, max: layers[0].maps ?? layers[0].units, step: 1 }, (number) => look(number - 1), { id: "unit" });
    this.element = card(t(layers[0].maps ? "digits.one.kernel" : moments > 1 ? "digits.growth" : "digits.one"), { className: "growth" },
      div("chips", field(t(layers[0].maps ? "digits.kernel.number" : "digits.unit.number"), this.number)),
      this.canvas, this.scale.element, this.slider, this.says,
      make("p", { className: "note" }, model && moments < 2 ? t("digits.kept.none") : ""));
  }

  choose(unit) {
    this._unit = unit;
    this.number.value = unit + 1;
  }

  isOf(layer, unit) {
    return layer === 1 && this._unit === unit;
  }

  /** Shows the weights at each snapshot, or now. */
  grown({ unit, steps, epochs, weights, accuracy }) {
    if (unit !== this._unit) {
      return;
    }
    this._show = () => {
      const at = Number(this.slider.value);
      paintSigned(this.canvas, weights[at], Math.sqrt(weights[at].length));
      this.scale.show(weights[at]);
      const name = t(this.kind, { number: unit + 1 });
      this.says.textContent = sentences(
        steps.length === 0 ? t("digits.growth.now", { unit: name }) : t("digits.growth.at", { unit: name, step: whole(steps[at]), epoch: num(epochs[at]) }),
        typeof accuracy[at] === "number" ? t("digits.growth.right", { share: percent(accuracy[at]) }) : "",
      );
    };
    this.canvas.hidden = false;
    this.slider.hidden = steps.length < 2;
    this.slider.max = weights.length - 1;
    this.slider.value = weights.length - 1;
    this._show();
  }
}
