import fs from "node:fs";
import { load } from "./page.mjs";

// For tests in Java: runs the body of a function that may load modules of the page, on input from a file, and prints what it returns as JSON. What
// JSON cannot say is a word: NaN, Infinity and -Infinity.

globalThis.document = { getElementById: () => null };
await load("engine.js");
const [, , body, file] = process.argv;
const AsyncFunction = (async () => {}).constructor;
const answer = await new AsyncFunction("load", "input", body)(load, file && JSON.parse(fs.readFileSync(file, "utf8")));
process.stdout.write(JSON.stringify(answer, (name, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value)));
