import { startOf } from "./config.js";
import { button, div, make, popover } from "./dom.js";
import { notice } from "./guess.js";
import { slipsOf } from "./planted.js";
import { sentences, t } from "./words.js";

// "Find the slip": a gradient check fails, and the reader finds out why.

/** The panel of a session with a planted slip. */
export function slipPanel(model, restart, failed) {
  const verdict = make("p", { className: "verdict", "aria-live": "polite" });
  const guess = async (slip, chip) => {
    try {
      const right = await model.guess(slip);
      chip.classList.add(right ? "right" : "wrong");
      chip.disabled = !right;
      verdict.className = "verdict " + (right ? "right" : "wrong");
      verdict.textContent = right ? sentences(t("slip.right"), t("slip." + slip + ".why")) : t("slip.wrong");
      panel.dataset.found = String(right);
      choice.togglePopover(!right);
      notice(right ? "found:slip" : "wrong");
    } catch (error) {
      failed(error);
    }
  };
  const chips = slipsOf(model.config.data.kind).map((slip) => (
    button(t("slip." + slip), ({ currentTarget }) => guess(slip, currentTarget), { className: "chip", "data-slip": slip })
  ));
  const choice = popover("slip-choice", t("slip.title"), make("p", { className: "note" }, t("slip.text")), div("chips", ...chips));
  choice.popover = "manual";
  // One line, so that the graph stays in sight; the choice opens beside the walk.
  const open = button(t("slip.choose"), () => choice.togglePopover(), { id: "slip-open" });
  const again = button(t("slip.again"), restart, { className: "quiet", id: "slip-again" });
  const title = make("strong", {}, t("slip.title"));
  const panel = make("section", { className: "slip", "aria-label": t("slip.title") }, title, open, again, verdict, choice);
  return panel;
}

/** A network in which such slips have an effect; the seed chooses one. With its own loss, the sigmoid would have no derivative to forget. */
export function slipConfig(seed, kind = "xor") {
  return kind === "strokes" ? { ...startOf(kind, seed), slip: true } : {
    data: { kind: "xor" },
    hidden: [{ units: 3, activation: "tanh" }, { units: 3, activation: "relu" }],
    output: "sigmoid", loss: "mse", optimizer: "adam", learningRate: 0.05, batch: 0, seed, slip: true,
  };
}
