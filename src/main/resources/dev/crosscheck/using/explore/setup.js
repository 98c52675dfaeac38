import { startOf } from "./config.js";
import { button, div, field, make, numberField, numberInput, popover, select } from "./dom.js";
import { engine } from "./engine.js";
import { overfitFields } from "./overfit.js";
import { fromCsv, toCsv } from "./points.js";
import { indices } from "./plot.js";
import { CHOICES } from "./settings.js";
import { has, t } from "./words.js";

// The form for a session's configuration. Each change starts a new session.

const LARGEST_SEED = 1e9;
const BATCHES = [0, 1, 4, 16, 64];

// Closed at first where the window is small; the reader's choice is remembered.
let isOpen = false;

const label = (kind, name) => (has(kind + "." + name) ? t(kind + "." + name) : name);

/** A labelled list of names. */
const choice = (id, names, now, change) => field(t("setup." + id), select(names.map((name) => [name, label(id, name)]), now, change, { id }));

/** A configuration in one line. */
function summary(config, sizes) {
  return label("data", config.data.kind) + " · " + sizes.join("–") + " · " + label("optimizer", config.optimizer) + " · η " + config.learningRate;
}

/** A configuration with points of the reader's own; three classes need a softmax. */
export function withPoints(config, points) {
  const isSoftmax = config.output === "softmax" || points.some((point) => point.at(-1) > 1);
  const { outputs } = CHOICES;
  const { start, ...others } = config; // which is of another network
  return { ...others, slip: false, data: { ...config.data, points }, ...(isSoftmax ? { output: "softmax", loss: outputs.softmax[0] } : {}) };
}

export class Setup {
  /** @param isNeeded whether it is unfolded at once; @param changed is called with the new configuration */
  constructor(config, sizes, isNeeded, changed) {
    this._config = config;
    this._changed = changed;
    this.fields = div("fields", ...this._fields());
    isOpen ||= matchMedia("(min-width: 760px) and (min-height: 880px)").matches;
    const title = make("summary", {}, make("strong", {}, t("setup.title")), " ", make("span", { className: "note" }, summary(config, sizes)));
    const toggled = () => (isOpen = this.element.open);
    this.element = make("details", { className: "card setup", open: isOpen || isNeeded, ontoggle: toggled }, title, this.fields);
  }

  _change(change) {
    const { start, ...config } = structuredClone(this._config); // which is of another network
    this._changed({ ...config, slip: false, ...change });
  }

  _data(change) {
    this._change({ data: { ...this._config.data, ...change } });
  }

  _fields() {
    const { data: { kind }, optimizer, learningRate, batch, seed } = this._config;
    const rates = { min: CHOICES.leastRate, max: CHOICES.mostRate, step: "any" };
    const layers = kind === "strokes" ? [this._kernels()] : [this._layers(), ...this._outputs()];
    return [
      kind === "strokes" ? "" : this._dataField(kind),
      ...this._dataFields(),
      ...layers,
      choice("optimizer", CHOICES.optimizers, optimizer, (name) => this._optimizer(name)),
      field(t("setup.rate"), numberInput(learningRate, rates, (value) => this._change({ learningRate: value }), { id: "rate" })),
      choice("batch", BATCHES.includes(batch) ? BATCHES : [...BATCHES, batch], batch, (size) => this._change({ batch: Number(size) })),
      numberField("seed", seed, { min: 0, max: LARGEST_SEED, step: 1 }, (value) => this._change({ seed: value })),
      overfitFields(this._config, (change) => this._change(change)),
    ];
  }

  // Each optimizer has its own default learning rate, here the nearest power of two; that of the kind of data is kept only for its own optimizer.
  _optimizer(name) {
    const start = startOf(this._config.data.kind);
    const rate = start.optimizer === name ? start.learningRate : 2 ** Math.round(Math.log2(engine.optimizers[name].rate));
    this._change({ optimizer: name, learningRate: rate });
  }

  _dataField(now) {
    return choice("data", CHOICES.kinds.filter((kind) => kind !== "strokes"), now, (kind) => this._changed(this._startOf(kind)));
  }

  // Points of one's own begin as those that are shown.
  _startOf(kind) {
    const start = startOf(kind, this._config.seed);
    const { x, labels } = engine.examples(this._config.data, this._config.seed);
    const round = (value) => Number(value.toFixed(2));
    return kind === "points" && labels ? withPoints(start, labels.map((label, i) => [...Array.from(engine.rowsOf(x, i, i + 1).data, round), label])) : start;
  }

  _points() {
    const csv = make("textarea", { id: "csv", rows: 12, spellcheck: false, value: toCsv(this._config.data.points), "aria-label": t("points.edit") });
    const use = () => {
      try {
        this._changed(withPoints(this._config, fromCsv(csv.value)));
      } catch (error) {
        csv.dispatchEvent(new CustomEvent("refused", { bubbles: true, detail: error }));
      }
    };
    const note = make("p", { className: "note" }, t("points.text"));
    const more = popover("setup-more", t("data.points"), note, csv, button(t("points.use"), use, { id: "csv-use" }));
    return make("span", {}, button(t("points.edit"), () => more.togglePopover(), { className: "quiet add", id: "csv-open" }), more);
  }

  _dataFields() {
    const { kind, examples, noise } = this._config.data;
    if (kind === "points") {
      return [this._points()];
    }
    if (!CHOICES.sampled.includes(kind)) {
      return [];
    }
    const most = kind === "strokes" ? CHOICES.maxPictures : CHOICES.maxExamples;
    return [
      numberField("examples", examples, { min: 4, max: most, step: 1 }, (chosen) => this._data({ examples: chosen })),
      numberField("noise", noise, { min: 0, max: CHOICES.mostNoise, step: "any" }, (chosen) => this._data({ noise: chosen })),
    ];
  }

  _kernels() {
    const [layer] = this._config.hidden;
    return choice("kernels", indices(1, CHOICES.maxKernels + 1), layer.units, (count) => this._change({ hidden: [{ ...layer, units: Number(count) }] }));
  }

  _layers() {
    const { hidden } = this._config;
    const set = (layers) => this._change({ hidden: layers });
    const change = (at, part) => set(hidden.map((layer, i) => (i === at ? { ...layer, ...part } : layer)));
    const named = (className, at) => ({ className, "aria-label": t("setup." + className, { layer: at + 1 }) });
    const names = CHOICES.activations.map((name) => [name, name]);
    const chips = hidden.map(({ units, activation }, at) => make("span", { className: "layer" },
      numberInput(units, { min: 1, max: CHOICES.maxUnits, step: 1 }, (value) => change(at, { units: value }), named("units", at)),
      select(names, activation, (name) => change(at, { activation: name }), named("activation", at)),
      button("×", () => set(hidden.filter((_, i) => i !== at)), named("remove", at))));
    const one = () => set([...hidden, { units: 3, activation: hidden.at(-1)?.activation ?? "tanh" }]);
    const isFull = hidden.length >= CHOICES.maxLayers;
    const add = button("+", one, { className: "quiet add", id: "add-layer", "aria-label": t("setup.add"), title: t("setup.add"), disabled: isFull });
    return make("div", { className: "field", role: "group", "aria-label": t("setup.hidden") },
      make("span", { className: "name" }, t("setup.hidden")),
      make("span", { className: "layers" }, ...chips, add));
  }

  _outputs() {
    const { output, loss } = this._config;
    const { outputs } = CHOICES;
    return [
      choice("output", Object.keys(outputs), output, (name) => (
        this._change({ output: name, loss: outputs[name].includes(loss) ? loss : outputs[name][0] }))),
      choice("loss", outputs[output], loss, (name) => this._change({ loss: name })),
    ];
  }
}
