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
  curve: {
    hidden: [{ units: 6, activation: "tanh" }],
    output: "linear",
    loss: "mse",
    optimizer: "adam",
    learningRate: 1 / 32,
    data: { examples: 40, noise: 0.05 },
  },
  points: {
    hidden: [{ units: 4, activation: "tanh" }],
    optimizer: "adam",
    learningRate: 1 / 32,
    data: {
      points: [
        [-0.6, -0.5, 0],
        [-0.2, 0.6, 0],
        [0.1, -0.1, 0],
        [0.7, 0.5, 1],
        [0.5, -0.6, 1],
        [-0.8, 0.2, 1],
      ],
    },
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

const SETTINGS = new Set([
  "data", "examples", "noise", "points", "hidden", "output", "loss", "optimizer", "learningRate", "batch", "seed", "slip", "heldOut", "l2", "dropout",
  "initialization", "start",
]);

/** What an address has beside: where the reader is. */
const PLACES = ["branches", "branch", "step", "example", "path", "task", "until"];

export function startOf(kind, seed = 1) {
  const { data, ...rest } = STARTS[kind];
  return { ...ORDINARY, ...structuredClone(rest), data: { kind, ...structuredClone(data ?? {}) }, seed };
}

export function toText(config) {
  const { data } = config;
  const values = new URLSearchParams({ data: data.kind });
  for (const key of ["examples", "noise"]) {
    if (data[key] !== undefined) {
      values.set(key, data[key]);
    }
  }
  if (data.heldOut) {
    values.set("heldOut", data.heldOut);
  }
  if (data.points) {
    values.set("points", data.points.map((point) => point.join(",")).join(";"));
  }
  values.set("hidden", config.hidden.map(({ units, activation }) => units + "." + activation).join("-"));
  for (const key of ["output", "loss", "optimizer", "learningRate", "batch", "seed"]) {
    values.set(key, config[key]);
  }
  for (const key of ["l2", "dropout"].filter((name) => config[name])) {
    values.set(key, config[key]);
  }
  if ((config.initialization ?? "normal") !== "normal") {
    values.set("initialization", config.initialization);
  }
  if (config.start) {
    values.set("start", config.start.join(","));
  }
  if (config.slip) {
    values.set("slip", "1");
  }
  return values.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");
}

/** The number in a text; what is no number stays as it is, and is refused. */
export function number(text) {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/** Parses a configuration from text; missing values have the defaults of its kind of data. */
export function fromText(text) {
  const values = new URLSearchParams(text);
  const kind = values.get("data") ?? "xor";
  const config = startOf(kind in STARTS ? kind : "xor");
  config.data.kind = kind;
  const take = (key, put) => values.has(key) && put(values.get(key));
  take("examples", (v) => (config.data.examples = number(v)));
  take("noise", (v) => (config.data.noise = number(v)));
  take("heldOut", (v) => (config.data.heldOut = number(v)));
  take("points", (v) => (config.data.points = v.split(";").filter(Boolean).map((point) => point.split(",").map(number))));
  take("hidden", (v) => (config.hidden = v.split(/-(?=\d)/).filter(Boolean).map((layer) => {
    const [units, activation] = layer.split(".");
    return { units: number(units), activation };
  })));
  for (const key of ["output", "loss", "optimizer", "initialization"]) {
    take(key, (v) => (config[key] = v));
  }
  for (const key of ["learningRate", "batch", "seed", "l2", "dropout"]) {
    take(key, (v) => (config[key] = number(v)));
  }
  take("start", (v) => (config.start = v.split(",").map(number)));
  config.slip = values.get("slip") === "1";
  // So is what is no setting.
  [...values.keys()].filter((key) => !SETTINGS.has(key) && !PLACES.includes(key)).forEach((key) => (config[key] = values.get(key)));
  return config;
}
