import { button, make } from "./dom.js";
import { sentences, t } from "./words.js";

// A question that is answered by one click, or skipped; what is right is shown only then. And what the guided path takes note of.

/** Tells whoever listens, such as the guided path, what the reader did or what happened. */
export function notice(what) {
  document.dispatchEvent(new CustomEvent("noticed", { detail: what }));
}

/**
 * A question with small buttons. A wrong answer is struck out, and another may be tried unless only one guess counts.
 *
 * @param question its text
 * @param answers [name, text] of each
 * @param right names of those that are right, or null if only the future knows them
 * @param wrong what is said to a wrong answer
 * @param why what is said in the end
 * @param once whether the first guess ends it
 * @param ended is called with the name of the last guess, or null if it was skipped
 */
export function guess({ question, answers, right, wrong = "", why = "", once = false, ended = () => {} }) {
  const says = make("span", { className: "says", role: "status" });
  const element = make("span", { className: "guess" }, make("span", { className: "question" }, question));
  const isRight = (name) => right?.includes(name);
  const end = (name) => {
    if (name !== null && right !== null && !isRight(name)) {
      notice("wrong");
    }
    element.querySelectorAll("button").forEach((each) => each.remove());
    element.querySelector(".question").remove();
    const verdict = name === null || right === null ? "" : t(isRight(name) ? "guess.right" : "guess.wrong");
    element.dataset.guessed = name === null ? "skipped" : isRight(name) ? "right" : "wrong";
    says.textContent = sentences(verdict, why);
    ended(name);
  };
  const take = (name, chip) => {
    if (once || isRight(name)) {
      end(name);
    } else {
      notice("wrong");
      chip.disabled = true;
      chip.classList.add("wrong");
      element.dataset.guessed = "wrong";
      says.textContent = wrong;
    }
  };
  const chips = answers.map(([name, text]) => button(text, ({ currentTarget }) => take(name, currentTarget), { className: "chip", "data-guess": name }));
  element.append(...chips, button(t("guess.skip"), () => end(null), { className: "chip skip-guess" }), says);
  return element;
}
