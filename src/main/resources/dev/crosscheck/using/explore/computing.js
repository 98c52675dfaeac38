import { Refused } from "./refused.js";
import { Session } from "./session.js";

// Where a session is computed: in a worker, so that the page stays responsive; where there is none, by the same code on the page's own thread.

const CHUNK_MILLIS = 40; // of training at once, after which something else can be answered

let built = null; // the address of the built page's script

/** This module as a worker; in the built page, which may be opened from a disk, a script of an element's text. */
function newWorker() {
  const script = document.getElementById("computing");
  if (script.src) {
    return new Worker(script.src, { type: "module" });
  }
  built ??= URL.createObjectURL(new Blob([script.textContent], { type: "text/javascript" }));
  return new Worker(built);
}

function inWorker(config) {
  const worker = newWorker();
  const asked = [];
  const call = (name, of) => new Promise((answered, failed) => {
    asked.push({ answered, failed });
    worker.postMessage({ name, of });
  });
  worker.onmessage = ({ data: { answer, refused } }) => {
    const { answered, failed } = asked.shift();
    if (refused) {
      failed(new Refused(refused.name, refused.values));
    } else {
      answered(answer);
    }
  };
  worker.onerror = ({ message }) => asked.splice(0).forEach(({ failed }) => failed(new Error(message)));
  return call("open", config).then((view) => ({ view, call, end: () => worker.terminate() }));
}

/** The answer to one call of a session, which is opened by the first. */
function caller() {
  let session = null;
  return (name, of) => {
    if (name === "open") {
      session = new Session(of);
      return session.view();
    }
    return session[name](name === "train" ? { ...of, millis: CHUNK_MILLIS } : of);
  };
}

/** After what the page has to do meanwhile. */
const later = () => new Promise((done) => setTimeout(done, 0));

async function onPage(config) {
  const now = caller();
  let isOver = false;
  const call = async (name, of) => {
    await later();
    return isOver ? new Promise(() => {}) : now(name, of);
  };
  return { view: now("open", config), call, end: () => (isOver = true) };
}

/** Opens a session: its view, call(name, of) to ask it, and end(), after which nothing is answered. */
export async function open(config) {
  try {
    return await inWorker(config);
  } catch (error) {
    if (error instanceof Refused) {
      throw error;
    }
    return onPage(config);
  }
}

/** Answers the page, in a worker. */
function serve() {
  const answer = caller();
  globalThis.onmessage = ({ data: { name, of } }) => {
    try {
      globalThis.postMessage({ answer: answer(name, of) });
    } catch (error) {
      globalThis.postMessage({ refused: { name: error.message, values: error.values } });
    }
  };
}

if (globalThis.WorkerGlobalScope) {
  serve();
}
