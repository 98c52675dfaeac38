// Whether two numbers that Java gave are close enough to be called the same: by the tolerances that it judges by itself.

let tolerances = null;

/** Takes them over from the limits, before anything is judged. */
export function judgeBy(limits) {
  tolerances = limits.tolerances;
}

function isClose(actual, expected, { absolute, relative }, size) {
  return expected === null || Math.abs(actual - expected) <= absolute * size + relative * Math.abs(expected);
}

/** A gradient and its central difference, whose rounding is in proportion to the loss. */
export function gradientAgrees(gradient, difference, loss) {
  return isClose(gradient, difference, tolerances.gradient, Math.max(1, Math.abs(loss)));
}

/** A parameter after a step and what the right optimizer makes of it. */
export function updateAgrees(after, expected) {
  return isClose(after, expected, tolerances.update, 1);
}
