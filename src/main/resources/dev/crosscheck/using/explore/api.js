import { Refused } from "./replies.js";

// Sends requests to the server.

const BASE = "/api/explore/";
const BUSY = new Set([429, 503]);
const RETRY_MILLIS = 1000;
const RETRIES = 5;
const RETRIES_WHILE_TRAINED = 30;

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

/** @param onBusy is called whenever the answer has to wait for a training; without it the request is only repeated */
async function ask(path, body, onBusy) {
  const retries = onBusy ? RETRIES_WHILE_TRAINED : RETRIES;
  for (let tries = 0; ; tries++) {
    const response = await send(path, body);
    if (response.ok) {
      return response;
    }
    const failure = await response.json().catch(() => ({ error: "HTTP " + response.status, remedy: "" }));
    if (!BUSY.has(response.status) || tries === retries) {
      throw new Refused(response.status, failure.error, failure.remedy);
    }
    onBusy?.(failure);
    await new Promise((done) => setTimeout(done, RETRY_MILLIS));
  }
}

async function json(path, body, onBusy) {
  return (await ask(path, body, onBusy)).json();
}

function query(values) {
  return "?" + new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined));
}

export const api = {
  digitNetwork: () => json("digits"),
  digits: (body, onBusy) => json("digits", body, onBusy),
  growth: (unit, onBusy) => json("digits/growth" + query({ unit }), undefined, onBusy),
};
