import { button, exact, icon, make, num, percent, select, whole } from "./dom.js";
import { SPEEDS } from "./player.js";
import { Slider } from "./slider.js";
import { t } from "./words.js";

// The bar at the bottom: play, step, epoch, and time with the loss as its track.

const MANY_EPOCHS = 1000;

export class Transport {
  #model;
  #player;
  #failed;
  #busy = false;

  constructor(model, player, failed) {
    this.#model = model;
    this.#player = player;
    this.#failed = failed;
    this.slider = new Slider(model, (step) => {
      player.pause();
      model.goTo(model.branch, step).catch(failed);
    });
    this.play = button("", () => player.toggle(), { className: "play", id: "play" });
    this.step = make("output", { id: "step" });
    this.loss = make("span", { id: "loss" });
    this.accuracy = make("span", { id: "accuracy" });
    const speed = select(SPEEDS.map((each) => [each, "×" + each]), player.speed, (value) => player.setSpeed(Number(value)), { "aria-label": t("time.speed"), id: "speed", title: t("time.speed") });
    const jump = (text, name, id, move) => button(text, move, { className: "quiet", "aria-label": t(name), title: t(name), id });
    const isLive = model.recordedSteps === null;
    this.element = make(
      "section",
      { className: "transport", "aria-label": t("time.title") },
      make(
        "div",
        { className: "bar" },
        make(
          "div",
          { className: "buttons" },
          jump(icon("start"), "time.start", "to-start", () => this.#to(0)),
          jump(icon("back"), "time.back", "step-back", () => this.#to(model.step - 1)),
          this.play,
          jump(icon("step"), "time.step", "step-on", () => this.#on(1)),
          jump("+1 " + t("time.epoch.short"), "time.epoch", "epoch-on", () => this.#on(model.stepsPerEpoch)),
          ...(isLive ? [jump("+1,000", "time.epochs", "epochs-on", () => this.#many())] : []),
          speed,
        ),
        make("div", { className: "figures" }, this.step, this.loss, this.accuracy),
      ),
      this.slider.element,
    );
    this.update();
    this.playing();
  }

  #to(step) {
    this.#player.pause();
    return this.#model.goTo(this.#model.branch, step).catch(this.#failed);
  }

  // In a saved page there are only the recorded steps.
  #target(steps) {
    const { step, recordedSteps } = this.#model;
    return recordedSteps ? recordedSteps.find((each) => each >= step + steps) ?? recordedSteps.at(-1) : step + steps;
  }

  async #on(steps) {
    this.#player.pause();
    try {
      const target = this.#target(steps);
      if (target > this.#model.now.steps) {
        await this.#model.train(target - this.#model.now.steps);
      }
      await this.#model.goTo(this.#model.branch, target);
    } catch (error) {
      this.#failed(error);
    }
  }

  // In pieces, so that the curve is seen to grow.
  async #many() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    const { stepsPerEpoch } = this.#model;
    const goal = this.#model.step + MANY_EPOCHS * stepsPerEpoch;
    const piece = Math.ceil((goal - this.#model.step) / 20);
    const { branch } = this.#model;
    while (this.#model.step < goal && this.#model.branch === branch && this.#model.now.brokeAt === null) {
      const before = this.#model.step;
      await this.#on(Math.min(piece, goal - before));
      if (this.#model.step <= before) {
        break;
      }
    }
    this.#busy = false;
  }

  playing() {
    const { isPlaying } = this.#player;
    this.play.replaceChildren(icon(isPlaying ? "pause" : "play"));
    this.play.setAttribute("aria-label", t(isPlaying ? "time.pause" : "time.play"));
    this.play.title = t(isPlaying ? "time.pause" : "time.play");
  }

  update() {
    const { frame, step, stepsPerEpoch, now } = this.#model;
    this.element.dataset.step = step;
    this.step.textContent = t("time.now", { step: whole(step), epoch: whole(Math.floor(step / stepsPerEpoch)) });
    this.loss.replaceChildren(t("time.loss") + " ", exact(frame?.loss));
    this.accuracy.textContent = frame?.accuracy === undefined || frame?.accuracy === null ? "" : t("time.accuracy", { share: percent(frame.accuracy) });
    this.loss.classList.toggle("broke", now.brokeAt !== null);
    this.loss.title = now.brokeAt === null ? String(frame?.loss) : t("time.broke", { step: whole(now.brokeAt) });
    this.slider.draw();
  }

  grown() {
    this.slider.drawAll();
    const { brokeAt } = this.#model.now;
    if (brokeAt !== null) {
      this.#failed({ message: t("time.broke", { step: num(brokeAt) }), remedy: t("time.broke.remedy") });
    }
  }

  close() {
    this.slider.close();
  }
}
