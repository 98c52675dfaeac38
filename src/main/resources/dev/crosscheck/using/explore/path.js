import { button, make } from "./dom.js";
import { startOf } from "./config.js";
import { eventsNow } from "./events.js";
import { whole } from "./settings.js";
import { slipConfig } from "./slip.js";
import { t } from "./words.js";

// The guided path: from one neuron to spirals and "Find the slip". Each step has a setup, a task, and a rule by which the page notices that
// the task is done. The progress is kept in the browser.

const KEY = "crosscheck.path";
const LEARNED = 0.1;
const MOST_RIGHT = 0.95;
const TRIED = 600;
const SLIP_SEED = 3;

const one = (kind, batch = 0) => ({ ...startOf(kind), hidden: [], learningRate: 0.5, batch });
/** Where the example that is walked is the step's whole batch, and its first input is not 0. */
const THIRD = { branches: [], branch: 0, step: 2, example: 2 };
const xor = (change) => ({ ...startOf("xor"), ...change });
const layer = (units, activation = "tanh") => ({ units, activation });
const noisy = (change) => ({
  ...startOf("moons", 2), hidden: [layer(8), layer(8)], learningRate: 1 / 32, batch: 0,
  data: { kind: "moons", examples: 60, noise: 0.35, heldOut: 0.5 }, ...change,
});

const noticed = (what) => (notes) => notes.has(what);
const isRight = ({ frame }) => frame.accuracy === 1 && frame.loss < LEARNED;

/** The steps; `done` decides by what was noticed since the step began and by the session that is shown. */
const STEPS = [
  { id: "neuron", config: () => one("and", 1), place: THIRD, done: noticed("stop:loss") },
  { id: "blame", config: () => one("and", 1), place: THIRD, done: noticed("answered:difference") },
  { id: "carry", config: () => one("and", 1), place: THIRD, done: noticed("answered:carry") },
  { id: "update", config: () => one("and", 1), place: THIRD, done: noticed("guessed:update") },
  { id: "learn", config: () => one("and"), done: (notes, model) => model.config.data.kind === "and" && isRight(model) },
  { id: "line", config: () => one("xor"), done: (notes) => notes.has("event:plateau") && notes.has("answered:xor") },
  { id: "hidden", config: () => one("xor"), done: (notes, model) => model.config.data.kind === "xor" && isRight(model) },
  { id: "transpose", config: () => xor({}), done: noticed("answered:transpose") },
  {
    id: "symmetric", config: () => xor({ initialization: "equal" }),
    done: (notes, model) => notes.has("event:symmetric") && Boolean(model.now.parent?.edit) && isRight(model),
  },
  { id: "rate", config: () => xor({ learningRate: 100 }), done: noticed("guessed:rate") },
  { id: "overfit", config: () => noisy({}), done: noticed("event:memorised") },
  {
    id: "regularise", config: () => noisy({ l2: 0 }),
    done: (notes, model) => (model.config.l2 > 0 || model.config.dropout > 0) && Boolean(model.frame.heldOut) && model.step >= TRIED
      && eventsNow(model).every(({ kind }) => kind !== "memorised"),
  },
  {
    id: "spirals", config: () => startOf("spirals"),
    done: (notes, model) => model.config.data.kind === "spirals" && model.frame.accuracy >= MOST_RIGHT,
  },
  { id: "slip", config: () => slipConfig(SLIP_SEED), done: noticed("found:slip") },
];

// Without storage, as in a private window, progress lasts as long as the page.
let kept = { at: -1, done: [] };

function read() {
  try {
    const { at, done } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const isStep = (id) => STEPS.some((step) => step.id === id);
    kept = { at: STEPS[at] ? at : -1, done: (Array.isArray(done) ? done : []).filter(isStep) };
  } catch {
    // what was kept by this page
  }
  return kept;
}

function keep(change) {
  kept = { ...kept, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // no storage
  }
}

// What was noticed since the step began: it survives new sessions of the same step.
const notes = new Set();

/** The number of the step that the reader is at, from 1 on, or 0. */
export const taskNow = () => kept.at + 1;

/** Begins the step of a number: its `config()`, and its `place` if it does not begin at the start. */
export function beginTask(number) {
  whole("path", number, 1, STEPS.length);
  read();
  notes.clear();
  keep({ at: number - 1 });
  return STEPS[number - 1];
}

/** The path's line at the top of the chapter. */
export class Path {
  #model;
  #begin;
  #listener = ({ detail }) => {
    notes.add(detail);
    this.check();
  };

  /** @param begin is called with a configuration to start its session, and a place in it or null */
  constructor(model, begin) {
    this.#model = model;
    this.#begin = begin;
    this.element = make("div", { className: "path" });
    document.addEventListener("noticed", this.#listener);
    read();
    this.#draw();
  }

  /** Called at every position: a task may be done. */
  check() {
    const step = STEPS[kept.at];
    const { isPreview, frame } = this.#model;
    if (step && !kept.done.includes(step.id) && !isPreview && frame && step.done(notes, this.#model)) {
      keep({ done: [...kept.done, step.id] });
      this.#draw();
    }
  }

  #go(at) {
    notes.clear();
    keep({ at });
    if (at < 0) {
      this.#draw();
    } else {
      this.#begin(STEPS[at].config(), STEPS[at].place ?? null);
    }
  }

  // From the first step that is not done yet.
  #resume() {
    const open = STEPS.findIndex(({ id }) => !kept.done.includes(id));
    if (open < 0) {
      keep({ done: [] });
    }
    this.#go(Math.max(0, open));
  }

  #draw() {
    const { at, done } = kept;
    const step = STEPS[at];
    this.element.dataset.step = step?.id ?? "";
    this.element.classList.toggle("on", Boolean(step));
    if (!step) {
      const progress = done.length === 0 ? "" : " " + done.length + "/" + STEPS.length;
      const start = { className: "quiet", id: "path-start", title: t("path.invite") };
      this.element.replaceChildren(button(t("path.start") + progress, () => this.#resume(), start));
      return;
    }
    const isDone = done.includes(step.id);
    const isLast = at === STEPS.length - 1;
    this.element.dataset.done = isDone;
    const next = isDone && !isLast ? button(t("path.next"), () => this.#go(at + 1), { id: "path-next" }) : "";
    const small = (text, name, id, move, disabled = false) => (
      button(text, move, { className: "chip", "aria-label": t(name), title: t(name), id, disabled }));
    const says = isDone ? "✓ " + t("path." + step.id + ".done") : t("path." + step.id);
    this.element.replaceChildren(
      make("p", { className: "path-says", role: "status" }, make("strong", {}, at + 1 + "/" + STEPS.length + " "), says),
      next,
      make("span", { className: "path-buttons" },
        small("‹", "path.back", "path-back", () => this.#go(at - 1), at === 0),
        small("↺", "path.again", "path-again", () => this.#go(at)),
        small("›", "path.skip", "path-skip", () => this.#go(at + 1), isLast),
        small("×", "path.leave", "path-leave", () => this.#go(-1))),
    );
  }

  close() {
    document.removeEventListener("noticed", this.#listener);
  }
}
