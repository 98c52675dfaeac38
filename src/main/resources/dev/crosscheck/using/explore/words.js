import { en } from "./words-en.js";
import { zh } from "./words-zh.js";

// What the page says, in the language of ?lang= or of the browser.

const LANGUAGES = { en, zh };
let current = new URLSearchParams(location.search).get("lang") ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export function language() {
  return current in LANGUAGES ? current : "en";
}

/** Changes the language, in the address too, so that it can be sent to others. */
export function speak(name) {
  current = name;
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  const address = new URL(location.href);
  address.searchParams.set("lang", language());
  rewrite(address);
}

/** Changes the address in place. Browsers may refuse that to a page from disk, which then keeps its own. */
export function rewrite(address) {
  try {
    history.replaceState(null, "", address);
  } catch (error) {
    if (location.protocol !== "file:") {
      throw error;
    }
  }
}

/** The text of that name; {x} in it is replaced by the value x. */
export function t(name, values = {}) {
  const text = LANGUAGES[language()][name] ?? en[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}

/** Whether there is a text of that name. */
export function has(name) {
  return name in en;
}
