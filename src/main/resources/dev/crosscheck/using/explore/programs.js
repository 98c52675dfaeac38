// Made by the build from Java's tables: activations (TeX, Java and NumPy of f and f') and losses (Java and NumPy of L and its slope) by name, and
// the programs that they are put into.

export const PROGRAMS = { activations: {}, losses: {}, java: "", numpy: "" };
