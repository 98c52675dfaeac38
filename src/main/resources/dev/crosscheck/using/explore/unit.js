import { field, make, num, numberInput, percent, select, whole } from "./dom.js";
import { paintSigned, scale } from "./pixels.js";
import { t } from "./words.js";

// One unit of an image network: which pixels excite it, and, if snapshots exist, how its weights developed.

const SIDE = 28;

export class UnitCard {
  #facts;
  #place = { layer: 1, unit: 0 };
  #isShown = false;
  #look;

  /** @param look is called with the layer and the unit that the reader selects */
  constructor(facts, look) {
    this.#facts = facts;
    this.#look = look;
    this.layers = facts.layers.length === 1 ? 1 : facts.layers.length - 1;
    this.canvas = make("canvas", { className: "pixel-map", role: "img", "aria-label": t("digits.growth"), hidden: true });
    this.scale = scale();
    this.slider = make("input", { type: "range", min: 0, step: 1, className: "plain", "aria-label": t("digits.moment"), hidden: true });
    this.says = make("p", { className: "note", "aria-live": "polite" }, t("digits.growth.text"));
    this.kept = make("p", { className: "note" }, this.#whatWasKept());
    this.choice = make("div", { className: "chips" });
    this.#choices();
    this.title = make("h2", {}, t(facts.moments > 1 ? "digits.growth" : "digits.one"));
    this.element = make("section", { className: "card growth" }, this.title, this.choice, this.canvas, this.scale.element, this.slider, this.says, this.kept);
  }

  #whatWasKept() {
    if (!this.#facts.model) {
      return "";
    }
    return t(this.#facts.moments > 1 ? "digits.kept" : "digits.kept.none", { count: this.#facts.moments });
  }

  // Selects the unit by number, and the layer if there are several.
  #choices() {
    const { layer, unit } = this.#place;
    const count = this.#facts.layers[layer - 1].units;
    const look = (value) => this.#look({ layer: this.#place.layer, unit: value - 1 });
    const number = field(t("digits.unit.number"), numberInput(unit + 1, { min: 1, max: count, step: 1 }, look, { id: "unit" }));
    const names = Array.from({ length: this.layers }, (_, at) => [String(at + 1), t("digits.layer.name", { layer: at + 1 })]);
    const turn = (value) => this.#look({ layer: Number(value), unit: 0 });
    const of = this.layers > 1 ? [field(t("digits.layer.number"), select(names, String(layer), turn, { id: "unit-layer" }))] : [];
    this.choice.replaceChildren(...of, number);
  }

  choose(place) {
    this.#place = place;
    this.#isShown = true;
    const focused = document.activeElement?.id;
    this.#choices();
    document.getElementById(focused)?.focus({ preventScroll: true });
  }

  isOf(layer, unit) {
    return this.#isShown && this.#place.layer === layer && this.#place.unit === unit;
  }

  /** A unit of the first layer: its weights at each snapshot, or now. */
  grown({ unit, steps, epochs, weights, accuracy }) {
    if (!this.isOf(1, unit)) {
      return;
    }
    const show = () => {
      const at = Number(this.slider.value);
      paintSigned(this.canvas, weights[at], SIDE);
      this.scale.show(weights[at]);
      this.says.textContent = [
        steps.length === 0
          ? t("digits.growth.now", { unit: unit + 1 })
          : t("digits.growth.at", { unit: unit + 1, step: whole(steps[at]), epoch: num(epochs[at]) }),
        ...(typeof accuracy[at] === "number" ? [t("digits.growth.right", { share: percent(accuracy[at]) })] : []),
      ].join(" ");
    };
    this.title.textContent = t(steps.length > 1 ? "digits.growth" : "digits.one");
    this.canvas.hidden = false;
    this.slider.hidden = steps.length < 2;
    this.slider.max = weights.length - 1;
    this.slider.value = weights.length - 1;
    this.slider.oninput = show;
    this.kept.hidden = false;
    show();
  }

  /** A unit of a later layer: what would excite it for the current picture. */
  excited({ layer, unit, activation, excitedBy }) {
    if (!this.isOf(layer, unit)) {
      return;
    }
    this.title.textContent = t("digits.one");
    this.canvas.hidden = false;
    this.slider.hidden = true;
    this.kept.hidden = true;
    paintSigned(this.canvas, excitedBy, SIDE);
    this.scale.show(excitedBy);
    this.says.textContent = t("digits.deep.at", { layer, unit: unit + 1, value: num(activation, 2) });
  }
}
