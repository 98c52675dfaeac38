import { recorded } from "./recorded.js";
import { Refused, surfaceOfText, surfacesOf } from "./replies.js";

// Sends requests to the server, or answers them from the recording in a saved page. All numbers of the page come from here.

const BASE = "/api/explore/";
const BUSY = new Set([429, 503]);
const RETRY_MILLIS = 1000;
const RETRIES = 5;

async function send(path, body) {
  const request = body === undefined
    ? {}
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    return await fetch(BASE + path, request);
  } catch (error) {
    throw new Refused(0, "unreachable", "");
  }
}

async function ask(path, body) {
  for (let tries = 0; ; tries++) {
    const response = await send(path, body);
    if (response.ok) {
      return response;
    }
    const failure = await response.json().catch(() => ({ error: "HTTP " + response.status, remedy: "" }));
    if (!BUSY.has(response.status) || tries === RETRIES) {
      throw new Refused(response.status, failure.error, failure.remedy);
    }
    await new Promise((done) => setTimeout(done, RETRY_MILLIS));
  }
}

async function json(path, body) {
  return (await ask(path, body)).json();
}

function query(values) {
  return "?" + new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined));
}

async function surfaces(path) {
  const response = await ask(path);
  return surfacesOf(JSON.parse(response.headers.get("X-Surface")), new Float32Array(await response.arrayBuffer()));
}

/** A file and its name. */
async function exported(id, values) {
  const response = await ask("sessions/" + id + "/export" + query(values));
  const [, name] = response.headers.get("Content-Disposition").match(/filename="([^"]+)"/);
  return { name, blob: await response.blob() };
}

const live = {
  isRecorded: false,
  limits: () => json("limits"),
  open: (config) => json("sessions", config),
  /** Ends a session, even while the page is closed; nothing waits for the answer. */
  end: (id) => fetch(BASE + "sessions/" + id, { method: "DELETE", keepalive: true }).catch(() => {}),
  train: (id, branch, steps) => json("sessions/" + id + "/train", { branch, steps }),
  branch: (id, body) => json("sessions/" + id + "/branches", body),
  frames: (id, values) => json("sessions/" + id + "/frames" + query(values)).then((reply) => reply.frames),
  frame: (id, values) => json("sessions/" + id + "/state" + query(values)),
  pass: (id, values) => json("sessions/" + id + "/pass" + query(values)),
  surface: (id, values) => surfaces("sessions/" + id + "/surface" + query(values)).then(([surface]) => surface),
  surfaces: (id, values) => surfaces("sessions/" + id + "/surfaces" + query(values)),
  whatIf: (id, body) => json("sessions/" + id + "/what-if", body).then(({ frame, surface }) => ({ frame, surface: surface ? surfaceOfText(surface) : null })),
  guess: (id, slip) => json("sessions/" + id + "/guess", { slip }),
  exported,
};

const recording = document.getElementById("recording");

export const api = recording ? recorded(JSON.parse(recording.textContent)) : live;
