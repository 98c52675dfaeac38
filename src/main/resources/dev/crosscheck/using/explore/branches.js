import { button, make, num, numberInput, whole } from "./dom.js";
import { branchColor } from "./slider.js";
import { CHOICES } from "./settings.js";
import { t } from "./words.js";

// The branches of a run side by side at the same step, and the form to start another one.

const REDRAW_MILLIS = 150;

export class Branches {
  #model;
  #failed;
  #list = make("ul", { className: "branches" });
  #cards = [];
  #last = 0;
  #timer = 0;

  constructor(model, failed) {
    this.#model = model;
    this.#failed = failed;
    this.rate = numberInput(model.config.learningRate, { min: CHOICES.leastRate, max: CHOICES.mostRate, step: "any" }, () => {}, { id: "branch-rate" });
    const fork = button(t("branch.fork"), () => this.#fork(), { className: "quiet", id: "fork" });
    this.element = make(
      "section",
      { className: "card branch-list", "aria-label": t("branch.title") },
      make("h2", {}, t("branch.title")),
      make("p", { className: "note" }, t("branch.text")),
      make("div", { className: "fork" }, make("label", {}, "η ", this.rate), fork),
      this.#list,
    );
    this.refresh();
  }

  close() {
    clearTimeout(this.#timer);
  }

  #fork() {
    if (this.rate.value !== "" && this.rate.checkValidity()) {
      this.#model.fork({ learningRate: Number(this.rate.value) }).catch(this.#failed);
    }
  }

  /** Called when a branch was added or selected. */
  refresh() {
    const { branches } = this.#model;
    if (this.#cards.length !== branches.length) {
      this.#cards = branches.map((branch) => this.#card(branch));
      this.#list.replaceChildren(...(branches.length > 1 ? this.#cards.map(({ element }) => element) : []));
    }
    this.draw(true);
  }

  #card({ id, parent, learningRate }) {
    const loss = make("span", { className: "number" });
    const from = parent ? t("branch.from", { step: whole(parent.step), branch: parent.branch + 1 }) : t("branch.first");
    const open = make(
      "button",
      { type: "button", className: "branch", onclick: () => this.#model.goTo(id, this.#model.step).catch(this.#failed) },
      make("span", { className: "swatch" }),
      make("span", {}, make("strong", {}, t("branch.name", { number: id + 1 })), " η " + learningRate, make("small", {}, from)),
      loss,
    );
    return { element: make("li", {}, open), open, loss };
  }

  /** Draws each branch at the reader's step: a few times a second during playback, and once more when it stops. */
  draw(now = false) {
    const { branches } = this.#model;
    clearTimeout(this.#timer);
    if (branches.length < 2) {
      return;
    }
    const wait = this.#last + REDRAW_MILLIS - performance.now();
    if (!now && wait > 0) {
      this.#timer = setTimeout(() => this.draw(true), wait);
      return;
    }
    this.#last = performance.now();
    branches.forEach((each) => this.#drawOne(each, this.#cards[each.id], this.#model.step, each.id === this.#model.branch).catch(this.#failed));
  }

  async #drawOne({ id, brokeAt }, { open, loss }, wanted, isNow) {
    open.setAttribute("aria-pressed", String(isNow));
    open.querySelector(".swatch").style.background = branchColor(id);
    const { step, loss: now } = await this.#model.frameOf(id, wanted);
    loss.textContent =
      t("branch.loss", { loss: num(now), step: whole(step) }) +
      (brokeAt === null ? "" : " · " + t("branch.broke", { step: whole(brokeAt) }));
  }
}
