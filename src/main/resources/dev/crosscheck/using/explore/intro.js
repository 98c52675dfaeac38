import { api } from "./api.js";
import { make } from "./dom.js";
import { has, t } from "./words.js";

/**
 * What a chapter is about, and its task.
 *
 * @param variant of its words, where there are several; those that it does not have are the chapter's own. A saved page has its own
 *     before all others.
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
