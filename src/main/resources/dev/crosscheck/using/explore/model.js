import { open } from "./computing.js";
import { CHOICES, whole } from "./settings.js";
import { t } from "./words.js";

// The page's view of a session: its branches, the current step and example, and a cache of what it was told.

const MOST_FRAMES = 4000;
const MOST_SURFACES = 200;
const SURFACE_SIZE = 40;
const FINE_SIZE = 80;
const SURFACE_VALUES = 240_000;
const CHUNK_STEPS = 1000;

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

const branchOf = (view) => ({ ...view, heldOut: view.heldOut ?? [] });

export class Model extends EventTarget {
  branch = 0;
  step = 0;
  example = 1;
  frame = null;
  surface = null;
  isPreview = false;
  isRestoring = false; // until all that a link has is there
  _frames = new Recent(MOST_FRAMES);
  _surfaces = new Recent(MOST_SURFACES);
  _wanted = null;
  _going = null;
  _training = Promise.resolve();

  /** What the reader drew: { pixels, label }; as an example it comes after the last one. */
  drawn = null;

  constructor(session) {
    super();
    this._session = session;
    Object.assign(this, session.view, { branches: session.view.branches.map(branchOf) });
  }

  static async open(config) {
    const model = new Model(await open(config));
    await model.goTo(0, 0);
    return model;
  }

  get sizes() {
    return [this.layers[0].inputs, ...this.layers.map(({ units }) => units)];
  }

  /**
   * The symbol of a unit: x in layer 0, y in the last, a between, with the layer where several have it. Of a convolution's own parameters, that are
   * told by their owner, it is the weight's or the kernel's.
   */
  nameOf(k, j, owner = null) {
    if (owner === 1 && this.layers[0].maps) {
      return k === 0 ? "w" + (j + 1) : t("picture.kernel", { number: j + 1 });
    }
    const last = this.layers.length;
    const letter = k === 0 ? "x" : k === last ? "y" : "a";
    const lower = this.sizes[k] > 1 ? [...String(j + 1)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("") : "";
    return letter + lower + (letter === "a" && last > 2 ? "⁽" + "⁰¹²³⁴"[k] + "⁾" : "");
  }

  get now() {
    return this.branches[this.branch];
  }

  get lastStep() {
    return Math.max(...this.branches.map(({ steps }) => steps));
  }

  _tell(name) {
    this.dispatchEvent(new Event(name));
  }

  cached(step) {
    return this._frames.get(this.branch + ":" + step);
  }

  /** Shows a state that is known; its surface may be slightly older. */
  show(step) {
    this.isPreview = false;
    this.step = step;
    this.frame = this.cached(step);
    this.surface = this._surfaces.get(this.branch + ":" + step) ?? this.surface;
    this._tell("position");
  }

  /** Goes to a state of a branch. While one is being fetched, only the last of the requested ones is fetched next; all wait for that. */
  goTo(branch, step) {
    this._wanted = { branch, step: this._possible(branch, step) };
    this.branch = branch;
    this._going ??= this._go();
    return this._going;
  }

  async _go() {
    try {
      while (this._wanted) {
        const wanted = this._wanted;
        this._wanted = null;
        await this._fetch(wanted);
        if (!this._wanted || this._wanted.branch === wanted.branch) {
          this.show(wanted.step);
        }
      }
    } finally {
      this._going = null;
    }
  }

  // The nearest step that the branch has.
  _possible(branch, step) {
    const { from, steps } = this.branches[branch];
    return Math.max(from, Math.min(step, steps));
  }

  async _fetch({ branch, step }) {
    const key = branch + ":" + step;
    const moment = { branch, step };
    const known = this._surfaces.get(key);
    const [frame, surface] = await Promise.all([
      this._frames.get(key) ?? this._session.call("frame", { ...moment, example: this.example }),
      known?.isFine ? known : this._fine(moment),
    ]);
    this._frames.set(key, frame);
    this._surfaces.set(key, surface);
  }

  async _fine({ branch, step }) {
    const [surface] = await this._session.call("surfaces", { branch, from: step, to: step, size: FINE_SIZE });
    return { ...surface, isFine: true };
  }

  /** Computes states ahead for smooth playback: each frame, and as many surfaces as are quickly there. */
  async fetchAhead(from, to, every) {
    const { branch, layers } = this;
    const perSurface = (layers[0].inputs === 2 ? SURFACE_SIZE : 1) * SURFACE_SIZE * layers.reduce((sum, { units }) => sum + units, 0);
    const room = Math.max(1, Math.floor(SURFACE_VALUES / perSurface) - 1);
    const apart = every * Math.max(2, Math.ceil((to - from) / every / room));
    const moments = { branch, from, to };
    const [frames, surfaces] = await Promise.all([
      this._session.call("frames", { ...moments, every, example: this.example }),
      this._session.call("surfaces", { ...moments, every: apart, size: SURFACE_SIZE }),
    ]);
    frames.forEach((frame) => this._frames.set(branch + ":" + frame.step, frame));
    surfaces.forEach((surface) => this._surfaces.set(branch + ":" + surface.step, surface));
  }

  /** Trains a branch to a step, if it can be reached: one after the other, so that nothing is trained twice. */
  trainTo(goal, branch = this.branch) {
    if (goal <= this.branches[branch].steps) {
      return Promise.resolve();
    }
    const trained = this._training.then(() => this._grown(goal, branch));
    this._training = trained.catch(() => {});
    return trained;
  }

  async _grown(goal, branch) {
    while (this.branches[branch].steps < goal && this.branches[branch].brokeAt === null) {
      const steps = Math.min(CHUNK_STEPS, goal - this.branches[branch].steps);
      this._grow(branch, await this._session.call("train", { branch, steps }));
    }
  }

  end() {
    this._session.end();
  }

  _grow(branch, grown) {
    const { losses, heldOut } = this.branches[branch];
    this.branches[branch] = {
      ...branchOf(grown),
      losses: losses.slice(0, grown.lossesFrom - grown.from).concat(grown.losses),
      heldOut: heldOut.concat((grown.heldOut ?? []).filter(([at]) => at > heldOut.at(-1)[0])), // the last one is told again
    };
    this._tell("branches");
  }

  /** Creates a branch, by default at the current step, with another learning rate or an edited parameter. */
  async fork(change) {
    const made = await this._session.call("branch", { branch: this.branch, step: this.step, ...change });
    this.branches[made.id] = branchOf(made);
    this._tell("branches");
    await this.goTo(made.id, made.from);
  }

  /** Goes to a place of a link, after all that led there. */
  async restore({ branches, branch, step, example, ends, drawn }) {
    this.isRestoring = true;
    try {
      await this._lead(branches, ends, branch, step, example, drawn);
    } finally {
      this.isRestoring = false;
    }
    await this.goTo(branch, step);
  }

  async _lead(branches, ends, branch, step, example, drawn) {
    const reach = (id, at) => {
      whole("branch", id, 0, this.branches.length - 1);
      whole("step", at, 0, CHOICES.maxSteps);
      return this.trainTo(at, id);
    };
    if (drawn) {
      await this.draw(drawn);
    }
    whole("example", example, 0, this.data.inputs.length - (drawn ? 0 : 1));
    this.example = example;
    for (const each of branches) {
      await reach(each.branch, each.step);
      await this.fork(each);
    }
    await reach(branch, step);
    for (const [id, end] of ends.entries()) {
      await reach(id, end);
    }
    await this.look(example);
  }

  /** Shows the effect of an edit without keeping it. */
  async whatIf(edit) {
    return this._session.call("whatIf", { branch: this.branch, step: this.step, edit, example: this.example, size: FINE_SIZE });
  }

  /** Shows a frame and a surface that belong to no branch. */
  preview(frame, surface) {
    this.isPreview = true;
    this.frame = frame;
    this.surface = surface ?? this.surface;
    this._tell("position");
  }

  get isDrawn() {
    return this.example === this.data.inputs.length;
  }

  /** Pixels and class of the picture that is shown. */
  get picture() {
    const { inputs, targets } = this.data;
    return this.isDrawn ? this.drawn : { pixels: inputs[this.example], label: targets[this.example].indexOf(1) };
  }

  async draw(drawn) {
    await this._session.call("draw", drawn);
    this.drawn = drawn;
    await this.look(this.data.inputs.length);
  }

  async look(example) {
    this.example = example;
    this._frames.clear();
    this._tell("example");
    await this.goTo(this.branch, this.step);
  }

  /** All numbers of an example, or of the batch for -1, in the current state. */
  pass(example = this.example) {
    return this._session.call("pass", { branch: this.branch, step: this.step, example });
  }

  /** Whether a slip is the one that was planted. */
  guess(slip) {
    return this._session.call("guess", { slip });
  }

  /** All that programs need that go on from the current step, or repeat its branch up to it. */
  exported() {
    return this._session.call("exported", { branch: this.branch, step: this.step });
  }

  /** The frame of a branch at a step, or at the nearest one that it has. */
  async frameOf(branch, step) {
    const at = this._possible(branch, step);
    return this._frames.get(branch + ":" + at) ?? this._session.call("frame", { branch, step: at, example: this.example });
  }
}
