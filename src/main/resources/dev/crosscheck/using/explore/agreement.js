// Whether two numbers that Java gave are close enough to be called the same: by its own tolerances (proof.compare.Tolerances).

const CENTRAL_DIFFERENCES = { absolute: 1e-8, relative: 1e-7 };
const OPTIMIZER = { absolute: 1e-14, relative: 1e-13 };

function isClose(actual, expected, { absolute, relative }, size) {
  return expected === null || Math.abs(actual - expected) <= absolute * size + relative * Math.abs(expected);
}

/** A gradient and its central difference, whose rounding is in proportion to the loss. */
export function gradientAgrees(gradient, difference, loss) {
  return isClose(gradient, difference, CENTRAL_DIFFERENCES, Math.max(1, Math.abs(loss)));
}

/** A parameter after a step and what the right optimizer makes of it. */
export function updateAgrees(after, expected) {
  return isClose(after, expected, OPTIMIZER, 1);
}
