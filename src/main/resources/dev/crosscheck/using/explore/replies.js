// What answers become.

/** An answer that is none: what is wrong and what to do. */
export class Refused extends Error {
  constructor(status, error, remedy) {
    super(error);
    this.status = status;
    this.remedy = remedy ?? "";
  }
}

/** Outputs on a grid: for each step and map a piece of one float array. */
export function surfaceOf(header, floats) {
  const size = header.size * (header.y ? header.size : 1);
  const perStep = size * header.maps.length;
  return header.steps.map((step, i) => ({
    step,
    header,
    maps: header.maps.map((map, m) => floats.subarray(i * perStep + m * size, i * perStep + (m + 1) * size)),
  }));
}

/** The same from text, as single answers and recordings have it. */
export function surfaceOfText({ header, base64 }) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return surfaceOf(header, new Float32Array(bytes.buffer))[0];
}
