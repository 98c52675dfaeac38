import { button, num } from "./dom.js";
import { isFused } from "./formulas.js";
import { guess, notice } from "./guess.js";
import { changesOf, reasonOf, sentence, stepOf } from "./reasons.js";
import { t } from "./words.js";

// Under the formula of a stop: its reason in a sentence, and questions that are asked, guessed and then shown.

const CANDIDATES = 3;

/** The answers of each question. */
const QUESTIONS = {
  difference: ["cancels", "small", "thumb"],
  transpose: ["out", "in", "all"],
  carry: ["double", "same", "half"],
  xor: ["2", "1", "0"],
  moved: ["moves", "stays", "other"],
  sixteen: ["places", "pixels", "batch"],
  turned: ["places", "rule", "mirror"],
};
/** What is asked at a convolution's stops. */
const OF_PICTURES = { window: "moved", kernel: "sixteen", pixel: "turned" };

/** Moves that a parameter makes count as alike if they differ by less than can be seen. */
const ALIKE = 1e-3;
const LINEAR = "identity"; // of which no number of units is enough for XOR
const BENT = "gelu"; // which goes down and up, so that one unit is enough

/** Whether a network needs more hidden units for XOR. */
function isTooSmall({ data, hidden }) {
  return data.kind === "xor" && hidden.every(({ units, activation }) => units < 2 && activation !== LINEAR && activation !== BENT);
}

/** The question that belongs to a stop, or null. */
export function topicOf({ kind, layer, fromLoss }, { layers }, config) {
  if (kind === "dZ" && fromLoss && isFused(config.loss) && layers.at(-1).a.length === 1) {
    return "difference";
  }
  if (kind === "loss" && isTooSmall(config)) {
    return "xor";
  }
  if (OF_PICTURES[kind]) {
    return OF_PICTURES[kind];
  }
  // Where there is a slip, the product that is asked for may be of a wrong number.
  return kind === "dA" && layer < layers.length ? "transpose" : kind === "dW" && !config.slip ? "carry" : null;
}

/** The answers to a stop's question that are right by its numbers. */
export function acceptedOf(topic, { layer: k, unit: j, from: i }, pass) {
  if (topic === "carry") {
    const g = pass.backward.find(({ layer }) => layer === k).dW[i][j];
    return Object.entries({ double: 2 * g, same: g, half: g / 2 }).filter(([, then]) => then === 2 * g).map(([name]) => name);
  }
  const isAlone = topic === "transpose" && pass.layers[k - 1].a.length === 1; // its own weights are then all of its layer
  const ofPictures = { moved: ["moves"], sixteen: ["places"], turned: ["places"] };
  return { ...ofPictures, difference: ["cancels"], transpose: isAlone ? ["out", "all"] : ["out"], xor: ["2"] }[topic];
}

/** The loss of a sigmoid's output, for a target of 0 or 1. */
export const curveOf = (target) => (target === 1 ? "−ln y" : "−ln(1 − y)");

export class Why {
  _guessed = new Set();

  constructor(model) {
    this._model = model;
  }

  /**
   * Fills the line under a stop's formula.
   *
   * @param element the line
   * @param walk the walk's element, which hides its numbers while something is guessed
   */
  show(element, walk, stop, pass, batch) {
    const { config } = this._model;
    const say = { loss: config.loss, name: (...of) => this._model.nameOf(...of), step: stepOf(this._model), slip: config.slip };
    const reason = sentence(reasonOf(stop, pass, batch, say));
    notice("stop:" + stop.kind);
    walk.classList.remove("guessing");
    if (stop.kind === "update") {
      this._update(element, walk, batch, say, reason);
      return;
    }
    const topic = topicOf(stop, pass, config);
    const ask = () => element.replaceChildren(this._question(topic, stop, pass));
    const chip = topic && button(t("why." + topic + ".chip"), ask, { className: "chip", "data-topic": topic });
    element.replaceChildren(reason, chip ?? "");
  }

  _question(topic, { kind, layer: k, unit: j, from: i }, pass) {
    const back = k === undefined || topic === OF_PICTURES[kind] ? null : pass.backward.find(({ layer }) => layer === k);
    const values = {
      unit: k === undefined ? "" : this._model.nameOf(k, j),
      from: i === undefined ? "" : this._model.nameOf(k - 1, i),
      a: !back || i === undefined ? "" : num(k === 1 ? pass.x[i] : pass.layers[k - 2].a[i], 2),
      d: back?.dZ ? num(back.dZ[j], 3) : "",
      g: !back || i === undefined ? "" : num(back.dW[i][j], 3),
      y: num(pass.layers.at(-1).a[0], 3),
      curve: curveOf(pass.target[0]),
      f: this._model.config.hidden[0]?.activation ?? "tanh",
      t: num(pass.target[0], 2),
    };
    const right = acceptedOf(topic, { layer: k, unit: j, from: i }, pass);
    // In an order that does not give the right one away.
    const answers = [...QUESTIONS[topic]].sort().map((name) => [name, t("why." + topic + "." + name)]);
    return guess({
      question: t("why." + topic, values), answers, right,
      wrong: t("why." + topic + ".wrong", values), why: t("why." + topic + ".why", values),
      ended: (name) => right.includes(name) && notice("answered:" + topic),
    });
  }

  // Which parameter moves most is guessed before the numbers are shown, once for each step.
  _update(element, walk, batch, say, reason) {
    const moment = this._model.branch + ":" + batch.step;
    const changes = changesOf(batch.update, say.name);
    if (this._guessed.has(moment) || changes.length < CANDIDATES || changes[0].change === 0) {
      element.textContent = reason;
      return;
    }
    const apart = [0, Math.floor(changes.length / 2), changes.length - 1].map((at) => changes[at]);
    const right = apart.filter(({ change }) => Math.abs(change) >= (1 - ALIKE) * Math.abs(changes[0].change)).map(({ name }) => name);
    walk.classList.add("guessing");
    const ended = (name) => {
      this._guessed.add(moment);
      walk.classList.remove("guessing");
      notice(name === null ? "skipped:update" : "guessed:update");
    };
    const answers = apart.map(({ name }) => name).sort().map((name) => [name, name]);
    element.replaceChildren(guess({ question: t("why.update"), answers, right, why: reason, once: true, ended }));
  }
}
