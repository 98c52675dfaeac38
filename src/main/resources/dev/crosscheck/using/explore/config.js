import { packed, unpacked } from "./points.js";

// A session's configuration and its form in the address: data=xor&hidden=3.tanh-2.relu&output=sigmoid&...

/** The defaults for each kind of data; others are in ORDINARY. Learning rates are powers of two, which are stored exactly. */
const STARTS = {
  xor: {},
  and: { hidden: [], learningRate: 1 },
  or: { hidden: [], learningRate: 1 },
  nand: { hidden: [], learningRate: 1 },
  nor: { hidden: [], learningRate: 1 },
  circles: { hidden: [{ units: 4, activation: "tanh" }], optimizer: "adam", learningRate: 1 / 32, batch: 16, data: { examples: 120, noise: 0.08 } },
  moons: { hidden: [{ units: 5, activation: "tanh" }], optimizer: "adam", learningRate: 1 / 32, batch: 16, data: { examples: 120, noise: 0.12 } },
  spirals: {
    hidden: [{ units: 8, activation: "tanh" }, { units: 6, activation: "tanh" }],
    optimizer: "adam", learningRate: 1 / 64, batch: 16, data: { examples: 160, noise: 0.03 },
  },
  points: {
    hidden: [{ units: 4, activation: "tanh" }], optimizer: "adam", learningRate: 1 / 32,
    data: { points: [[-0.6, 0.5, 0], [0.5, 0.4, 1], [-0.3, -0.4, 0], [0.7, -0.5, 1], [0, 0.1, 0], [0.2, 0.8, 1]] },
  },
  strokes: {
    hidden: [{ units: 2, activation: "relu", kernel: 3 }],
    output: "softmax", loss: "cross-entropy", optimizer: "adam", learningRate: 1 / 32, batch: 16, data: { examples: 96, noise: 0 },
  },
  curve: {
    hidden: [{ units: 6, activation: "tanh" }],
    output: "linear",
    loss: "mse",
    optimizer: "adam",
    learningRate: 1 / 32,
    data: { examples: 40, noise: 0.05 },
  },
};

const ORDINARY = {
  hidden: [{ units: 3, activation: "tanh" }],
  output: "sigmoid",
  loss: "bce",
  optimizer: "sgd",
  learningRate: 0.5,
  batch: 0,
  seed: 1,
  slip: false,
};

/** How a setting is read from its text in an address, in the order of an address. */
const itself = (text) => text;
const READ = {
  points: unpacked, examples: number, noise: number, heldOut: number,
  hidden: (text) => text.split(/-(?=\d)/).filter(Boolean).map((layer) => {
    const [units, activation, kernel] = layer.split(".");
    return { units: number(units), activation, ...(kernel === undefined ? {} : { kernel: number(kernel) }) };
  }),
  output: itself, loss: itself, optimizer: itself, learningRate: number, batch: number, seed: number, l2: number, dropout: number,
  initialization: itself, start: (text) => text.split(",").map(number), slip: (text) => text === "1",
};
const OF_DATA = ["points", "examples", "noise", "heldOut"];
/** What is so is not written. */
const UNSAID = { heldOut: 0, l2: 0, dropout: 0, initialization: "normal", slip: 0 };

/** What an address has beside: where the reader is. */
const PLACES = ["branches", "branch", "step", "example", "ends", "path", "task", "until", "answer", "hint", "picture"];

export function startOf(kind, seed = 1) {
  const { data, ...rest } = STARTS[kind];
  return { ...ORDINARY, ...structuredClone(rest), data: { kind, ...structuredClone(data ?? {}) }, seed };
}

export function toText(config) {
  const hidden = config.hidden.map(({ units, activation, kernel = [] }) => [units, activation].concat(kernel).join(".")).join("-");
  const all = { ...config, ...config.data, hidden, slip: Number(config.slip), points: config.data.points && packed(config.data.points) };
  const said = Object.keys(READ).filter((name) => all[name] !== undefined && all[name] !== UNSAID[name]);
  return new URLSearchParams([["data", config.data.kind], ...said.map((name) => [name, all[name]])]).toString().replaceAll("%2C", ",");
}

/** The number in a text; what is no number stays as it is, and is refused. */
export function number(text) {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/** Parses a configuration from text; missing values have the defaults of its kind of data. What is no setting stays, and is refused. */
export function fromText(text, usual = "xor") {
  const { data: kind = usual, ...values } = Object.fromEntries(new URLSearchParams(text));
  const config = startOf(kind in STARTS ? kind : "xor");
  config.data.kind = kind;
  for (const [name, value] of Object.entries(values).filter(([each]) => !PLACES.includes(each))) {
    (OF_DATA.includes(name) ? config.data : config)[name] = (READ[name] ?? itself)(value);
  }
  return config;
}
