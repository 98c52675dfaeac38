import { div, make } from "./dom.js";
import { t } from "./words.js";

/** The introduction of a chapter, or of a variant of it. */
export const intro = (chapter, variant = "", values = {}) => (
  div("intro", ...["title", "text"].map((name) => make(name === "title" ? "h1" : "p", {}, t(chapter + "." + name + variant, values)))));

/** What stands in the place of a chapter whose address is refused; the page says why. */
export const refused = (chapter) => [
  intro(chapter),
  make("section", { className: "card" }, t("refused.text"), " ", make("a", { href: "#" + chapter, id: "begin" }, t("refused.begin"))),
];
