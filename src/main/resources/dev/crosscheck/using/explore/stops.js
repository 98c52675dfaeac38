import { mapsBackward, mapsForward } from "./convolution.js";
import { activation, biasSlope, fromAbove, isFused, loss, lossSlope, preActivation, throughActivation, weightSlope } from "./formulas.js";

// The stops of a walk through one example: forward node by node, then backward edge by edge, and the update.
// A stop has its group, the formulas, its node or edge, and for a parameter's gradient the central difference.

function forward(pass) {
  return pass.layers.flatMap(({ a, maps }, at) => (maps ? mapsForward(pass) : a.map((_, j) => {
    const k = at + 1;
    return { group: "forward:" + k, phase: "forward", kind: "unit", layer: k, unit: j, lines: [preActivation(pass, k, j), activation(pass, k, j)] };
  })));
}

function backward(pass, lossName) {
  const { backward: layers, differences } = pass;
  const stops = [];
  const byLayer = (k) => layers.find(({ layer }) => layer === k);
  for (let k = pass.layers.length; k >= 1; k--) {
    const back = byLayer(k);
    const central = differences?.find(({ layer }) => layer === k);
    const add = (kind, unit, line, more = {}) => stops.push({ group: kind + ":" + k, phase: "backward", kind, layer: k, unit, lines: [line], ...more });
    const isLast = k === pass.layers.length;
    if (isLast && isFused(lossName)) {
      back.dZ.forEach((_, j) => add("dZ", j, lossSlope(pass, back, lossName, j), { fromLoss: true }));
    } else {
      back.dA.forEach((_, j) => add("dA", j, isLast ? lossSlope(pass, back, lossName, j) : fromAbove(pass, byLayer(k + 1), k, j), { fromLoss: isLast }));
      back.dZ.forEach((_, j) => add("dZ", j, throughActivation(pass, back, k, j)));
    }
    if (pass.layers[k - 1].maps) {
      stops.push(...mapsBackward(pass));
      continue;
    }
    back.dW.forEach((row, i) => row.forEach((_, j) => add("dW", j, weightSlope(pass, back, k, i, j), { from: i, central: central?.dW[i][j] })));
    back.db.forEach((_, j) => add("db", j, biasSlope(pass, back, k, j), { central: central?.db[j] }));
  }
  return stops;
}

/** All stops of a pass. */
export function stopsOf(pass, lossName) {
  return [
    ...forward(pass),
    { group: "loss", phase: "forward", kind: "loss", lines: loss(pass, lossName) },
    ...backward(pass, lossName),
    { group: "update", phase: "update", kind: "update", lines: [] },
  ];
}
