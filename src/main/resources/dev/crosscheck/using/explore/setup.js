import { startOf } from "./config.js";
import { button, field, make, numberInput, select } from "./dom.js";
import { overfitFields } from "./overfit.js";
import { indices } from "./plot.js";
import { CHOICES } from "./settings.js";
import { has, t } from "./words.js";

// The form for a session's configuration. Each change starts a new session.

const LARGEST_SEED = 1e9;

// Closed at first where the window is small; the reader's choice is remembered.
let isOpen = false;

const label = (kind, name) => (has(kind + "." + name) ? t(kind + "." + name) : name);

/** A labelled list of names. */
const choice = (id, names, now, change) => field(t("setup." + id), select(names.map((name) => [name, label(id, name)]), now, change, { id }));

/** A configuration in one line. */
function summary(config, sizes) {
  return label("data", config.data.kind) + " · " + sizes.join("–") + " · " + label("optimizer", config.optimizer) + " · η " + config.learningRate;
}

export class Setup {
  #config;
  #changed;

  /** @param isNeeded whether it is unfolded at once; @param changed is called with the new configuration */
  constructor(config, sizes, isNeeded, changed) {
    this.#config = config;
    this.#changed = changed;
    this.fields = make("div", { className: "fields" }, ...this.#fields());
    isOpen ||= matchMedia("(min-width: 760px) and (min-height: 880px)").matches;
    this.element = make(
      "details",
      { className: "card setup", open: isOpen || isNeeded, ontoggle: () => (isOpen = this.element.open) },
      make("summary", {}, make("strong", {}, t("setup.title")), " ", make("span", { className: "note" }, summary(config, sizes))),
      this.fields,
    );
  }

  #change(change) {
    const { start, ...config } = structuredClone(this.#config); // which is of another network
    this.#changed({ ...config, slip: false, ...change });
  }

  #data(change) {
    this.#change({ data: { ...this.#config.data, ...change } });
  }

  #fields() {
    const { data: { kind }, optimizer, learningRate, batch, seed } = this.#config;
    const layers = kind === "strokes" ? [this.#kernels()] : [this.#layers(), ...this.#outputs()];
    return [
      kind === "strokes" ? "" : this.#dataField(kind),
      ...this.#dataFields(),
      ...layers,
      choice("optimizer", CHOICES.optimizers, optimizer, (name) => this.#optimizer(name)),
      this.#rate(learningRate),
      choice("batch", this.#batches(batch), batch, (size) => this.#change({ batch: Number(size) })),
      field(
        t("setup.seed"),
        numberInput(seed, { min: 0, max: LARGEST_SEED, step: 1 }, (value) => this.#change({ seed: value }), { id: "seed" }),
        "narrow",
      ),
      overfitFields(this.#config, (change) => this.#change(change)),
    ];
  }

  // Each optimizer has its own default learning rate, here the nearest power of two; that of the kind of data is kept only for its own optimizer.
  #optimizer(name) {
    const start = startOf(this.#config.data.kind);
    const rate =
      start.optimizer === name
        ? start.learningRate
        : 2 ** Math.round(Math.log2(globalThis.engine.optimizers[name].rate));
    this.#change({ optimizer: name, learningRate: rate });
  }

  #rate(learningRate) {
    const limits = { min: CHOICES.leastRate, max: CHOICES.mostRate, step: "any" };
    return field(t("setup.rate"), numberInput(learningRate, limits, (value) => this.#change({ learningRate: value }), { id: "rate" }));
  }

  #batches(now) {
    const fits = [0, 1, 4, 16, 64];
    return fits.includes(now) ? fits : [...fits, now];
  }

  #dataField(now) {
    return choice("data", CHOICES.kinds.filter((kind) => kind !== "strokes"), now, (kind) => this.#changed(startOf(kind, this.#config.seed)));
  }

  #dataFields() {
    const { kind, examples, noise } = this.#config.data;
    if (!CHOICES.sampled.includes(kind)) {
      return [];
    }
    const number = (id, value, limits) => field(t("setup." + id), numberInput(value, limits, (chosen) => this.#data({ [id]: chosen }), { id }), "narrow");
    return [
      number("examples", examples, { min: 4, max: kind === "strokes" ? CHOICES.maxPictures : CHOICES.maxExamples, step: 1 }),
      number("noise", noise, { min: 0, max: CHOICES.mostNoise, step: "any" }),
    ];
  }

  #kernels() {
    const [layer] = this.#config.hidden;
    return choice("kernels", indices(1, CHOICES.maxKernels + 1), layer.units, (count) => this.#change({ hidden: [{ ...layer, units: Number(count) }] }));
  }

  #layers() {
    const { hidden } = this.#config;
    const set = (layers) => this.#change({ hidden: layers });
    const change = (at, part) => set(hidden.map((layer, i) => (i === at ? { ...layer, ...part } : layer)));
    const chips = hidden.map(({ units, activation }, at) =>
      make(
        "span",
        { className: "layer" },
        numberInput(units, { min: 1, max: CHOICES.maxUnits, step: 1 }, (value) => change(at, { units: value }), {
          "aria-label": t("setup.units", { layer: at + 1 }),
          className: "units",
        }),
        select(
          CHOICES.activations.map((name) => [name, name]),
          activation,
          (name) => change(at, { activation: name }),
          { "aria-label": t("setup.activation", { layer: at + 1 }), className: "activation" },
        ),
        button("×", () => set(hidden.filter((_, i) => i !== at)), {
          className: "remove",
          "aria-label": t("setup.remove", { layer: at + 1 }),
        }),
      ),
    );
    const add = button("+", () => set([...hidden, { units: 3, activation: hidden.at(-1)?.activation ?? "tanh" }]), {
      className: "quiet add",
      id: "add-layer",
      "aria-label": t("setup.add"),
      title: t("setup.add"),
      disabled: hidden.length >= CHOICES.maxLayers,
    });
    return make(
      "div",
      { className: "field", role: "group", "aria-label": t("setup.hidden") },
      make("span", { className: "name" }, t("setup.hidden")),
      make("span", { className: "layers" }, ...chips, add),
    );
  }

  #outputs() {
    const { output, loss } = this.#config;
    const { outputs } = CHOICES;
    return [
      choice("output", Object.keys(outputs), output, (name) => (
        this.#change({ output: name, loss: outputs[name].includes(loss) ? loss : outputs[name][0] }))),
      choice("loss", outputs[output], loss, (name) => this.#change({ loss: name })),
    ];
  }
}
