import { make, num, whole } from "./dom.js";
import { classColor } from "./colors.js";
import { drawing, extentOf, indices, linePath, linear, logarithmic, maxOf, meanOf, minOf } from "./plot.js";
import { t } from "./words.js";

// The time slider, whose track shows the loss curves of all branches.

const PAD = { left: 52, right: 12, top: 9, bottom: 18 };
const LOG_RATIO = 30;
const THUMB = 16;

/** The colours of the branches; the first is blue, as in charts of a single run. */
export function branchColor(id) {
  return classColor([1, 0, 2, 3, 5, 4][id % 6]);
}

export class Slider {
  _svg = drawing({ "aria-hidden": "true" });
  _curves = this._svg.append("g");
  _line = this._svg.append("line").attr({ class: "marker" });
  _dot = this._svg.append("circle").attr({ class: "marker", r: 5 });
  _input = make("input", { type: "range", min: 0, max: 1, step: 1, value: 0 });
  _isDue = false;
  /** Whether time moves by itself: then the slider's text stands still, which a screen reader would otherwise speak at each frame. */
  isMoving = false;

  /**
   * @param moved is called with the step that the reader selects
   * @param further is called when the reader wants to go beyond the newest step by the keyboard
   */
  constructor(model, moved, further) {
    this._model = model;
    this.element = make("div", { className: "slider" }, this._svg.node, this._input);
    this._input.setAttribute("aria-label", t("time.label"));
    this._input.addEventListener("input", () => moved(Number(this._input.value)));
    this._input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" && this._model.step >= this._model.now.steps) {
        event.preventDefault();
        further();
      }
    });
    const observer = new ResizeObserver(() => this.drawAll());
    observer.observe(this.element);
    this.close = () => observer.disconnect();
  }

  /** Called when the curves have grown or a branch was added. Redraws at most once per frame. */
  drawAll() {
    if (!this._isDue) {
      this._isDue = true;
      requestAnimationFrame(() => {
        this._isDue = false;
        this._drawCurves();
        this.draw();
      });
    }
  }

  // Where losses of 0 lie, too.
  get _floor() {
    return this.element.clientHeight - PAD.bottom;
  }

  // Logarithmic if the losses differ much. A loss of 0, which has no logarithm, lies on the axis and does not flatten the others.
  _scales(width) {
    const losses = this._model.branches.flatMap((branch) => extentOf(branch.losses.filter(Number.isFinite)));
    const least = this._model.branches.flatMap((branch) => minOf(branch.losses, (loss) => (loss > 0 && Number.isFinite(loss) ? loss : undefined)) ?? []);
    const now = this._model.frame?.loss;
    const [low, high] = [minOf(least), maxOf(Number.isFinite(now) ? [...losses, now] : losses)];
    const range = [this._floor, PAD.top];
    this.isLog = low > 0 && high / low > LOG_RATIO;
    this.y = this.isLog ? logarithmic([low, high], [range[0] - (minOf(losses) > 0 ? 0 : 4), range[1]], true) : linear([0, high || 1], range, true);
    // Clamped, so that newer steps are drawn at the end until the next frame and not outside the page.
    this.x = linear([0, Math.max(1, this._model.lastStep)], [PAD.left, width - PAD.right], true);
  }

  // At least two: the ends, or powers of ten between them.
  _lossTicks() {
    const [low, high] = this.y.domain;
    if (!this.isLog) {
      return [0, high];
    }
    const powers = indices(Math.ceil(Math.log10(low)), Math.floor(Math.log10(high)) + 1).map((power) => 10 ** power);
    return powers.length >= 2 ? [powers[0], powers.at(-1)] : [low, high];
  }

  _height(loss) {
    return this.isLog && !(loss > 0) ? this._floor : this.y(loss);
  }

  _drawCurves() {
    const { clientWidth: width, clientHeight: tall } = this.element;
    if (width === 0) {
      return;
    }
    this._scales(width);
    this._curves.clear();
    const write = (text, x, y, anchor) => this._curves.append("text").attr({ x, y, "text-anchor": anchor }).text(text);
    for (const tick of this.x.ticks(Math.max(2, width / 110)).filter(Number.isInteger)) {
      const x = this.x(tick);
      const text = whole(tick) + (tick === 0 ? " " + t("time.steps") : "");
      write(text, Math.min(width - 2, x), tall - 4, x > width - 24 ? "end" : "middle");
    }
    for (const tick of this._lossTicks()) {
      write(num(tick, 2, this.isLog ? 0 : 1), PAD.left - 6, Math.max(11, Math.min(this._floor, this.y(tick) + 4)), "end");
    }
    write(t(this.isLog ? "time.loss.log" : "time.loss"), width - PAD.right - 8, PAD.top + 4, "end"); // beside the marker of the last step
    this._curves.append("line").attr({ class: "zero", x1: PAD.left, x2: width - PAD.right, y1: this._floor, y2: this._floor });
    const { branch, branches } = this._model;
    branches.filter(({ id }) => id !== branch).concat(branches[branch]).forEach((each) => this._curve(each, width, each.id === branch));
  }

  // The mean of the steps that share a pixel; behind it their range, if they belong to different batches.
  _curve({ id, from, losses }, width, isNow) {
    const perPixel = Math.max(1, Math.ceil(losses.length / width));
    const [means, lows, highs] = [[], [], []];
    for (let i = 0; i < losses.length; i += perPixel) {
      const part = losses.slice(i, i + perPixel).filter(Number.isFinite);
      if (part.length > 0) {
        const x = this.x(from + i + (part.length - 1) / 2);
        [[means, meanOf], [lows, minOf], [highs, maxOf]].forEach(([points, of]) => points.push([x, this._height(of(part))]));
      }
    }
    const group = this._curves.append("g").attr({ class: isNow ? "curve now" : "curve" });
    group.node.style.color = branchColor(id);
    group.append("path").attr({ class: "range", d: linePath([...lows, ...highs.reverse()]) });
    if (isNow && means.length > 0) {
      group.append("path").attr({ class: "area", d: linePath([[means[0][0], this._floor], ...means, [means.at(-1)[0], this._floor]]) });
    }
    group.append("path").attr({ class: "mean", d: linePath(means) });
  }

  /** Shows the current step over the curves. The invisible slider covers the branch's own steps, so that the marker follows the pointer. */
  draw() {
    const { step, frame, now } = this._model;
    const last = Math.max(now.from + 1, now.steps); // set first: a slider with maximum 1 would limit every step to 1
    Object.assign(this._input, { min: now.from, max: last, value: step });
    const text = t("time.value", { step: whole(step), last: whole(now.steps), loss: num(frame?.loss) });
    if (!this.isMoving && this._input.getAttribute("aria-valuetext") !== text) {
      this._input.setAttribute("aria-valuetext", text);
    }
    if (!this.x) {
      return;
    }
    const x = this.x(step);
    this._line.attr({ x1: x, x2: x, y1: 2, y2: this._floor });
    this._dot.attr({ cx: x, cy: Number.isFinite(frame?.loss) ? this._height(frame.loss) : PAD.top });
    this._dot.node.style.fill = branchColor(now.id);
    const left = this.x(now.from) - THUMB / 2;
    this._input.style.left = left + "px";
    this._input.style.width = Math.max(2 * THUMB, this.x(last) - left + THUMB / 2) + "px";
  }
}
