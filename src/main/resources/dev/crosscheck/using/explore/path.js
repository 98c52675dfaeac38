import { button, keepingFocus, make } from "./dom.js";
import { answerField } from "./own.js";
import { report } from "./report.js";
import { oneOf } from "./settings.js";
import { STEPS, ownTask, stepNamed } from "./tasks.js";
import { withTerms } from "./terms.js";
import { t } from "./words.js";

// The line above the chapter that says what is to be done: a step of the guided path or a teacher's own task, whichever the address names. Progress on
// the path is kept in the browser.

const KEY = "crosscheck.path";

// Without storage, as in a private window, progress lasts as long as the page.
let kept = { done: [], wrong: {} };
let at = -1; // the number of the step; -1 off the path
let own = null; // a task from a link

function read() {
  try {
    const { done, wrong } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const isStep = (id) => STEPS.some((step) => step.id === id);
    kept = { done: (Array.isArray(done) ? done : []).filter(isStep), wrong: { ...wrong } };
  } catch {
    // what was kept by this page
  }
}

function keep(change) {
  kept = { ...kept, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // no storage
  }
}

// What was noticed since the task began: it survives new sessions of the same task.
const notes = new Set();

const taskNow = () => own ?? STEPS[at] ?? null;

/** Whether the task needs a part of the page, which is then unfolded. */
export const isNeeded = (part) => (taskNow()?.needs ?? "").split(" ").includes(part);

/** What the address has of the task: the name of its step, or a teacher's own. */
export const taskText = () => Object.entries(own?.own ?? (STEPS[at] ? { path: STEPS[at].id } : {}))
  .map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&");

/** Begins the step of a name: its `config()`, and its `place` if it does not begin at the start. */
export function beginTask(name) {
  const step = stepNamed(name);
  oneOf("path", step?.id ?? name, STEPS.map(({ id }) => id));
  leaveTask();
  at = STEPS.indexOf(step);
  return step;
}

/** Leaves the path, or a teacher's task; progress is kept. */
export function leaveTask() {
  own = null;
  at = -1;
  notes.clear();
}

/** Of an address that is opened in a chapter without sessions: it goes on with the step that it names, and leaves one that it does not name. */
export function followTask(text) {
  const values = new URLSearchParams(text);
  const step = stepNamed(values.get("path"));
  if (step === null && !values.has("task")) {
    leaveTask();
  } else if (step && step !== taskNow()) {
    beginTask(step.id);
  }
}

/** Begins a teacher's own task; what the page keeps of the guided path stays. */
export function beginOwnTask(values, chapter) {
  const task = ownTask(values, chapter);
  leaveTask();
  own = { ...task, isDone: false };
}

export class Path {
  _chapter = "";
  _model = null;
  _isAsked = false; // for a step, whose text then takes the focus

  /** @param go is called with the address of a step, to open it; @param left is called when the path was left */
  constructor(go, left) {
    this._go = go;
    this._left = left;
    this.element = make("div", { className: "path" });
    this.start = button("", () => this._resume(), { className: "quiet", id: "path-start" });
    this.report = report();
    document.addEventListener("noticed", ({ detail }) => this._note(detail));
    read();
  }

  _note(what) {
    const task = taskNow();
    if (what === "wrong" && task && !this._isDone(task)) {
      keep({ wrong: { ...kept.wrong, [task.id]: (kept.wrong[task.id] ?? 0) + 1 } });
    }
    notes.add(what);
    this._check();
  }

  _isDone(task) {
    return task.isDone ?? kept.done.includes(task.id);
  }

  /** Called when a chapter is shown, with its model or null. */
  show(chapter, model) {
    this._chapter = chapter;
    this._draw();
    this.moved(model);
  }

  /** Called at every position of the model. */
  moved(model) {
    this._model = model;
    this._check();
  }

  _check() {
    const task = taskNow();
    const model = this._model;
    const isShown = task?.chapter === this._chapter && (!["backprop", "convolution"].includes(task.chapter) || (model?.frame && !model.isPreview));
    if (isShown && !this._isDone(task) && task.done(notes, model)) {
      if (task.own) {
        own = { ...task, isDone: true };
      } else {
        keep({ done: [...kept.done, task.id] });
      }
      this._draw();
    }
  }

  _leave() {
    leaveTask();
    this._left();
    this._draw();
    if (["prelude", "chain"].includes(this._chapter)) {
      this._go("#backprop");
    }
  }

  // From the first step that is not done yet.
  _resume() {
    const open = STEPS.findIndex(({ id }) => !kept.done.includes(id));
    if (open < 0) {
      keep({ done: [], wrong: {} });
    }
    this._open(Math.max(0, open));
  }

  _open(number) {
    this._isAsked = true;
    this._go("#path=" + STEPS[number].id);
  }

  _draw() {
    const task = taskNow();
    const isHere = task?.chapter === this._chapter;
    this.element.dataset.step = task?.id ?? "";
    this.element.hidden = !task;
    this.start.hidden = Boolean(task);
    document.body.classList.toggle("on-path", Boolean(task));
    document.body.dataset.needs = isHere && task.needs ? task.needs : "all";
    if (!task) {
      this.start.textContent = t("path.start") + (kept.done.length === 0 ? "" : " " + kept.done.length + "/" + STEPS.length);
      this.start.title = t("path.invite", { count: STEPS.length - 1 });
      return;
    }
    const isDone = this._isDone(task);
    this.element.dataset.done = isDone;
    const says = make("p", { className: "path-says", role: "status", tabIndex: -1 }, ...this._says(task, isDone));
    keepingFocus(() => this.element.replaceChildren(says, ...this._buttons(task, isDone)), () => document.getElementById("path-again"));
    if (this._isAsked) {
      this._isAsked = false;
      says.focus();
    }
  }

  // A teacher's text is shown as it is; in the path's own, symbols are explained.
  _says(task, isDone) {
    if (task.own) {
      return [make("strong", {}, t(isDone ? "own.done" : "own.task") + " "), task.own.task, isDone ? "" : answerField(task.own)];
    }
    const number = make("strong", {}, at + "/" + (STEPS.length - 1) + " ");
    return [number, isDone ? "✓ " : "", ...withTerms(t("path." + task.id + (isDone ? ".done" : "")))];
  }

  _buttons(task, isDone) {
    const small = (text, name, id, move, disabled = false) => (
      button(text, move, { className: "chip", "aria-label": t(name), title: t(name), id, disabled }));
    const leave = small("×", "path.leave", "path-leave", () => this._leave());
    if (task.own) {
      return [leave];
    }
    const isLast = at === STEPS.length - 1;
    const to = (number) => () => this._open(number);
    return [
      isDone && !isLast ? button(t("path.next"), to(at + 1), { id: "path-next" }) : "",
      make("span", { className: "path-buttons" },
        small("‹", "path.back", "path-back", to(at - 1), at === 0),
        small("↺", "path.again", "path-again", to(at)),
        small("›", "path.skip", "path-skip", to(at + 1), isLast),
        small("☰", "report.title", "path-report", () => this.report.open(kept)),
        leave),
    ];
  }
}
