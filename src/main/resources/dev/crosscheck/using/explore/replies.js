// Types of answers.

/** An error: what is wrong and what to do. */
export class Refused extends Error {
  constructor(status, error, remedy) {
    super(error);
    this.status = status;
    this.remedy = remedy ?? "";
  }
}

/**
 * The network's output over the plane (or line) of its inputs, at some steps.
 *
 * @param header size, bounds, steps, and the unit of each map; the maps of the outputs come first
 * @param floats by step, by map, by row from the lowest up
 */
export function surfacesOf(header, floats) {
  const { size, x, y, steps, maps } = header;
  const perMap = size * (y ? size : 1);
  const last = maps[0].layer;
  return steps.map((step, s) => {
    const all = maps.map(({ layer, unit }, m) => ({
      layer,
      unit,
      values: floats.subarray((s * maps.length + m) * perMap, (s * maps.length + m + 1) * perMap),
    }));
    return { step, size, x, y: y ?? null, maps: all, outputs: all.filter(({ layer }) => layer === last).map(({ values }) => values) };
  });
}

/** Decodes a surface from text. */
export function surfaceOfText({ header, base64 }) {
  return surfacesOf(header, new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer))[0];
}
