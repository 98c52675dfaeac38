import { field, make, popover } from "./dom.js";
import { codeOf, readCode } from "./tasks.js";
import { t } from "./words.js";

// What a pupil did, as a code for the own report, and what such a code says.

/** What a code says, in words. */
export function codeInWords(text) {
  const read = readCode(text);
  if (!read) {
    return t("report.none");
  }
  const { done, open, wrong } = read;
  const list = (items) => items.join(", ") || t("report.nothing");
  return t("report.says", { done: list(done), open: list(open), wrong: list(wrong.map(([step, count]) => step + " (" + count + ")")) });
}

/** The panel, which opens with what was done so far. */
export function report() {
  const element = popover("report", null);
  element.id = "report";
  const open = (kept) => {
    const code = codeOf(kept);
    const says = make("p", { id: "code-says", role: "status" }, codeInWords(code));
    const input = make("input", { id: "code", value: code, spellcheck: false });
    input.addEventListener("input", () => (says.textContent = codeInWords(input.value)));
    element.setAttribute("aria-label", t("report.title"));
    element.replaceChildren(field(t("report.code"), input), says, make("p", { className: "note" }, t("report.note")));
    element.showPopover();
  };
  return { element, open };
}
