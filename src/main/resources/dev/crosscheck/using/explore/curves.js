import { drawing, extentOf, linePath, linear, placeIn, rounded } from "./plot.js";
import { isFlat } from "./says.js";
import { t } from "./words.js";

// The curve of a function and its derivative, with the tangent at the pointer.

const WIDTH = 520;
const HEIGHT = 300;
const MARGIN = { left: 40, right: 10, top: 10, bottom: 26 };
const TALLEST = 6;

export class Curves {
  _svg = drawing({ viewBox: "0 0 " + WIDTH + " " + HEIGHT, class: "curve-plot", role: "img" });

  /** @param pointed is called with the input under the pointer */
  constructor(pointed) {
    this.element = this._svg.node;
    this._pointed = pointed;
    const tell = (event) => {
      if (this.x) {
        const [low, high] = this.x.domain;
        this._pointed(Math.max(low, Math.min(high, this.x.invert(placeIn(this._svg, event)[0]))));
      }
    };
    this._svg.on("pointermove", tell).on("pointerdown", tell);
  }

  /** @param inputs of both curves; @param label of the input; @param clips the inputs at which the function is clipped */
  draw(inputs, value, derivative, label, name, clips = []) {
    const finite = [...value, ...derivative].filter(Number.isFinite).map((each) => Math.max(-TALLEST, Math.min(TALLEST, each)));
    const [low, high] = extentOf(finite);
    this.x = linear(extentOf(inputs), [MARGIN.left, WIDTH - MARGIN.right]);
    this.y = linear(rounded([Math.min(low, -0.1), Math.max(high, 0.1)]), [HEIGHT - MARGIN.bottom, MARGIN.top]);
    const svg = this._svg;
    svg.clear();
    const [left, right, top, bottom] = [MARGIN.left, WIDTH - MARGIN.right, MARGIN.top, HEIGHT - MARGIN.bottom];
    const clip = svg.append("clipPath").attr({ id: "clip-" + label });
    clip.append("rect").attr({ x: left, y: top, width: right - left, height: bottom - top });
    this._flat(inputs, derivative, name);
    svg.append("line").attr({ class: "zero", x1: left, x2: right, y1: this.y(0), y2: this.y(0) });
    svg.axis(this.x, 8, false, "translate(0," + bottom + ")").axis(this.y, 6, true, "translate(" + left + ",0)");
    const curve = (values, kind) => {
      const points = values.map((each, i) => (Number.isFinite(each) ? [this.x(inputs[i]), this.y(each)] : null));
      svg.append("path").attr({ class: kind, "clip-path": "url(#clip-" + label + ")", d: linePath(points) });
    };
    clips.forEach((at) => svg.append("line").attr({ class: "clip", x1: this.x(at), x2: this.x(at), y1: top, y2: bottom }));
    curve(derivative, "derivative");
    curve(value, "value");
    svg.append("text").attr({ class: "label", x: WIDTH - 20, y: bottom - 6 }).text(label);
    this.mark = svg.append("g").attr({ "clip-path": "url(#clip-" + label + ")" });
    svg.attr({ "aria-label": t("curves.alt", { name }) });
  }

  // Shades where the function is flat.
  _flat(inputs, derivative, name) {
    let from = null;
    inputs.forEach((x, i) => {
      const isFlatHere = isFlat(derivative[i], name);
      if (isFlatHere && from === null) {
        from = x;
      }
      if (from !== null && (!isFlatHere || i === inputs.length - 1)) {
        const box = { x: this.x(from), width: this.x(x) - this.x(from), y: MARGIN.top, height: HEIGHT - MARGIN.top - MARGIN.bottom };
        this._svg.append("rect").attr({ class: "flat", ...box });
        from = null;
      }
    });
  }

  /** Draws a point of the curve, with the tangent if its slope is a number. */
  tangent(at, value, slope) {
    this.mark.clear();
    if (!Number.isFinite(value)) {
      return;
    }
    if (Number.isFinite(slope)) {
      const line = this.mark.append("line").attr({ class: "tangent" });
      this.x.domain.forEach((end, i) => line.attr({ ["x" + (i + 1)]: this.x(end), ["y" + (i + 1)]: this.y(value + slope * (end - at)) }));
    }
    this.mark.append("circle").attr({ cx: this.x(at), cy: this.y(value), r: 5 });
  }
}
