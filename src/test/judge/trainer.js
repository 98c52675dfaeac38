// A trainer in JavaScript: dense layers as objects, a batch as an array of rows. node trainer.js [SLIP] < start
const slip = process.argv[2] || "none";
const text = require("fs").readFileSync(0, "utf8").split("\n").filter((line) => !line.startsWith("#"));
const setup = text[0].trim().split(/\s+/).slice(1);
const setting = (name, usual) => Number((setup.find((w) => w.startsWith(name + ":")) || ":" + usual).split(":")[1]);
const words = text.slice(1).join(" ").trim().split(/\s+/);
const data = {};
for (let i = 0; i < words.length; ) {
  const [name, rows, columns] = [words[i], +words[i + 1], +words[i + 2]];
  data[name] = Array.from({ length: rows }, (_, r) => words.slice(i + 3 + r * columns, i + 3 + (r + 1) * columns).map(Number));
  i += 3 + rows * columns;
}
const depth = Object.keys(data).filter((name) => name.endsWith(".weight")).length;
const names = setup.filter((w) => !w.includes(":"));
const bce = names.includes("bce");
const adam = names.includes("adam");
const kind = ["tanh", "sigmoid"].find((name) => names.includes(name)) || "relu";
const logistic = (z) => 1 / (1 + Math.exp(-z));
const f = { relu: (z) => Math.max(0, z), tanh: Math.tanh, sigmoid: logistic }[kind];
const df = { relu: (a) => (a > 0 ? 1 : 0), tanh: (a) => 1 - a * a, sigmoid: (a) => a * (1 - a) }[kind];
const params = [];
for (let k = 1; k <= depth; k++) params.push(data[`fc${k}.weight`], data[`fc${k}.bias`]);
const zeros = () => params.map((p) => p.map((row) => row.map(() => 0)));
const [m, v] = [zeros(), zeros()];
const [rate, batch] = [setting("lr"), setting("batch")];

function forward(row) {
  const as = [row];
  for (let k = 0; k < depth; k++) {
    const z = params[2 * k].map((w, j) => w.reduce((s, wi, i) => s + wi * as[k][i], params[2 * k + 1][0][j]));
    as.push(k < depth - 1 ? z.map(f) : z);
  }
  return as;
}

const show = (prefix, arrays) =>
  arrays.forEach((p, i) => {
    console.log(`${prefix}fc${(i >> 1) + 1}.${i % 2 ? "bias" : "weight"} ${p.length} ${p[0].length}`);
    p.forEach((row) => console.log(row.join(" ")));
  });

let step = 0;
for (const order of data.order) {
  for (let from = 0; from < order.length; from += batch) {
    const rows = order.slice(from, from + batch);
    const n = rows.length;
    const g = zeros();
    let loss = 0;
    step++;
    for (const r of rows) {
      const as = forward(data.x[r]);
      const [z, t] = [as[depth], data.t[r]];
      let d;
      if (bce) {
        const p = z.map(logistic);
        loss -= p.reduce((s, pi, i) => s + t[i] * Math.log(pi) + (1 - t[i]) * Math.log(1 - pi), 0) / p.length / n;
        d = p.map((pi, i) => (pi - t[i]) / (slip === "summed-over-outputs" ? 1 : p.length) / n);
      } else {
        const top = Math.max(...z);
        const e = z.map((zi) => Math.exp(zi - top));
        const sum = e.reduce((s, ei) => s + ei, 0);
        loss += (Math.log(sum) + top - z.reduce((s, zi, i) => s + zi * t[i], 0)) / n;
        d = e.map((ei, i) => (ei / sum - t[i]) / n);
      }
      for (let k = depth - 1; k >= 0; k--) {
        d.forEach((dj, j) => {
          g[2 * k + 1][0][j] += slip === "bias-not-averaged" ? dj * n : dj;
          as[k].forEach((ai, i) => (g[2 * k][j][i] += dj * ai));
        });
        if (k > 0) {
          d = as[k].map((ai, i) => df(ai) * d.reduce((s, dj, j) => s + dj * params[2 * k][j][i], 0));
        }
      }
    }
    if (slip === "gradient-sign") g.forEach((p) => p.forEach((row) => row.forEach((_, i) => (row[i] = -row[i]))));
    console.log(`loss 1 1\n${loss}`);
    show("grad.", g);
    params.forEach((p, q) =>
      p.forEach((row, i) =>
        row.forEach((_, j) => {
          const d = g[q][i][j];
          if (!adam) {
            row[j] -= rate * d;
            return;
          }
          m[q][i][j] = 0.9 * m[q][i][j] + 0.1 * d;
          v[q][i][j] = 0.999 * v[q][i][j] + 0.001 * d * d;
          const [c1, c2] = [1 - Math.pow(0.9, step), 1 - Math.pow(0.999, step)];
          row[j] -= (rate * (m[q][i][j] / c1)) / (Math.sqrt(v[q][i][j] / c2) + (slip === "keras-epsilon" ? 1e-7 : 1e-8));
        }),
      ),
    );
    show("", params);
  }
}
