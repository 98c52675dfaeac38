import { num } from "./dom.js";
import { drawing } from "./plot.js";
import { t } from "./words.js";

// Draws the weights that repeat forever as a ring.

const WIDTH = 430;
const HEIGHT = 210;
const RADIUS = 70;

/**
 * @param updates those of one way round, each with wAfter and bAfter
 * @param now the place of the one that is shown, or -1
 */
export function ring(updates, now) {
  const svg = drawing({
    viewBox: [-WIDTH / 2, -HEIGHT / 2, WIDTH, HEIGHT].join(" "), class: "ring", role: "img", "aria-label": t("perceptron.cycle.alt", { count: updates.length }),
  });
  const angle = (i) => (2 * Math.PI * i) / updates.length - Math.PI / 2;
  const at = (i, r) => [r * Math.cos(angle(i)), r * Math.sin(angle(i))];
  svg.append("circle").attr({ class: "round", r: RADIUS });
  updates.forEach(({ wAfter, bAfter }, i) => {
    const group = svg.append("g").attr({ class: i === now ? "here" : "", transform: "translate(" + at(i, RADIUS) + ")" });
    group.append("circle").attr({ r: i === now ? 9 : 6 });
    const [lx, ly] = at(i, RADIUS + 18).map((value, d) => value - at(i, RADIUS)[d]);
    const anchor = lx > 4 ? "start" : lx < -4 ? "end" : "middle";
    if (updates.length <= 12) {
      group.append("text").attr({ x: lx, y: ly + 4, "text-anchor": anchor }).text([...wAfter, bAfter].map((value) => num(value, 2)).join(", "));
    }
  });
  svg.append("text").attr({ class: "middle", "text-anchor": "middle" }).text("w₁, w₂, b");
  return svg.node;
}
