import { classColor, color, onScheme } from "./colors.js";
import { t } from "./words.js";

// A plane with points of two classes and a separating line.

const d3 = globalThis.d3;
const SIDE = 400;
const MARGIN = 34;
const SPARE = 0.6;

export class Plane {
  #svg = d3.create("svg").attr("viewBox", "0 0 " + SIDE + " " + SIDE).attr("class", "plane-plot").attr("role", "img");
  #points = [];

  /** @param clicked is called with the position and the index of the point there, or -1 */
  constructor(clicked) {
    this.element = this.#svg.node();
    this.#svg.on("click", (event) => {
      const [px, py] = d3.pointer(event, this.element);
      const near = this.#points.findIndex(([x1, x2]) => Math.hypot(this.x(x1) - px, this.y(x2) - py) < 14);
      clicked([this.x.invert(px), this.y.invert(py)], near);
    });
    this.close = onScheme(() => this.#redraw());
  }

  /** Sets the points (x1, x2, and 0 or 1) and the range of the axes. */
  setPoints(points) {
    this.#points = points;
    const [low, high] = d3.extent(points.flatMap(([x1, x2]) => [x1, x2]));
    const reach = [Math.min(0, low ?? 0) - SPARE, Math.max(1, high ?? 1) + SPARE];
    this.x = d3.scaleLinear(reach, [MARGIN, SIDE - 8]);
    this.y = d3.scaleLinear(reach, [SIDE - MARGIN, 8]);
    this.#redraw();
  }

  /** Shows a state: weights, bias and the current point. */
  show(w, b, at) {
    this.now = { w, b, at };
    this.#redraw();
  }

  #redraw() {
    this.#svg.selectAll("*").remove();
    const clip = this.#svg.append("clipPath").attr("id", "plane-clip").append("rect");
    clip.attr("x", MARGIN).attr("y", 8).attr("width", SIDE - MARGIN - 8).attr("height", SIDE - MARGIN - 8);
    if (this.now) {
      this.#halves(this.now);
    }
    const axis = (make, transform) => this.#svg.append("g").attr("class", "axis").attr("transform", transform).call(make.ticks(5).tickSizeOuter(0));
    axis(d3.axisBottom(this.x), "translate(0," + (SIDE - MARGIN) + ")");
    axis(d3.axisLeft(this.y), "translate(" + MARGIN + ",0)");
    this.#svg.append("text").attr("class", "label").attr("x", SIDE - 22).attr("y", SIDE - 42).text("x₁");
    this.#svg.append("text").attr("class", "label").attr("x", MARGIN + 8).attr("y", 22).text("x₂");
    const marks = this.#svg.selectAll(".point").data(this.#points).join("path").attr("class", "point");
    marks.attr("transform", ([x1, x2]) => "translate(" + this.x(x1) + "," + this.y(x2) + ")");
    marks.attr("d", ([, , kind]) => d3.symbol(kind === 1 ? d3.symbolSquare : d3.symbolCircle, 150)()).attr("fill", ([, , kind]) => classColor(kind));
    const point = this.#points[this.now?.at];
    if (point) {
      this.#svg.append("circle").attr("class", "looked-at").attr("cx", this.x(point[0])).attr("cy", this.y(point[1])).attr("r", 14);
    }
    this.#svg.attr("aria-label", t("perceptron.alt", { count: this.#points.length }));
  }

  // The corners of the half planes: the line w·x + b = 0 intersects the square.
  #halves({ w, b }) {
    const [low, high] = this.x.domain();
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
    parts.forEach((part, kind) => part.length > 2 && this.#svg.append("path").attr("d", path(part) + "Z").attr("fill", classColor(kind)).attr("opacity", 0.14));
    if (cut.length === 2) {
      this.#svg.append("path").attr("d", path(cut)).attr("stroke", color("ink")).attr("stroke-width", 2.5);
    }
  }
}
