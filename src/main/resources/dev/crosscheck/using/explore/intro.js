import { make } from "./dom.js";
import { has, t } from "./words.js";

/**
 * The introduction of a chapter.
 *
 * @param variant suffix of the texts to use, where they exist; otherwise the chapter's own
 */
export function intro(chapter, { values = {}, variant = "" } = {}) {
  const say = (name) => {
    const key = chapter + "." + name;
    return t(has(key + variant) ? key + variant : key, values);
  };
  return make(
    "div",
    { className: "intro" },
    make("h1", {}, say("title")),
    make("p", {}, say("text")),
  );
}
