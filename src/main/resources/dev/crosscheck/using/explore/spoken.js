import { texNum } from "./dom.js";
import { t } from "./words.js";

// Formulas in words, for readers who hear them: what a screen reader makes of TeX or of its boxes cannot be followed.

const SIMPLE = [
  [/\\,|\\!|\\;|\\quad|\\qquad|\\big\b|\\left|\\right|~/g, " "],
  [/\\operatorname\{(\w+)\}/g, "$1"],
  [/\\(?:mathbf|text)\{([^{}]*)\}/g, "$1"],
  [/\\cdots/g, "…"],
  [/\\(tanh|max|ln|sum|sigma|eta|mu|lambda|theta|epsilon|beta|Delta|infty|pm|ge)\b/g, "$1"],
];
const MINUS = /(^|[(=,])\s*-\s*/g;

/** The text between the brace that opens at `from` and its partner, and what follows. */
function braced(text, from) {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    depth += text[at] === "{" ? 1 : text[at] === "}" ? -1 : 0;
    if (depth === 0) {
      return [text.slice(from + 1, at), text.slice(at + 1)];
    }
  }
  throw new Error("no closing brace in " + text);
}

// Replaces a command with two arguments in braces, the innermost last.
function fractions(text, command, word) {
  const at = text.indexOf(command);
  if (at < 0) {
    return text;
  }
  const [over, rest] = braced(text, at + command.length);
  const [under, after] = braced(rest, 0);
  return fractions(text.slice(0, at) + word(over, under) + after, command, word);
}

function fraction(over, under) {
  const slope = [over, under].map((part) => part.match(/^\\partial (.*)$/s)?.[1]);
  if (slope.every(Boolean)) {
    return " " + t("spoken.slope", { of: slope[0], by: slope[1] }) + " ";
  }
  return " (" + over + ") " + t("spoken.over") + " (" + under + ") ";
}

/** A formula of this page in TeX as words of the page's language. */
export function spoken(formula) {
  let text = fractions(fractions(formula, "\\dfrac", fraction), "\\tfrac", fraction);
  text = fractions(text.replace(/\\sqrt\{/g, "\\sqrt{}{"), "\\sqrt", (_, of) => " " + t("spoken.root") + " (" + of + ") ");
  text = text.replace(/10\^\{(-?)(\d+)\}/g, (_, sign, power) => (
    "10 " + t("spoken.power") + " " + (sign ? t("spoken.minus") + " " : "") + power));
  text = text.replace(/\\bar (\w)/g, (_, letter) => t("spoken.mean") + " " + letter);
  text = text.replace(/\\hat (\w)/g, "$1 " + t("spoken.corrected"));
  text = text.replace(/([A-Za-z])\^\{\((\d+)\)\}(?:_\{?(\w+)\}?)?/g, (_, letter, layer, unit) => (
    letter + (unit ? " " + [...unit].join(" ") : "") + " " + t("spoken.layer", { layer })));
  text = text.replace(/([A-Za-z])_\{?(\w+)\}?/g, (_, letter, unit) => letter + " " + unit);
  for (const [pattern, by] of SIMPLE) {
    text = text.replace(pattern, by);
  }
  text = text.replace(/\^\{?([^{}\s]+)\}?/g, " " + t("spoken.power") + " $1");
  text = text.replace(/\\cdot/g, t("spoken.times")).replace(MINUS, "$1 " + t("spoken.minus") + " ").replaceAll(" - ", " " + t("spoken.minus") + " ");
  return text.replace(/[{}\\]/g, "").replace(/\s+/g, " ").replace(/\( /g, "(").replace(/ \)/g, ")").trim();
}

/** A line of the walk in words: the name, the numbers, the result. */
export function spokenLine({ left, general, numbers, result }) {
  const parts = [left, numbers ?? general].filter((part) => part !== null).map(spoken);
  return [...parts, spoken(texNum(result))].join(" = ");
}
