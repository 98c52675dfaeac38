import { make, num } from "./dom.js";
import { classColor, color, diverging, onScheme, rgbOf } from "./colors.js";
import { drawing, extentOf, indexOfMax, linePath, linear, placeIn, shapeOf } from "./plot.js";
import { t } from "./words.js";

// Paints the network's output over its inputs from floats, with the examples on top.

const MARGIN = { top: 10, right: 10, bottom: 34, left: 40 };
const USUAL_SIDE = 300;
const FEW_TICKS = 240;
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
  const [low, high] = extentOf(values);
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
  const colors = maps.map((_, i) => rgbOf(classColor(i)));
  const paper = rgbOf(color("card"));
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 4) {
      const place = (size - 1 - row) * size + column;
      const best = indexOfMax(maps, (map) => map[place]);
      const share = 0.75 * maps[best][place];
      paper.forEach((part, i) => (picture.data[at + i] = part + share * (colors[best][i] - part)));
      picture.data[at + 3] = 255;
    }
  }
  context.putImageData(picture, 0, 0);
}

/** The class of a target: for a single number, whether it exceeds one half; for a row, its largest element. */
function classOf(target) {
  return target.length === 1 ? Number(target[0] > 0.5) : indexOfMax(target);
}

/**
 * The large picture.
 *
 * @param picked is called with the example that was clicked
 * @param placed is called with x1 and x2 of a click on an empty place, or null
 */
export class Surface {
  #canvas = make("canvas", { className: "map", "aria-hidden": "true" });
  #svg = drawing({ class: "over", role: "img" });
  #model;
  #shown = null;

  constructor(model, picked, placed) {
    this.#model = model;
    this.element = make("div", { className: "surface" }, this.#canvas, this.#svg.node);
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
      extentOf(this.isCurve && i === 1 ? this.#model.data.targets.flat() : inputs.map((row) => row[i]));
    const [low, high] = domain(1);
    const spare = this.isCurve ? 0.2 * (high - low) : 0;
    this.x = linear(domain(0), [MARGIN.left, side - MARGIN.right]);
    this.y = linear([low - spare, high + spare], [side - MARGIN.bottom, MARGIN.top]);
    this.#svg.attr({ viewBox: [0, 0, side, side].join(" ") }).clear();
    const ticks = side < FEW_TICKS ? 3 : 5;
    this.#svg.axis(this.x, ticks, false, "translate(0," + (side - MARGIN.bottom) + ")").axis(this.y, ticks, true, "translate(" + MARGIN.left + ",0)");
    const [across, up] = this.isCurve ? ["x", "y"] : ["x₁", "x₂"];
    this.#svg.append("text").attr({ class: "label", x: side - MARGIN.right, y: side - 2, "text-anchor": "end" }).text(across);
    this.#svg.append("text").attr({ class: "label", x: 0, y: 12 }).text(up);
    this.answer = this.#svg.append("path").attr({ class: "answer" });
    this.#points();
  }

  #points() {
    const { data } = this.#model;
    this.#group("points", data, data.inputs.length > 60 ? SYMBOL_AREA / 2 : SYMBOL_AREA, "fill");
    if (data.heldOut) {
      this.#group("points held-out-points", data.heldOut, SYMBOL_AREA / 2, "stroke");
    }
    this.ring = this.#svg.append("circle").attr({ class: "looked-at", r: 10 });
    this.mark();
  }

  /** Draws points in the colours and shapes of their classes: those that are held out hollow. */
  #group(name, { inputs, targets }, area, painted) {
    const group = this.#svg.append("g").attr({ class: name });
    inputs.forEach((row, i) => {
      const kind = this.isCurve ? 0 : classOf(targets[i]);
      const transform = "translate(" + this.x(row[0]) + "," + this.y(this.isCurve ? targets[i][0] : row[1]) + ")";
      const point = group.append("path").attr({ transform, d: shapeOf(kind, area) });
      point.node.style[painted] = classColor(kind);
    });
  }

  /** Marks the current example with a ring. */
  mark() {
    const { example, data } = this.#model;
    const row = data.inputs[example];
    this.ring.attr({ visibility: row ? "visible" : "hidden" });
    if (row) {
      this.ring.attr({ cx: this.x(row[0]), cy: this.y(this.isCurve ? data.targets[example][0] : row[1]) });
    }
  }

  draw(surface) {
    this.#shown = surface;
    if (!surface) {
      return;
    }
    const { size, x, outputs } = surface;
    if (this.isCurve) {
      const place = linear([0, size - 1], x);
      const points = Array.from(outputs[0], (value, i) => (Number.isFinite(value) ? [this.x(place(i)), this.y(value)] : null));
      this.answer.attr({ d: linePath(points) });
    } else if (outputs.length > 2) {
      paintClasses(this.#canvas, outputs, size);
    } else {
      paint(this.#canvas, outputs.at(-1), size, this.#model.layers.at(-1).activation);
    }
    this.#svg.attr({ "aria-label": t("surface.alt") });
  }

  #place(event) {
    const [px, py] = placeIn(this.#svg, event);
    return [this.x.invert(px), this.y.invert(py)];
  }

  #click(event, picked, placed) {
    const [px, py] = placeIn(this.#svg, event);
    const { inputs, targets } = this.#model.data;
    const distance = (row, i) => Math.hypot(this.x(row[0]) - px, this.y(this.isCurve ? targets[i][0] : row[1]) - py);
    const nearest = indexOfMax(inputs, (row, i) => -distance(row, i));
    if (distance(inputs[nearest], nearest) < 14) {
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
