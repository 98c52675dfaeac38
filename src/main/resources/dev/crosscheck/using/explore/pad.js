import { make } from "./dom.js";
import { SIDE } from "./drawing.js";
import { paintGrey } from "./pixels.js";
import { t } from "./words.js";

// A drawing area of 28 by 28 pixels, with a soft round pen like that of MNIST's digits.

const PEN = 1.35;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Pad {
  pen = [SIDE / 2, SIDE / 2];
  isDown = false;
  _last = null;

  /** @param changed is called when something was drawn, and when the pen is lifted */
  constructor(changed) {
    this.changed = changed;
    this.element = make("canvas", { className: "pad", role: "img", tabIndex: 0, "aria-label": t("digits.pad") });
    this._listen();
    this.clear();
  }

  _listen() {
    const place = (event) => {
      const box = this.element.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
    };
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) {
        return;
      }
      if (this.isShown) {
        this.clear();
      }
      this.element.setPointerCapture(event.pointerId);
      this._last = place(event);
      this._stroke(this._last);
    });
    this.element.addEventListener("pointermove", (event) => this._last && this._stroke(place(event)));
    ["pointerup", "pointercancel"].forEach((type) => this.element.addEventListener(type, () => this._lift()));
    this.element.addEventListener("keydown", (event) => this._key(event));
  }

  get isDrawing() {
    return this._last !== null;
  }

  _lift() {
    if (this.isDrawing) {
      this._last = null;
      this.changed();
    }
  }

  // Arrows move the pen, the space bar lowers and lifts it.
  _key(event) {
    const move = MOVES[event.key];
    if (event.key === " ") {
      this.isDown = !this.isDown;
    } else if (move) {
      this.pen = this.pen.map((at, d) => Math.max(1, Math.min(SIDE - 1, at + move[d])));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (this.isDown) {
      this._last ??= this.pen;
      this._stroke(this.pen);
    } else {
      this._lift();
    }
  }

  /** Shows a given picture; the next stroke starts a new one. */
  show(pixels) {
    this.pixels = [...pixels];
    this.isShown = true;
    paintGrey(this.element, this.pixels, SIDE);
  }

  clear() {
    this.show(new Array(SIDE * SIDE).fill(0));
    this.isShown = false;
  }

  _stroke(to) {
    const [fx, fy] = this._last;
    const count = Math.max(1, Math.ceil(2 * Math.hypot(to[0] - fx, to[1] - fy)));
    for (let i = 1; i <= count; i++) {
      this._dot(fx + ((to[0] - fx) * i) / count, fy + ((to[1] - fy) * i) / count);
    }
    this._last = to;
    paintGrey(this.element, this.pixels, SIDE);
    this.changed();
  }

  _dot(x, y) {
    for (let row = Math.max(0, Math.floor(y - 2)); row <= Math.min(SIDE - 1, y + 2); row++) {
      for (let column = Math.max(0, Math.floor(x - 2)); column <= Math.min(SIDE - 1, x + 2); column++) {
        const ink = Math.max(0, Math.min(1, PEN + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
        const at = row * SIDE + column;
        this.pixels[at] = Math.max(this.pixels[at], ink);
      }
    }
  }
}
