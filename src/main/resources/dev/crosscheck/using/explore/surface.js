import { button, make } from "./dom.js";
import { classColor, classColors, diverging, onScheme } from "./colors.js";
import { drawing, extentOf, indexOfMax, linePath, linear, placeIn, shapeOf } from "./plot.js";
import { paintEach } from "./pixels.js";
import { CHOICES } from "./settings.js";
import { t } from "./words.js";

// Paints the network's output over its inputs from floats, with the examples on top.

const MARGIN = { top: 10, right: 10, bottom: 34, left: 40 };
const USUAL_SIDE = 300;
const FEW_TICKS = 240;
const SYMBOL_AREA = 62;
const SHADES = 255;
const MOVED = 4; // pixels, below which a press is no drag
const OPAQUE = 0.6; // share of a class's colour in a map

let ownClass = 0; // of points that are added

/** The place in rows from the lowest up of a pixel in rows from the highest down. */
const upward = (i, size) => (size - 1 - Math.floor(i / size)) * size + i % size;

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

/** Paints a map: its values are rows from the lowest up. */
export function paint(canvas, values, size, activation) {
  const [low, high] = rangeOf(activation, values);
  const colors = diverging();
  paintEach(canvas, size * size, size, (i) => {
    const shade = 4 * Math.max(0, Math.min(SHADES, Math.round((values[upward(i, size)] - low) / (high - low) * SHADES)));
    return colors.subarray(shade, shade + 4);
  });
}

/** Paints a map of three classes: their colours, as much of each as it is probable. */
function paintClasses(canvas, outputs, size) {
  const [middle, ...colors] = classColors(outputs.length);
  paintEach(canvas, size * size, size, (i) => {
    const mixed = (part) => colors.reduce((sum, color, k) => sum + outputs[k][upward(i, size)] * color[part], 0);
    return [...middle.map((each, part) => OPAQUE * mixed(part) + (1 - OPAQUE) * each), SHADES];
  });
}

/** Paints a map of one input: a line from left to right. */
export function paintLine(canvas, values) {
  const width = values.length;
  canvas.width = 2 * width;
  canvas.height = 2 * width;
  const context = canvas.getContext("2d");
  const [low, high] = extentOf(values);
  const y = (value) => 2 * width * (0.9 - (0.8 * (value - low)) / (high - low || 1));
  context.beginPath();
  values.forEach((value, i) => (i === 0 ? context.moveTo(0, y(value)) : context.lineTo(2 * i, y(value))));
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineWidth = 4;
  context.stroke();
}

/** The class of a target: for a single number, whether it exceeds one half; for a row, its largest element. */
function classOf(target) {
  return target.length === 1 ? Number(target[0] > 0.5) : indexOfMax(target);
}

/** The large picture. */
export class Surface {
  _canvas = make("canvas", { className: "map", "aria-hidden": "true" });
  _svg = drawing({ class: "over", role: "img" });
  _shown = null;

  /** @param picked is called with the example that was clicked; @param edited with points of the reader's own, if they are changed */
  constructor(model, picked, edited) {
    this._model = model;
    this.element = make("div", { className: "surface" }, this._canvas, this._svg.node);
    this.frame = make("div", { className: "surface-frame" }, this.element);
    this.isCurve = model.layers[0].inputs === 1;
    this.isEditable = model.config.data.kind === "points" && model.layers[0].inputs === 2;
    this.element.classList.toggle("curve", this.isCurve);
    this._svg.on("click", (event) => this._click(event, picked));
    if (this.isEditable) {
      this._edit(edited);
    }
    this._layout();
    const redraw = () => {
      this._layout();
      this.draw(this._shown);
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
  _layout() {
    this.side = this.element.getBoundingClientRect().width || USUAL_SIDE;
    const { side } = this;
    const { style } = this._canvas;
    style.left = MARGIN.left + "px";
    style.top = MARGIN.top + "px";
    style.width = side - MARGIN.left - MARGIN.right + "px";
    style.height = side - MARGIN.top - MARGIN.bottom + "px";
    const { surface } = this._model;
    const inputs = this._model.data.inputs;
    const domain = (i) =>
      (i === 0 ? surface?.x : surface?.y) ??
      extentOf(this.isCurve && i === 1 ? this._model.data.targets.flat() : inputs.map((row) => row[i]));
    const [low, high] = domain(1);
    const spare = this.isCurve ? 0.2 * (high - low) : 0;
    this.x = linear(domain(0), [MARGIN.left, side - MARGIN.right]);
    this.y = linear([low - spare, high + spare], [side - MARGIN.bottom, MARGIN.top]);
    this._svg.attr({ viewBox: [0, 0, side, side].join(" ") }).clear();
    const ticks = side < FEW_TICKS ? 3 : 5;
    this._svg.axis(this.x, ticks, false, "translate(0," + (side - MARGIN.bottom) + ")").axis(this.y, ticks, true, "translate(" + MARGIN.left + ",0)");
    const [across, up] = this.isCurve ? ["x", "y"] : ["x₁", "x₂"];
    this._svg.append("text").attr({ class: "label", x: side - MARGIN.right, y: side - 2, "text-anchor": "end" }).text(across);
    this._svg.append("text").attr({ class: "label", x: 0, y: 12 }).text(up);
    this.answer = this._svg.append("path").attr({ class: "answer" });
    this._points();
  }

  _points() {
    const { data } = this._model;
    this._group("points", data, data.inputs.length > 60 ? SYMBOL_AREA / 2 : SYMBOL_AREA, "fill");
    if (data.heldOut) {
      this._group("points held-out-points", data.heldOut, SYMBOL_AREA / 2, "stroke");
    }
    this.ring = this._svg.append("circle").attr({ class: "looked-at", r: 10 });
    this.mark();
  }

  /** Draws points in the colours and shapes of their classes: those that are held out hollow. */
  _group(name, { inputs, targets }, area, painted) {
    const group = this._svg.append("g").attr({ class: name });
    inputs.forEach((row, i) => {
      const kind = this.isCurve ? 0 : classOf(targets[i]);
      const transform = "translate(" + this.x(row[0]) + "," + this.y(this.isCurve ? targets[i][0] : row[1]) + ")";
      const point = group.append("path").attr({ transform, d: shapeOf(kind, area) });
      point.node.style[painted] = classColor(kind);
    });
  }

  /** Marks the current example with a ring. */
  mark() {
    const { example, data } = this._model;
    const row = data.inputs[example];
    this.ring.attr({ visibility: row ? "visible" : "hidden" });
    if (row) {
      this.ring.attr({ cx: this.x(row[0]), cy: this.y(this.isCurve ? data.targets[example][0] : row[1]) });
    }
  }

  draw(surface) {
    this._shown = surface;
    if (!surface?.outputs.length) { // of more inputs there are the points alone
      return;
    }
    const { size, x, outputs } = surface;
    if (outputs.length > 2) {
      paintClasses(this._canvas, outputs, size);
    } else if (this.isCurve) {
      const place = linear([0, size - 1], x);
      const points = Array.from(outputs[0], (value, i) => (Number.isFinite(value) ? [this.x(place(i)), this.y(value)] : null));
      this.answer.attr({ d: linePath(points) });
    } else {
      paint(this._canvas, outputs.at(-1), size, this._model.layers.at(-1).activation);
    }
    this._svg.attr({ "aria-label": t("surface.alt") });
  }

  /** The example under the pointer; -1 if there is none. */
  _under(event) {
    const [px, py] = placeIn(this._svg, event);
    const { inputs, targets } = this._model.data;
    const distance = (row, i) => Math.hypot(this.x(row[0]) - px, this.y(this.isCurve ? targets[i][0] : row[1]) - py);
    const nearest = indexOfMax(inputs, (row, i) => -distance(row, i));
    return distance(inputs[nearest], nearest) < 14 ? nearest : -1;
  }

  _click(event, picked) {
    const example = this._under(event);
    if (example >= 0) {
      picked(example);
    }
  }

  // A press on an empty place adds a point of the chosen class; a point that is drawn elsewhere moves, or goes if that is outside.
  _edit(edited) {
    const { points } = this._model.config.data;
    let held = null;
    const at = (event) => {
      const [px, py] = placeIn(this._svg, event);
      const isInside = [[px, this.x], [py, this.y]].every(([place, { range }]) => (place - range[0]) * (place - range[1]) <= 0);
      return { px, py, row: isInside ? [this.x.invert(px), this.y.invert(py)].map((value) => Number(value.toFixed(2))) : null };
    };
    this.element.classList.add("editable");
    this._svg.on("pointerdown", (event) => {
      if (event.button === 0) {
        held = { example: this._under(event), from: at(event) };
        this._svg.node.setPointerCapture(event.pointerId);
      }
    });
    this._svg.on("pointermove", (event) => {
      const { px, py } = at(event);
      if (held?.example >= 0) {
        this._svg.node.querySelectorAll(".points path")[held.example].setAttribute("transform", "translate(" + px + "," + py + ")");
      }
    });
    this._svg.on("pointercancel", () => (held = null));
    this._svg.on("pointerup", (event) => {
      const { px, py, row } = at(event);
      const { example, from } = held ?? {};
      held = null;
      if (example === -1 && row) {
        edited([...points, [...row, ownClass]]);
      } else if (example >= 0 && Math.hypot(px - from.px, py - from.py) > MOVED) {
        edited(points.flatMap((point, i) => (i !== example ? [point] : row ? [[...row, point.at(-1)]] : [])));
      }
    });
  }

  /** The choice of the class that a new point has. */
  classes() {
    const chips = Array.from({ length: CHOICES.maxClasses }, (unused, label) => {
      const chip = button(t("points.class", { label }), () => {
        ownClass = label;
        chips.forEach((each, i) => each.setAttribute("aria-pressed", String(i === label)));
      }, { className: "chip own-class", "aria-pressed": String(label === ownClass) });
      chip.style.setProperty("--class", classColor(label));
      return chip;
    });
    return make("div", {}, make("div", { className: "chips" }, ...chips), make("p", { className: "note" }, t("points.hint")));
  }
}
