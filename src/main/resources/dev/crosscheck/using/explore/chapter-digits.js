import { button, card, div, exact, make, num, percent, whole } from "./dom.js";
import { digitsOf } from "./digits.js";
import { SIDE, asDigit } from "./drawing.js";
import { fileText } from "./files.js";
import { notice } from "./guess.js";
import { intro } from "./intro.js";
import { Seen, mapsOf } from "./maps.js";
import { Pad } from "./pad.js";
import { paintGrey, paintSigned, scale } from "./pixels.js";
import { indexOfMax, indices } from "./plot.js";
import { ofShares } from "./says.js";
import { UnitCard } from "./unit.js";
import { sentences, t } from "./words.js";

// Digits: the path of a drawn or test picture through a network, its gradients, and how the units developed.

const TESTS = 10;
const MOST_BARS = 12;
const SURE = 0.9; // of what was drawn, for the guided path: what is half drawn may look like another digit
const NOT_NEGATIVE = ["relu", "sigmoid", "softplus"];

class Stage {
  _last = null;

  constructor(root, app, network) {
    const { facts } = network;
    this.app = app;
    this.network = network;
    this.facts = facts;
    this.pad = new Pad(() => this._drawn());
    this.seen = make("canvas", { className: "pixel-map", "aria-hidden": "true" });
    this.form = make("figure", { className: "seen", hidden: true }, this.seen, make("figcaption", { className: "note" }, t("digits.seen")));
    this.bars = make("ol", { className: facts.ofDigits ? "bars" : "bars named", "aria-label": t("digits.bars") });
    this.says = make("p", { className: "note", "aria-live": "polite" });
    this.means = make("p", { className: "note" });
    this.part = new Seen();
    this.cells = facts.layers.slice(0, -1).map(({ maps }, at) => (maps ? this._maps(at + 1) : this._cells(at + 1)));
    this.gradient = make("canvas", { className: "pixel-map", role: "img", "aria-label": t("digits.gradient") });
    this.scale = scale();
    this.owed = make("p", { className: "note owed" });
    this.units = make("div", { className: "unit-list" });
    this.unit = new UnitCard(facts, (unit) => this.look(unit));
    this._mount(root);
  }

  get sizes() {
    return [this.facts.layers[0].inputs, ...this.facts.layers.map(({ units, maps, high, wide }) => (maps ? [maps, high, wide].join("×") : units))];
  }

  _maps(layer) {
    const kernels = layer === 1 ? indices(this.facts.layers[0].maps).map((map) => this.network.growth(map).weights.at(-1)) : [];
    return mapsOf(this.network, layer, kernels, this.part, (map) => layer === 1 && this.look(map));
  }

  _mount(root) {
    const values = { sizes: this.sizes.join("–"), parameters: whole(this.facts.parameters), model: this.facts.model ?? "", images: this.facts.images };
    root.replaceChildren(
      intro("digits", this.facts.model ? ".model" : "", values),
      div("digits-stage",
        card(t("digits.input"), {}, this.pad.element, ...this._inputs()),
        card(t("digits.output"), {}, this.says, this.bars),
        card(t("digits.gradient"), {}, this.means, this.gradient, this.scale.element),
        this.cells.length === 0 ? "" : this._hiddenCard(),
        card(t(this.cells.length === 0 ? "digits.classes" : "digits.units"), {},
          make("p", { className: "note" }, t("digits.units." + (this.facts.layers[0].maps ? "deep" : ["none", "text"][this.cells.length] ?? "deep"))),
          this.units,
          this.owed),
        this.unit.element),
    );
  }

  _hiddenCard() {
    const hidden = this.facts.layers.slice(0, -1);
    const elements = this.cells.map(({ element }) => element);
    if (hidden[0].maps) {
      const note = make("p", { className: "note" }, t("digits.maps.text"));
      return card(t("digits.maps"), { className: "wide" }, note, this.part.element, ...elements);
    }
    const title = t(hidden.length === 1 ? "digits.hidden" : "digits.hidden.layers", { count: whole(hidden[0].units) });
    const means = t(hidden.every(({ activation }) => NOT_NEGATIVE.includes(activation)) ? "digits.hidden.text" : "digits.hidden.signed");
    const note = make("p", { className: "note" }, sentences(means, t("digits.hidden.click")));
    return card(title, {}, note, ...elements);
  }

  _inputs() {
    const clear = button(t("digits.clear"), () => {
      this.pad.clear();
      this.form.hidden = true;
      this.tests.forEach((chip) => chip.setAttribute("aria-pressed", "false"));
      this.says.textContent = t("digits.draw");
    }, { className: "quiet" });
    const chip = (_, i) => button(String(i + 1), () => this.ask({ test: i }), { className: "chip", "data-test": i });
    this.tests = Array.from({ length: Math.min(TESTS, this.facts.tests) }, chip);
    const note = make("span", { className: "note" }, t(this.tests.length === 0 ? "digits.tests.none" : "digits.tests"));
    return [clear, this.form, div("chips", note, ...this.tests)];
  }

  // The units of a layer, one cell each; the stronger the activation, the brighter or more coloured. A click selects one of the first.
  _cells(layer) {
    const { units, activation } = this.facts.layers[layer - 1];
    const width = Math.ceil(Math.sqrt(units));
    const paint = NOT_NEGATIVE.includes(activation) ? paintGrey : paintSigned;
    const name = t("digits.layer", { layer, count: whole(units), activation });
    const canvas = make("canvas", { className: "cells", role: "img", "aria-label": name, "data-layer": layer });
    canvas.addEventListener("click", (event) => {
      const box = canvas.getBoundingClientRect();
      const [column, row] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      const unit = Math.floor(row * canvas.height) * canvas.width + Math.floor(column * canvas.width);
      if (layer === 1 && unit < units) {
        this.look(unit);
      }
    });
    canvas.style.aspectRatio = width + " / " + Math.ceil(units / width);
    const caption = this.facts.layers.length > 2 ? [make("figcaption", { className: "note" }, name)] : [];
    return { paint: (values) => paint(canvas, values, width), element: make("figure", { className: "layer-cells" }, ...caption, canvas) };
  }

  // A network of digits takes a drawing in the form of the images that it learned from, as the command predict does.
  _drawn() {
    const pixels = this.facts.ofDigits ? asDigit(this.pad.pixels) : [...this.pad.pixels];
    this.form.hidden = !this.facts.ofDigits;
    paintGrey(this.seen, pixels, SIDE);
    this.ask({ pixels });
  }

  /** The network, trained; the page says how far it is. */
  async trained() {
    await this.network.ready((epoch, epochs) => (this.says.textContent = t("digits.training", { epoch, epochs })));
    return this.network;
  }

  /** Shows what the network answers for a picture; of those that are drawn while it is trained only the last. */
  async ask(picture) {
    this._last = picture;
    const network = await this.trained();
    if (this._last === picture) {
      this._show(network.answer(picture), picture);
    }
  }

  /** Shows how the weights of a unit of the first layer developed. */
  async look(unit) {
    this.unit.choose(unit);
    this.units.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.unit === String(unit))));
    this.unit.grown((await this.trained()).growth(unit));
  }

  _show({ pixels, label, hidden, logits, probabilities, gradientOf, gradient, top }, asked) {
    if (asked.test !== undefined) {
      this.pad.show(pixels);
      this.form.hidden = true;
    }
    this.tests.forEach((chip, i) => chip.setAttribute("aria-pressed", String(i === asked.test)));
    const { classes } = this.facts;
    const best = indexOfMax(probabilities);
    const isLabelled = label !== undefined;
    document.body.dataset.digit = best;
    if (asked.pixels && !this.pad.isDrawing && probabilities[best] >= SURE) {
      notice("sure:" + best);
    }
    const answer = { digit: classes[best], share: percent(probabilities[best]), label: classes[label] };
    this.says.textContent = t(isLabelled ? "digits.says.label" : "digits.says", answer);
    this.means.textContent = t(isLabelled ? "digits.gradient.loss" : "digits.gradient.logit", { digit: classes[gradientOf] });
    this._bars(logits, probabilities, best);
    this.part.pixels = pixels;
    hidden.forEach((values, at) => this.cells[at].paint(values));
    paintSigned(this.gradient, gradient, SIDE);
    this.scale.show(gradient);
    this.units.replaceChildren(...top.map((unit) => this._unitShown(unit, classes[best])));
    this._owed(top, logits[best], classes[best]);
  }

  // All classes in order, or the most probable ones if there are many.
  _bars(logits, probabilities, best) {
    const all = indices(probabilities.length);
    const shown = all.length <= MOST_BARS ? all : all.sort((a, b) => probabilities[b] - probabilities[a]).slice(0, MOST_BARS);
    this.bars.replaceChildren(...shown.map((digit) => {
      const bar = div("bar");
      bar.style.width = 100 * probabilities[digit] + "%";
      return make("li", { className: digit === best ? "best" : "" },
        make("span", { className: "class" }, this.facts.classes[digit]),
        exact(logits[digit], 2),
        div("track", bar),
        make("span", { title: String(probabilities[digit]) }, percent(probabilities[digit])));
    }));
  }

  // How much of the answer's logit these units make up.
  _owed(top, logit, digit) {
    const sum = top.reduce((total, { share }) => total + share, 0);
    const values = { sum: num(sum, 2), logit: num(logit, 2), digit };
    this.owed.textContent = this.cells.length === 0 ? "" : t(...ofShares(top.length, this.facts.layers.at(-1).inputs, values));
  }

  _unitShown({ layer, unit, activation, excitedBy, towards, share }, best) {
    const canvas = make("canvas", { className: "pixel-map", "aria-hidden": "true" });
    paintSigned(canvas, excitedBy, SIDE);
    const { classes } = this.facts;
    const says = towards
      ? [
        t("digits.unit", { unit: unit + 1, value: num(activation, 2) }),
        make("small", { className: "share", title: String(share) }, t("digits.towards", { digit: best, share: num(share, 2) })),
      ]
      : [t("digits.class", { digit: classes[unit], value: num(activation, 2) })];
    if (layer > 1 || this.facts.layers[0].maps) {
      return make("div", { className: "unit" }, canvas, ...says);
    }
    const press = { onclick: () => this.look(unit), "aria-pressed": String(this.unit.isOf(layer, unit)) };
    return make("button", { type: "button", className: "unit", "data-unit": unit, ...press }, canvas, ...says);
  }
}

// The data are the last of the page's file, and are read when all of it is there.
async function networkOfPage() {
  if (document.readyState === "loading") {
    await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  }
  const data = JSON.parse(await fileText("digits.json"));
  return data && digitsOf(data);
}

// Read and trained once, in whatever language the chapter is shown.
let ofPage = null;

export const digits = {
  id: "digits",
  async mount(root, app) {
    app.address("");
    const network = await (ofPage ??= networkOfPage());
    if (!network) {
      root.replaceChildren(make("h1", {}, t("digits.short")), make("p", {}, t("digits.none")));
      return;
    }
    const stage = new Stage(root, app, network);
    if (network.facts.tests > 0) {
      stage.ask({ test: 0 });
    } else {
      stage.says.textContent = t("digits.draw");
    }
  },
};
