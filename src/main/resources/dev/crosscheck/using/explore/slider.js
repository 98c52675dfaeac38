import { make, num, whole } from "./dom.js";
import { classColor, color, onScheme } from "./colors.js";
import { extentOf, indices, linear, logarithmic, maxOf, meanOf, minOf } from "./plot.js";
import { t } from "./words.js";

// The time slider, whose track shows the loss curves of all branches.

const PAD = { left: 52, right: 12, top: 9, bottom: 18 };
const LOG_RATIO = 30;
const FONT = "12px system-ui, sans-serif";

/** The colours of the branches; the first is blue, as in charts of a single run. */
export function branchColor(id) {
  return classColor([1, 0, 2, 3, 5, 4][id % 6]);
}

export class Slider {
  #canvas = make("canvas", { "aria-hidden": "true" });
  #input = make("input", { type: "range", min: 0, max: 1, step: 1, value: 0 });
  #model;
  #background = make("canvas");
  #isDue = false;
  /** Whether time moves by itself: then the slider's text stands still, which a screen reader would otherwise speak at each frame. */
  isMoving = false;

  /**
   * @param moved is called with the step that the reader selects
   * @param further is called when the reader wants to go beyond the newest step by the keyboard
   */
  constructor(model, moved, further) {
    this.#model = model;
    this.element = make("div", { className: "slider" }, this.#canvas, this.#input);
    this.#input.setAttribute("aria-label", t("time.label"));
    this.#input.addEventListener("input", () => moved(Number(this.#input.value)));
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" && this.#model.step >= this.#model.now.steps) {
        event.preventDefault();
        further();
      }
    });
    this.#observer = new ResizeObserver(() => this.drawAll());
    this.#observer.observe(this.element);
    const leave = onScheme(() => this.drawAll());
    this.close = () => {
      this.#observer.disconnect();
      leave();
    };
  }

  #observer;

  /** Called when the curves have grown or a branch was added. Redraws at most once per frame. */
  drawAll() {
    if (!this.#isDue) {
      this.#isDue = true;
      requestAnimationFrame(() => {
        this.#isDue = false;
        this.#drawCurves();
        this.draw();
      });
    }
  }

  // Logarithmic if the losses differ much. A loss of 0, which has no logarithm, lies on the axis and does not flatten the others.
  #scales(width) {
    const losses = this.#model.branches.flatMap((branch) => extentOf(branch.losses.filter(Number.isFinite)));
    const least = this.#model.branches.flatMap((branch) => minOf(branch.losses, (loss) => (loss > 0 && Number.isFinite(loss) ? loss : undefined)) ?? []);
    const now = this.#model.frame?.loss;
    const [low, high] = [minOf(least), maxOf(Number.isFinite(now) ? [...losses, now] : losses)];
    const range = [this.#tall - PAD.bottom, PAD.top];
    this.isLog = low > 0 && high / low > LOG_RATIO;
    this.y = this.isLog ? logarithmic([low, high], [range[0] - (minOf(losses) > 0 ? 0 : 4), range[1]], true) : linear([0, high || 1], range, true);
    // Clamped, so that newer steps are drawn at the end until the next frame and not outside the page.
    this.x = linear([0, Math.max(1, this.#model.lastStep)], [PAD.left, width - PAD.right], true);
  }

  // At least two: the ends, or powers of ten between them.
  #lossTicks() {
    const [low, high] = this.y.domain;
    if (!this.isLog) {
      return [0, high];
    }
    const powers = indices(Math.ceil(Math.log10(low)), Math.floor(Math.log10(high)) + 1).map((power) => 10 ** power);
    return powers.length >= 2 ? [powers[0], powers.at(-1)] : [low, high];
  }

  #height(loss) {
    return this.isLog && !(loss > 0) ? this.#tall - PAD.bottom : this.y(loss);
  }

  get #tall() {
    return this.element.clientHeight;
  }

  #prepare(canvas, width) {
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(this.#tall * ratio);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, this.#tall);
    return context;
  }

  #drawCurves() {
    const width = this.element.clientWidth;
    if (width === 0) {
      return;
    }
    this.#scales(width);
    const context = this.#prepare(this.#background, width);
    context.font = FONT;
    context.fillStyle = color("soft");
    context.strokeStyle = color("line");
    context.textBaseline = "bottom";
    for (const tick of this.x.ticks(Math.max(2, width / 110)).filter(Number.isInteger)) {
      const x = this.x(tick);
      context.textAlign = x > width - 24 ? "right" : "center";
      context.fillText(whole(tick) + (tick === 0 ? " " + t("time.steps") : ""), Math.min(width - 2, x), this.#tall - 1);
    }
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of this.#lossTicks()) {
      context.fillText(num(tick, 2, this.isLog ? 0 : 1), PAD.left - 6, Math.max(7, Math.min(this.#tall - PAD.bottom - 4, this.y(tick))));
    }
    context.fillText(t(this.isLog ? "time.loss.log" : "time.loss"), width - PAD.right - 8, PAD.top); // beside the marker of the last step
    context.beginPath();
    context.moveTo(PAD.left, this.#tall - PAD.bottom + 0.5);
    context.lineTo(width - PAD.right, this.#tall - PAD.bottom + 0.5);
    context.stroke();
    const { branch, branches } = this.#model;
    branches.filter(({ id }) => id !== branch).concat(branches[branch]).forEach((each) => this.#curve(context, each, width, each.id === branch));
  }

  // The mean of the steps that share a pixel; behind it their range, if they belong to different batches.
  #curve(context, { id, from, losses }, width, isNow) {
    const perPixel = Math.max(1, Math.ceil(losses.length / width));
    const points = [];
    for (let i = 0; i < losses.length; i += perPixel) {
      const part = losses.slice(i, i + perPixel).filter(Number.isFinite);
      if (part.length > 0) {
        points.push([this.x(from + i + (part.length - 1) / 2), ...[meanOf(part), minOf(part), maxOf(part)].map((loss) => this.#height(loss))]);
      }
    }
    const shape = (corners, alpha) => {
      context.beginPath();
      corners.forEach(([x, y]) => context.lineTo(x, y));
      context.globalAlpha = isNow ? alpha : 0.6 * alpha;
    };
    const means = points.map(([x, mean]) => [x, mean]);
    context.fillStyle = branchColor(id);
    context.strokeStyle = branchColor(id);
    context.lineWidth = isNow ? 2 : 1.5;
    context.lineJoin = "round";
    shape([...points.map(([x, , low]) => [x, low]), ...points.map(([x, , , high]) => [x, high]).reverse()], 0.25);
    context.fill();
    if (isNow) {
      const floor = this.#tall - PAD.bottom;
      shape([[means[0]?.[0] ?? 0, floor], ...means, [means.at(-1)?.[0] ?? 0, floor]], 0.1);
      context.fill();
    }
    shape(means, 1);
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Draws the marker of the current step over the curves. */
  draw() {
    this.#set();
    const width = this.element.clientWidth;
    if (width === 0 || !this.x) {
      return;
    }
    const { step, frame, now } = this.#model;
    const context = this.#prepare(this.#canvas, width);
    context.drawImage(this.#background, 0, 0, width, this.#tall);
    const x = this.x(step);
    context.strokeStyle = color("ink");
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, 2);
    context.lineTo(x, this.#tall - PAD.bottom);
    context.stroke();
    context.beginPath();
    context.arc(x, Number.isFinite(frame?.loss) ? this.#height(frame.loss) : PAD.top, 5, 0, 2 * Math.PI);
    context.fillStyle = branchColor(now.id);
    context.strokeStyle = color("card");
    context.lineWidth = 2;
    context.fill();
    context.stroke();
    this.#place(width, now);
  }

  // Must be set before anything is drawn: a slider with maximum 1 would limit every step to 1.
  #set() {
    const { step, frame, now } = this.#model;
    this.#input.min = now.from;
    this.#input.max = Math.max(now.from + 1, now.steps);
    this.#input.value = step;
    const text = t("time.value", { step: whole(step), last: whole(now.steps), loss: num(frame?.loss) });
    if (!this.isMoving && this.#input.getAttribute("aria-valuetext") !== text) {
      this.#input.setAttribute("aria-valuetext", text);
    }
  }

  // The invisible slider covers the branch's own steps, so that the marker follows the pointer.
  #place(width, { from, steps }) {
    const thumb = 16;
    const left = this.x(from) - thumb / 2;
    this.#input.style.left = left + "px";
    this.#input.style.width = Math.max(2 * thumb, this.x(Math.max(from + 1, steps)) - left + thumb / 2) + "px";
  }

  focus() {
    this.#input.focus();
  }
}
