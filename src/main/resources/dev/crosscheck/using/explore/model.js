import { api } from "./api.js";
import { t } from "./words.js";

// The page's view of a session: its branches, the current step and example, and a cache of what was fetched.

const MOST_FRAMES = 4000;
const MOST_SURFACES = 200;
const SURFACE_SIZE = 40;
const FIRST_SIZE = 20;
const FINE_SIZE = 80;
const SURFACE_VALUES = 240_000;
const CHUNK_STEPS = 1000;
const LONGEST_CAPTION = 12;

/** Keeps the newest entries. */
class Recent extends Map {
  constructor(most) {
    super();
    this.most = most;
  }

  set(key, value) {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.most) {
      this.delete(this.keys().next().value);
    }
    return this;
  }
}

// Fields that are missing in an answer are null.
function branchOf(view) {
  return { parent: null, brokeAt: null, heldOut: [], ...view };
}

export class Model extends EventTarget {
  branch = 0;
  step = 0;
  example = 1;
  frame = null;
  surface = null;
  isPreview = false;
  isCoarse = false;
  #frames = new Recent(MOST_FRAMES);
  #surfaces = new Recent(MOST_SURFACES);
  #wanted = null;
  #isHasty = false;
  #going = null;
  #training = Promise.resolve();
  #isOver = false;

  /** @param isHasty whether its first surface is coarse, so that the page can be used sooner; {@link refine} makes it fine */
  static async open(config, isHasty = false) {
    const model = new Model();
    model.#isHasty = isHasty;
    const session = await api.open(config);
    Object.assign(model, {
      id: session.id,
      config: session.config ?? config,
      data: session.data,
      layers: session.layers,
      stepsPerEpoch: session.stepsPerEpoch,
      branches: session.branches.map(branchOf),
    });
    await model.goTo(0, 0);
    model.#isHasty = false;
    return model;
  }

  /** Replaces the surface of the current step by one as fine as it can be shown; nothing else changes. */
  async refine() {
    const { branch, step } = this;
    if (!this.surface || this.surface.isFine) {
      return;
    }
    const surface = await this.#fine({ branch, step });
    this.#surfaces.set(branch + ":" + step, surface);
    if (branch === this.branch && step === this.step && !this.isPreview) {
      this.surface = surface;
      this.#tell("surface");
    }
  }

  get sizes() {
    return [this.layers[0].inputs, ...this.layers.map(({ units }) => units)];
  }

  /** The symbol of a unit: x in layer 0, y in the last, a between. */
  nodeName(k, j) {
    const letter = k === 0 ? "x" : k === this.layers.length ? "y" : "a";
    return letter + (this.sizes[k] > 1 ? [...String(j + 1)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("") : "");
  }

  /** The symbol of a unit with its layer, and with the name of its column or class in a table. */
  unitTitle(k, j) {
    const unit = this.nodeName(k, j);
    const name = this.#named(k, j);
    return (k === 0 ? t("unit.input", { unit }) : t("unit.layer", { unit, layer: k })) + (name ? " (" + name + ")" : "");
  }

  /** The name of a table's column or class, as far as it fits under a node; empty for other units. */
  caption(k, j) {
    const name = this.#named(k, j);
    return name.length > LONGEST_CAPTION ? name.slice(0, LONGEST_CAPTION - 1) + "…" : name;
  }

  // A single output is near 1 for the second class.
  #named(k, j) {
    const { names, classes } = this.data;
    if (this.config.data.kind !== "csv" || (k > 0 && k < this.layers.length)) {
      return "";
    }
    return k === 0 ? names.inputs[j] : classes.length === 0 ? names.target : this.sizes[k] > 1 ? classes[j] : classes[1];
  }

  /** In a saved page, the recorded steps; there are no others. */
  get recordedSteps() {
    return api.isRecorded ? api.steps : null;
  }

  get now() {
    return this.branches[this.branch];
  }

  get lastStep() {
    return Math.max(...this.branches.map(({ steps }) => steps));
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }

  on(name, action) {
    this.addEventListener(name, action);
  }

  cached(step) {
    return this.#frames.get(this.branch + ":" + step);
  }

  /** Shows a state that has been fetched; its surface may be slightly older. */
  show(step) {
    this.isPreview = false;
    this.step = step;
    this.frame = this.cached(step);
    this.surface = this.#surfaces.get(this.branch + ":" + step) ?? this.surface;
    this.#tell("position");
  }

  /** Goes to a state of a branch. While one is being fetched, only the last of the requested ones is fetched next; all wait for that. */
  goTo(branch, step) {
    this.#wanted = { branch, step: this.#possible(branch, step) };
    this.branch = branch;
    this.#going ??= this.#go();
    return this.#going;
  }

  async #go() {
    try {
      while (this.#wanted) {
        const wanted = this.#wanted;
        this.#wanted = null;
        await this.#fetch(wanted);
        if (!this.#wanted || this.#wanted.branch === wanted.branch) {
          this.show(wanted.step);
        }
      }
    } finally {
      this.#going = null;
    }
  }

  // The nearest step that the branch has; in a saved page, that was recorded.
  #possible(branch, step) {
    const { from, steps } = this.branches[branch];
    const within = Math.max(from, Math.min(step, steps));
    return this.recordedSteps?.reduce((best, each) => (Math.abs(each - within) < Math.abs(best - within) ? each : best)) ?? within;
  }

  async #fetch({ branch, step }) {
    const key = branch + ":" + step;
    const moment = { branch, step };
    const known = this.#surfaces.get(key);
    const [frame, surface] = await Promise.all([
      this.#frames.get(key) ?? api.frame(this.id, { ...moment, example: this.example }),
      known?.isFine || !this.hasSurface ? known : this.#fine(moment),
    ]);
    this.#frames.set(key, frame);
    if (surface) {
      this.#surfaces.set(key, surface);
    }
  }

  // As fine as possible: for a large network the server allows fewer points, which the page mentions.
  async #fine(moment) {
    if (this.#isHasty) {
      return api.surface(this.id, { ...moment, size: FIRST_SIZE, units: true });
    }
    const surface = await api.surface(this.id, { ...moment, size: FINE_SIZE, units: true });
    this.isCoarse = !api.isRecorded && surface.size < FINE_SIZE;
    return { ...surface, isFine: true };
  }

  get hasSurface() {
    return this.layers[0].inputs <= 2;
  }

  /** Prefetches states for smooth playback: each frame, and as many surfaces as fit into an answer. */
  async fetchAhead(from, to, every) {
    const { branch, layers } = this;
    const perSurface = (layers[0].inputs === 2 ? SURFACE_SIZE : 1) * SURFACE_SIZE * layers.reduce((sum, { units }) => sum + units, 0);
    const room = Math.max(1, Math.floor(SURFACE_VALUES / perSurface) - 1);
    const apart = every * Math.max(2, Math.ceil((to - from) / every / room));
    const moments = { branch, from, to };
    const [frames, surfaces] = await Promise.all([
      api.frames(this.id, { ...moments, every, example: this.example }),
      this.hasSurface ? api.surfaces(this.id, { ...moments, every: apart, size: SURFACE_SIZE, units: true }) : [],
    ]);
    frames.forEach((frame) => this.#frames.set(branch + ":" + frame.step, frame));
    surfaces.forEach((surface) => this.#surfaces.set(branch + ":" + surface.step, surface));
  }

  /** Trains the branch further, up to its limit. The server may answer before it has taken all steps. */
  async train(steps) {
    const { branch } = this;
    const goal = this.branches[branch].steps + steps;
    while (!this.#isOver && this.branches[branch].steps < goal && this.branches[branch].brokeAt === null) {
      const grown = api.train(this.id, branch, Math.min(CHUNK_STEPS, goal - this.branches[branch].steps));
      this.#training = grown.catch(() => {});
      this.#grow(branch, await grown);
    }
  }

  /** Ends the session, after the answer to the training that it was asked for last. */
  end() {
    this.#isOver = true;
    this.#training.then(() => api.end(this.id));
  }

  #grow(branch, grown) {
    const { losses, heldOut } = this.branches[branch];
    this.branches[branch] = {
      ...branchOf(grown),
      losses: losses.slice(0, grown.lossesFrom - grown.from).concat(grown.losses),
      heldOut: heldOut.concat((grown.heldOut ?? []).filter(([at]) => at > heldOut.at(-1)[0])),
    };
    this.#tell("branches");
  }

  /** Creates a branch at the current step with another learning rate or an edited parameter. */
  async fork(change) {
    const made = await api.branch(this.id, { branch: this.branch, step: this.step, ...change });
    this.branches[made.id] = branchOf(made);
    this.#tell("branches");
    await this.goTo(made.id, this.step);
  }

  /** Shows the effect of an edit without keeping it. */
  async whatIf(edit) {
    return api.whatIf(this.id, { branch: this.branch, step: this.step, edit, example: this.example, size: FINE_SIZE });
  }

  /** Shows a frame and a surface that belong to no branch. */
  preview(frame, surface) {
    this.isPreview = true;
    this.frame = frame;
    this.surface = surface ?? this.surface;
    this.#tell("position");
  }

  async look(example) {
    this.example = example;
    this.#frames.clear();
    this.#tell("example");
    await this.goTo(this.branch, this.step);
  }

  /** All numbers of an example, or of the batch for -1, in the current state. */
  pass(example = this.example) {
    return api.pass(this.id, { branch: this.branch, step: this.step, example });
  }

  /** The frame and the surface of a branch at a step, or at the nearest one that it has. */
  async momentOf(branch, step) {
    const { from, steps } = this.branches[branch];
    const at = Math.max(from, Math.min(step, steps));
    await this.#fetch({ branch, step: at });
    const key = branch + ":" + at;
    return { step: at, frame: this.#frames.get(key), surface: this.#surfaces.get(key) };
  }
}
