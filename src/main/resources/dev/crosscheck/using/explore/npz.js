// NumPy's archives: a zip of arrays, stored as they are.

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]; // "\x93NUMPY", version 1.0
const ALIGNED = 64;
const DAY = 0x21; // January 1, 1980, the first day that a zip knows

const CRC = Uint32Array.from({ length: 256 }, (unused, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return crc;
});

const checksum = (bytes) => ~bytes.reduce((crc, byte) => CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8), ~0) >>> 0;
const textBytes = (text) => new TextEncoder().encode(text);

function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => bytes.set(part, at) ?? at + part.length, 0);
  return bytes;
}

/** Numbers of 2 or 4 bytes, the least first: [size, value] of each. */
function fields(...pairs) {
  return Uint8Array.from(pairs.flatMap(([size, value]) => Array.from({ length: size }, (unused, i) => Math.floor(value / 256 ** i) & 0xff)));
}

/** An array of doubles, or of whole numbers as a BigInt64Array. */
function npy({ shape, data }) {
  const type = data instanceof BigInt64Array ? "<i8" : "<f8";
  const header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape.map((size) => size + ",").join(" ") + "), }";
  const length = Math.ceil((MAGIC.length + 2 + header.length + 1) / ALIGNED) * ALIGNED - MAGIC.length - 2;
  const view = new DataView(new ArrayBuffer(8 * data.length));
  data.forEach((value, i) => (typeof value === "bigint" ? view.setBigInt64(8 * i, value, true) : view.setFloat64(8 * i, value, true)));
  return joined([MAGIC, fields([2, length]), textBytes(header.padEnd(length - 1) + "\n"), new Uint8Array(view.buffer)]);
}

/** The bytes of an archive of arrays { name: { shape, data } }. */
export function npz(arrays) {
  const [files, directory] = [[], []];
  let at = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const [file, content] = [textBytes(name + ".npy"), npy(array)];
    const what = [[2, 20], [2, 0], [2, 0], [2, 0], [2, DAY], [4, checksum(content)], [4, content.length], [4, content.length], [2, file.length], [2, 0]];
    const local = joined([fields([4, 0x04034b50], ...what), file, content]);
    directory.push(joined([fields([4, 0x02014b50], [2, 20], ...what, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), file]));
    files.push(local);
    at += local.length;
  }
  const listed = joined(directory);
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, listed.length], [4, at], [2, 0]);
  return joined([...files, listed, end]);
}
