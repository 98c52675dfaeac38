import { number, toText } from "./config.js";
import { whole } from "./settings.js";

// A session as its address: after the configuration the branches, where the reader is in them, and the ends of all if they are not reached on the way
// there. A branch is parent.step.rate, and if a parameter was set by hand .W1.row.column.value:
// branches=0_120_0.5;1_150_0.5_W1_0_1_0.7&branch=2&step=180&ends=200_150_180

const USUAL_EXAMPLE = 1;
const LONGEST = 100_000; // characters of an address
const BETWEEN = "_";
const OF_TASK = ["task", "until", "answer", "hint"];

function branchText({ parent: { branch, step, edit }, learningRate }) {
  const byHand = edit ? [edit.kind + edit.layer, edit.row, edit.column, edit.value] : [];
  return [branch, step, learningRate, ...byHand].join(BETWEEN);
}

function branchOf(text) {
  const [branch, step, learningRate, place, ...rest] = text.split(BETWEEN);
  const [row, column, value] = rest.map(number);
  const edit = place === undefined ? null : { kind: place.slice(0, 1), layer: number(place.slice(1)), row, column, value };
  return { branch: number(branch), step: number(step), learningRate: number(learningRate ?? ""), edit };
}

/** A picture that the reader drew: a digit for each pixel, and its class. */
function drawnIn(text) {
  const [pixels, label] = text.split(".");
  return { pixels: [...pixels].map(number), label: number(label ?? "") };
}

/** Where each branch ends, or where its numbers break, which is a step further; empty if that is no further than one must train to be there. */
function endsText({ branches, branch, step }) {
  const forked = (id) => branches.map(({ parent }) => (parent?.branch === id ? parent.step : 0));
  const needed = ({ id, from }) => Math.max(from, ...forked(id), id === branch ? step : 0);
  const ends = branches.map(({ steps, brokeAt }) => brokeAt ?? steps);
  return ends.every((end, id) => end === needed(branches[id])) ? "" : ends.join(BETWEEN);
}

/** What the address of a session has after its chapter. */
export function linkTo({ config, branches, branch, step, example, drawn }) {
  const forked = branches.slice(1).map(branchText).join(";");
  const ends = endsText({ branches, branch, step });
  const parts = {
    branches: forked, branch, step,
    example: example === USUAL_EXAMPLE ? "" : example,
    picture: drawn ? drawn.pixels.join("") + "." + drawn.label : "",
    ends,
  };
  const places = Object.entries(parts).filter(([, value]) => value !== "" && value !== 0).map((part) => part.join("="));
  return [toText(config), ...places].join("&");
}

/** Whether a place is that of a session that begins. */
export const isBeginning = ({ branches, branch, step, example, ends, drawn }) => (
  branches.length === 0 && ends.length === 0 && branch === 0 && step === 0 && example === USUAL_EXAMPLE && !drawn);

/** Branches and place in a link; what is not there is as in a session that begins. */
export function placeIn(text) {
  const values = new URLSearchParams(text);
  whole("length", text.length, 0, LONGEST);
  const of = (name, usual) => (values.has(name) ? number(values.get(name)) : usual);
  return {
    branches: (values.get("branches") ?? "").split(";").filter(Boolean).map(branchOf),
    branch: of("branch", 0),
    step: of("step", 0),
    example: of("example", USUAL_EXAMPLE),
    ends: (values.get("ends") ?? "").split(BETWEEN).filter(Boolean).map(number),
    path: values.get("path"),
    own: values.has("task") ? Object.fromEntries([...values].filter(([name]) => OF_TASK.includes(name))) : null,
    drawn: values.has("picture") ? drawnIn(values.get("picture")) : null,
  };
}
