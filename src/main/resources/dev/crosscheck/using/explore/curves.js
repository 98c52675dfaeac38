import { t } from "./words.js";

// The curve of a function and its derivative, with the tangent at the pointer.

const d3 = globalThis.d3;
const WIDTH = 520;
const HEIGHT = 300;
const MARGIN = { left: 40, right: 10, top: 10, bottom: 26 };
const FLAT = 0.01;
const TALLEST = 6;

export class Curves {
  #svg = d3.create("svg").attr("viewBox", "0 0 " + WIDTH + " " + HEIGHT).attr("class", "curve-plot").attr("role", "img");
  #pointed;

  /** @param pointed is called with the input under the pointer */
  constructor(pointed) {
    this.element = this.#svg.node();
    this.#pointed = pointed;
    const tell = (event) => {
      if (this.x) {
        const [low, high] = this.x.domain();
        this.#pointed(Math.max(low, Math.min(high, this.x.invert(d3.pointer(event, this.element)[0]))));
      }
    };
    this.#svg.on("pointermove", tell).on("pointerdown", tell);
  }

  /** @param inputs of both curves; @param label of the input; @param clips the inputs at which the function is clipped */
  draw(inputs, value, derivative, label, name, clips = []) {
    const finite = [...value, ...derivative].filter(Number.isFinite).map((each) => Math.max(-TALLEST, Math.min(TALLEST, each)));
    const [low, high] = d3.extent(finite);
    this.x = d3.scaleLinear(d3.extent(inputs), [MARGIN.left, WIDTH - MARGIN.right]);
    this.y = d3.scaleLinear([Math.min(low, -0.1), Math.max(high, 0.1)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice();
    const svg = this.#svg;
    svg.selectAll("*").remove();
    svg
      .append("clipPath")
      .attr("id", "clip-" + label)
      .append("rect")
      .attr("x", MARGIN.left)
      .attr("y", MARGIN.top)
      .attr("width", WIDTH - MARGIN.left - MARGIN.right)
      .attr("height", HEIGHT - MARGIN.top - MARGIN.bottom);
    this.#flat(inputs, derivative);
    svg
      .append("line")
      .attr("class", "zero")
      .attr("x1", MARGIN.left)
      .attr("x2", WIDTH - MARGIN.right)
      .attr("y1", this.y(0))
      .attr("y2", this.y(0));
    svg
      .append("g")
      .attr("class", "axis")
      .attr("transform", "translate(0," + (HEIGHT - MARGIN.bottom) + ")")
      .call(d3.axisBottom(this.x).ticks(8).tickSizeOuter(0));
    svg
      .append("g")
      .attr("class", "axis")
      .attr("transform", "translate(" + MARGIN.left + ",0)")
      .call(d3.axisLeft(this.y).ticks(6).tickSizeOuter(0));
    const curve = (values, kind) =>
      svg
        .append("path")
        .attr("class", kind)
        .attr("clip-path", "url(#clip-" + label + ")")
        .attr(
          "d",
          d3
            .line(
              (_, i) => this.x(inputs[i]),
              (v) => this.y(v),
            )
            .defined(Number.isFinite)(values),
        );
    clips.forEach((at) =>
      svg
        .append("line")
        .attr("class", "clip")
        .attr("x1", this.x(at))
        .attr("x2", this.x(at))
        .attr("y1", MARGIN.top)
        .attr("y2", HEIGHT - MARGIN.bottom),
    );
    curve(derivative, "derivative");
    curve(value, "value");
    svg.append("text").attr("class", "label").attr("x", WIDTH - 20).attr("y", HEIGHT - MARGIN.bottom - 6).text(label);
    this.mark = svg.append("g").attr("clip-path", "url(#clip-" + label + ")");
    svg.attr("aria-label", t("curves.alt", { name }));
  }

  // Shades where the derivative is almost 0.
  #flat(inputs, derivative) {
    let from = null;
    inputs.forEach((x, i) => {
      const isFlat = Math.abs(derivative[i]) < FLAT;
      if (isFlat && from === null) {
        from = x;
      }
      if (from !== null && (!isFlat || i === inputs.length - 1)) {
        this.#svg
          .append("rect")
          .attr("class", "flat")
          .attr("x", this.x(from))
          .attr("width", this.x(x) - this.x(from))
          .attr("y", MARGIN.top)
          .attr("height", HEIGHT - MARGIN.top - MARGIN.bottom);
        from = null;
      }
    });
  }

  /** Draws the tangent at a point of the curve. */
  tangent(at, value, slope) {
    this.mark.selectAll("*").remove();
    if (!Number.isFinite(value) || !Number.isFinite(slope)) {
      return;
    }
    const line = this.mark.append("line").attr("class", "tangent");
    this.x.domain().forEach((end, i) => line.attr("x" + (i + 1), this.x(end)).attr("y" + (i + 1), this.y(value + slope * (end - at))));
    this.mark.append("circle").attr("cx", this.x(at)).attr("cy", this.y(value)).attr("r", 5);
  }
}

/** Whether a derivative is so small that nothing is learned there. */
export function isFlat(derivative) {
  return Math.abs(derivative) < FLAT;
}
