import { brief, div, make, num } from "./dom.js";
import { divergingAt, onScheme } from "./colors.js";
import { drawing, indices, maxOf } from "./plot.js";
import { paint, paintLine } from "./surface.js";
import { t } from "./words.js";

// The network as a graph: edges drawn as SVG, nodes as elements over them, values on both. It fills the room that it is given: the more
// units in a layer, the smaller the nodes; if even the smallest do not fit, it is drawn from far, and close to what is lit.

const MOST_LABELS = 12;
const LABEL_PLACES = [0.25, 0.34, 0.43, 0.52, 0.61, 0.7, 0.16, 0.79, 0.29, 0.38, 0.47, 0.57, 0.66, 0.75];
// Half the width of a weight; half the width and height of a bias, and of a node's values.
const HALF_LABEL = 25;
const MOST_TRIES = 20_000;
const BIAS = { x: 36, y: 10 };
const NARROW_BIAS = { x: 25, y: 10 };
const VALUES = { x: 62, y: 9 };
const VALUE = { x: 20, y: 9 };
const LABEL_INSET = 27;
const LIT_INSET = 33; // beside a value such as −3·10⁻³, which is wider than its node
// By the height that each unit has: room above and below its tile for the bias and the values.
const DENSITIES = [
  { name: "roomy", least: 106, above: 21, below: 32, tile: 52, across: 52, narrowest: 88 },
  { name: "medium", least: 64, above: 21, below: 17, tile: 46, across: 46, narrowest: 88 },
  { name: "dense", least: 27, above: 0, below: 0, tile: 24, across: 44, narrowest: 88 },
];
const NARROWEST_SHY = 148;
const MOST_SPACING = 122;
const WIDEST_COLUMN = 230;
const SIDES = 56;
const ROOM_FOR_BOTH = 170;
const ROOM_FOR_LOSS = 480; // in a column of its own; where there is less, it is below the output
const ROWS_FOR_LOSS = 3;
const TARGET = 14; // the height of the target under the loss, in the last row
const WIDEST_ARROW = 13;
const LIT = 0.5;

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** The outline of an arrow between two points. */
function arrow([x1, y1], [x2, y2], width) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = Math.min(length / 2, 8 + width);
  const half = width / 2;
  const wing = half + 4;
  const point = (along, side) => [x1 + ux * along - uy * side, y1 + uy * along + ux * side].map((value) => value.toFixed(1)).join(",");
  const neck = length - head;
  const corners = [[0, half], [neck, half], [neck, wing], [length, 0], [neck, -wing], [neck, -half], [0, -half]];
  return "M" + corners.map(([along, side]) => point(along, side)).join("L") + "Z";
}

export class Graph {
  _svg = drawing({ class: "edges", "aria-hidden": "true" });
  _plane = div("plane");
  _nodes = [];
  _edges = [];
  _walk = null;
  _observer = new ResizeObserver(() => this._place());

  /** @param edit is called with {layer, kind, row, column} and the button of a parameter that the reader wants to change */
  constructor(model, edit) {
    this._model = model;
    this._edit = edit;
    this.element = make("div", { className: "graph", role: "group", "aria-label": t("graph.label") }, this._plane);
    this._plane.append(this._svg.node);
    this._build();
    this._observer.observe(this.element);
    const leave = onScheme(() => this.update());
    this.close = () => {
      this._observer.disconnect();
      leave();
    };
  }

  _build() {
    const { sizes, layers } = this._model;
    this._nodes = sizes.map((size, k) => indices(size).map((j) => this._node(k, j)));
    this._edges = layers.map(({ inputs, units }, at) => (
      indices(inputs).map((i) => indices(units).map((j) => this._edge(at + 1, i, j, inputs * units)))));
    this._lossNode();
  }

  _node(k, j) {
    const isInput = k === 0;
    const canvas = isInput ? null : make("canvas", { "aria-hidden": "true" });
    const tile = div("tile", canvas, make("span", { className: "name" }, this._model.nameOf(k, j)));
    const [value, slope] = ["value", "slope"].map((className) => make("span", { className }));
    const change = () => this._edit({ layer: k, kind: "b", row: 0, column: j }, bias);
    const bias = isInput ? null : make("button", { type: "button", "data-name": ["b" + k, 0, j].join(":"), className: "bias", onclick: change });
    const kind = isInput ? "input" : k === this._model.layers.length ? "output" : "hidden";
    const element = make("div", { title: this._model.nameOf(k, j), className: "node " + kind }, bias, tile, div("values", value, slope));
    const unit = div("unit", element);
    this._plane.append(unit);
    for (const [target, begins, ends] of [[element, "pointerenter", "pointerleave"], [unit, "focusin", "focusout"]]) {
      target.addEventListener(begins, () => this._near(k, j, true));
      target.addEventListener(ends, () => this._near(k, j, false));
    }
    return { element, unit, canvas, value, slope, bias };
  }

  // If edges have no labels, those of the node under the pointer are shown, each near its other end, where they are furthest apart.
  _near(k, j, isNear) {
    const show = (edge, share) => {
      if (isNear && edge.isShy) {
        this._putLabel(edge, share);
      }
      edge.label.classList.toggle("near", isNear);
    };
    this._nodes[k][j].bias?.classList.toggle("near", isNear);
    this._edges[k]?.[j]?.forEach((edge) => show(edge, 1));
    this._edges[k - 1]?.forEach((row) => show(row[j], 0));
  }

  _edge(k, i, j, count) {
    const isShy = count > MOST_LABELS;
    const change = () => this._edit({ layer: k, kind: "W", row: i, column: j }, label);
    const line = this._svg.append("line").attr({ class: "edge" });
    const pull = this._svg.append("path").attr({ class: "pull" });
    const reach = this._svg.append("line").attr({ class: "reach" });
    const label = make("button", { type: "button", "data-name": ["W" + k, i, j].join(":"), className: "weight" + (isShy ? " shy" : ""), onclick: change });
    const { unit, element } = this._nodes[k][j];
    unit.append(label);
    if (isShy) {
      element.tabIndex = 0;
      element.setAttribute("role", "group");
    }
    const edge = { line, pull, reach, label, isShy, ends: null };
    reach.on("pointerenter", () => {
      if (isShy) {
        this._putLabel(edge, LIT);
      }
      label.classList.add("near");
    });
    reach.on("pointerleave", () => label.classList.remove("near"));
    reach.on("click", change);
    return edge;
  }

  _lossNode() {
    this.loss = { value: make("span", { className: "value" }), target: make("span", { className: "slope target" }) };
    this.loss.element = div("node loss", div("tile", make("span", { className: "name" }, "L")), div("values", this.loss.value, this.loss.target));
    this._plane.append(this.loss.element);
    this.loss.edges = this._nodes.at(-1).map(() => ({
      line: this._svg.append("line").attr({ class: "edge to-loss" }),
      pull: this._svg.append("path").attr({ class: "pull" }),
      ends: null,
    }));
  }

  // Whether the whole is drawn small, without numbers.
  get _isFar() {
    return this.isLarge && this._walk === null;
  }

  _place() {
    const { sizes } = this._model;
    const { clientWidth: room } = this.element;
    if (room === 0) {
      return;
    }
    const most = Math.max(...sizes);
    const isLossBelow = room < ROOM_FOR_LOSS && most >= ROWS_FOR_LOSS && sizes.at(-1) === 1;
    const foot = isLossBelow ? TARGET : 0;
    const tall = this.element.clientHeight - foot;
    const density = DENSITIES.find(({ least }) => tall / most >= least) ?? DENSITIES.at(-1);
    const columns = sizes.length + (isLossBelow ? 0 : 1);
    const spacing = Math.max(density.least, Math.min(MOST_SPACING, tall / most));
    const tile = Math.min(density.tile, spacing - density.above - density.below - 2);
    const isShy = this._edges.flat(2).some((edge) => edge.isShy);
    const narrowest = isShy ? NARROWEST_SHY : density.narrowest;
    const column = Math.min(WIDEST_COLUMN, Math.max(narrowest, (room - SIDES) / (columns - 1)));
    const isNarrow = column < ROOM_FOR_BOTH;
    const width = Math.max(room, column * (columns - 1) + SIDES);
    const height = Math.max(tall, most * spacing);
    const left = (width - column * (columns - 1)) / 2;
    const middle = (height + density.above - density.below) / 2;
    const at = (k, j, size) => [left + k * column, middle + (j - (size - 1) / 2) * spacing];
    this.size = { width, height: height + foot, tile, across: density.name === "dense" ? density.across : tile };
    this.isLarge = width > room + 1 || height > tall + 1;
    this.element.classList.toggle("large", this.isLarge);
    this.element.classList.toggle("narrow", isNarrow);
    this.slopeDecimals = isNarrow ? 2 : 3;
    DENSITIES.forEach(({ name }) => this.element.classList.toggle(name, name === density.name));
    this._plane.style.setProperty("--tile", tile + "px");
    this._svg.attr({ width, height: height + foot });
    const put = (element, [x, y]) => {
      element.style.left = x + "px";
      element.style.top = y - tile / 2 - density.above + "px";
    };
    this._nodes.forEach((nodes, k) => nodes.forEach(({ element }, j) => put(element, at(k, j, sizes[k]))));
    const lossAt = isLossBelow ? at(sizes.length - 1, 1, 1) : at(sizes.length, 0, 1);
    put(this.loss.element, lossAt);
    const taken =
      density.name === "dense"
        ? []
        : sizes.flatMap((size, k) =>
            indices(size).flatMap((j) => {
              const [x, y] = at(k, j, size);
              return [
                { x, y: y + tile / 2 + VALUES.y, half: k === 0 || isNarrow ? VALUE : VALUES },
                ...(k > 0 ? [{ x, y: y - tile / 2 - BIAS.y - 2, half: isNarrow ? NARROW_BIAS : BIAS }] : []),
              ];
            }),
          );
    this._edges.forEach((rows, k) => {
      rows.forEach((row, i) => row.forEach((edge, j) => this._draw(edge, at(k, i, sizes[k]), at(k + 1, j, sizes[k + 1]))));
      this._placeLabels(rows.flat(), taken);
    });
    this.loss.edges.forEach((edge, j) => {
      this._draw(edge, at(sizes.length - 1, j, sizes.at(-1)), lossAt, density.below);
    });
    this._lightLabels();
    this._zoom();
    this._pulls();
  }

  // From far, the whole fits into the room; close up, the room shows the part that is lit.
  _zoom() {
    const { clientWidth: room, clientHeight: tall } = this.element;
    const isFar = this._isFar;
    const { width, height } = this.size;
    const scale = isFar ? Math.min(room / width, tall / height) : 1;
    this.element.classList.toggle("far", isFar);
    this._plane.style.width = width + "px";
    this._plane.style.height = height + "px";
    this._plane.style.transform = isFar ? "translateX(" + (room - width * scale) / 2 + "px) scale(" + scale + ")" : "";
    this._follow();
  }

  // Brings what is lit into the middle of the room, if not everything is in it.
  _follow() {
    const lit = this.element.querySelector(".now");
    if (!lit || !this.isLarge) {
      return;
    }
    const box = lit.getBoundingClientRect();
    const plane = this._plane.getBoundingClientRect();
    const { clientWidth: room, clientHeight: tall } = this.element;
    const x = box.left + box.width / 2 - plane.left;
    const y = box.top + box.height / 2 - plane.top;
    this.element.scrollTo({ left: x - room / 2, top: y - tall / 2 });
  }

  /** From one node to the next; if it is below, from the numbers under the first. */
  _draw(edge, [x1, y1], [x2, y2], below = 0) {
    const { across, tile } = this.size;
    const ends = x1 === x2 ? [[x1, y1 + tile / 2 + below], [x2, y2 - tile / 2]] : [[x1 + across / 2, y1], [x2 - across / 2, y2]];
    edge.ends = ends;
    for (const line of [edge.line, edge.reach]) {
      line?.attr({ x1: ends[0][0], y1: ends[0][1], x2: ends[1][0], y2: ends[1][1] });
    }
  }

  // At a share of the way, but clear of the nodes.
  _labelAt({ ends: [[x1, y1], [x2, y2]] }, share, inset = LABEL_INSET) {
    const least = Math.min(0.5, inset / (x2 - x1));
    const within = Math.max(least, Math.min(1 - least, share));
    return [x1 + within * (x2 - x1), y1 + within * (y2 - y1)];
  }

  _putLabel(edge, share, inset) {
    if (!edge.ends) {
      return;
    }
    const [x, y] = this._labelAt(edge, share, inset);
    edge.label.style.left = x + "px";
    edge.label.style.top = y + "px";
  }

  // Where edges have no labels, those that the stop of the walk needs are shown.
  _lightLabels() {
    const { kind, layer: k, unit: j, from: i } = this._walk?.stop ?? {};
    if (kind === "unit") {
      this._edges[k - 1].map((row) => row[j]).filter(({ isShy }) => isShy).forEach((edge) => {
        this._putLabel(edge, 0, LIT_INSET);
        edge.label.classList.add("lit");
      });
    } else if (kind === "dW" && this._edges[k - 1][i][j].isShy) {
      this._putLabel(this._edges[k - 1][i][j], LIT);
    }
  }

  // Places the labels of a layer where no other is: a search that takes back places from which no solution was found.
  _placeLabels(edges, taken) {
    const half = { x: HALF_LABEL, y: edges[0].label.offsetHeight / 2 + 0.5 }; // larger on a phone
    const isFree = ([x, y]) => taken.every((other) => Math.abs(x - other.x) >= half.x + other.half.x || Math.abs(y - other.y) >= half.y + other.half.y);
    let tries = 0;
    const place = (at) => {
      if (at === edges.length) {
        return true;
      }
      for (const share of LABEL_PLACES) {
        const [x, y] = this._labelAt(edges[at], share);
        if (tries++ < MOST_TRIES && isFree([x, y])) {
          taken.push({ x, y, half });
          this._putLabel(edges[at], share);
          if (place(at + 1)) {
            return true;
          }
          taken.pop();
        }
      }
      return false;
    };
    if (edges.some(({ isShy }) => isShy) || !place(0)) {
      edges.forEach((edge, i) => this._putLabel(edge, edge.isShy ? LIT : LABEL_PLACES[i % LABEL_PLACES.length]));
    }
  }

  /** Shows the model's current state. */
  update() {
    const { frame } = this._model;
    if (!frame) {
      return;
    }
    const most = Math.max(1.5, ...frame.parameters.flatMap(({ W }) => W.flatMap((row) => row.map(Math.abs))));
    this._edges.forEach((rows, at) => rows.forEach((row, i) => row.forEach((edge, j) => {
      this._updateEdge(edge, at + 1, i, j, frame.parameters[at].W[i][j], most);
    })));
    this._nodes.forEach((nodes, k) => nodes.forEach((node, j) => this._updateNode(node, k, j, frame)));
    this._updateLoss(frame);
    this._paint();
  }

  _updateEdge({ line, label }, k, i, j, weight, most) {
    const share = Math.min(1, Math.abs(weight) / most);
    line.node.style.stroke = divergingAt(0.5 + Math.sign(weight) * (0.16 + 0.34 * share));
    line.node.style.strokeWidth = (1 + 5 * share).toFixed(2);
    const names = { from: this._model.nameOf(k - 1, i), to: this._model.nameOf(k, j) };
    this._updateParameter(label, weight, this._walk?.slopes.get("dW:" + k + ":" + i + ":" + j), t("graph.weight", { ...names, value: num(weight) }));
  }

  // In a walk, its gradient is in its place once that is known.
  _updateParameter(element, value, slope, title) {
    setText(element, slope === undefined ? brief(value, 2) : brief(slope, this.slopeDecimals));
    element.classList.toggle("is-slope", slope !== undefined);
    Object.assign(element, { title, ariaLabel: title }).dataset.value = value;
  }

  _updateNode({ element, value, slope, bias }, k, j, frame) {
    const walk = this._walk;
    const input = this._model.data.inputs[this._model.example]?.[j];
    const a = k === 0 ? input : walk ? walk.values.get(k + ":" + j) : frame.a?.[k - 1]?.[j];
    setText(value, a === undefined ? "·" : brief(a, 2));
    const dz = walk?.slopes.get("dZ:" + k + ":" + j);
    const da = walk?.slopes.get("dA:" + k + ":" + j);
    const known = dz ?? da;
    setText(slope, known === undefined ? "" : brief(known, this.slopeDecimals));
    slope.dataset.by = dz === undefined ? "a" : "z";
    if (element.tabIndex === 0) {
      element.setAttribute("aria-label", t("graph.unit", { unit: this._model.nameOf(k, j), value: value.textContent }));
    }
    if (bias) {
      const db = walk?.slopes.get("db:" + k + ":" + j);
      const b = frame.parameters[k - 1].b[j];
      this._updateParameter(bias, b, db, t("graph.bias", { unit: this._model.nameOf(k, j), value: num(b) }));
      bias.dataset.by = db === undefined ? "b" : "∂b";
    }
  }

  _updateLoss(frame) {
    const walk = this._walk;
    const target = this._model.data.targets[this._model.example];
    const isOne = frame.exampleLoss !== undefined;
    setText(this.loss.value, walk ? (walk.loss === undefined ? "·" : brief(walk.loss, 3)) : brief(isOne ? frame.exampleLoss : frame.loss, 3));
    this.loss.element.title = t(walk || isOne ? "graph.loss" : "graph.loss.all");
    setText(this.loss.target, (walk || isOne) && target && target.length <= 3 ? "t " + target.map((each) => brief(each, 2)).join(" ") : "");
  }

  _paint() {
    const { surface, layers } = this._model;
    if (!surface) {
      return;
    }
    for (const { layer, unit, values } of surface.maps) {
      const { canvas } = this._nodes[layer][unit];
      if (surface.y) {
        paint(canvas, values, surface.size, layers[layer - 1].activation);
      } else {
        paintLine(canvas, values);
      }
    }
  }

  /**
   * Shows the progress of a walk, or none for null.
   *
   * @param stops the stops so far, the last one is current
   * @param pass the numbers of the walk
   */
  walk(stops, pass) {
    const wasWalking = this._walk !== null;
    this.element.classList.toggle("walking", stops !== null);
    this._mark(null);
    this._walk = null;
    if (stops) {
      const walk = { values: new Map(), slopes: new Map(), loss: undefined, stop: stops.at(-1), pass };
      for (const { kind, layer, unit, from, lines } of stops) {
        const result = lines.at(-1)?.result;
        if (kind === "unit") {
          walk.values.set(layer + ":" + unit, result);
        } else if (kind === "loss") {
          walk.loss = pass.loss;
        } else if (kind !== "update") {
          walk.slopes.set([kind, layer, ...(kind === "dW" ? [from] : []), unit].join(":"), result);
        }
      }
      this._walk = walk;
      this._mark(walk.stop);
      this._lightLabels();
    }
    this.update();
    if (!this.size) {
      return;
    }
    if (wasWalking === (stops !== null)) {
      this._follow();
    } else {
      this._zoom();
    }
    this._pulls();
  }

  // In the backward phase, each edge whose gradient is known has an arrow as wide as that gradient.
  _pulls() {
    const hide = ({ pull }) => pull.attr({ d: null, class: "pull" });
    this._edges.flat(2).concat(this.loss.edges).forEach(hide);
    const walk = this._walk;
    if (walk === null || walk.stop.phase === "forward") {
      return;
    }
    const { stop, pass } = walk;
    const { kind, layer: k, unit: j } = stop;
    const most = maxOf(pass.backward.flatMap(({ dW }) => dW.flat()), Math.abs);
    const show = (edge, size, isNow) => {
      const width = 1.5 + WIDEST_ARROW * Math.min(1, Math.abs(size));
      edge.pull.attr({ d: arrow(edge.ends[1], edge.ends[0], width), "data-share": size, class: isNow ? "pull now" : "pull" });
    };
    this._edges.forEach((rows, at) => rows.forEach((row, from) => row.forEach((edge, to) => {
      const slope = walk.slopes.get(["dW", at + 1, from, to].join(":"));
      if (slope !== undefined && most > 0) {
        show(edge, slope / most, kind === "dW" && k === at + 1 && stop.from === from && j === to);
      }
    })));
    if (kind === "dA" && !stop.fromLoss) {
      const above = pass.backward.find(({ layer }) => layer === k + 1).dZ;
      const parts = pass.layers[k].W[j].map((weight, to) => weight * above[to]);
      const largest = maxOf(parts, Math.abs);
      parts.forEach((part, to) => largest > 0 && show(this._edges[k][j][to], part / largest, true));
    }
    if (stop.fromLoss) {
      show(this.loss.edges[j], LIT, true);
    }
  }

  // Highlights the node or edge of a stop and its inputs.
  _mark(stop) {
    this.element.querySelectorAll(".now, .flows, .lit").forEach((element) => element.classList.remove("now", "flows", "lit"));
    if (!stop) {
      return;
    }
    this.element.dataset.phase = stop.phase;
    const { kind, layer: k, unit: j, from: i } = stop;
    const flow = (edges) => edges?.forEach(({ line }) => line.node.classList.add("flows"));
    if (kind === "loss") {
      this.loss.element.classList.add("now");
      flow(this.loss.edges);
    } else if (kind === "dW") {
      const edge = this._edges[k - 1][i][j];
      edge.label.classList.add("now");
      flow([edge]);
    } else if (kind !== "update") {
      (kind === "db" ? this._nodes[k][j].bias : this._nodes[k][j].element).classList.add("now");
      if (kind === "unit") {
        flow(this._edges[k - 1].map((row) => row[j]));
      } else if (kind === "dA") {
        flow(this._edges[k]?.[j]);
      }
      if (stop.fromLoss) {
        flow([this.loss.edges[j]]);
      }
    }
  }
}
