import fs from "node:fs";
import { load } from "./page.mjs";

// For SessionScriptTest: asks sessions in the page what sessions in Java were asked, and prints where the answers differ.

await load("engine.js");
const { Session } = await load("session.js");
const { surfacesOf } = await load("replies.js");

/** What JSON cannot say is a word there, and a field that is missing is null. */
const word = (value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value ?? null);

/** Where two answers differ: in a number's bits, or in anything else. */
function differences(path, java, page) {
  if (typeof java === "object" && java !== null && typeof page === "object" && page !== null) {
    const keys = new Set([...Object.keys(java), ...Object.keys(page)]);
    return [...keys].flatMap((key) => differences(path + "." + key, java[key], page[key]));
  }
  const [wanted, found] = [word(java), word(page)];
  return Object.is(wanted, found) ? [] : [path + ": Java " + wanted + ", the page " + found];
}

const plain = (surface) => ({ ...surface, maps: surface.maps.map((map) => ({ ...map, values: Array.from(map.values) })), outputs: null });

/** Java's surfaces, as the page reads them. */
function surfacesOfJava({ header, base64 }) {
  return surfacesOf(header, new Float32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer)).map(plain);
}

const CALLS = {
  open: (session) => ({ ...session.view(), maxSteps: null }),
  train: (session, { branch, steps }) => session.train(branch, steps),
  branches: (session, of) => session.branch(of),
  state: (session, of) => session.frame(of),
  frames: (session, of) => ({ frames: session.frames(of) }),
  pass: (session, of) => session.pass(of),
  "what-if": (session, of) => {
    const { frame, surface } = session.whatIf(of);
    return { frame, surface: [plain(surface)] };
  },
};

for (const { config, calls } of JSON.parse(fs.readFileSync(process.argv[2], "utf8"))) {
  const session = new Session(config);
  calls.forEach(({ call, of, answer }) => {
    const expected = call === "what-if" ? { ...answer, surface: surfacesOfJava(answer.surface) } : answer;
    differences(call + " " + JSON.stringify(of), expected, CALLS[call](session, of)).slice(0, 3)
      .forEach((each) => process.stdout.write(each + "\n"));
  });
}
