import { api } from "./api.js";
import { button, make } from "./dom.js";
import { notice } from "./guess.js";
import { hint } from "./hints.js";
import { has, t } from "./words.js";

// "Find the slip": a gradient check fails, and the reader finds out why.

const STRENGTHS = 3;

/** The panel of a session with a planted slip. */
export function slipPanel(model, limits, again, failed) {
  const verdict = make("p", { className: "verdict", "aria-live": "polite" });
  const name = (slip) => (has("slip." + slip) ? t("slip." + slip) : slip);
  const guess = async (slip, chip) => {
    try {
      const { right, explanation } = await api.guess(model.id, slip);
      chip.classList.add(right ? "right" : "wrong");
      chip.disabled = !right;
      verdict.className = "verdict " + (right ? "right" : "wrong");
      verdict.textContent = right ? t("slip.right") + " " + (has("slip." + slip + ".why") ? t("slip." + slip + ".why") : explanation) : t("slip.wrong");
      panel.dataset.found = String(right);
      if (right) {
        notice("found:slip");
      }
    } catch (error) {
      failed(error);
    }
  };
  const chips = limits.slips.map((slip) => {
    const chip = button(name(slip), () => guess(slip, chip), { className: "chip", "data-slip": slip });
    return chip;
  });
  const hints = make("ol", { className: "hints", "aria-live": "polite" });
  const more = button(t("hint.more", { strength: 1 }), async () => {
    const strength = hints.children.length + 1;
    more.disabled = true;
    try {
      hints.append(make("li", {}, await hint(model, strength)));
      more.textContent = t("hint.more", { strength: strength + 1 });
      more.hidden = strength === STRENGTHS;
    } catch (error) {
      failed(error);
    } finally {
      more.disabled = false;
    }
  }, { className: "quiet", id: "slip-hint" });
  const panel = make(
    "section",
    { className: "card slip", "aria-label": t("slip.title") },
    make("h2", {}, t("slip.title")),
    make("p", {}, t("slip.text")),
    make("div", { className: "chips" }, ...chips),
    verdict,
    hints,
    make("div", { className: "controls" }, more, button(t("slip.again"), again, { className: "quiet", id: "slip-again" })),
  );
  return panel;
}

/** A network in which such slips have an effect; the seed chooses one. With its own loss, the sigmoid would have no derivative to forget. */
export function slipConfig(seed) {
  return {
    data: { kind: "xor" },
    hidden: [{ units: 3, activation: "tanh" }, { units: 3, activation: "relu" }],
    output: "sigmoid", loss: "mse", optimizer: "adam", learningRate: 0.05, batch: 0, seed, slip: true,
  };
}
