// Whether two numbers agree. Tolerances are for what rounding does: to central differences with the usual step, and to an update.

export const OF_DIFFERENCES = { absolute: 1e-8, relative: 1e-7 };
export const OF_OPTIMIZERS = { absolute: 1e-14, relative: 1e-13 };

function isClose(actual, expected, { absolute, relative }, size) {
  return expected === null || Math.abs(actual - expected) <= absolute * size + relative * Math.abs(expected);
}

/** Compares a gradient with its central difference, whose rounding error is proportional to the loss. */
export function gradientAgrees(gradient, difference, loss) {
  return isClose(gradient, difference, OF_DIFFERENCES, Math.max(1, Math.abs(loss)));
}

/** Compares a parameter after a step with the result of the correct optimizer. */
export function updateAgrees(after, expected) {
  return isClose(after, expected, OF_OPTIMIZERS, 1);
}
