// Runs in a browser, beside engine.js, for EngineBitsIT: computes each case's numbers and tells their digests.

const engine = globalThis.engine;
const AT_ONCE = 50; // cases, before the browser gets a turn

const cell = new DataView(new ArrayBuffer(8));

/** The bits of a double as two 32-bit halves; NaN has many, and here always the same. */
function halves(x) {
  cell.setFloat64(0, x);
  return x === x ? [cell.getInt32(0), cell.getInt32(4)] : [0x7ff80000, 0];
}

class Digest {
  constructor() {
    [this.first, this.second] = [1, 2];
  }

  take(x) {
    const [high, low] = halves(x);
    const mixed = Math.imul(this.first ^ high, 0x01000193);
    this.first = ((mixed << 13) | (mixed >>> 19)) ^ low;
    this.second = Math.imul(this.second ^ low, 0x85ebca6b) + (this.first ^ high);
    this.second |= 0;
  }

  text() {
    return [this.first, this.second].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

function fromHalves(high, low) {
  cell.setInt32(0, high);
  cell.setInt32(4, low);
  return cell.getFloat64(0);
}

const RUNS = {
  // Every so many of the upper halves of doubles, with both signs.
  everywhere: ({ name, from, to, step }, take) => {
    for (let upper = from; upper < to; upper += step) {
      const low = Math.imul(upper, 0x9e3779b1);
      take(engine[name](fromHalves(upper, low)));
      take(engine[name](fromHalves(upper | 0x80000000, low)));
    }
  },
  around: ({ name, values }, take) => values.forEach((value) => take(engine[name](Number(value)))),
  power: ({ seed, count }, take) => {
    const random = new engine.Random(seed);
    for (let i = 0; i < count; i++) {
      take(engine.power(random.nextWithin(1.5), i));
    }
  },
  random: ({ seed, count }, take) => {
    const random = new engine.Random(BigInt(seed));
    for (let i = 0; i < count; i++) {
      [random.nextDouble(), random.nextWithin(0.3), random.nextGaussian()].forEach(take);
    }
  },
  training: ({ config, steps }, take) => {
    const of = engine.training(config);
    const state = engine.start(of);
    const takeParameters = () => state.parameters.forEach(({ data }) => data.forEach((value) => take(value)));
    takeParameters();
    for (let step = 0; step < steps; step++) {
      take(engine.stepInPlace(of, state));
      takeParameters();
    }
  },
  // A pass through layers of which all numbers are drawn from a few values.
  convolution: ({ sizes, names, kernels, values, seed, rows }, take) => {
    const random = new engine.Random(seed);
    const drawn = (height, width) => engine.map(engine.matrix(height, width), () => Number(values[Math.floor(values.length * random.nextDouble())]));
    const network = engine.networkOf(sizes, names, kernels);
    const parameters = network.layers.flatMap(({ fanIn, columns }) => [drawn(fanIn, columns), drawn(1, columns)]);
    const pass = engine.forward(network, parameters, drawn(rows, sizes[0]));
    const back = engine.backward(network, parameters, pass, drawn(rows, sizes.at(-1)), "half-squared-error");
    const all = [...pass.z.slice(1), ...pass.a, ...back.dz.slice(1), ...back.dy.slice(1), ...back.da, ...engine.gradients(pass, back)];
    all.forEach(({ data }) => data.forEach((value) => take(value)));
  },
  perceptron: ({ first, points, rate, epochs }, take) => {
    const { totalErrors, perceptrons } = engine.trainPerceptron(first, points, rate, epochs);
    perceptrons.forEach(({ weights, bias }) => [...weights, bias].forEach(take));
    totalErrors.forEach(take);
  },
};

const turn = () => new Promise((done) => setTimeout(done));

async function digests(cases) {
  const all = [];
  for (const { run, of } of cases) {
    const digest = new Digest();
    RUNS[run](of, (x) => digest.take(x));
    all.push(digest.text());
    if (all.length % AT_ONCE === 0) {
      await turn();
    }
  }
  return all;
}

digests(JSON.parse(document.getElementById("cases").textContent)).catch((error) => String(error.stack ?? error))
  .then((told) => fetch("/", { method: "POST", body: JSON.stringify(told) }));
