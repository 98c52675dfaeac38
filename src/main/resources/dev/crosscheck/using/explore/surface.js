import { make, num } from "./dom.js";
import { classColor, color, diverging, onScheme } from "./colors.js";
import { heldOutPoints } from "./overfit.js";
import { t } from "./words.js";

// Paints the network's output over its inputs from floats, with the examples on top.

const d3 = globalThis.d3;
const MARGIN = { top: 10, right: 10, bottom: 34, left: 40 };
const USUAL_SIDE = 300;
const FEW_TICKS = 240;
const SYMBOLS = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond, d3.symbolStar, d3.symbolCross];
const SYMBOL_AREA = 62;
const SHADES = 255;

/** The range of the colour scale for an activation's values, symmetric about the middle colour. */
function rangeOf(activation, values) {
  if (activation === "sigmoid" || activation === "softmax") {
    return [0, 1];
  }
  let most = activation === "tanh" ? 1 : 1e-9;
  for (const value of values) {
    most = Math.max(most, Math.abs(value));
  }
  return [-most, most];
}

/** Paints a map; its canvas has one pixel per value and is scaled by the style sheet. */
export function paint(canvas, values, size, activation) {
  if (canvas.width !== size || canvas.height !== size) {
    canvas.width = size;
    canvas.height = size;
  }
  const context = canvas.getContext("2d");
  const picture = context.createImageData(size, size);
  const [low, high] = rangeOf(activation, values);
  const colors = diverging();
  for (let row = 0, at = 0; row < size; row++) {
    const source = (size - 1 - row) * size;
    for (let column = 0; column < size; column++, at += 4) {
      const share = (values[source + column] - low) / (high - low);
      const shade = 3 * Math.max(0, Math.min(SHADES, Math.round(share * SHADES)));
      picture.data[at] = colors[shade];
      picture.data[at + 1] = colors[shade + 1];
      picture.data[at + 2] = colors[shade + 2];
      picture.data[at + 3] = 255;
    }
  }
  context.putImageData(picture, 0, 0);
}

/** Paints a map of one input: a line from left to right. */
export function paintLine(canvas, values, stroke) {
  const width = values.length;
  canvas.width = 2 * width;
  canvas.height = 2 * width;
  const context = canvas.getContext("2d");
  const [low, high] = d3.extent(values);
  const y = (value) => 2 * width * (0.9 - (0.8 * (value - low)) / (high - low || 1));
  context.beginPath();
  values.forEach((value, i) => (i === 0 ? context.moveTo(0, y(value)) : context.lineTo(2 * i, y(value))));
  context.strokeStyle = stroke;
  context.lineWidth = 4;
  context.stroke();
}

/** For several classes, the colour of the most probable one, paler if it is less certain; drawn as a picture of one pixel per value. */
function paintClasses(canvas, maps, size) {
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d");
  const picture = context.createImageData(size, size);
  const colors = maps.map((_, i) => d3.rgb(classColor(i)));
  const paper = d3.rgb(color("card"));
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 4) {
      const place = (size - 1 - row) * size + column;
      const best = d3.maxIndex(maps, (map) => map[place]);
      const share = 0.75 * maps[best][place];
      ["r", "g", "b"].forEach((part, i) => (picture.data[at + i] = paper[part] + share * (colors[best][part] - paper[part])));
      picture.data[at + 3] = 255;
    }
  }
  context.putImageData(picture, 0, 0);
}

/** The class of a target: for a single number, whether it exceeds one half; for a row, its largest element. */
function classOf(target) {
  return target.length === 1 ? Number(target[0] > 0.5) : d3.maxIndex(target);
}

/**
 * The large picture.
 *
 * @param picked is called with the example that was clicked
 * @param placed is called with x1 and x2 of a click on an empty place, or null
 */
export class Surface {
  #canvas = make("canvas", { className: "map", "aria-hidden": "true" });
  #svg = d3.create("svg").attr("class", "over").attr("role", "img");
  #model;
  #shown = null;

  constructor(model, picked, placed) {
    this.#model = model;
    this.element = make("div", { className: "surface" }, this.#canvas, this.#svg.node());
    this.frame = make("div", { className: "surface-frame" }, this.element);
    this.isCurve = model.layers[0].inputs === 1;
    this.element.classList.toggle("curve", this.isCurve);
    this.#svg.on("click", (event) => this.#click(event, picked, placed));
    this.#svg.on("pointermove", (event) => this.#hover(event)).on("pointerleave", () => this.#say(null));
    this.readout = make("p", { className: "note readout" }, "\u00a0");
    this.#layout();
    const redraw = () => {
      this.#layout();
      this.draw(this.#shown);
    };
    this.fit = () => Math.abs(this.element.clientWidth - this.side) > 1 && redraw();
    const observer = new ResizeObserver(this.fit);
    observer.observe(this.element);
    const leave = onScheme(redraw);
    this.close = () => {
      observer.disconnect();
      leave();
    };
  }

  // In pixels of the screen, so that texts keep their size.
  #layout() {
    this.side = this.element.getBoundingClientRect().width || USUAL_SIDE;
    const { side } = this;
    const { style } = this.#canvas;
    style.left = MARGIN.left + "px";
    style.top = MARGIN.top + "px";
    style.width = side - MARGIN.left - MARGIN.right + "px";
    style.height = side - MARGIN.top - MARGIN.bottom + "px";
    const { surface } = this.#model;
    const inputs = this.#model.data.inputs;
    const domain = (i) =>
      (i === 0 ? surface?.x : surface?.y) ??
      d3.extent(this.isCurve && i === 1 ? this.#model.data.targets.flat() : inputs.map((row) => row[i]));
    const [low, high] = domain(1);
    const spare = this.isCurve ? 0.2 * (high - low) : 0;
    this.x = d3.scaleLinear(domain(0), [MARGIN.left, side - MARGIN.right]);
    this.y = d3.scaleLinear([low - spare, high + spare], [side - MARGIN.bottom, MARGIN.top]);
    this.#svg.attr("viewBox", [0, 0, side, side].join(" ")).selectAll("*").remove();
    this.#svg
      .append("g")
      .attr("class", "axis")
      .attr("transform", "translate(0," + (side - MARGIN.bottom) + ")")
      .call(
        d3
          .axisBottom(this.x)
          .ticks(side < FEW_TICKS ? 3 : 5)
          .tickSizeOuter(0),
      );
    this.#svg
      .append("g")
      .attr("class", "axis")
      .attr("transform", "translate(" + MARGIN.left + ",0)")
      .call(
        d3
          .axisLeft(this.y)
          .ticks(side < FEW_TICKS ? 3 : 5)
          .tickSizeOuter(0),
      );
    const [across, up] = this.isCurve ? ["x", "y"] : ["x₁", "x₂"];
    this.#svg.append("text").attr("class", "label").attr("x", side - MARGIN.right).attr("y", side - 2).attr("text-anchor", "end").text(across);
    this.#svg.append("text").attr("class", "label").attr("x", 4).attr("y", 16).text(up);
    this.#svg.append("path").attr("class", "answer");
    this.#points();
  }

  #points() {
    const { inputs, targets } = this.#model.data;
    const at = (row, i) => "translate(" + this.x(row[0]) + "," + this.y(this.isCurve ? targets[i][0] : row[1]) + ")";
    const kind = (i) => (this.isCurve ? 0 : classOf(targets[i]));
    this.#svg.append("g").attr("class", "points").selectAll("path").data(inputs).join("path")
      .attr("transform", at)
      .attr("d", (_, i) => d3.symbol(SYMBOLS[kind(i) % SYMBOLS.length], inputs.length > 60 ? SYMBOL_AREA / 2 : SYMBOL_AREA)())
      .attr("fill", (_, i) => classColor(kind(i)));
    const { heldOut } = this.#model.data;
    if (heldOut) {
      const symbol = (of) => d3.symbol(SYMBOLS[of % SYMBOLS.length], SYMBOL_AREA / 2)();
      heldOutPoints(
        this.#svg,
        heldOut,
        (row, target) => "translate(" + this.x(row[0]) + "," + this.y(this.isCurve ? target[0] : row[1]) + ")",
        symbol,
        (target) => (this.isCurve ? 0 : classOf(target)),
      );
    }
    this.#svg.append("circle").attr("class", "looked-at").attr("r", 10);
    this.mark();
  }

  /** Marks the current example with a ring. */
  mark() {
    const { example, data } = this.#model;
    const row = data.inputs[example];
    this.#svg.select(".looked-at").attr("visibility", row ? "visible" : "hidden");
    if (row) {
      this.#svg.select(".looked-at").attr("cx", this.x(row[0])).attr("cy", this.y(this.isCurve ? data.targets[example][0] : row[1]));
    }
  }

  draw(surface) {
    this.#shown = surface;
    if (!surface) {
      return;
    }
    const { size, x, outputs } = surface;
    if (this.isCurve) {
      const place = d3.scaleLinear([0, size - 1], x);
      this.#svg.select(".answer").attr("d", d3.line((_, i) => this.x(place(i)), (value) => this.y(value)).defined(Number.isFinite)(outputs[0]));
    } else if (outputs.length > 2) {
      paintClasses(this.#canvas, outputs, size);
    } else {
      paint(this.#canvas, outputs.at(-1), size, this.#model.layers.at(-1).activation);
    }
    this.#svg.attr("aria-label", t("surface.alt"));
  }

  #place(event) {
    const [px, py] = d3.pointer(event, this.#svg.node());
    return [this.x.invert(px), this.y.invert(py)];
  }

  #click(event, picked, placed) {
    const [px, py] = d3.pointer(event, this.#svg.node());
    const { inputs, targets } = this.#model.data;
    const distance = (row, i) => Math.hypot(this.x(row[0]) - px, this.y(this.isCurve ? targets[i][0] : row[1]) - py);
    const nearest = d3.minIndex(inputs, distance);
    if (nearest >= 0 && distance(inputs[nearest], nearest) < 14) {
      picked(nearest);
    } else if (placed) {
      placed(this.#place(event));
    }
  }

  #hover(event) {
    const [x1, x2] = this.#place(event);
    if (!this.#shown) {
      return;
    }
    const { size, x, y, outputs } = this.#shown;
    const index = ([low, high], value) => Math.round(((value - low) / (high - low)) * (size - 1));
    const column = index(x, x1);
    const row = this.isCurve ? 0 : index(y, x2);
    const inside = (value) => value >= 0 && value < size;
    this.#say(inside(column) && inside(row) ? [x1, x2, outputs.at(-1)[row * size + column]] : null);
  }

  #say(values) {
    const names = this.isCurve ? "surface.at1" : "surface.at";
    this.readout.textContent = values === null ? "\u00a0" : t(names, { x1: num(values[0], 2), x2: num(values[1], 2), y: num(values[2], 3) });
  }
}
