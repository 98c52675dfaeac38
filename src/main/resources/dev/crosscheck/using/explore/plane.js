import { classColor } from "./colors.js";
import { drawing, linear, shapeOf } from "./plot.js";
import { t } from "./words.js";

// A plane with points of two classes and a separating line.

const SIDE = 400;
const MARGIN = 44;
const REACH = [-0.6, 1.6]; // of both axes: a gate's inputs are 0 and 1

export class Plane {
  _svg = drawing({ viewBox: "0 0 " + SIDE + " " + SIDE, class: "plane-plot", role: "img" });
  x = linear(REACH, [MARGIN, SIDE - 8]);
  y = linear(REACH, [SIDE - MARGIN, 8]);

  element = this._svg.node;

  /** Shows a state: points (x1, x2, and 0 or 1), weights, bias, and the index of the current point. */
  show(now) {
    const { points, at } = now;
    this._svg.clear();
    const clip = this._svg.append("clipPath").attr({ id: "plane-clip" }).append("rect");
    clip.attr({ x: MARGIN, y: 8, width: SIDE - MARGIN - 8, height: SIDE - MARGIN - 8 });
    this._halves(now);
    this._svg.axis(this.x, 5, false, "translate(0," + (SIDE - MARGIN) + ")").axis(this.y, 5, true, "translate(" + MARGIN + ",0)");
    this._svg.append("text").attr({ class: "label", x: SIDE - 12, y: SIDE - MARGIN - 8, "text-anchor": "end" }).text("x₁");
    this._svg.append("text").attr({ class: "label", x: MARGIN + 8, y: 22 }).text("x₂");
    points.forEach(([x1, x2, kind]) => {
      const transform = "translate(" + this.x(x1) + "," + this.y(x2) + ")";
      this._svg.append("path").attr({ class: "point", transform, d: shapeOf(kind, 150) }).node.style.fill = classColor(kind);
    });
    const point = points[at];
    if (point) {
      this._svg.append("circle").attr({ class: "looked-at", cx: this.x(point[0]), cy: this.y(point[1]), r: 14 });
    }
    this._svg.attr({ "aria-label": t("perceptron.alt", { count: points.length }) });
  }

  // The corners of the half planes: the line w·x + b = 0 intersects the square.
  _halves({ w, b }) {
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
    parts.filter((part) => part.length > 2).forEach((part) => {
      this._svg.append("path").attr({ d: path(part) + "Z", opacity: 0.14 }).node.style.fill = classColor(parts.indexOf(part));
    });
    if (cut.length === 2) {
      this._svg.append("path").attr({ class: "separating", d: path(cut) });
    }
  }
}
