import { classColor, color, onScheme } from "./colors.js";
import { drawing, extentOf, linear, placeIn, shapeOf } from "./plot.js";
import { t } from "./words.js";

// A plane with points of two classes and a separating line.

const SIDE = 400;
const MARGIN = 34;
const SPARE = 0.6;

export class Plane {
  #svg = drawing({ viewBox: "0 0 " + SIDE + " " + SIDE, class: "plane-plot", role: "img" });
  #points = [];

  /** @param clicked is called with the position and the index of the point there, or -1 */
  constructor(clicked) {
    this.element = this.#svg.node;
    this.#svg.on("click", (event) => {
      const [px, py] = placeIn(this.#svg, event);
      const near = this.#points.findIndex(([x1, x2]) => Math.hypot(this.x(x1) - px, this.y(x2) - py) < 14);
      clicked([this.x.invert(px), this.y.invert(py)], near);
    });
    this.close = onScheme(() => this.#redraw());
  }

  /** Sets the points (x1, x2, and 0 or 1) and the range of the axes. */
  setPoints(points) {
    this.#points = points;
    const [low, high] = extentOf(points.flatMap(([x1, x2]) => [x1, x2]));
    const reach = [Math.min(0, low ?? 0) - SPARE, Math.max(1, high ?? 1) + SPARE];
    this.x = linear(reach, [MARGIN, SIDE - 8]);
    this.y = linear(reach, [SIDE - MARGIN, 8]);
    this.#redraw();
  }

  /** Shows a state: weights, bias and the current point. */
  show(w, b, at) {
    this.now = { w, b, at };
    this.#redraw();
  }

  #redraw() {
    this.#svg.clear();
    const clip = this.#svg.append("clipPath").attr({ id: "plane-clip" }).append("rect");
    clip.attr({ x: MARGIN, y: 8, width: SIDE - MARGIN - 8, height: SIDE - MARGIN - 8 });
    if (this.now) {
      this.#halves(this.now);
    }
    this.#svg.axis(this.x, 5, false, "translate(0," + (SIDE - MARGIN) + ")").axis(this.y, 5, true, "translate(" + MARGIN + ",0)");
    this.#svg.append("text").attr({ class: "label", x: SIDE - 22, y: SIDE - 42 }).text("x₁");
    this.#svg.append("text").attr({ class: "label", x: MARGIN + 8, y: 22 }).text("x₂");
    this.#points.forEach(([x1, x2, kind]) => {
      const transform = "translate(" + this.x(x1) + "," + this.y(x2) + ")";
      this.#svg.append("path").attr({ class: "point", transform, d: shapeOf(kind, 150), fill: classColor(kind) });
    });
    const point = this.#points[this.now?.at];
    if (point) {
      this.#svg.append("circle").attr({ class: "looked-at", cx: this.x(point[0]), cy: this.y(point[1]), r: 14 });
    }
    this.#svg.attr({ "aria-label": t("perceptron.alt", { count: this.#points.length }) });
  }

  // The corners of the half planes: the line w·x + b = 0 intersects the square.
  #halves({ w, b }) {
    const [low, high] = this.x.domain;
    const corners = [[low, low], [high, low], [high, high], [low, high]];
    const side = ([x1, x2]) => w[0] * x1 + w[1] * x2 + b;
    const cut = [];
    const parts = [[], []];
    corners.forEach((corner, i) => {
      const next = corners[(i + 1) % 4];
      const [here, there] = [side(corner), side(next)];
      parts[here >= 0 ? 1 : 0].push(corner);
      if (here >= 0 !== there >= 0) {
        const share = here / (here - there);
        const crossing = [0, 1].map((d) => corner[d] + share * (next[d] - corner[d]));
        cut.push(crossing);
        parts.forEach((part) => part.push(crossing));
      }
    });
    const path = (points) => "M" + points.map(([x1, x2]) => this.x(x1) + "," + this.y(x2)).join("L");
    parts.forEach((part, kind) => part.length > 2 && this.#svg.append("path").attr({ d: path(part) + "Z", fill: classColor(kind), opacity: 0.14 }));
    if (cut.length === 2) {
      this.#svg.append("path").attr({ d: path(cut), stroke: color("ink"), "stroke-width": 2.5 });
    }
  }
}
