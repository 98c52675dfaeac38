import { drawing } from "./plot.js";
import { t } from "./words.js";

// Creates elements and formats numbers. Numbers are only rounded here, never computed.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name in element && name !== "list" && name !== "form") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const div = (className, ...children) => make("div", { className }, ...children);

/** A part of a page with its title. */
export const card = (title, attributes, ...children) => (
  make("section", { ...attributes, className: ["card", attributes.className ?? ""].join(" ").trim() }, make("h2", {}, title), ...children));

/** A name with its value, in a list of them. */
export const cell = (name, ...value) => make("div", {}, make("dt", {}, name), make("dd", {}, ...value));

/** What opens over the page. */
export const popover = (className, label, ...children) => (
  make("div", { className, popover: "auto", role: "dialog", "aria-label": label }, ...children));

/** A slider of numbers. */
export const slider = (attributes, moved) => (
  make("input", { type: "range", className: "plain", ...attributes, oninput: ({ target }) => moved(Number(target.value)) }));

export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", onclick, ...attributes }, text);
}

const ICONS = {
  start: "M5 5h2.4v14H5zM19 5v14L8.4 12z",
  back: "M15.5 5v14L7 12z",
  play: "M7 4.5v15L19.5 12z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  step: "M8.5 5v14l8.5-7z",
};

/** An icon by name, for a button whose text is in aria-label. */
export function icon(name) {
  const svg = drawing({ viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append("path").attr({ d: ICONS[name] });
  return svg.node;
}

/** What a button that plays and pauses would do next. */
export function showPlaying(play, isPlaying) {
  play.replaceChildren(icon(isPlaying ? "pause" : "play"));
  play.title = t(isPlaying ? "time.pause" : "time.play");
  play.setAttribute("aria-label", play.title);
}

// A control with its label; for a group of controls a span labels it.
export function field(label, control, className = "") {
  return make("label", { className: "field " + className }, make("span", { className: "name" }, label), control);
}

export function select(options, value, onchange, attributes = {}) {
  const choices = options.map(([key, text]) => make("option", { value: key }, text));
  const element = make("select", { ...attributes, onchange: () => onchange(element.value) }, ...choices);
  element.value = value;
  return element;
}

// Reports a number once it is valid and within its limits; otherwise the field is reset and the page says what was expected, as of a link.
export function numberInput(value, limits, onchange, attributes = {}) {
  const element = make("input", { type: "number", ...limits, value, ...attributes });
  let last = element.value;
  element.addEventListener("change", () => {
    const found = element.value;
    if (found !== "" && element.checkValidity()) {
      last = found;
      onchange(Number(last));
    } else {
      element.value = last;
      const what = element.getAttribute("aria-label") ?? element.labels[0].firstChild.textContent;
      const values = { what, least: limits.min, most: limits.max, found: found || "–" };
      element.dispatchEvent(new CustomEvent("refused", { bubbles: true, detail: { message: limits.step === 1 ? "whole" : "range", values } }));
    }
  });
  return element;
}

/** A number of the setup, in a narrow field. */
export const numberField = (id, value, limits, onchange) => field(t("setup." + id), numberInput(value, limits, onchange, { id }), "narrow");

const MINUS = "\u2212";
// A number this close to a short decimal number is shown as that.
const ROUNDING = 1e-12;
const HIGH = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
const WORDS = { Infinity: "∞", "-Infinity": MINUS + "∞", NaN: "NaN" };

// The digits of a number as plain text with an exponent "e", or a word for NaN and infinities.
function digits(value, decimals, mantissa = 2) {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) {
    return String(value);
  }
  const short = Number(value.toFixed(decimals));
  if (short !== 0 && size < 1e5 && Math.abs(value - short) <= ROUNDING * size) {
    return String(short);
  }
  if (size >= 1e5 || size < 0.5 * 10 ** -decimals) {
    return value.toExponential(mantissa);
  }
  return value.toFixed(size >= 1000 ? 1 : size >= 100 ? Math.min(2, decimals) : decimals);
}

/** A number as text, with a real minus sign; if it needs an exponent, the mantissa has as many decimals as said. */
export function num(value, decimals = 4, mantissaDecimals = 2) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) {
    return WORDS[value] ?? "NaN";
  }
  const [mantissa, exponent] = digits(value, decimals, mantissaDecimals).split("e");
  const power = exponent
    ? "·10" + (exponent.startsWith("-") ? "⁻" : "") + [...exponent.replace(/[+-]/, "")].map((d) => HIGH[d]).join("")
    : "";
  return mantissa.replace("-", MINUS) + power;
}

/** A number where there is little room: the larger it is, the fewer its decimals. */
export function brief(value, decimals) {
  const size = Math.abs(value);
  return num(value, Math.max(0, decimals - (size >= 10) - (size >= 100)), 0);
}

/** A number for KaTeX; a negative number is put in brackets where it is a factor or a term. */
export function texNum(value, brackets = false) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) {
    return { Infinity: "\\infty", "-Infinity": "-\\infty" }[value] ?? "\\text{NaN}";
  }
  const [mantissa, exponent] = digits(value, 4).split("e");
  const text = mantissa + (exponent ? " \\cdot 10^{" + Number(exponent) + "}" : "");
  return brackets && text.startsWith("-") ? "(" + text + ")" : text;
}

export function whole(value) {
  return Math.round(value).toLocaleString("en");
}

export function percent(share, decimals = 1) {
  return (100 * share).toFixed(decimals) + " %";
}

/** An element that shows a rounded number and contains the exact one. */
export function exact(value, decimals = 4, attributes = {}) {
  return make("span", { className: "number", "data-value": String(value), title: String(value), ...attributes }, num(value, decimals));
}

// Formulas that wait for KaTeX, which is the last in the page; until then, and without it, they are in TeX.
const waiting = [];

function render({ element, formula, display }) {
  globalThis.katex.render(formula, element, { throwOnError: false, displayMode: display, strict: "ignore" });
}

/** Renders a formula. It is built from nodes because the page's policy rejects inline style attributes in HTML text. */
export function tex(formula, display = false) {
  const element = make("span", { className: display ? "formula display" : "formula" }, formula);
  const asked = { element, formula, display };
  if (globalThis.katex) {
    render(asked);
  } else {
    waiting.push(asked);
  }
  return element;
}

globalThis.document?.addEventListener?.("DOMContentLoaded", () => globalThis.katex && waiting.splice(0).forEach(render));

/** A formula on a line of its own, with its result. */
export function line(formula, value) {
  return make("p", { className: "line" }, tex(formula), make("span", { className: "result", "data-value": String(value) }, tex("= " + texNum(value))));
}

const SAY_MILLIS = 700;
let saying = 0;

/** Tells a screen reader, through the page's only live region: the last of several texts, and never many a second. */
export function say(text) {
  clearTimeout(saying);
  saying = setTimeout(() => (document.getElementById("say").textContent = text), SAY_MILLIS);
}

// An element's id, or where it has none what else it is recognised by.
function keyOf(element) {
  if (!element || element === document.body) {
    return null;
  }
  const alike = (other) => other.tagName === element.tagName && nameOf(other) === nameOf(element);
  const nameOf = (other) => other.id || other.getAttribute("aria-label") || other.closest("label")?.firstChild?.textContent || other.textContent;
  const name = nameOf(element);
  const { tagName } = element;
  const at = [...document.querySelectorAll(tagName)].filter(alike).indexOf(element);
  return () => [...document.querySelectorAll(tagName)].filter((other) => nameOf(other) === name)[at];
}

/** Redraws a part of the page; the focus stays where it was, or goes to `otherwise` if that is gone. */
export function keepingFocus(redraw, otherwise = () => null) {
  const before = document.activeElement;
  const find = keyOf(before);
  redraw();
  if (find && !before.isConnected) {
    (find() ?? otherwise())?.focus({ preventScroll: true });
  }
}
