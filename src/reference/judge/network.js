// A network of ReLU layers with softmax and cross-entropy, trained by gradient descent. node network.js < start.txt
const [setup, ...rest] = require("fs").readFileSync(0, "utf8").trim().split("\n");
const words = rest.join(" ").trim().split(/\s+/);
const data = {};
for (let i = 0; i < words.length; ) { // NAME ROWS COLUMNS, then the numbers
  const [name, rows, columns] = [words[i], Number(words[i + 1]), Number(words[i + 2])];
  const numbers = words.slice(i + 3, i + 3 + rows * columns).map(Number);
  data[name] = Array.from({ length: rows }, (_, r) => numbers.slice(r * columns, (r + 1) * columns));
  i += 3 + rows * columns;
}
const show = (name, rows) => console.log([name, rows.length, rows[0].length].join(" ") + "\n" + rows.map((row) => row.join(" ")).join("\n"));
const [lr, batch] = ["lr", "batch"].map((name) => Number(setup.match(" " + name + ":(\\S+)")[1]));
const names = Object.keys(data).filter((name) => name.startsWith("fc"));
const layers = names.length / 2;
const [W, b] = [0, 1].map((odd) => (k) => data[names[2 * k + odd]]);
const dot = (u, v) => u.reduce((sum, ui, i) => sum + ui * v[i], 0);

for (const order of data.order) {
  for (let start = 0; start < order.length; start += batch) {
    const rows = order.slice(start, start + batch);
    const grad = names.map((name) => data[name].map((row) => row.map(() => 0)));
    let loss = 0;
    for (const n of rows) {
      const a = [data.x[n]];
      for (let k = 0; k < layers; k++) { // z = W a + b, a = max(0, z)
        const z = W(k).map((w, j) => dot(w, a[k]) + b(k)[0][j]);
        a.push(k < layers - 1 ? z.map((v) => Math.max(0, v)) : z);
      }
      const [z, t] = [a[layers], data.t[n]];
      const e = z.map((v) => Math.exp(v - Math.max(...z)));
      const p = e.map((v) => v / e.reduce((sum, w) => sum + w, 0));
      loss -= Math.log(dot(p, t)) / rows.length; // t is 1 for one class
      let d = p.map((v, o) => (v - t[o]) / rows.length);
      for (let k = layers - 1; k >= 0; k--) { // dW = d aᵀ, db = d, then d of the layer below
        d.forEach((dj, j) => {
          grad[2 * k + 1][0][j] += dj;
          a[k].forEach((ai, i) => (grad[2 * k][j][i] += dj * ai));
        });
        d = a[k].map((ai, i) => (ai > 0 ? dot(d, W(k).map((w) => w[i])) : 0));
      }
    }
    show("loss", [[loss]]);
    names.forEach((name, k) => show("grad." + name, grad[k]));
    names.forEach((name, k) => {
      data[name] = data[name].map((row, r) => row.map((v, c) => v - lr * grad[k][r][c]));
      show(name, data[name]);
    });
  }
}
