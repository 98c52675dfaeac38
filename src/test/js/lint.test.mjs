import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { FOLDER, MODULES, load, read } from "./page.mjs";

// What the compiler is for Java: names that exist, that are used, and lines that can be read.

const HERE = import.meta.dirname ?? path.join("src", "test", "js");
const LONGEST_LINE = 160;
const TEXTS = ["texts.js", "reason-texts.js"];
const FORBIDDEN = [
  [/\bvar\s/, "use const or let"],
  [/[^=!]==[^=]|!=[^=]/, "use === or !=="],
  [/\bconsole\./, "say it on the page"],
  [/\binnerHTML\b/, "build elements with make()"],
  [/(?<!this)\._/, "what begins with _ is its own object's"],
  [/\bdebugger\b/, "leave no breakpoint"],
];
const IMPORT = /^import \{([^}]*)\} from "\.\/([\w-]+\.js)";$/gm;
const EXPORT = /^export (?:async )?(?:function|const|class) ([\w$]+)/gm;

const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
const code = new Map(MODULES.map((name) => [name, withoutComments(read(name))]));
const names = (list) => list.split(",").map((name) => name.trim()).filter(Boolean);
const imports = (name) => [...code.get(name).matchAll(IMPORT)].map(([, list, from]) => ({ list: names(list), from }));
const exported = (name) => [...code.get(name).matchAll(EXPORT)].map(([, what]) => what);

function none(found, what) {
  assert.deepEqual(found, [], what);
}

test("every module is JavaScript", () => {
  const inFunction = (text) => "(() => {" + text.replace(IMPORT, "").replace(/^export /gm, "") + "\n});";
  const wrong = MODULES.flatMap((name) => {
    try {
      return new vm.Script(inFunction(read(name)), { filename: name }) && [];
    } catch (error) {
      return [name + ": " + error.message];
    }
  });
  none(wrong);
});

test("every module is part of the page", () => {
  const reached = new Set();
  const reach = (name) => {
    if (!reached.has(name)) {
      reached.add(name);
      imports(name).forEach(({ from }) => reach(from));
    }
  };
  reach("app.js");
  none(MODULES.filter((name) => !reached.has(name)));
});

test("every import is exported there, and used here", () => {
  none(MODULES.flatMap((name) => imports(name).flatMap(({ list, from }) => list.flatMap((item) => {
    const [there, here = there] = item.split(" as ");
    const uses = code.get(name).match(new RegExp("(?<![\\w$])(?<!(?<!\\.\\.)\\.)" + here.replace("$", "\\$") + "(?![\\w$])", "g"));
    return [
      ...(exported(from).includes(there) ? [] : [name + ": " + from + " exports no " + there]),
      ...(uses.length > 1 ? [] : [name + " does not use " + here]),
    ];
  }))));
});

test("every export is imported somewhere", () => {
  const used = new Set(MODULES.flatMap((name) => imports(name).flatMap(({ list, from }) => list.map((item) => from + " " + item.split(" as ")[0]))));
  const readAll = (folder) => fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name), "utf8")).join("\n");
  const tests = readAll(HERE) + readAll(path.join("src", "test", "java", "dev", "crosscheck", "using", "explore"));
  const isTested = (each) => new RegExp("\\b" + each.split(" ")[1] + "\\b").test(tests);
  none(MODULES.flatMap((name) => exported(name).map((what) => name + " " + what)).filter((each) => !used.has(each) && !isTested(each)));
});

test("no line is longer than can be read, and no construct is one that surprises", () => {
  none(MODULES.filter((name) => !TEXTS.includes(name)).flatMap((name) => read(name).split("\n").flatMap((line, i) => (
    line.length > LONGEST_LINE ? [name + ":" + (i + 1) + " has " + line.length + " characters"] : []))));
  none(MODULES.filter((name) => !TEXTS.includes(name)).flatMap((name) => code.get(name).split("\n").flatMap((line) => (
    FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(([, instead]) => name + ": " + line.trim() + ": " + instead)))));
});

test("every text that is shown exists, in both languages, and every text is shown", async () => {
  const { texts } = await load("texts.js");
  const holes = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  none(Object.keys(texts).filter((name) => new Set(texts[name].map(holes)).size !== 1 || texts[name].length !== 2), "texts with other values in Chinese");
  const shown = MODULES.filter((name) => !TEXTS.includes(name)).map((name) => code.get(name)).join("\n");
  const asked = [...shown.matchAll(/\bt\("([^"]+)"[,)]/g)].map(([, name]) => name);
  none(asked.filter((name) => !(name in texts)), "texts that do not exist");
  const literals = new Set([...shown.matchAll(/"([^"\n]+)"|^ +(\w+):/gm)].map(([, text, key]) => text ?? key));
  // By its whole name, or by a part of it that is put together with what the reader chose: "data." + kind, or label("data", kind).
  const isUsed = (name) => {
    const beginnings = [...name.matchAll(/[.-]/g)].flatMap(({ index }) => [name.slice(0, index), name.slice(0, index + 1)]);
    const endings = [...name.matchAll(/\./g)].map(({ index }) => name.slice(index + 1));
    return literals.has(name) || beginnings.some((part) => literals.has(part)) || endings.some((part) => literals.has(part));
  };
  none(Object.keys(texts).filter((name) => !isUsed(name)), "texts that nothing shows");
});

test("every reason has a sentence in both languages, of the same values", async () => {
  const { reasonTexts } = await load("reason-texts.js");
  none(Object.keys(reasonTexts).filter((rule) => (reasonTexts[rule][1].match(/\{\w+\}/g) ?? []).some((hole) => !reasonTexts[rule][0].includes(hole))));
});

test("these tests read the page's own files", () => {
  assert.ok(MODULES.length > 30, path.resolve(FOLDER));
});
