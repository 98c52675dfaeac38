import { number, startOf } from "./config.js";
import { eventsNow } from "./events.js";
import { CHOICES, oneOf, whole, within } from "./settings.js";
import { slipConfig } from "./slip.js";

// The tasks of the guided path, from one weight to "Find the slip" and on to the other chapters, and those that a teacher wrote into a link. Each
// has a start, what of the page it needs, and a rule by which the page notices that it is done.

const LEARNED = 0.1;
const MOST_RIGHT = 0.95;
const TRIED = 600;
const SLIP_SEED = 3;
const TWO_DIGITS = 2;

const one = (kind, batch = 0) => ({ ...startOf(kind), hidden: [], learningRate: 0.5, batch });
/** Where the example that is walked is the step's whole batch, and its first input is not 0. */
const THIRD = { branches: [], branch: 0, step: 2, example: 2, ends: [] };
const xor = (change) => ({ ...startOf("xor"), ...change });
const layer = (units, activation = "tanh") => ({ units, activation });
const noisy = (change) => ({
  ...startOf("moons", 2), hidden: [layer(8), layer(8)], learningRate: 1 / 32, batch: 0,
  data: { kind: "moons", examples: 60, noise: 0.35, heldOut: 0.5 }, ...change,
});

const noticed = (...all) => (notes) => all.every((what) => notes.has(what));
const isRight = ({ frame }) => frame.accuracy === 1 && frame.loss < LEARNED;
const inBackprop = (task) => ({ chapter: "backprop", ...task });

/** The steps of the path; `done` decides by what was noticed since the step began and by the session that is shown. */
export const STEPS = [
  { id: "slope", chapter: "prelude", done: noticed("prelude:learned") },
  { id: "chain", chapter: "chain", text: "weights=1", done: noticed("answered:chain") },
  { id: "weights", chapter: "chain", text: "weights=2", done: noticed("answered:weights") },
  { id: "neuron", needs: "walk", config: () => one("and", 1), place: THIRD, done: noticed("stop:loss") },
  { id: "carry", needs: "walk", config: () => one("and", 1), place: THIRD, done: noticed("answered:carry") },
  { id: "blame", needs: "walk", config: () => one("and", 1), place: THIRD, done: noticed("answered:difference") },
  { id: "update", needs: "walk", config: () => one("and", 1), place: THIRD, done: noticed("guessed:update") },
  { id: "learn", needs: "time answers", config: () => one("and"), done: (notes, model) => model.config.data.kind === "and" && isRight(model) },
  { id: "line", needs: "time walk", config: () => one("xor"), done: noticed("event:plateau", "answered:xor") },
  {
    id: "hidden", needs: "setup time answers", config: () => one("xor"),
    done: (notes, model) => model.config.data.kind === "xor" && isRight(model),
  },
  { id: "transpose", needs: "walk", config: () => xor({}), done: noticed("answered:transpose") },
  {
    id: "symmetric", needs: "time walk branches", config: () => xor({ initialization: "equal" }),
    done: (notes, model) => notes.has("event:symmetric") && Boolean(model.now.parent?.edit) && isRight(model),
  },
  { id: "rate", needs: "time answers", config: () => xor({ learningRate: 100 }), done: noticed("guessed:rate") },
  { id: "overfit", needs: "time answers heldOut", config: () => noisy({}), done: noticed("event:memorised") },
  {
    id: "regularise", needs: "setup time heldOut", config: () => noisy({ l2: 0 }),
    done: (notes, model) => (model.config.l2 > 0 || model.config.dropout > 0) && Boolean(model.frame.heldOut) && model.step >= TRIED
      && eventsNow(model).every(({ kind }) => kind !== "memorised"),
  },
  {
    id: "spirals", needs: "setup time answers", config: () => startOf("spirals"),
    done: (notes, model) => model.config.data.kind === "spirals" && model.frame.accuracy >= MOST_RIGHT,
  },
  { id: "slip", needs: "walk more time", config: () => slipConfig(SLIP_SEED), done: noticed("found:slip") },
  { id: "perceptron", chapter: "perceptron", needs: "gates", text: "gate=AND", done: noticed("perceptron:parted", "perceptron:endless") },
  { id: "activations", chapter: "activations", done: noticed("flat:sigmoid", "flat:relu") },
  { id: "digits", chapter: "digits", done: (notes) => [...notes].filter((what) => what.startsWith("sure:")).length >= TWO_DIGITS },
  { id: "window", chapter: "convolution", needs: "walk", config: () => startOf("strokes"), done: noticed("answered:moved") },
  { id: "sixteen", chapter: "convolution", needs: "walk", config: () => startOf("strokes"), done: noticed("answered:sixteen") },
].map(inBackprop);

/** The names of steps in the order of the numbers that they had in addresses once. */
const NUMBERED = ("slope neuron blame carry update learn line hidden transpose symmetric rate overfit regularise spirals slip perceptron activations "
  + "digits").split(" ");

/** The step that an address names, or null. */
export const stepNamed = (name) => STEPS.find(({ id }) => id === (NUMBERED[name] ?? name)) ?? null;

const LONGEST_TEXT = 500; // of the task, its answer and its hint each
const MEASURES = {
  loss: ({ frame }) => frame.loss,
  accuracy: ({ frame }) => frame.accuracy,
  heldOut: ({ frame }) => frame.heldOut?.loss,
  step: ({ step }) => step,
};
const NOTICED = ["stop:loss", "stop:update", "answered:difference", "answered:carry", "answered:transpose", "answered:xor", "guessed:update"];

/** What must hold, as loss<0.1 or answered:carry. */
function conditionOf(text) {
  const [, name, sign, limit] = text.match(/^(\w+)([<>])(.*)$/) ?? [];
  oneOf("until", name ?? text, name ? Object.keys(MEASURES) : [...Object.keys(MEASURES).map((measure) => measure + "<0.1"), ...NOTICED]);
  if (!name) {
    return noticed(text);
  }
  within("until " + name, number(limit), 0, CHOICES.maxSteps);
  return (notes, model) => (sign === "<" ? MEASURES[name](model) < limit : MEASURES[name](model) > limit);
}

/** Whether what was typed is an answer: a number if it rounds to it, other texts if they differ in case and spaces at most. */
export function isAnswer(found, answer) {
  const [given, wanted] = [found, answer].map((text) => text.trim().toLowerCase().replace(/\s+/g, " ").replace("\u2212", "-"));
  const decimals = wanted.match(/^-?\d*\.?(\d*)$/)?.[1].length;
  const isNumber = decimals !== undefined && given !== "" && Number.isFinite(Number(given));
  return given === wanted || (isNumber && Number(Number(given).toFixed(decimals)) === Number(wanted));
}

/**
 * A task that somebody wrote into a link: done when it is answered and its conditions hold.
 *
 * @param own its `task`, which is only ever shown as text; its `answer`, with a `hint`, and `until`: conditions with semicolons between them
 * @throws Refused if one of them cannot be, or if nothing would end it
 */
export function ownTask(own, chapter = "backprop") {
  const { task, answer = null, hint = null, until = null } = own;
  whole("task length", task.length, 1, LONGEST_TEXT);
  whole("answer length", (answer ?? "?").length, 1, LONGEST_TEXT);
  whole("hint length", (hint ?? "?").length, 1, LONGEST_TEXT);
  const conditions = until === null && answer !== null ? [] : (until ?? "").split(";").map(conditionOf);
  const isDone = (notes, model) => (answer === null || notes.has("answered:own")) && conditions.every((holds) => holds(notes, model));
  return { id: "own", chapter, own, done: isDone };
}

/** What a pupil did as a code: for each step the number of wrong guesses, at most 9, or - if it is not done; and a sum against slips of the pen. */
export function codeOf({ done, wrong }) {
  const marks = STEPS.map(({ id }) => (done.includes(id) ? String(Math.min(9, wrong[id] ?? 0)) : "-")).join("");
  return marks + "." + sumOf(marks);
}

const sumOf = (marks) => [...marks].reduce((sum, mark, i) => (sum + (i + 2) * (mark === "-" ? 10 : Number(mark))) % 97, 0);

/** What a code says: the numbers of the steps that are done and are not, and of those with wrong guesses how many; null if it is no code. */
export function readCode(text) {
  const [, marks, sum] = text.trim().match(/^([-\d]+)\.(\d+)$/) ?? [];
  if (marks?.length !== STEPS.length || sumOf(marks) !== Number(sum)) {
    return null;
  }
  const numbers = (is) => [...marks].flatMap((mark, i) => (is(mark) ? [i] : []));
  return { done: numbers((mark) => mark !== "-"), open: numbers((mark) => mark === "-"), wrong: numbers((mark) => mark > "0").map((i) => [i, marks[i]]) };
}
