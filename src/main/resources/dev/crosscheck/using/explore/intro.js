import { make } from "./dom.js";
import { t } from "./words.js";

/** What a chapter is about, and its task. */
export function intro(chapter) {
  return make(
    "div",
    { className: "intro" },
    make("h1", {}, t(chapter + ".title")),
    make("p", {}, t(chapter + ".text")),
    make("p", { className: "task" }, make("strong", {}, t("task") + " "), t(chapter + ".task")),
  );
}
