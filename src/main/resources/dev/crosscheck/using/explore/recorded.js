import { Refused, surfaceOfText } from "./replies.js";

// Answers requests from the recording in a saved page, as the server would; uses the nearest recorded step.

function nearest(steps, step) {
  return steps.reduce((best, each) => (Math.abs(each - step) < Math.abs(best - step) ? each : best), steps[0]);
}

function missing() {
  throw new Refused(0, "recorded", "");
}

function need(value) {
  return value ?? missing();
}

// The nearest recorded step that has such an entry; keys start with branch:step.
function entry(entries, branch, step, rest = "") {
  const steps = Object.keys(entries ?? {})
    .map((key) => key.split(":"))
    .filter(([b, , ...more]) => Number(b) === branch && more.join(":") === rest)
    .map(([, s]) => Number(s));
  return steps.length === 0 ? missing() : entries[[branch, nearest(steps, step), rest].filter((part) => part !== "").join(":")];
}

export function recorded(recording) {
  const frame = (branch, step) =>
    need(recording.frames[branch]).reduce((best, each) => (Math.abs(each.step - step) < Math.abs(best.step - step) ? each : best));
  const surface = (branch, step) => surfaceOfText(entry(recording.surfaces, branch, step));
  const between = (values) => need(recording.frames[values.branch]).map(({ step }) => step).filter((step) => step >= values.from && step <= values.to);
  // With the values of the current example, if its pass was recorded.
  const seen = (values) => {
    const found = frame(values.branch, values.step);
    const pass = (recording.passes ?? {})[values.branch + ":" + found.step + ":" + values.example];
    return pass ? { ...found, z: pass.layers.map(({ z }) => z), a: pass.layers.map(({ a }) => a), exampleLoss: pass.loss } : found;
  };
  return {
    isRecorded: true,
    steps: recording.steps,
    begin: recording.begin,
    limits: async () => need(recording.limits),
    open: async () => recording.session,
    end() {},
    train: missing,
    branch: missing,
    frames: async (id, values) => between(values).map((step) => seen({ ...values, step })),
    frame: async (id, values) => seen(values),
    pass: async (id, { branch, step, example }) => entry(recording.passes, branch, step, String(example)),
    surface: async (id, { branch, step }) => surface(branch, step),
    surfaces: async (id, values) => between(values).map((step) => surface(values.branch, step)),
    whatIf: missing,
    guess: missing,
    exported: missing,
  };
}
