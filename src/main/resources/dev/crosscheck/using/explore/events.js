import { button, make, num, popover, whole } from "./dom.js";
import { guess, notice } from "./guess.js";
import { indexOfMax, indices, maxOf, meanOf, minOf, pairsOf } from "./plot.js";
import { isFlat } from "./says.js";
import { sentences, t } from "./words.js";

// What happens in a run, by name: found in its own numbers, each with what to try.

const SATURATING = ["sigmoid", "tanh"]; // those with flat ends
const FEW_EPOCHS = 20;
const MANY_EPOCHS = 100;
/** On a plateau the loss falls by less than this share in so many epochs, although it is above this share of its start. */
const STANDSTILL = 0.002;
const UNLEARNED = 0.25;
const STILL = 0.02; // and stays within this share of itself
/** It oscillates if it turns in most epochs, by more than this share of its mean or of its start. */
const SWING = 0.05;
const TURNS = 0.6;
/** Noise is memorised if the loss of points held out is so many times its least. */
const RISEN = 1.25;
const LARGE_RATE = 10;
const RATE_STEPS = 100;

/** The mean loss of each complete epoch up to a step. */
export function epochLosses(losses, perEpoch, count) {
  const epochs = [];
  for (let from = 0; from + perEpoch <= Math.min(count, losses.length); from += perEpoch) {
    epochs.push(meanOf(losses.slice(from, from + perEpoch)));
  }
  return epochs;
}

/** Whether two units of a layer have the same bias and the same weights, in and out. */
function areTwins(parameters, at, one, other) {
  const [{ W, b }, { W: out }] = [parameters[at], parameters[at + 1]];
  return b[one] === b[other] && W.every((row) => row[one] === row[other]) && out[one].every((w, k) => w === out[other][k]);
}

function unitEvents({ steepest, parameters }, layers, hasDropout, name) {
  const events = [];
  (steepest ?? []).forEach((slopes, at) => {
    const { activation } = layers[at];
    slopes.forEach((slope, j) => {
      if (activation === "relu" && slope === 0) {
        events.push({ kind: "dead", unit: name(at + 1, j) });
      } else if (SATURATING.includes(activation) && isFlat(slope, activation)) {
        events.push({ kind: "saturated", unit: name(at + 1, j) });
      }
    });
    const pairs = indices(slopes.length).flatMap((j) => indices(j).map((i) => [i, j]));
    const twins = hasDropout || layers[at].maps ? null : pairs.find((pair) => areTwins(parameters, at, ...pair)); // it would tell them apart
    if (twins) {
      const [unit, other] = twins.map((j) => name(at + 1, j));
      events.push({ kind: "symmetric", unit, other });
    }
  });
  return events;
}

function lossEvent(epochs, brokeAt) {
  const last = epochs.at(-1);
  if (brokeAt !== null) {
    return { kind: "divergence", step: brokeAt };
  }
  const few = epochs.slice(-FEW_EPOCHS - 2);
  const changes = pairsOf(few, (one, other) => other - one);
  const turns = pairsOf(changes, (one, other) => one * other < 0).filter(Boolean).length;
  if (changes.length > FEW_EPOCHS && turns >= TURNS * FEW_EPOCHS && maxOf(few) - minOf(few) > SWING * Math.min(meanOf(few), epochs[0])) {
    return { kind: "oscillation" };
  }
  if (epochs.length > FEW_EPOCHS && last > 2 * epochs[0] && last >= epochs.at(-1 - FEW_EPOCHS)) {
    return { kind: "divergence", start: epochs[0], loss: last };
  }
  const many = epochs.slice(-MANY_EPOCHS);
  const isStill = many.length === MANY_EPOCHS && Math.abs(many[0] - last) < STANDSTILL * many[0]
    && maxOf(many) - minOf(many) < STILL * last && last > UNLEARNED * epochs[0];
  return isStill ? { kind: "plateau", loss: last, start: epochs[0] } : null;
}

// The loss of points held out is well above its least, since when that of all points of the training has fallen: both of the states that are named.
function memorised(heldOut, { loss: now, heldOut: held }) {
  const [step, least, then] = heldOut[indexOfMax(heldOut, ([, loss]) => -loss)] ?? [];
  const isSo = held?.loss > RISEN * least && now < Math.min(then, held.loss);
  return isSo ? { kind: "memorised", step, least, loss: held.loss, then, now } : null;
}

/**
 * The events of a run at a step.
 *
 * @param run losses, heldOut and brokeAt of the branch up to the step, of which `frame` is, stepsPerEpoch, layers, hasDropout, and name(layer, unit)
 */
export function eventsOf({ losses, heldOut, brokeAt, stepsPerEpoch, layers, hasDropout = false, frame, name }) {
  const epochs = epochLosses(losses, stepsPerEpoch, losses.length);
  const ofUnits = Number.isFinite(frame.loss) ? unitEvents(frame, layers, hasDropout, name) : [];
  return [lossEvent(epochs, brokeAt), memorised(heldOut, frame), ...ofUnits].filter(Boolean);
}

/** The events of a model at the step that is shown. */
export function eventsNow(model) {
  const { now, step, stepsPerEpoch, layers, frame, config } = model;
  const isLast = step === now.steps;
  return eventsOf({
    losses: now.losses.slice(0, step - now.from),
    heldOut: now.heldOut.filter(([at]) => at <= step),
    brokeAt: isLast ? now.brokeAt : null,
    stepsPerEpoch, layers, frame,
    hasDropout: config.dropout > 0,
    name: (k, j) => model.nameOf(k, j, k),
  });
}

/** What a run at a large rate did: it diverged, it swings, it learned, or none of these. */
export function fateOf(events, epochs) {
  const kinds = events.map(({ kind }) => kind);
  const isLearned = epochs.at(-1) <= UNLEARNED * epochs[0];
  return kinds.includes("divergence") ? "diverges" : kinds.includes("oscillation") ? "swings" : isLearned ? "learns" : "stuck";
}

/** The line of events beside the figures. At a large rate it first asks what will happen, and keeps the verdict until then. */
export class Events {
  _fate = null;
  _shown = "";

  constructor(model) {
    this._model = model;
    this.element = make("span", { className: "events" });
    this.more = popover("event-more", null);
    this.element.append(this.more);
    if (model.config.learningRate >= LARGE_RATE) {
      this._predict();
    }
  }

  _predict() {
    const answers = ["diverges", "swings", "learns"].map((name) => [name, t("rate." + name)]);
    const ended = (name) => {
      this._fate = name ?? "";
      this.asked.remove();
      this.update();
    };
    this.asked = guess({ question: t("rate.ask", { rate: this._model.config.learningRate }), answers, right: null, once: true, ended });
    this.element.prepend(this.asked);
  }

  update() {
    const model = this._model;
    if (model.isPreview || (this.asked && this._fate === null)) {
      return;
    }
    const events = eventsNow(model);
    const text = JSON.stringify([events, model.step > RATE_STEPS]);
    if (text !== this._shown) {
      this._shown = text;
      this.element.querySelectorAll(":scope > :not(.event-more)").forEach((each) => each.remove());
      this.element.prepend(...this._verdict(events), ...this._chips(events));
      new Set(events.map(({ kind }) => kind)).forEach((kind) => notice("event:" + kind));
    }
  }

  _verdict(events) {
    const { now, step, stepsPerEpoch } = this._model;
    if (this._fate === null || (step < RATE_STEPS && now.brokeAt === null)) {
      return [];
    }
    const fate = fateOf(events, epochLosses(now.losses, stepsPerEpoch, step - now.from));
    if (this._fate !== "") {
      if (fate !== this._fate) {
        notice("wrong");
      }
      notice("guessed:rate");
    }
    const verdict = this._fate === "" ? "" : t(fate === this._fate ? "guess.right" : "guess.wrong");
    return [make("span", { className: "says fate", "data-fate": fate }, sentences(verdict, t("rate.fate." + fate)))];
  }

  // One chip per kind; several units share it.
  _chips(events) {
    return [...new Set(events.map(({ kind }) => kind))].map((kind) => {
      const all = events.filter((event) => event.kind === kind);
      const units = all.map(({ unit }) => unit).filter(Boolean).slice(0, 3).join(", ");
      const name = t("event." + kind) + (units && kind !== "symmetric" ? " " + units : "");
      return button(name, ({ currentTarget }) => this._open(currentTarget, kind, all[0]), { className: "chip event", "data-event": kind });
    });
  }

  _open(chip, kind, event) {
    const shown = ([key, value]) => [key, typeof value !== "number" ? value : key === "step" ? whole(value) : num(value, 3)];
    const what = kind === "divergence" && event.step ? "time.broke" : "event." + kind + ".what";
    const values = Object.fromEntries(Object.entries(event).map(shown));
    this.more.setAttribute("aria-label", chip.textContent);
    this.more.replaceChildren(
      make("p", {}, make("strong", {}, chip.textContent)),
      make("p", {}, t(what, values)),
      make("p", { className: "note" }, sentences(t("task"), t("event." + kind + ".try" + (kind === "memorised" && event.step === 0 ? ".start" : ""), values))),
    );
    this.more.togglePopover();
  }
}
