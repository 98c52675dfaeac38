import { api } from "./api.js";
import { make } from "./dom.js";
import { has, t } from "./words.js";

/**
 * What a chapter is about, and its task.
 *
 * @param variant of its words, where there are several; those that it does not have are the chapter's own
 */
export function intro(chapter, { values = {}, variant = "" } = {}) {
  const say = (name) => t(has(chapter + "." + name + variant) ? chapter + "." + name + variant : chapter + "." + name, values);
  const task = api.isRecorded && has(chapter + ".task.recorded") ? t(chapter + ".task.recorded") : say("task");
  return make(
    "div",
    { className: "intro" },
    make("h1", {}, say("title")),
    make("p", {}, say("text")),
    make("p", { className: "task" }, make("strong", {}, t("task") + " "), task),
  );
}
