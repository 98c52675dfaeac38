import { make, num } from "./dom.js";
import { color, divergingAt, onScheme } from "./colors.js";
import { paint, paintLine } from "./surface.js";
import { t } from "./words.js";

// The network as a graph: edges drawn as SVG, nodes as elements over them, values on both.

const d3 = globalThis.d3;
const MOST_LABELS = 12;
const LABEL_PLACES = [0.25, 0.34, 0.43, 0.52, 0.61, 0.7, 0.16];
const LABEL_ROOM = { x: 46, y: 18 };
const LABEL_INSET = 27;
const ROOMY = { tile: 52, above: 22, spacing: 108, narrowest: 104 };
const DENSE = { tile: 36, above: 0, spacing: 58, narrowest: 84 };
const MANY_UNITS = 5;
const WIDEST_COLUMN = 230;
const ROOM_FOR_LOSS = 480;

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export class Graph {
  #model;
  #svg = d3.create("svg").attr("class", "edges").attr("aria-hidden", "true");
  #plane = make("div", { className: "plane" });
  #nodes = [];
  #edges = [];
  #walk = null;
  #observer = new ResizeObserver(() => this.#place());

  /** @param edit is called with {layer, kind, row, column} and the button of a parameter that the reader wants to change */
  constructor(model, edit) {
    this.#model = model;
    this.element = make("div", { className: "graph", role: "group", "aria-label": t("graph.label") }, this.#plane);
    this.#plane.append(this.#svg.node());
    this.#build(edit);
    this.#observer.observe(this.element);
    const leave = onScheme(() => this.update());
    this.close = () => {
      this.#observer.disconnect();
      leave();
    };
  }

  #build(edit) {
    const { sizes, layers } = this.#model;
    const densest = Math.max(...sizes);
    this.density = densest > MANY_UNITS ? DENSE : ROOMY;
    this.#nodes = sizes.map((size, k) => d3.range(size).map((j) => this.#node(k, j, edit)));
    this.#edges = layers.map(({ inputs, units }, at) => d3.range(inputs).map((i) => d3.range(units).map((j) => this.#edge(at + 1, i, j, inputs * units, edit))));
    this.#lossNode();
    this.element.classList.toggle("dense", densest > MANY_UNITS);
  }

  #node(k, j, edit) {
    const isInput = k === 0;
    const canvas = isInput ? null : make("canvas", { "aria-hidden": "true" });
    const tile = make("div", { className: "tile" }, canvas, make("span", { className: "name" }, this.#model.nodeName(k, j)));
    const value = make("span", { className: "value" });
    const slope = make("span", { className: "slope" });
    const bias = isInput ? null : make("button", { type: "button", "data-name": ["b" + k, 0, j].join(":"), className: "bias", onclick: () => edit({ layer: k, kind: "b", row: 0, column: j }, bias) });
    const element = make("div", { title: this.#model.unitTitle(k, j), className: "node " + (isInput ? "input" : k === this.#model.layers.length ? "output" : "hidden") }, bias, tile, value, slope);
    this.#plane.append(element);
    element.addEventListener("pointerenter", () => this.#near(k, j, true));
    element.addEventListener("pointerleave", () => this.#near(k, j, false));
    return { element, canvas, value, slope, bias };
  }

  // If edges have no labels, those of the node under the pointer are shown.
  #near(k, j, isNear) {
    const show = (edge) => edge.label.classList.toggle("near", isNear);
    this.#nodes[k][j].bias?.classList.toggle("near", isNear);
    this.#edges[k]?.[j]?.forEach(show);
    this.#edges[k - 1]?.forEach((row) => show(row[j]));
  }

  #edge(k, i, j, count, edit) {
    const line = this.#svg.append("line").attr("class", "edge");
    const label = make("button", { type: "button", "data-name": ["W" + k, i, j].join(":"), className: "weight" + (count > MOST_LABELS ? " shy" : ""), onclick: () => edit({ layer: k, kind: "W", row: i, column: j }, label) });
    this.#plane.append(label);
    return { line, label };
  }

  #lossNode() {
    this.loss = { value: make("span", { className: "value" }), target: make("span", { className: "slope target" }) };
    this.loss.element = make("div", { className: "node loss" }, make("div", { className: "tile" }, make("span", { className: "name" }, "L")), this.loss.value, this.loss.target);
    this.#plane.append(this.loss.element);
    this.loss.lines = this.#nodes.at(-1).map(() => this.#svg.append("line").attr("class", "edge to-loss"));
  }

  #place() {
    const { sizes } = this.#model;
    const room = this.element.clientWidth;
    const hasLoss = room >= ROOM_FOR_LOSS;
    const columns = sizes.length + (hasLoss ? 1 : 0);
    this.loss.element.hidden = !hasLoss;
    this.loss.lines.forEach((line) => line.attr("visibility", hasLoss ? "visible" : "hidden"));
    const column = Math.min(WIDEST_COLUMN, Math.max(this.density.narrowest, (room - this.density.tile - 36) / (columns - 1)));
    const width = Math.max(room, column * (columns - 1) + this.density.tile + 36);
    const left = (width - column * (columns - 1)) / 2;
    const { tile, spacing, above } = this.density;
    const height = Math.max(...sizes) * spacing + 4;
    const at = (k, j, size) => [left + k * column, height / 2 + (j - (size - 1) / 2) * spacing - 6];
    this.#plane.style.width = width + "px";
    this.#plane.style.height = height + "px";
    this.#svg.attr("width", width).attr("height", height);
    const put = (element, [x, y]) => {
      element.style.left = x + "px";
      element.style.top = y - tile / 2 - above + "px";
    };
    this.#nodes.forEach((nodes, k) => nodes.forEach(({ element }, j) => put(element, at(k, j, sizes[k]))));
    put(this.loss.element, at(sizes.length, 0, 1));
    const taken = [];
    this.#edges.forEach((rows, k) => rows.forEach((row, i) => row.forEach((edge, j) => this.#placeEdge(edge, at(k, i, sizes[k]), at(k + 1, j, sizes[k + 1]), taken))));
    this.loss.lines.forEach((line, j) => this.#draw(line, at(sizes.length - 1, j, sizes.at(-1)), at(sizes.length, 0, 1)));
  }

  #draw(line, [x1, y1], [x2, y2]) {
    const half = this.density.tile / 2;
    line.attr("x1", x1 + half).attr("y1", y1).attr("x2", x2 - half).attr("y2", y2);
  }

  // Places the label where no other is on its edge.
  #placeEdge({ line, label }, [x1, y1], [x2, y2], taken) {
    this.#draw(line, [x1, y1], [x2, y2]);
    const length = x2 - x1 - this.density.tile;
    const least = Math.min(0.5, LABEL_INSET / length);
    const places = LABEL_PLACES.map((share) => Math.max(least, Math.min(1 - least, share)))
      .map((share) => [x1 + this.density.tile / 2 + share * length, y1 + share * (y2 - y1)]);
    const isFree = ([x, y]) => taken.every(([ox, oy]) => Math.abs(x - ox) >= LABEL_ROOM.x || Math.abs(y - oy) >= LABEL_ROOM.y);
    const [x, y] = places.find(isFree) ?? places[0];
    taken.push([x, y]);
    label.style.left = x + "px";
    label.style.top = y + "px";
  }

  /** Shows the model's current state. */
  update() {
    const { frame } = this.#model;
    if (!frame) {
      return;
    }
    const most = Math.max(1.5, ...frame.parameters.flatMap(({ W }) => W.flatMap((row) => row.map(Math.abs))));
    this.#edges.forEach((rows, at) => rows.forEach((row, i) => row.forEach((edge, j) => this.#updateEdge(edge, at + 1, i, j, frame.parameters[at].W[i][j], most))));
    this.#nodes.forEach((nodes, k) => nodes.forEach((node, j) => this.#updateNode(node, k, j, frame)));
    this.#updateLoss(frame);
    this.#paint();
  }

  #updateEdge({ line, label }, k, i, j, weight, most) {
    const slope = this.#walk?.slopes.get("dW:" + k + ":" + i + ":" + j);
    const share = Math.min(1, Math.abs(weight) / most);
    line.node().style.stroke = divergingAt(0.5 + Math.sign(weight) * (0.16 + 0.34 * share));
    line.node().style.strokeWidth = (1 + 5 * share).toFixed(2);
    setText(label, num(slope ?? weight, slope === undefined ? 2 : 3));
    label.classList.toggle("is-slope", slope !== undefined);
    label.dataset.value = weight;
    label.title = t("graph.weight", { from: this.#model.unitTitle(k - 1, i), to: this.#model.unitTitle(k, j), value: num(weight) });
    label.setAttribute("aria-label", label.title);
  }

  #updateNode({ value, slope, bias }, k, j, frame) {
    const walk = this.#walk;
    const input = this.#model.data.inputs[this.#model.example]?.[j];
    const a = k === 0 ? input : walk ? walk.values.get(k + ":" + j) : frame.a?.[k - 1]?.[j];
    setText(value, a === undefined ? "·" : num(a, 2));
    const dz = walk?.slopes.get("dZ:" + k + ":" + j);
    const da = walk?.slopes.get("dA:" + k + ":" + j);
    // Where there is no gradient and enough room, the name of a table's column or class.
    const hasSlope = dz !== undefined || da !== undefined;
    setText(slope, dz !== undefined ? "∂z " + num(dz, 3) : hasSlope ? "∂a " + num(da, 3) : this.density === ROOMY ? this.#model.caption(k, j) : "");
    slope.classList.toggle("target", !hasSlope);
    if (bias) {
      const db = walk?.slopes.get("db:" + k + ":" + j);
      const b = frame.parameters[k - 1].b[j];
      setText(bias, db === undefined ? "b " + num(b, 2) : "∂b " + num(db, 3));
      bias.classList.toggle("is-slope", db !== undefined);
      bias.dataset.value = b;
      bias.title = t("graph.bias", { unit: this.#model.unitTitle(k, j), value: num(b) });
      bias.setAttribute("aria-label", bias.title);
    }
  }

  #updateLoss(frame) {
    const walk = this.#walk;
    const target = this.#model.data.targets[this.#model.example];
    const isOne = frame.exampleLoss !== undefined;
    setText(this.loss.value, walk ? (walk.loss === undefined ? "·" : num(walk.loss, 3)) : num(isOne ? frame.exampleLoss : frame.loss, 3));
    this.loss.element.title = t(walk || isOne ? "graph.loss" : "graph.loss.all");
    setText(this.loss.target, (walk || isOne) && target && target.length <= 3 ? "t " + target.map((each) => num(each, 2)).join(" ") : "");
  }

  #paint() {
    const { surface, layers } = this.#model;
    if (!surface) {
      return;
    }
    for (const { layer, unit, values } of surface.maps) {
      const { canvas } = this.#nodes[layer][unit];
      if (surface.y) {
        paint(canvas, values, surface.size, layers[layer - 1].activation);
      } else {
        paintLine(canvas, values, color("blue"));
      }
    }
  }

  /**
   * Shows the progress of a walk, or none for null.
   *
   * @param stops the stops so far, the last one is current
   */
  walk(stops, loss) {
    this.element.classList.toggle("walking", stops !== null);
    this.#mark(null);
    this.#walk = null;
    if (stops) {
      const walk = { values: new Map(), slopes: new Map(), loss: undefined };
      for (const { kind, layer, unit, from, lines } of stops) {
        const result = lines.at(-1)?.result;
        if (kind === "unit") {
          walk.values.set(layer + ":" + unit, result);
        } else if (kind === "loss") {
          walk.loss = loss;
        } else if (kind !== "update") {
          walk.slopes.set([kind, layer, ...(kind === "dW" ? [from] : []), unit].join(":"), result);
        }
      }
      this.#walk = walk;
      this.#mark(stops.at(-1));
    }
    this.update();
  }

  // Highlights the node or edge of a stop and its inputs.
  #mark(stop) {
    this.element.querySelectorAll(".now, .flows").forEach((element) => element.classList.remove("now", "flows"));
    if (!stop) {
      return;
    }
    this.element.dataset.phase = stop.phase;
    const { kind, layer: k, unit: j, from: i } = stop;
    const flow = (edges) => edges?.forEach(({ line }) => line.node().classList.add("flows"));
    if (kind === "loss") {
      this.loss.element.classList.add("now");
      this.loss.lines.forEach((line) => line.node().classList.add("flows"));
    } else if (kind === "dW") {
      const edge = this.#edges[k - 1][i][j];
      edge.label.classList.add("now");
      flow([edge]);
    } else if (kind !== "update") {
      (kind === "db" ? this.#nodes[k][j].bias : this.#nodes[k][j].element).classList.add("now");
      if (kind === "unit") {
        flow(this.#edges[k - 1].map((row) => row[j]));
      } else if (kind === "dA") {
        flow(this.#edges[k]?.[j]);
      }
      if (stop.fromLoss) {
        this.loss.lines[j].node().classList.add("flows");
      }
    }
  }
}
