import { make } from "./dom.js";
import { has, t } from "./words.js";

// Symbols are explained wherever they stand: in a formula under the pointer or finger, and in the path's texts also by the keyboard.

const GAP = 6;

/** A text in whose brackets are symbols, as its parts: each symbol can be pointed at or focused, and is explained. */
export const withTerms = (text) => text.split(/\[([^\]]+)\]/).map((part, i) => (
  i % 2 === 0 ? part : make("span", { className: "term", tabIndex: 0, role: "button", "data-term": nameOf(part), "aria-describedby": "term" }, part)));

/** The entry of a symbol: its own, or that of its letter, so that W⁽¹⁾₁₁ is W. */
const nameOf = (symbol) => (has("term." + symbol) ? symbol : symbol[0]);

function termAt(target) {
  const symbol = target.dataset?.term ?? (target.childElementCount === 0 && target.closest?.(".katex-html") ? target.textContent.trim() : "");
  return has("term." + symbol) ? symbol : null;
}

/** Explains symbols from now on. */
export function explainTerms() {
  const tip = make("p", { id: "term", popover: "manual", role: "tooltip" });
  document.body.append(tip);
  const hide = () => tip.hidePopover();
  const show = ({ target }) => {
    const name = termAt(target);
    if (name === null) {
      hide();
      return;
    }
    tip.textContent = t("term." + name);
    tip.showPopover();
    const box = target.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = tip;
    tip.style.left = Math.max(GAP, Math.min(innerWidth - offsetWidth - GAP, box.left)) + "px";
    tip.style.top = (box.bottom + GAP + offsetHeight < innerHeight ? box.bottom + GAP : box.top - GAP - offsetHeight) + "px";
  };
  ["pointerover", "focusin"].forEach((type) => document.addEventListener(type, show));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}
