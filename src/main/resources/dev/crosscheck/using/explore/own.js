import { button, field, make } from "./dom.js";
import { notice } from "./guess.js";
import { isAnswer, ownTask } from "./tasks.js";
import { sentences, t } from "./words.js";

// A task of somebody's own in a link: its question with a field for the answer, and the form that makes such a link. Its texts are only ever shown
// as text, and answers are only compared.

/** The field for an answer, which is compared with the task's, and the hint, which is there when it is asked for. */
export function answerField({ answer, hint }) {
  const says = make("span", { className: "says", role: "status" });
  const input = make("input", { id: "own-answer", "aria-label": t("own.answer"), autocomplete: "off" });
  const check = () => {
    const isRight = isAnswer(input.value, answer);
    says.textContent = t(isRight ? "guess.right" : "guess.wrong");
    notice(isRight ? "answered:own" : "wrong");
  };
  input.addEventListener("keydown", ({ key }) => key === "Enter" && check());
  const tip = make("span", { className: "says", role: "status" });
  const help = hint && button(t("own.hint"), () => (tip.textContent = sentences(t("own.hint.says"), hint)), { className: "chip", id: "own-hint" });
  const asked = answer ? [input, button(t("own.check"), check, { className: "chip", id: "own-check" })] : [];
  return make("span", { className: "own-answer" }, ...asked, help, says, tip);
}

/**
 * The card with the form that makes a link.
 *
 * @param linkTo gives the address of what is shown, to which the task is added
 * @param failed is called with what a text is refused for
 */
export function taskForm(linkTo, failed) {
  const text = (name) => make("textarea", { id: "own-" + name + "-text", rows: 2 });
  const fields = { task: text("task"), answer: text("answer"), hint: text("hint"), until: text("until") };
  const link = make("textarea", { id: "own-link", rows: 3, readOnly: true, hidden: true, "aria-label": t("own.link") });
  const write = () => {
    const values = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value.trim()]).filter(([, value]) => value !== ""));
    try {
      ownTask({ task: "", ...values });
      link.value = linkTo(Object.entries(values).map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&"));
      link.hidden = false;
      link.select();
    } catch (error) {
      failed(error);
    }
  };
  return make("details", { className: "card own-form" },
    make("summary", {}, make("strong", {}, t("own.title"))),
    make("p", { className: "note" }, t("own.text")),
    ...Object.entries(fields).map(([name, input]) => field(t("own.field." + name), input)),
    make("p", { className: "note" }, t("own.restores")),
    button(t("own.make"), write, { className: "quiet", id: "own-make" }),
    link);
}
