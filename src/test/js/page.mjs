import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

// The explorer's modules for tests in Node: without a browser, and only those that draw nothing.

/** The folder of the page's files, relative to the project. */
export const FOLDER = path.join("src", "main", "resources", "dev", "crosscheck", "using", "explore");

export const read = (name) => fs.readFileSync(path.join(FOLDER, name), "utf8");

/** The names of the page's modules. */
export const MODULES = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".js"));

// Node takes a .js file as a module only beside a package.json that says so.
const copy = fs.mkdtempSync(path.join(os.tmpdir(), "explore-"));
process.on("exit", () => fs.rmSync(copy, { recursive: true, force: true }));
fs.writeFileSync(path.join(copy, "package.json"), '{"type": "module"}');
MODULES.forEach((name) => fs.copyFileSync(path.join(FOLDER, name), path.join(copy, name)));

globalThis.location = new URL("http://localhost/?lang=en");

/** A module of the page, in English. */
export const load = (name) => import(pathToFileURL(path.join(copy, name)));

const { PROGRAMS } = await load("programs.js");
Object.assign(PROGRAMS, JSON.parse(read("programs.json")), { java: read("Network.java.txt"), numpy: read("network.py.txt") });
