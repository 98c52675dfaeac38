import { button, card, div, make, num, numberInput, whole } from "./dom.js";
import { branchColor } from "./slider.js";
import { CHOICES } from "./settings.js";
import { t } from "./words.js";

// The branches of a run side by side at the same step, and the form to start another one.

const REDRAW_MILLIS = 150;

export class Branches {
  _list = make("ul", { className: "branches" });
  _cards = [];
  _last = 0;
  _timer = 0;

  constructor(model, failed) {
    this._model = model;
    this._failed = failed;
    this.rate = numberInput(model.config.learningRate, { min: CHOICES.leastRate, max: CHOICES.mostRate, step: "any" }, () => {}, { id: "branch-rate" });
    const fork = button(t("branch.fork"), () => this._fork(), { className: "quiet", id: "fork" });
    this.element = card(t("branch.title"), { className: "branch-list", "aria-label": t("branch.title") },
      make("p", { className: "note" }, t("branch.text")),
      div("fork", make("label", {}, "η ", this.rate), fork),
      this._list);
    this.refresh();
  }

  close() {
    clearTimeout(this._timer);
  }

  _fork() {
    if (this.rate.value !== "" && this.rate.checkValidity()) {
      this._model.fork({ learningRate: Number(this.rate.value) }).catch(this._failed);
    }
  }

  /** Called when a branch was added or selected. */
  refresh() {
    const { branches } = this._model;
    if (this._cards.length !== branches.length) {
      this._cards = branches.map((branch) => this._card(branch));
      this._list.replaceChildren(...(branches.length > 1 ? this._cards.map(({ element }) => element) : []));
    }
    this.draw(true);
  }

  _card({ id, parent, learningRate }) {
    const loss = make("span", { className: "number" });
    const from = parent ? t("branch.from", { step: whole(parent.step), branch: parent.branch + 1 }) : t("branch.first");
    const open = make(
      "button",
      { type: "button", className: "branch", onclick: () => this._model.goTo(id, this._model.step).catch(this._failed) },
      make("span", { className: "swatch" }),
      make("span", {}, make("strong", {}, t("branch.name", { number: id + 1 })), " η " + learningRate, make("small", {}, from)),
      loss,
    );
    return { element: make("li", {}, open), open, loss };
  }

  /** Draws each branch at the reader's step: a few times a second during playback, and once more when it stops. */
  draw(now = false) {
    const { branches } = this._model;
    clearTimeout(this._timer);
    if (branches.length < 2) {
      return;
    }
    const wait = this._last + REDRAW_MILLIS - performance.now();
    if (!now && wait > 0) {
      this._timer = setTimeout(() => this.draw(true), wait);
      return;
    }
    this._last = performance.now();
    branches.forEach((each) => this._drawOne(each, this._cards[each.id], this._model.step, each.id === this._model.branch).catch(this._failed));
  }

  async _drawOne({ id, brokeAt }, { open, loss }, wanted, isNow) {
    open.setAttribute("aria-pressed", String(isNow));
    open.querySelector(".swatch").style.background = branchColor(id);
    const { step, loss: now } = await this._model.frameOf(id, wanted);
    loss.textContent =
      t("branch.loss", { loss: num(now), step: whole(step) }) +
      (brokeAt === null ? "" : " · " + t("branch.broke", { step: whole(brokeAt) }));
  }
}
