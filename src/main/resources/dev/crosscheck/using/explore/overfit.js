import { epochLosses } from "./events.js";
import { drawing, linePath, linear, maxOf, quantileOf } from "./plot.js";
import { CHOICES } from "./settings.js";
import { button, card, exact, field, make, numberField, percent, popover, select } from "./dom.js";
import { t } from "./words.js";

// Overfitting: points held out, and what helps against it. Fields of the setup, and the two losses side by side.

const SHARES = [0, 0.25, 0.5];
const WIDTH = 320;
const HEIGHT = 110;
const PAD = 6;

/**
 * A button that opens the fields for points held out, L2, dropout and initialization.
 *
 * @param change is called with a part of the configuration
 */
export function overfitFields(config, change) {
  const { data, hidden, l2 = 0, dropout = 0, initialization = "normal" } = config;
  const shares = SHARES.includes(data.heldOut ?? 0) ? SHARES : [...SHARES, data.heldOut];
  const hold = (share) => change({ data: { ...data, heldOut: Number(share) } });
  const heldOut = CHOICES.heldOut.includes(data.kind)
    ? field(t("setup.heldOut"), select(shares.map((share) => [share, percent(share, 0)]), data.heldOut ?? 0, hold, { id: "held-out" }))
    : "";
  const starts = CHOICES.initializations.map((name) => [name, name]);
  const start = select(starts, initialization, (name) => change({ initialization: name }), { id: "initialization" });
  const more = popover("setup-more", t("setup.more"),
    make("p", { className: "note" }, t("setup.more.text")),
    heldOut,
    numberField("l2", l2, { min: 0, max: CHOICES.mostL2, step: "any" }, (chosen) => change({ l2: chosen })),
    hidden.length === 0 ? "" : numberField("dropout", dropout, { min: 0, max: CHOICES.mostDropout, step: "any" }, (chosen) => change({ dropout: chosen })),
    field(t("setup.initialization"), start));
  const set = [data.heldOut > 0, l2 > 0, dropout > 0].filter(Boolean).length;
  const name = t("setup.more") + (set > 0 ? " (" + set + ")" : "");
  return make("span", {}, button(name, () => more.togglePopover(), { className: "quiet add", id: "setup-more" }), more);
}

/** The losses of training and of the points held out, epoch by epoch. */
export class HeldOut {
  _svg = drawing({ viewBox: "0 0 " + WIDTH + " " + HEIGHT, class: "held-out-plot", role: "img" });

  constructor(model) {
    this._model = model;
    this.figures = make("p", { className: "note figures" });
    this.element = card(t("heldOut.title"), { className: "held-out", "aria-label": t("heldOut.title") }, this.figures, this._svg.node);
  }

  update() {
    const { frame, now, stepsPerEpoch, step } = this._model;
    if (!frame?.heldOut) {
      return;
    }
    const { loss, accuracy } = frame.heldOut;
    const right = (share) => (typeof share === "number" ? ", " + t("time.accuracy", { share: percent(share) }) : "");
    const line = (name, value, share) => (
      make("span", {}, make("i", { className: name }), t("heldOut." + name) + " ", exact(value, 3), right(share)));
    this.figures.replaceChildren(line("trained", frame.loss, frame.accuracy), line("held", loss, accuracy));
    const epochs = epochLosses(now.losses, stepsPerEpoch, now.losses.length);
    this._draw(epochs.map((each, i) => [now.from + (i + 1) * stepsPerEpoch, each]), now.heldOut, step);
  }

  _draw(trained, held, step) {
    const all = [...trained, ...held].filter(([, loss]) => Number.isFinite(loss));
    const x = linear([0, Math.max(1, maxOf(all, ([at]) => at) ?? 1)], [PAD, WIDTH - PAD], true);
    const y = linear([0, quantileOf(all.map(([, loss]) => loss), 0.98) || 1], [HEIGHT - PAD, PAD], true);
    const path = (points) => linePath(points.map(([at, loss]) => (Number.isFinite(loss) ? [x(at), y(loss)] : null)));
    this._svg.clear().attr({ "aria-label": t("heldOut.alt") });
    this._svg.append("line").attr({ class: "zero", x1: x(step), x2: x(step), y1: PAD, y2: HEIGHT - PAD });
    this._svg.append("path").attr({ class: "trained", d: path(trained) });
    this._svg.append("path").attr({ class: "held", d: path(held) });
  }
}
