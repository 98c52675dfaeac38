// What answers become.

/** An answer that is none: what is wrong and what to do. */
export class Refused extends Error {
  constructor(status, error, remedy) {
    super(error);
    this.status = status;
    this.remedy = remedy ?? "";
  }
}

/**
 * What a network gives all over the plane, or along the line, of its inputs, at some steps.
 *
 * @param header its size, bounds, steps, and of which unit each map is: those of the outputs first
 * @param floats step by step, map by map, row by row from the lowest up
 */
export function surfacesOf(header, floats) {
  const { size, x, y, steps, maps } = header;
  const perMap = size * (y ? size : 1);
  const last = maps[0].layer;
  return steps.map((step, s) => {
    const all = maps.map(({ layer, unit }, m) => ({ layer, unit, values: floats.subarray((s * maps.length + m) * perMap, (s * maps.length + m + 1) * perMap) }));
    return { step, size, x, y: y ?? null, maps: all, outputs: all.filter(({ layer }) => layer === last).map(({ values }) => values) };
  });
}

/** One of them from text. */
export function surfaceOfText({ header, base64 }) {
  return surfacesOf(header, new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer))[0];
}
