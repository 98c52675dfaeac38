import { texts } from "./texts.js";

// The texts of the page, in the language of ?lang= or of the browser.

let current = new URLSearchParams(location.search).get("lang") ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export function language() {
  return current === "zh" ? "zh" : "en";
}

/** Changes the language, also in the address, so that it can be shared. */
export function speak(name) {
  current = name;
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  const address = new URL(location.href);
  address.searchParams.set("lang", language());
  rewrite(address);
}

/** Changes the address in place. Browsers may refuse this for a page from disk, whose address then stays. */
export function rewrite(address) {
  try {
    history.replaceState(null, "", address);
  } catch (error) {
    if (location.protocol !== "file:") {
      throw error;
    }
  }
}

/** A text, of which there are two, in the language of the page; {x} in it is replaced by the value x. */
export const filled = ([english, chinese], values) => (
  (language() === "zh" ? chinese : english).replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all));

/** The text with this name. */
export const t = (name, values = {}) => filled(texts[name] ?? [name, name], values);

/** Sentences one after another; in Chinese there is no space between them. */
export const sentences = (...texts) => texts.filter(Boolean).join(language() === "zh" ? "" : " ");

/** Whether a text with this name exists. */
export function has(name) {
  return name in texts;
}
