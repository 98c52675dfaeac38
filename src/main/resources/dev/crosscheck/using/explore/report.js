import { button, field, make } from "./dom.js";
import { codeOf, ownTask, readCode } from "./tasks.js";
import { t } from "./words.js";

// What a pupil did, as a code for the own report, what such a code says, and a teacher's own task as a link.

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

function ownTaskForm(failed) {
  const text = make("input", { id: "own-text" });
  const until = make("input", { id: "own-until", value: "loss<0.1" });
  const link = make("input", { id: "own-link", readOnly: true, hidden: true, "aria-label": t("own.link"), onfocus: () => link.select() });
  const made = () => {
    try {
      const { own } = ownTask(text.value, until.value);
      const session = location.href.replace(/&?\b(path|task|until)=[^&]*/g, "");
      link.value = session + "&" + Object.entries(own).map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&");
      link.hidden = false;
      link.focus();
    } catch (error) {
      failed(error);
    }
  };
  return [field(t("own.text"), text), field(t("own.until"), until), button(t("own.make"), made, { className: "quiet", id: "own-make" }), link];
}

/** The panel, which opens with what was done so far. */
export function report(failed) {
  const element = make("div", { className: "report", id: "report", popover: "auto", role: "dialog" });
  const open = (kept) => {
    const code = codeOf(kept);
    const says = make("p", { id: "code-says", role: "status" }, codeInWords(code));
    const input = make("input", { id: "code", value: code, spellcheck: false });
    input.addEventListener("input", () => (says.textContent = codeInWords(input.value)));
    const isSession = location.hash.startsWith("#backprop?");
    element.setAttribute("aria-label", t("report.title"));
    element.replaceChildren(
      field(t("report.code"), input), says, make("p", { className: "note" }, t("report.note")),
      ...(isSession ? [make("h3", {}, t("own.title")), ...ownTaskForm(failed)] : []));
    element.showPopover();
  };
  return { element, open };
}
