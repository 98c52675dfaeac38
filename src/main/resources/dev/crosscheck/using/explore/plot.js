// For drawings: what is largest and least, scales and their ticks, and shapes in SVG.

const SVG = "http://www.w3.org/2000/svg";
const TICK = 6;

const itself = (value) => value;
const known = (values, of) => Array.from(values, of).filter((value) => value !== undefined && value !== null && !Number.isNaN(value));

/** Of the values that are numbers; undefined if there are none. */
export function maxOf(values, of = itself) {
  return known(values, of).reduce((most, value) => (most === undefined || value > most ? value : most), undefined);
}

export function minOf(values, of = itself) {
  return known(values, of).reduce((least, value) => (least === undefined || value < least ? value : least), undefined);
}

export const extentOf = (values) => [minOf(values), maxOf(values)];

export function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which a share of them lies, by the line between its neighbours. */
export function quantileOf(values, share) {
  const sorted = known(values, itself).sort((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

/** The index of the largest, the first of equal ones. */
export function indexOfMax(values, of = itself) {
  return values.reduce((best, value, i) => (of(value, i) > of(values[best], best) ? i : best), 0);
}

/** The whole numbers from 0, or from one to below another. */
export function indices(first, last) {
  const [from, to] = last === undefined ? [0, first] : [first, last];
  return Array.from({ length: Math.max(0, to - from) }, (unused, i) => from + i);
}

/** What becomes of each value and the next. */
export const pairsOf = (values, of) => values.slice(1).map((value, i) => of(values[i], value));

/** The step of 1, 2 or 5 times a power of ten that divides a distance into about so many. */
function tickStep(distance, count) {
  const rough = distance / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return power * (share >= Math.sqrt(50) ? 10 : share >= Math.sqrt(10) ? 5 : share >= Math.sqrt(2) ? 2 : 1);
}

/** Multiples of a step, without the rounding of their sums. */
function multiples(step, low, high) {
  const inverse = Math.round(1 / step);
  return indices(Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9) + 1).map((i) => (step < 1 ? i / inverse : i * step));
}

function scaleOf(to, from, [low, high], [first, last], isClamped) {
  const [start, end] = [to(low), to(high)];
  const scale = (value) => {
    const share = end === start ? 0.5 : (to(value) - start) / (end - start);
    return first + (last - first) * (isClamped ? Math.max(0, Math.min(1, share)) : share);
  };
  const invert = (place) => from(start + (end - start) * (place - first) / (last - first));
  const ticks = (count) => multiples(tickStep(high - low, count), low, high);
  return Object.assign(scale, { domain: [low, high], range: [first, last], invert, ticks });
}

/** A place for each value of a domain, in proportion; the values beyond it are at its ends, if they are clamped. */
export const linear = (domain, range, isClamped = false) => scaleOf(itself, itself, domain, range, isClamped);

export const logarithmic = (domain, range, isClamped = false) => scaleOf(Math.log, Math.exp, domain, range, isClamped);

/** A domain that ends at ticks. */
export function rounded([low, high], count = 10) {
  const step = tickStep(high - low, count);
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

/** An element of SVG; its methods return it. */
class Drawn {
  constructor(node) {
    this.node = node;
  }

  append(tag) {
    return new Drawn(this.node.appendChild(document.createElementNS(SVG, tag)));
  }

  /** Sets attributes; null removes one. */
  attr(attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) {
        this.node.removeAttribute(name);
      } else {
        this.node.setAttribute(name, value);
      }
    }
    return this;
  }

  text(text) {
    this.node.textContent = text;
    return this;
  }

  on(type, action) {
    this.node.addEventListener(type, action);
    return this;
  }

  clear() {
    this.node.replaceChildren();
    return this;
  }

  /** The ticks of a scale, below a drawing or left of it. */
  axis(scale, count, isLeft, place) {
    const group = this.append("g").attr({ class: "axis", transform: place, fill: "none", "text-anchor": isLeft ? "end" : "middle" });
    const [first, last] = scale.range;
    group.append("path").attr({ class: "domain", stroke: "currentColor", d: isLeft ? "M0," + first + "V" + last : "M" + first + ",0H" + last });
    const ticks = scale.ticks(count);
    const decimals = Math.max(0, -Math.floor(Math.log10(ticks[1] - ticks[0]) + 1e-9));
    for (const tick of ticks) {
      const at = scale(tick);
      const each = group.append("g").attr({ class: "tick", transform: isLeft ? "translate(0," + at + ")" : "translate(" + at + ",0)" });
      each.append("line").attr({ stroke: "currentColor", ...(isLeft ? { x2: -TICK } : { y2: TICK }) });
      const text = each.append("text").attr({ fill: "currentColor", ...(isLeft ? { x: -TICK - 3, dy: "0.32em" } : { y: TICK + 3, dy: "0.71em" }) });
      text.text(tick.toFixed(decimals).replace("-", "−"));
    }
    return this;
  }
}

/** A new drawing. */
export const drawing = (attributes) => new Drawn(document.createElementNS(SVG, "svg")).attr(attributes);

/** Where a pointer is, in the units of a drawing. */
export function placeIn({ node }, { clientX, clientY }) {
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(node.getScreenCTM().inverse());
  return [x, y];
}

/** A line through points; where one is null, it is interrupted. */
export function linePath(points) {
  return points.map((point, i) => (point === null ? "" : (points[i - 1] ? "L" : "M") + point.join(","))).join("");
}

/** The shape of a class with an area: a circle, or a square. */
export function shapeOf(index, area) {
  const [radius, side] = [Math.sqrt(area / Math.PI), Math.sqrt(area)];
  const half = "a" + [radius, radius, 0, 0, 0].join();
  if (index === 2) {
    return "M0," + -side / 1.5 + "L" + side / 1.5 + "," + side / 2 + "H" + -side / 1.5 + "Z";
  }
  return index === 0
    ? "M" + -radius + ",0" + half + "," + 2 * radius + ",0" + half + "," + -2 * radius + ",0Z"
    : "M" + -side / 2 + "," + -side / 2 + "h" + side + "v" + side + "h" + -side + "Z";
}
