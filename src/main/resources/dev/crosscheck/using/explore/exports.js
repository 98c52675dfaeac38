import { engine } from "./engine.js";
import { npz } from "./npz.js";
import { PROGRAMS } from "./programs.js";

// A state as a program that computes the numbers of the page and goes on with its next steps: a Java class or a NumPy script. And a branch as a
// file for `crosscheck verify`.

/** A number that is a double, in Java and in Python. */
function literal(x) {
  return Number.isFinite(x) ? (Object.is(x, -0) ? "-0.0" : String(x).replace(/^-?\d+$/, "$&.0")) : 'float("' + x + '")';
}

const list = (items, [open, close]) => open + items.join(", ") + close;
const row = (numbers, brackets) => list(numbers.map(literal), brackets);
const rows = (matrix, brackets) => list(matrix.map((each) => row(each, brackets)), brackets);
const lines = (items) => items.map((item) => "        " + item).join(",\n");
const quoted = (names) => names.map((name) => '"' + name + '"').join(", ");

function namesOf({ config, sizes }) {
  const digits = ["1", "2", "3", "4", "5", "6"];
  const numbered = Array.from({ length: sizes[0] }, (unused, i) => "x" + (i + 1));
  const inputs = { curve: ["x"], strokes: digits.flatMap((row) => digits.map((column) => "x" + row + column)) }[config.data.kind] ?? numbered;
  const classes = sizes.at(-1) > 1 ? Array.from({ length: sizes.at(-1) }, (unused, c) => "class = " + c) : ["class = 1 (near 1) or 0 (near 0)"];
  return { inputs, outputs: config.data.kind === "curve" ? ["y"] : classes };
}

/** A template with values in the place of @names@, and with the lines of @if name@ or those of @else@. */
const filled = (template, values) => template
  .replace(/^@if (\w+)@\n((?:(?!@end@|@else@).*\n)*)(?:@else@\n((?:(?!@end@).*\n)*))?@end@\n/gm, (all, name, then, other = "") => (
    values[name] ? then : other))
  .replace(/@(\w+)@/g, (all, name) => values[name]);

/** What both languages have, with their brackets. */
function common(state, brackets) {
  const { config, sizes, activations, step, batch, rate, parameters } = state;
  const names = namesOf(state);
  const what = state.kernel ? " with a convolution and pooling" : "";
  return {
    title: "A network " + sizes.join("-") + what + " after step " + step + " of training by " + config.optimizer + " with the loss " + config.loss + ".",
    weights: lines(parameters.map(({ W }) => rows(W, brackets))),
    biases: lines(parameters.map(({ b }) => row(b, brackets))),
    activations: quoted(activations),
    step, batch,
    kernel: state.kernel,
    rate: literal(rate),
    ...engine.constants,
    [config.optimizer]: true,
    adam: config.optimizer.startsWith("adam"), // AdamW is Adam after the decay
    inputs: rows(state.inputs, brackets),
    targets: rows(state.targets, brackets),
    inputNames: list([quoted(names.inputs)], brackets),
    outputNames: list([quoted(names.outputs)], brackets),
  };
}

function java(state) {
  const { config: { loss }, activations, memory } = state;
  const used = [...new Set(activations)].filter((name) => name !== "softmax");
  const cases = (part) => used.map((name) => '            case "' + name + '" -> ' + PROGRAMS.activations[name].java[part] + ";\n").join("");
  const letters = Object.keys(memory);
  const each = (text) => letters.map((letter) => text.replaceAll("#L", letter.toUpperCase()).replaceAll("#", letter)).join("");
  const arrays = letters.map((letter) => "        static final double[][][] " + letter.toUpperCase() + "_WEIGHTS = "
    + list(memory[letter].map(({ W }) => rows(W, "{}")), "{}") + ";\n        static final double[][] " + letter.toUpperCase() + "_BIASES = "
    + rows(memory[letter].map(({ b }) => b), "{}") + ";\n");
  return filled(PROGRAMS.java, {
    ...common(state, "{}"),
    memory: letters.length === 0 ? ""
      : "\n    /** What the optimizer remembers of each parameter. */\n    private static final class Memory {\n" + arrays.join("") + "    }\n",
    logSoftmax: loss === "cross-entropy" ? "            double logSoftmax = logSoftmax(pass.z[last], j);\n" : "",
    loss: PROGRAMS.losses[loss].java.value,
    slope: PROGRAMS.losses[loss].java.slope,
    throughOutput: engine.losses[loss].partner === activations.at(-1) ? "" : " * slope(ACTIVATIONS[last - 1], z, y)",
    ofWeights: each(", Memory.#L_WEIGHTS[k][i]"),
    ofBiases: each(", Memory.#L_BIASES[k]"),
    remembered: each(", double[] #"),
    values: cases("value"),
    slopes: cases("slope"),
  });
}

function numpy(state) {
  const { config: { loss }, activations, memory } = state;
  const lambda = (name, { value, slope }) => '    "' + name + '": (lambda z: ' + value + ", lambda z, a: " + slope + "),\n";
  const arrays = (layers) => layers.flatMap(({ W, b }) => [rows(W, "[]"), row(b, "[]")]).map((array) => "np.array(" + array + ")").join(", ");
  return filled(PROGRAMS.numpy, {
    ...common(state, "[]"),
    functions: [...new Set(activations)].map((name) => lambda(name, PROGRAMS.activations[name].numpy)).join(""),
    outputs: rows(state.outputs, "[]"),
    next: rows(state.next, "[]"),
    memory: Object.entries(memory).map(([letter, layers]) => '"' + letter + '": [' + arrays(layers) + "]").join(", "),
    ofLogits: engine.losses[loss].partner === activations.at(-1) ? ", from z, in which nothing is clipped" : "",
    loss: PROGRAMS.losses[loss].numpy.value,
    slope: PROGRAMS.losses[loss].numpy.slope,
  });
}

/** Network and training in a line of words, as the program writes it. */
function setupLine({ config, sizes, activations, rate, batch }) {
  const [hidden, output] = [new Set(activations.slice(0, -1)), activations.at(-1)];
  const { loss, optimizer, seed, initialization } = config;
  const start = initialization === "equal" ? "normal" : initialization;
  return [
    sizes.join("-"),
    hidden.size > 1 ? activations.slice(0, -1).join("/") : [...hidden].join(),
    loss,
    output === (engine.losses[loss].partner ?? "identity") ? "" : "output:" + output,
    start === "torch" ? "" : "init:" + start,
    optimizer, "lr:" + rate, "batch:" + batch, "seed:" + seed,
  ].filter(Boolean).join(" ");
}

const whole = (numbers, ...shape) => ({ shape, data: BigInt64Array.from(numbers, BigInt) });
const doubles = (numbers, ...shape) => ({ shape, data: Float64Array.from(numbers) });
const matrix = (of) => doubles(of.flat(), of.length, of[0].length);

/** Parameters by PyTorch's names and shapes: a row per output. */
function layers(parameters, prefix, ...states) {
  return Object.fromEntries(parameters.flatMap(({ W, b }, k) => [
    [prefix + "fc" + (k + 1) + ".weight", doubles(b.flatMap((unused, j) => W.map((each) => each[j])), ...states, b.length, W.length)],
    [prefix + "fc" + (k + 1) + ".bias", doubles(b, ...states, b.length)],
  ]));
}

/** Description, initial parameters, order of the examples, losses, and parameters in the end. */
function run(state) {
  const { inputs, targets, from, batch, losses } = state;
  const codes = new TextEncoder().encode(setupLine(state));
  const passes = Math.ceil(losses.length / Math.ceil(inputs.length / batch));
  const first = (from * batch) % inputs.length; // a branch in an epoch begins with its step's batch
  const order = Array.from({ length: passes * inputs.length }, (unused, i) => (first + i) % inputs.length);
  return npz({
    setup: whole(codes, codes.length),
    x: matrix(inputs),
    t: matrix(targets),
    order: whole(order, passes, inputs.length),
    ...layers(state.first, ""),
    losses: doubles(losses, losses.length),
    "state.steps": whole([losses.length], 1),
    ...layers(state.parameters, "state.", 1),
  });
}

const FORMATS = {
  java: ["Network.java", java, "text/plain;charset=utf-8"],
  numpy: ["network.py", numpy, "text/plain;charset=utf-8"],
  npz: ["run.npz", run, "application/octet-stream"],
};

/** A file of one of the formats: its name and its content. */
export function exportOf(format, state) {
  const [name, made, type] = FORMATS[format];
  return { name, blob: new Blob([made(state)], { type }) };
}
