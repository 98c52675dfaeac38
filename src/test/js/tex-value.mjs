// Formulas of the page as a reader reads them: their values, and how far rounding of the numbers in them may move these.

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

const FUNCTIONS = {
  "\\ln": Math.log,
  "\\tanh": Math.tanh,
  "\\sigma": sigmoid,
  "\\operatorname{elu}": (z) => (z > 0 ? z : Math.exp(z) - 1),
  "\\operatorname{huber}": (x) => (Math.abs(x) <= 1 ? x * x / 2 : Math.abs(x) - 0.5),
  "\\operatorname{clip}": (x, most) => Math.max(-most, Math.min(most, x)),
  "\\operatorname{gelu}'": (z) => sigmoid(1.702 * z) * (1 + 1.702 * z * sigmoid(-1.702 * z)),
  "\\max": Math.max,
};
const SPACE = /^(?:\s|\\,|\\big\b)+/;
const NUMBER = /^\d+(?:\.\d+)?/;
const END = /^(?:$|[-+)}\],>]|\\text|\\ge)/; // of a product

/** Reads from left to right; what it reads becomes a function of the index of a sum. */
class Reader {
  rounded = []; // by how much each number may be off
  shifts = [];

  constructor(text, symbols) {
    this.rest = text;
    this.symbols = Object.entries(symbols).sort(([one], [other]) => other.length - one.length);
  }

  /** Goes on if this comes next, after spaces. */
  take(what) {
    this.rest = this.rest.replace(SPACE, "");
    const found = typeof what === "string" ? this.rest.startsWith(what) && what : this.rest.match(what)?.[0];
    this.rest = found ? this.rest.slice(found.length) : this.rest;
    return found;
  }

  want(what) {
    if (!this.take(what)) {
      throw new Error("expected " + what + " before " + this.rest);
    }
  }

  sum() {
    let all = this.signed(() => this.product());
    for (let sign = this.take(/^[-+]/); sign; sign = this.take(/^[-+]/)) {
      const [before, next] = [all, this.product()];
      all = sign === "+" ? (i) => before(i) + next(i) : (i) => before(i) - next(i);
    }
    return all;
  }

  signed(read) {
    const isNegative = this.take("-");
    const of = read();
    return isNegative ? (i) => -of(i) : of;
  }

  // Factors stand side by side, unless both are numbers, or have a dot or a slash between them.
  product() {
    let all = this.power();
    for (;;) {
      const sign = this.take("\\cdot") || this.take("/");
      if (!sign && END.test(this.rest)) {
        return all;
      }
      if (!sign && NUMBER.test(this.rest)) {
        throw new Error("a number without a dot before it: " + this.rest);
      }
      const [before, next] = [all, this.power()];
      all = sign === "/" ? (i) => before(i) / next(i) : (i) => before(i) * next(i);
    }
  }

  power() {
    const base = this.one();
    if (!this.take("^")) {
      return base;
    }
    const exponent = this.take("{") ? this.until("}") : this.one();
    return (i) => base(i) ** exponent(i);
  }

  until(end) {
    const of = this.sum();
    this.want(end);
    return of;
  }

  one() {
    this.take(SPACE);
    const symbol = this.symbols.find(([name]) => this.rest.startsWith(name));
    if (symbol) {
      this.take(symbol[0]);
      return (i) => (Array.isArray(symbol[1]) ? symbol[1][i] : symbol[1]);
    }
    const number = this.take(NUMBER);
    if (number) {
      return this.number(number);
    }
    const name = Object.keys(FUNCTIONS).find((each) => this.take(each));
    if (name) {
      return this.applied(FUNCTIONS[name]);
    }
    if (this.take("\\sum_i")) {
      const of = this.product();
      return () => this.symbols.find(([, value]) => Array.isArray(value))[1].reduce((sum, each, i) => sum + of(i), 0);
    }
    if (this.take(/^\\[dt]frac/)) {
      const [over, under] = [0, 1].map(() => (this.take("{") ? this.until("}") : this.number(this.take(/^\d/))));
      return (i) => over(i) / under(i);
    }
    if (this.take("\\sqrt{")) {
      const of = this.until("}");
      return (i) => Math.sqrt(of(i));
    }
    if (this.take("\\mathbf{1}[")) {
      const of = this.sum();
      const isOneAt0 = this.take("\\ge");
      this.want(isOneAt0 ? "0]" : "> 0]");
      return (i) => (of(i) > 0 || (isOneAt0 && of(i) === 0) ? 1 : 0);
    }
    if (this.take("e^{")) {
      const of = this.until("}");
      return (i) => Math.exp(of(i));
    }
    if (this.take("{")) { // which is not seen
      const of = this.power();
      this.want("}");
      return of;
    }
    this.want("(");
    return this.bracketed();
  }

  bracketed() {
    const of = this.sum();
    if (this.take("\\text{ if }")) {
      const tested = this.until("> 0");
      this.want("\\text{ else }");
      const other = this.until(")");
      return (i) => (tested(i) > 0 ? of(i) : other(i));
    }
    this.want(")");
    return of;
  }

  applied(f) {
    if (!this.take("(")) {
      const of = this.one();
      return (i) => f(of(i));
    }
    const all = [this.sum()];
    while (this.take(",")) {
      this.take("\\pm");
      all.push(this.sum());
    }
    this.want(")");
    return (i) => f(...all.map((of) => of(i)));
  }

  // A number of four decimals is rounded, as is a larger one with fewer and one before a power of ten; others are exact.
  number(text) {
    const decimals = text.split(".")[1]?.length ?? 0;
    const isRounded = decimals >= 4 || (decimals > 0 && Number(text) >= 100) || /^\s*\\cdot 10\^/.test(this.rest);
    const at = this.rounded.push(isRounded ? 0.5 * 10 ** -decimals : 0) - 1;
    return () => Number(text) + (this.shifts[at] ?? 0);
  }
}

/**
 * The value of a formula, and how far it may be from that of the numbers before they were rounded, each alone.
 *
 * @param symbols the value of each symbol, or of those with an index i a list
 */
export function readTex(formula, symbols = {}) {
  const reader = new Reader(formula, symbols);
  const of = reader.sum();
  if (reader.take(/^.+/)) {
    throw new Error("not read to its end: " + formula);
  }
  const value = of();
  const moved = (at, by) => {
    reader.shifts = [];
    reader.shifts[at] = by;
    return Math.abs(of() - value);
  };
  const slack = reader.rounded.reduce((sum, by, at) => sum + (by === 0 ? 0 : Math.max(moved(at, by), moved(at, -by))), 0);
  return { value, slack };
}
