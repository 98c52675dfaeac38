import { gradientAgrees, updateAgrees } from "./agreement.js";
import { num } from "./dom.js";
import { indices, maxOf, quantileOf } from "./plot.js";
import { stepOf } from "./reasons.js";
import { t } from "./words.js";

// Hints for "Find the slip" in three strengths, from the session's own numbers: where to look, where it disagrees, and by how much.

/** The gradients of a pass that disagree with their central differences: [{layer, ratio}]. */
function disagreements(pass) {
  return pass.backward.flatMap(({ layer, dW, db }) => {
    const central = pass.differences.find((each) => each.layer === layer);
    const pairs = [...dW.flatMap((row, i) => row.map((g, j) => [g, central.dW[i][j]])), ...db.map((g, j) => [g, central.db[j]])];
    const wrong = pairs.filter(([g, right]) => right !== null && !gradientAgrees(g, right, pass.loss));
    return wrong.map(([g, right]) => ({ layer, ratio: g / right }));
  });
}

function updateDiffers({ update: { after, expected } }) {
  const differs = (w, right) => !updateAgrees(w, right);
  return after.some(({ W, b }, k) => (
    W.some((row, i) => row.some((w, j) => differs(w, expected[k].W[i][j]))) || b.some((w, j) => differs(w, expected[k].b[j]))));
}

// Where the numbers of a session disagree: "example" in a layer, "batch", "update", or "nowhere".
function placeOf(passes, batch) {
  const found = passes.flatMap(disagreements);
  if (found.length > 0) {
    return { place: "example", layer: maxOf(found, ({ layer }) => layer) };
  }
  const ofBatch = disagreements(batch);
  if (ofBatch.length > 0) {
    return { place: "batch", ratio: quantileOf(ofBatch.map((each) => each.ratio), 0.5) };
  }
  return { place: updateDiffers(batch) ? "update" : "nowhere" };
}

/** The hint of a strength from 1 to 3. */
export async function hint(model, strength) {
  if (strength === 1) {
    return t("hint.1");
  }
  const examples = indices(model.data.inputs.length);
  const [batch, ...passes] = await Promise.all([-1, ...examples].map((example) => model.pass(example)));
  const { place, layer, ratio } = placeOf(passes, batch);
  const activation = layer === undefined ? "" : model.layers[layer - 1].activation;
  const values = { layer: layer ?? "", activation, ratio: ratio === undefined ? "" : num(ratio, 2) };
  const [, { count }] = stepOf(model);
  return t("hint." + (place === "nowhere" ? place : strength + "." + place), { ...values, count });
}
