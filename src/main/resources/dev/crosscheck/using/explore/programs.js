import { fileText } from "./files.js";

/**
 * Activations (TeX, Java and NumPy of f and f') and losses (Java and NumPy of L and its slope) by name, which are those of Java's tables, and the
 * programs that they are put into.
 */
export const PROGRAMS = {};

/** Reads them, before the first chapter. */
export async function readPrograms() {
  const [tables, java, numpy] = await Promise.all(["programs.json", "Network.java.txt", "network.py.txt"].map(fileText));
  Object.assign(PROGRAMS, JSON.parse(tables), { java, numpy });
}
