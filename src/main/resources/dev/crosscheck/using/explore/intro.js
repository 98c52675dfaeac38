import { api } from "./api.js";
import { make } from "./dom.js";
import { has, t } from "./words.js";

/** What a chapter is about, and its task. */
export function intro(chapter) {
  const recorded = chapter + ".task.recorded";
  const task = api.isRecorded && has(recorded) ? recorded : chapter + ".task";
  return make(
    "div",
    { className: "intro" },
    make("h1", {}, t(chapter + ".title")),
    make("p", {}, t(chapter + ".text")),
    make("p", { className: "task" }, make("strong", {}, t("task") + " "), t(task)),
  );
}
