import { api } from "./api.js";
import { make } from "./dom.js";
import { has, t } from "./words.js";

/**
 * The introduction of a chapter and its task.
 *
 * @param variant suffix of the texts to use, where they exist; otherwise the chapter's own. The texts for saved pages have precedence
 *     in a saved page.
 */
export function intro(chapter, { values = {}, variant = "" } = {}) {
  const say = (name) => {
    const key = chapter + "." + name;
    const forms = [...(api.isRecorded ? [key + ".recorded"] : []), key + variant];
    return t(forms.find(has) ?? key, values);
  };
  return make(
    "div",
    { className: "intro" },
    make("h1", {}, say("title")),
    make("p", {}, say("text")),
    make("p", { className: "task" }, make("strong", {}, t("task") + " "), say("task")),
  );
}
