import { button, div, exact, icon, make, num, percent, say, select, showPlaying, whole } from "./dom.js";
import { SPEEDS } from "./player.js";
import { Slider } from "./slider.js";
import { sentences, t } from "./words.js";

// The bar at the bottom: play, step, epoch, and the time slider with the loss.

const MANY_EPOCHS = 1000;
const PIECES = 20;
const { style } = document.documentElement;

export class Transport {
  _turn = 0;
  _goal = null; // the step to which presses lead that are not done yet
  _said = 0;
  _observer = new ResizeObserver(() => style.setProperty("--time-bar", this.element.offsetHeight + "px"));

  constructor(model, player, failed) {
    this._model = model;
    this._player = player;
    this._failed = failed;
    this.slider = new Slider(model, (step) => this._to(step), () => this.on());
    this.play = button("", () => this._toggle(), { className: "play", id: "play" });
    this.step = make("span", { id: "step" });
    this.loss = make("span", { id: "figure-loss" });
    this.accuracy = make("span", { id: "figure-accuracy" });
    const named = { "aria-label": t("time.speed"), id: "speed", title: t("time.speed") };
    const speed = select(SPEEDS.map((each) => [each, "×" + each]), player.speed, (value) => player.setSpeed(Number(value)), named);
    const jump = (text, name, id, move) => button(text, move, { className: "quiet", "aria-label": t(name), title: t(name), id });
    this.element = make("section", { className: "transport", "aria-label": t("time.title") },
      div("bar",
        div("buttons",
          jump(icon("start"), "time.start", "to-start", () => this._to(0)),
          jump(icon("back"), "time.back", "step-back", () => this.back()),
          this.play,
          jump(icon("step"), "time.step", "step-on", () => this.on()),
          jump("+1 " + t("time.epoch.short"), "time.epoch", "epoch-on", () => this._advance(model.stepsPerEpoch)),
          jump("+1,000", "time.epochs", "epochs-on", () => this._many()),
          speed),
        div("figures", this.step, this.loss, this.accuracy)),
      this.slider.element);
    // Scrolled elements stay above the bar, whatever its height.
    this._observer.observe(this.element);
    this.update();
    this.playing();
  }

  /** Stops everything that moves time. */
  rest() {
    this._player.pause();
    this._turn++;
    this._goal = null;
  }

  _to(step) {
    this.rest();
    return this._model.goTo(this._model.branch, step).catch(this._failed);
  }

  back() {
    return this._advance(-1);
  }

  /** One step on, which is trained if it does not exist yet. */
  on() {
    return this._advance(1);
  }

  _toggle() {
    this._turn++;
    this._player.toggle();
  }

  // A press goes on from where those before it lead.
  _advance(steps) {
    const goal = Math.max(this._model.now.from, (this._goal ?? this._model.step) + steps);
    this.rest();
    this._goal = goal;
    return this._reach(goal).catch(this._failed);
  }

  // Unless time was moved by something else meanwhile.
  async _reach(goal) {
    const turn = this._turn;
    try {
      await this._model.trainTo(goal);
      if (turn === this._turn) {
        await this._model.goTo(this._model.branch, goal);
      }
    } finally {
      this._goal = turn === this._turn ? null : this._goal;
    }
  }

  // In parts, so that the curve grows visibly, until something else moves time.
  async _many() {
    this.rest();
    const turn = this._turn;
    const model = this._model;
    const goal = model.step + MANY_EPOCHS * model.stepsPerEpoch;
    const piece = Math.ceil((goal - model.step) / PIECES);
    try {
      while (turn === this._turn && model.step < goal && model.now.brokeAt === null) {
        await this._reach(Math.min(goal, model.step + piece));
      }
    } catch (error) {
      this._failed(error);
    }
  }

  playing() {
    const { isPlaying } = this._player;
    showPlaying(this.play, isPlaying);
    this.slider.isMoving = isPlaying;
  }

  update() {
    const { frame, step, stepsPerEpoch, now } = this._model;
    this.element.dataset.step = step;
    this.step.textContent = t("time.now", { step: whole(step), epoch: whole(Math.floor(step / stepsPerEpoch)) });
    this.loss.replaceChildren(t("time.loss") + " ", exact(frame?.loss));
    this.accuracy.textContent = frame?.accuracy === undefined || frame?.accuracy === null ? "" : t("time.accuracy", { share: percent(frame.accuracy) });
    this.loss.classList.toggle("broke", now.brokeAt !== null);
    this.loss.title = now.brokeAt === null ? String(frame?.loss) : t("time.broke", { step: whole(now.brokeAt) });
    this.slider.draw();
    if (!this._player.isPlaying && step !== this._said) {
      this._said = step;
      say(this.step.textContent + ", " + this.loss.textContent + ", " + this.accuracy.textContent);
    }
  }

  grown() {
    this.slider.drawAll();
    const { brokeAt } = this._model.now;
    if (brokeAt !== null) {
      this._failed({ message: sentences(t("time.broke", { step: num(brokeAt) }), t("time.broke.remedy")) });
    }
  }

  close() {
    this._observer.disconnect();
    style.removeProperty("--time-bar");
    this.slider.close();
  }
}
