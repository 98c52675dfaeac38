// Whether two numbers computed by Java agree, with the same tolerances as in Java.

let tolerances = null;

/** Stores the tolerances; must be called before any comparison. */
export function judgeBy(limits) {
  tolerances = limits.tolerances;
}

function isClose(actual, expected, { absolute, relative }, size) {
  return expected === null || Math.abs(actual - expected) <= absolute * size + relative * Math.abs(expected);
}

/** Compares a gradient with its central difference, whose rounding error is proportional to the loss. */
export function gradientAgrees(gradient, difference, loss) {
  return isClose(gradient, difference, tolerances.gradient, Math.max(1, Math.abs(loss)));
}

/** Compares a parameter after a step with the result of the correct optimizer. */
export function updateAgrees(after, expected) {
  return isClose(after, expected, tolerances.update, 1);
}
