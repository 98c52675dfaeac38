// What answers become.

/** An answer that is none: what is wrong and what to do. */
export class Refused extends Error {
  constructor(status, error, remedy) {
    super(error);
    this.status = status;
    this.remedy = remedy ?? "";
  }
}

function floats(base64) {
  return new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}

/** What a network gives all over the plane, or along the line, of its inputs: a map for each output, and for each hidden unit by layer. */
export function surfaceOf({ step, size, bounds, outputs, units }) {
  return {
    step,
    size,
    x: bounds.slice(0, 2),
    y: bounds.length > 2 ? bounds.slice(2) : null,
    outputs: outputs.map(floats),
    units: units.map((layer) => layer.map(floats)),
  };
}
