// The mathematics of this page: a network's forward pass, loss, backward pass and update, by hand and in double precision. It can be read from
// top to bottom. The Java packages dev.crosscheck.nn and dev.crosscheck.math compute the same, operation by operation and in the same order of
// additions, and so get the same bits. Of Math it uses what has the same result everywhere: sqrt, abs, min, max and floor.
//
// Shapes are in brackets: N examples in a batch, I inputs, O outputs; "size k" is the number of units of layer k, and layer 0 is the input.

// 1 Functions ---------------------------------------------------------------------------------------------------------------------------------
//
// Browsers round exp, log and tanh differently. These follow the algorithms of fdlibm (K. C. Ng and others, Sun Microsystems, 1993), by which
// Java's StrictMath is defined: reduce x to a small r, take a polynomial of r, and put the parts together so that little is lost.

const LN2_HIGH = 6.93147180369123816490e-01; // the first 33 bits of ln 2, so that k·LN2_HIGH is exact
const LN2_LOW = 1.90821492927058770002e-10; // and the others
const ONE_OVER_LN2 = 1.44269504088896338700e+00;
const OVERFLOW = 7.09782712893383973096e+02; // above, eˣ is Infinity
const UNDERFLOW = -7.45133219101941108420e+02; // below, eˣ is 0
const PI = 3.141592653589793;

// The 64 bits of a double are its sign, 11 bits of exponent and 52 of fraction. The upper 32, with 20 of the fraction, are compared as a whole
// number: 0x3ff00000 is that of 1, 0x40000000 of 2, 0x7ff00000 of Infinity.
const bits = new DataView(new ArrayBuffer(8));

function upperHalf(x) {
  bits.setFloat64(0, x);
  return bits.getInt32(0);
}

function withUpperHalf(x, upper) {
  bits.setFloat64(0, x);
  bits.setInt32(0, upper);
  return bits.getFloat64(0);
}

const sizeOf = (x) => upperHalf(x) & 0x7fffffff; // of |x|
const scaled = (x, k) => withUpperHalf(x, upperHalf(x) + (k << 20)); // x·2ᵏ

/** x = k ln 2 + r, with |r| at most ½ ln 2 or a little more, and r = high - low. */
function reduced(x) {
  const sign = x < 0 ? -1 : 1;
  const nearest = sizeOf(x) < 0x3ff0a2b2 ? sign : (ONE_OVER_LN2 * x + sign * 0.5) | 0; // below 1½ ln 2 it is 1
  const k = sizeOf(x) <= 0x3fd62e42 ? 0 : nearest; // ½ ln 2
  return { k, high: x - k * LN2_HIGH, low: k * LN2_LOW };
}

/** eˣ = 2ᵏ eʳ, with eʳ = 1 + r + r c/(2 - c) and c = r - r²/6 + r⁴/360 - … */
function exp(x) {
  if (x > OVERFLOW || x < UNDERFLOW) {
    return x > 0 ? Infinity : 0;
  }
  if (sizeOf(x) < 0x3e300000) { // 2⁻²⁸
    return 1 + x;
  }
  const { k, high, low } = reduced(x);
  const r = high - low;
  const t = r * r;
  const c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05
    + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  const y = 1 - (low - r * c / (2 - c) - high);
  return k >= -1021 ? scaled(y, k) : scaled(y, k + 1000) * 9.33263618503218878990e-302; // 2⁻¹⁰⁰⁰: the result has less than 53 bits
}

/** ln x = k ln 2 + ln(1 + f), with x = 2ᵏ (1 + f) and √½ < 1 + f < √2; ln(1 + f) = f - s (f - R(s²)) with s = f/(2 + f). */
function log(x) {
  if (!(x > 0 && x < Infinity)) {
    return x === 0 ? -Infinity : x > 0 ? x : NaN;
  }
  const isTiny = x < 2.2250738585072014e-308; // 2⁻¹⁰²²
  const y = isTiny ? x * 18014398509481984 : x; // 2⁵⁴
  const fraction = upperHalf(y) & 0xfffff;
  const carry = (fraction + 0x95f64) & 0x100000; // if it is above that of √2
  const k = (upperHalf(y) >> 20) - 1023 - (isTiny ? 54 : 0) + (carry >> 20);
  const f = withUpperHalf(y, fraction | (carry ^ 0x3ff00000)) - 1;
  if (((2 + fraction) & 0xfffff) < 3) { // |f| < 2⁻²⁰
    return k * LN2_HIGH - (f * f * (0.5 - 0.33333333333333333 * f) - k * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const R = odd + w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const half = 0.5 * f * f;
  const isNearRoot = ((fraction - 0x6147a) | (0x6b851 - fraction)) > 0; // the fraction is from 0.38 to 0.42
  return k * LN2_HIGH - (isNearRoot ? half - (s * (half + R) + k * LN2_LOW) - f : s * (f - R) - k * LN2_LOW - f);
}

/** ln(1 + x), as ln u + c with u = 1 + x rounded; c is what rounding took from u, divided by u. */
function log1p(x) {
  if (!(x > -1 && x < Infinity)) {
    return x === -1 ? -Infinity : x > 0 ? x : NaN;
  }
  if (sizeOf(x) < 0x3e200000) { // 2⁻²⁹
    return sizeOf(x) < 0x3c900000 ? x : x - x * x * 0.5;
  }
  let [k, f, c, isTiny] = [0, x, 0, false];
  if (x < 0 ? sizeOf(x) > 0x3fd2bec3 : sizeOf(x) >= 0x3fda827a) { // 1 + x is not between √½ and √2
    const hasNoRoom = sizeOf(x) >= 0x43400000; // from 2⁵³ on, for the 1
    const u = hasNoRoom ? x : 1 + x;
    const fraction = upperHalf(u) & 0xfffff;
    const isAbove = fraction >= 0x6a09e; // that of √2
    const exponent = (upperHalf(u) >> 20) - 1023;
    k = exponent + (isAbove ? 1 : 0);
    f = withUpperHalf(u, fraction | (isAbove ? 0x3fe00000 : 0x3ff00000)) - 1;
    c = hasNoRoom ? 0 : (exponent > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    isTiny = (isAbove ? (0x100000 - fraction) >> 2 : fraction) === 0; // |f| < 2⁻²⁰
  }
  const half = 0.5 * f * f;
  if (isTiny) {
    return k * LN2_HIGH - (half * (1 - 0.66666666666666666 * f) - (k * LN2_LOW + c) - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const R = z * (6.666666666666735130e-01 + z * (3.999999999940941908e-01 + z * (2.857142874366239149e-01 + z * (2.222219843214978396e-01
    + z * (1.818357216161805012e-01 + z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))))));
  return k * LN2_HIGH - (half - (s * (half + R) + (k * LN2_LOW + c)) - f);
}

/** eˣ - 1 = 2ᵏ eʳ - 1, with eʳ - 1 = r - e; c is what rounding took from r. Unlike exp(x) - 1, it keeps the digits of a small x. */
function expm1(x) {
  if (x > OVERFLOW || (x < 0 && sizeOf(x) >= 0x4043687a) || sizeOf(x) < 0x3c900000) { // below -56 ln 2, or |x| below 2⁻⁵⁴
    return x > 1 ? Infinity : x < -1 ? -1 : x;
  }
  const { k, high, low } = reduced(x);
  const r = high - low;
  const c = high - r - low;
  const half = 0.5 * r;
  const s = r * half;
  const r1 = 1 + s * (-3.33333333333331316428e-02 + s * (1.58730158725481460165e-03 + s * (-7.93650757867487942473e-05
    + s * (4.00821782732936239552e-06 + s * -2.01099218183624371326e-07))));
  const t = 3 - r1 * half;
  const q = s * ((r1 - t) / (6 - r * t));
  const e = r * (q - c) - c - s;
  return k === 0 ? r - (r * q - s)
    : k === -1 ? 0.5 * (r - e) - 0.5
    : k === 1 ? (r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e))
    : k < 0 || k > 56 ? scaled(1 - (e - r), k) - 1
    : k < 20 ? scaled(1 - scaled(1, -k) - (e - r), k)
    : scaled(r - (e + scaled(1, -k)) + 1, k);
}

/** tanh|x| = 1 - 2/(e^2|x| + 1); below 1, to keep its digits, -t/(t + 2) with t = e^-2|x| - 1. */
function tanh(x) {
  const size = sizeOf(x);
  if (x !== x || size < 0x3c800000) { // NaN, or below 2⁻⁵⁵
    return x * (1 + x);
  }
  const isSmall = size < 0x3ff00000;
  const t = expm1((isSmall ? -2 : 2) * Math.abs(x));
  const z = isSmall ? -t / (t + 2) : size < 0x40360000 ? 1 - 2 / (t + 2) : 1; // from 22 on
  return x < 0 ? -z : z;
}

/** The base to the power of a whole number from 0 on, by repeated squaring. */
function power(base, exponent) {
  let result = 1;
  for (let left = exponent, factor = base; left > 0; left = Math.floor(left / 2), factor *= factor) {
    result *= left % 2 === 1 ? factor : 1;
  }
  return result;
}

/** cos(πx): whole turns are taken off, and the rest is Taylor's series of cosine or sine at y ≤ π/4. */
function cosPi(x) {
  const turned = Math.abs(x) - 2 * Math.floor(Math.abs(x) / 2);
  const half = turned > 1 ? 2 - turned : turned;
  const quarter = half > 0.5 ? 1 - half : half;
  const isCosine = quarter <= 0.25;
  const y = PI * (isCosine ? quarter : 0.5 - quarter);
  let sum = 1;
  for (let k = isCosine ? 16 : 17; k > 1; k -= 2) {
    sum = 1 - sum * (y * y) / ((k - 1) * k);
  }
  return (half > 0.5 ? -1 : 1) * (isCosine ? sum : y * sum);
}

const sinPi = (x) => cosPi(x - 0.5);

// 2 Random numbers ----------------------------------------------------------------------------------------------------------------------------

const GOLDEN = 0x9e3779b97f4a7c15n;
const in64Bits = (value) => BigInt.asUintN(64, value);

function mixed(value) {
  const z = in64Bits((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n);
  const y = in64Bits((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return y ^ (y >> 31n);
}

/** The upper 53 of 64 bits as a number in [0, 1). */
const unit = (value) => Number(value >> 11n) * 1.1102230246251565e-16; // 2⁻⁵³

/** Java's SplittableRandom (Steele, Lea and Flood, 2014): a counter whose values are mixed. */
class Random {
  /** @param seed a whole number; a BigInt if it has more than 53 bits */
  constructor(seed) {
    this.state = in64Bits(BigInt(seed));
  }

  /** Uniform in [0, 1). */
  nextDouble() {
    this.state = in64Bits(this.state + GOLDEN);
    return unit(mixed(this.state));
  }

  /** Uniform from -bound to below bound. */
  nextWithin(bound) {
    return this.nextDouble() * (bound + bound) - bound;
  }

  /** From N(0,1), by Marsaglia's polar method: in the unit circle, a point's direction and s = u² + v² are independent. */
  nextGaussian() {
    for (;;) {
      const u = 2 * this.nextDouble() - 1;
      const v = 2 * this.nextDouble() - 1;
      const s = u * u + v * v;
      if (s < 1 && s > 0) {
        return u * Math.sqrt(-2 * log(s) / s);
      }
    }
  }
}

// 3 Matrices ----------------------------------------------------------------------------------------------------------------------------------

/** Element (i, j) is data[i * columns + j]. */
const matrix = (rows, columns, data = new Float64Array(rows * columns)) => ({ rows, columns, data });
const copy = (a) => matrix(a.rows, a.columns, a.data.slice());
const rowsOf = (a, from, to) => matrix(to - from, a.columns, a.data.slice(from * a.columns, to * a.columns));

/** c_ij = Σ_k a_ik b_kj. A sum begins at 0 and takes its terms in the order of k. Element (i, k) of A is at i * down + k * across, that of B alike. */
function product(rows, columns, length, { data: left }, [downA, acrossA], { data: right }, [downB, acrossB]) {
  const sums = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < length; k++) {
      const factor = left[i * downA + k * acrossA];
      for (let j = 0; j < columns; j++) {
        sums[i * columns + j] += factor * right[k * downB + j * acrossB];
      }
    }
  }
  return matrix(rows, columns, sums);
}

const times = (a, b) => product(a.rows, b.columns, a.columns, a, [a.columns, 1], b, [b.columns, 1]); // A B
const transposeTimes = (a, b) => product(a.columns, b.columns, a.rows, a, [1, a.columns], b, [b.columns, 1]); // Aᵀ B
const timesTranspose = (a, b) => product(a.rows, b.rows, a.columns, a, [a.columns, 1], b, [1, b.columns]); // A Bᵀ
const columnSums = (a) => times(matrix(1, a.rows, new Float64Array(a.rows).fill(1)), a); // (1, columns): c_j = Σ_i a_ij
const map = (a, f) => matrix(a.rows, a.columns, a.data.map((x, i) => f(x, i))); // f(a_ij)
const combine = (a, b, f) => map(a, (x, i) => f(x, b.data[i])); // f(a_ij, b_ij)

/** A copy of A, of whose rows each was changed in place by f(row, index of its first element). */
function mapRows(a, f) {
  const mapped = copy(a);
  for (let first = 0; first < mapped.data.length; first += a.columns) {
    f(mapped.data.subarray(first, first + a.columns), first);
  }
  return mapped;
}

// 4 Activations and losses --------------------------------------------------------------------------------------------------------------------

/** 1/(1 + e⁻ᶻ), in the form whose exponential cannot overflow. */
function logistic(z) {
  const e = exp(-Math.abs(z));
  return z < 0 ? e / (1 + e) : 1 / (1 + e);
}

const LEAK = 0.01;
const GELU_SCALE = 1.7020000219345093; // 1.702 in single precision

/** f(z, max z, Σ_j e^(z_j - max z)) of each row. */
const byRow = (a, f) => mapRows(a, (row) => {
  const max = row.reduce((most, z) => Math.max(most, z), -Infinity);
  const sum = row.reduce((total, z) => total + exp(z - max), 0);
  row.forEach((z, i) => (row[i] = f(z, max, sum)));
});
const softmax = (a) => byRow(a, (z, max, sum) => exp(z - max) / sum);
const logSoftmax = (a) => byRow(a, (z, max, sum) => z - max - log(sum)); // finite even where softmax is 0

/** dz_j = s_j (ds_j - Σ_i s_i ds_i) of each row. */
const softmaxBackward = (z, s, ds) => mapRows(s, (row, first) => {
  const mean = row.reduce((total, x, i) => total + x * ds.data[first + i], 0);
  row.forEach((x, j) => (row[j] = x * (ds.data[first + j] - mean)));
});

/** A = f(Z) and dZ = dA f'(Z), element by element, all (N, H); f' is a function of z and a = f(z). */
const elementwise = (value, derivative) => ({
  value, derivative,
  forward: (z) => map(z, value),
  backward: (z, a, da) => map(da, (d, i) => d * derivative(z.data[i], a.data[i])),
});

const activations = {
  sigmoid: elementwise(logistic, (z, a) => a * (1 - a)),
  relu: elementwise((z) => Math.max(0, z), (z) => (z > 0 ? 1 : 0)),
  tanh: elementwise(tanh, (z, a) => 1 - a * a),
  softmax: { forward: softmax, backward: softmaxBackward },
  "leaky-relu": elementwise((z) => (z > 0 ? z : LEAK * z), (z) => (z > 0 ? 1 : LEAK)),
  elu: elementwise((z) => (z > 0 ? z : expm1(z)), (z) => (z > 0 ? 1 : exp(z))),
  gelu: elementwise((z) => z * logistic(GELU_SCALE * z), (z) => {
    const s = logistic(GELU_SCALE * z);
    return s + GELU_SCALE * (z * (s * (1 - s)));
  }),
  softplus: elementwise((z) => Math.max(0, z) + log1p(exp(-Math.abs(z))), logistic), // ln(1 + eᶻ)
  identity: elementwise((z) => z, () => 1),
};

const CLIP = 1e-12; // probabilities are kept this far from 0 and 1 before the logarithm
const clip = (y) => Math.max(CLIP, Math.min(1 - CLIP, y));
const isClipped = (y) => y < CLIP || y > 1 - CLIP;

/**
 * L = Σ term(y, t) / divisor, where the divisor is the number of rows N or of elements N O, and dL/dy = slope(y, t) / divisor. After its
 * partner, a loss is computed from the partner's input Z, (N, O), where nothing needs to be clipped: dL/dZ is (Y - T) / divisor.
 */
const losses = {
  mse: { isPerRow: false, term: (y, t) => (y - t) * (y - t), slope: (y, t) => 2 * (y - t) },
  "half-squared-error": { isPerRow: true, term: (y, t) => 0.5 * (y - t) * (y - t), slope: (y, t) => y - t },
  huber: {
    isPerRow: false,
    term: (y, t) => (Math.abs(y - t) <= 1 ? 0.5 * (y - t) * (y - t) : Math.abs(y - t) - 0.5),
    slope: (y, t) => Math.max(-1, Math.min(1, y - t)),
  },
  bce: {
    isPerRow: false,
    term: (y, t) => -(t * log(clip(y)) + (1 - t) * log(1 - clip(y))),
    slope: (y, t) => (isClipped(y) ? 0 : (y - t) / (y * (1 - y))),
    partner: "sigmoid",
    ofLogits: (Z, T) => combine(Z, T, (z, t) => Math.max(0, z) - t * z + log1p(exp(-Math.abs(z)))), // ln(1 + eᶻ) - t z
  },
  "cross-entropy": {
    isPerRow: true,
    term: (y, t) => -t * log(clip(y)),
    slope: (y, t) => (isClipped(y) ? 0 : -t / y),
    partner: "softmax",
    ofLogits: (Z, T) => combine(logSoftmax(Z), T, (ln, t) => -t * ln),
  },
};

// 5 Layers ------------------------------------------------------------------------------------------------------------------------------------
//
// A layer computes Y from A, W and b, and Z from Y: Z = Y unless it pools. W is (fan-in, columns) and b (1, columns).

/** Y = A W + b. */
const dense = (inputs, units) => ({
  units, fanIn: inputs, fanOut: units, columns: units,
  y: (a, w, { data: b }) => map(times(a, w), (sum, i) => sum + b[i % units]),
  pooled: (y) => y,
  beforePooling: (y, dz) => dz,
  inputGradient: timesTranspose, // dA = dY Wᵀ, from Y = A W + b
  weightGradient: transposeTimes, // dW = Aᵀ dY
  biasGradient: columnSums, // db = Σ_n dy_n
});

/**
 * y_orc = b_o + Σ_iuv a_i,r+u,c+v w_iuv,o: each of some maps o has a kernel, a window of weights that slides over all channels i of the input. As
 * everywhere in the field, the kernel is not turned. A pooled layer's Z has the largest y of each 2 by 2. Rows of W are in the order of i, u and v.
 *
 * @param channels, rows and columns of the input; `same` puts so many zeros around it that maps are as large
 */
function convolution({ channels, rows, columns, maps, side, same = false, pools = false }) {
  const before = same ? (side - 1) / 2 : 0;
  const [high, wide] = [rows, columns].map((size) => size + 2 * before - side + 1); // of a map
  const [pooledHigh, pooledWide] = pools ? [high >> 1, wide >> 1] : [high, wide];
  const [inputs, outputs, units] = [channels * rows * columns, maps * high * wide, maps * pooledHigh * pooledWide];

  /** f(place in Y, place in A, place in W) of each product, those of an element in the order of channels and the kernel's rows and columns. */
  function each(count, f) {
    for (let line = 0; line < count * maps * high; line++) { // a row of a map of an example
      const row = line % (maps * high);
      const top = row % high - before;
      const example = (line - row) / (maps * high) * inputs;
      let w = Math.floor(row / high);
      for (let i = 0; i < channels; i++) {
        for (let u = top; u < top + side; u++) {
          for (let v = -before; v < side - before; v++, w += maps) {
            const from = example + (i * rows + u) * columns + v;
            for (let c = Math.max(0, -v); u >= 0 && u < rows && c < Math.min(wide, columns - v); c++) {
              f(line * wide + c, from + c, w);
            }
          }
        }
      }
    }
  }

  /** The place in Y of the largest of a window: of equal ones in a row the first, of equal rows the upper. */
  function largest({ data }, at) {
    const [n, unit] = [Math.floor(at / units), at % units];
    const row = Math.floor(unit / pooledWide);
    const first = n * outputs + (Math.floor(row / pooledHigh) * high + 2 * (row % pooledHigh)) * wide + 2 * (unit % pooledWide);
    const larger = (one, other) => (data[one] < data[other] ? other : one);
    return larger(larger(first, first + 1), larger(first + wide, first + wide + 1));
  }

  const mapOf = (i) => Math.floor(i % outputs / (high * wide));
  return {
    units, fanIn: channels * side * side, fanOut: maps * side * side, columns: maps, shape: { high, wide, pooledHigh, pooledWide }, largest,
    y: (a, w, b) => {
      const y = map(matrix(a.rows, outputs), (zero, i) => b.data[mapOf(i)]);
      each(a.rows, (ofY, ofA, ofW) => (y.data[ofY] += a.data[ofA] * w.data[ofW]));
      return y;
    },
    pooled: (y) => (pools ? map(matrix(y.rows, units), (zero, i) => y.data[largest(y, i)]) : y),
    /** The gradient of a pooled z goes to the place that it was taken from. */
    beforePooling: (y, dz) => {
      const dy = matrix(y.rows, outputs);
      dz.data.forEach((d, i) => (dy.data[pools ? largest(y, i) : i] = d));
      return dy;
    },
    inputGradient: (dy, w) => {
      const da = matrix(dy.rows, inputs);
      each(dy.rows, (ofY, ofA, ofW) => (da.data[ofA] += dy.data[ofY] * w.data[ofW])); // from y += a w
      return da;
    },
    weightGradient: (a, dy) => {
      const dw = matrix(channels * side * side, maps);
      each(dy.rows, (ofY, ofA, ofW) => (dw.data[ofW] += dy.data[ofY] * a.data[ofA])); // from y += a w
      return dw;
    },
    biasGradient: (dy) => {
      const db = matrix(1, maps);
      dy.data.forEach((d, i) => (db.data[mapOf(i)] += d));
      return db;
    },
  };
}

// 6 A network, and its initial parameters -----------------------------------------------------------------------------------------------------
//
// A network is { sizes: [I, ..., O], names, activations and layers: one per layer }. Parameters, and their gradients, are matrices
// [W1, b1, W2, b2, ...], of a dense layer with Wk (size k-1, size k) and bk (1, size k).

/** @param kernels what the layers that are convolutions are, in their places */
function networkOf(sizes, names, kernels = []) {
  const layers = names.map((name, i) => (kernels[i] ? convolution(kernels[i]) : dense(sizes[i], sizes[i + 1])));
  return { sizes, names, activations: names.map((name) => activations[name]), layers };
}

const weights = (parameters, k) => parameters[2 * k - 2];
const bias = (parameters, k) => parameters[2 * k - 1];

/** Y_k from A_k-1, W_k and b_k; Z_k from Y_k; and A_k = f_k(Z_k), (N, size k); from A_0 = X, (N, I): { y, z, a }, with a[k] of layer k. */
function forward(network, parameters, x) {
  const [y, z, a] = [[], [], [x]];
  for (let k = 1; k <= network.activations.length; k++) {
    y[k] = network.layers[k - 1].y(a[k - 1], weights(parameters, k), bias(parameters, k));
    z[k] = network.layers[k - 1].pooled(y[k]);
    a[k] = network.activations[k - 1].forward(z[k]);
  }
  return { y, z, a };
}

const isFused = (network, loss) => losses[loss].partner === network.names[network.names.length - 1];
const divisor = (loss, { rows, columns }) => (losses[loss].isPerRow ? rows : rows * columns);

/** The loss of a forward pass, with targets (N, O). */
function lossOf(network, pass, targets, loss) {
  const last = network.activations.length;
  const { ofLogits, term } = losses[loss];
  const terms = isFused(network, loss) ? ofLogits(pass.z[last], targets) : combine(pass.a[last], targets, term);
  return terms.data.reduce((sum, each) => sum + each, 0) / divisor(loss, terms);
}

/** dL/dY_k, dL/dZ_k and dL/dA_k, down to dL/dA_0 = dL/dX: { layers, dy, dz, da }; da has no last element where loss and output are fused. */
function backward(network, parameters, pass, targets, loss) {
  const [dy, dz, da] = [[], [], []];
  const last = network.activations.length;
  const n = divisor(loss, targets);
  if (isFused(network, loss)) {
    dz[last] = combine(pass.a[last], targets, (y, t) => (y - t) / n);
  } else {
    da[last] = combine(pass.a[last], targets, (y, t) => losses[loss].slope(y, t) / n);
    dz[last] = network.activations[last - 1].backward(pass.z[last], pass.a[last], da[last]); // A_k = f_k(Z_k)
  }
  for (let k = last; k > 0; k--) {
    const layer = network.layers[k - 1];
    dy[k] = layer.beforePooling(pass.y[k], dz[k]);
    da[k - 1] = layer.inputGradient(dy[k], weights(parameters, k));
    dz[k - 1] = k === 1 ? null : network.activations[k - 2].backward(pass.z[k - 1], pass.a[k - 1], da[k - 1]); // A_k = f_k(Z_k)
  }
  return { layers: network.layers, dy, dz, da };
}

/** dL/dW_k and dL/db_k of each layer, from A_k-1 and dL/dY_k. */
const gradients = ({ a }, { layers, dy }) => (
  layers.flatMap((layer, i) => [layer.weightGradient(a[i], dy[i + 1]), layer.biasGradient(dy[i + 1])]));

/** How a layer's weights are drawn; and its biases, which else are 0. */
const initializations = {
  normal: { hasBiases: true, draw: (random) => random.nextGaussian() },
  he: { hasBiases: false, draw: (random, inputs) => Math.sqrt(2 / inputs) * random.nextGaussian() },
  xavier: { hasBiases: false, draw: (random, inputs, outputs) => random.nextWithin(Math.sqrt(6 / (inputs + outputs))) },
  torch: { hasBiases: true, draw: (random, inputs) => random.nextWithin(new Float32Array([1 / Math.sqrt(inputs)])[0]) }, // in single precision
  equal: { hasBiases: false, draw: () => 0.5 }, // all units of a layer stay equal
};

/** Draws W1 row by row, b1, W2, and so on. */
function initial({ layers }, initialization, seed) {
  const random = new Random(seed);
  const { hasBiases, draw } = initializations[initialization];
  return layers.flatMap(({ fanIn, fanOut, columns }) => {
    const drawn = () => draw(random, fanIn, fanOut);
    return [map(matrix(fanIn, columns), drawn), map(matrix(1, columns), () => (hasBiases ? drawn() : 0))];
  });
}

// 7 Optimizers --------------------------------------------------------------------------------------------------------------------------------

const [MOMENTUM, BETA1, BETA2, EPSILON, DECAY] = [0.9, 0.9, 0.999, 1e-8, 0.01];

/** Of each kind: the usual rate η, the letters of what it remembers of each parameter, and how it moves parameter i by its gradient g[i]. */
const optimizers = {
  sgd: { rate: 0.1, letters: [], move: (i, theta, g, { rate }) => (theta[i] -= rate * g[i]) },
  momentum: { rate: 0.01, letters: ["v"], move: (i, theta, g, { rate }, v) => {
    v[i] = MOMENTUM * v[i] + g[i];
    theta[i] -= rate * v[i];
  } },
  adam: { rate: 0.001, letters: ["m", "v"], move: (i, theta, g, { step }, m, v) => {
    m[i] = BETA1 * m[i] + (1 - BETA1) * g[i];
    v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
    theta[i] -= step * m[i] / (Math.sqrt(v[i]) + EPSILON);
  } },
  adamw: { rate: 0.001, letters: ["m", "v"], move: (i, theta, g, optimizer, m, v) => {
    theta[i] *= 1 - optimizer.rate * DECAY;
    optimizers.adam.move(i, theta, g, optimizer, m, v);
  } },
};

/** An optimizer's t is the number of its steps, and memory the arrays of each letter, one for each of the parameters' matrices. */
function optimizerOf(kind, rate, parameters) {
  const zeros = () => parameters.map(({ data }) => new Float64Array(data.length));
  return { kind, rate, t: 0, memory: optimizers[kind].letters.map(zeros) };
}

function updateInPlace(optimizer, parameters, gradient) {
  const { letters, move } = optimizers[optimizer.kind];
  optimizer.t++;
  optimizer.step = optimizer.rate * Math.sqrt(1 - power(BETA2, optimizer.t)) / (1 - power(BETA1, optimizer.t)); // of Adam
  parameters.forEach(({ data: theta }, which) => {
    const [first, second] = letters.map((letter, i) => optimizer.memory[i][which]);
    for (let i = 0; i < theta.length; i++) {
      move(i, theta, gradient[which].data, optimizer, first, second);
    }
  });
}

// 8 Data --------------------------------------------------------------------------------------------------------------------------------------

const GATES = { xor: [0, 1, 1, 0], and: [0, 0, 0, 1], or: [0, 1, 1, 1], nand: [1, 1, 1, 0], nor: [1, 0, 0, 0] };

/** The point of a class's curve at t in [0, 1). */
const curves = {
  circles: (label, t) => [(label === 0 ? 1 : 0.4) * cosPi(2 * t), (label === 0 ? 1 : 0.4) * sinPi(2 * t)],
  moons: (label, t) => (label === 0 ? [cosPi(t) - 0.5, sinPi(t) - 0.25] : [0.5 - cosPi(t), 0.25 - sinPi(t)]),
  spirals: (label, t) => [t * cosPi(3 * t + label), t * sinPi(3 * t + label)],
};

const SIDE = 6; // of a picture
const BOX = 3; // of a stroke

/** Bar, cross, corner and dots as cells of a box of 3 by 3, row · 3 + column. */
const STROKES = [[3, 4, 5], [1, 3, 4, 5, 7], [0, 3, 6, 7, 8], [0, 8]];

/** A stroke somewhere in a picture, after some quarter turns: ink is 1, and paper 0. */
function drawStroke(picture, label, random) {
  const [turns, top, left] = [4, SIDE - BOX + 1, SIDE - BOX + 1].map((choices) => Math.floor(choices * random.nextDouble()));
  for (const cell of STROKES[label]) {
    let [row, column] = [Math.floor(cell / BOX), cell % BOX];
    for (let turn = 0; turn < turns; turn++) {
      [row, column] = [column, BOX - 1 - row];
    }
    picture[(top + row) * SIDE + left + column] = 1;
  }
}

/** Pictures of strokes, of all kinds in turn. */
function pictures(count, noise, random) {
  const x = matrix(count, SIDE * SIDE);
  const labels = Array.from({ length: count }, (unused, n) => n % STROKES.length);
  labels.forEach((label, n) => drawStroke(x.data.subarray(n * x.columns, (n + 1) * x.columns), label, random));
  return { x: noise > 0 ? map(x, (ink) => ink + noise * random.nextGaussian()) : x, labels };
}

/** The examples of data { kind, examples, noise, points }, in the order of an epoch: inputs x, (N, I), and a label or a value for each. */
function examples({ kind, examples: count = 200, noise = 0, points }, seed) {
  if (kind === "points") {
    const inputs = points.map((point) => point.slice(0, -1));
    return { x: matrix(points.length, inputs[0].length, Float64Array.from(inputs.flat())), labels: points.map((point) => point.at(-1)) };
  }
  if (kind in GATES) {
    return { x: matrix(4, 2, Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1)), labels: GATES[kind] };
  }
  const random = new Random(seed);
  if (kind === "strokes") {
    return pictures(count, noise, random);
  }
  const isCurve = kind === "curve";
  const [x, labels, values] = [matrix(count, isCurve ? 1 : 2), [], []];
  for (let n = 0; n < count; n++) {
    if (isCurve) {
      x.data[n] = random.nextWithin(1);
      values[n] = sinPi(3 * x.data[n] / PI) + noise * random.nextGaussian(); // sin 3x
    } else {
      labels[n] = n % 2; // so that every batch has both
      const [x1, x2] = curves[kind](labels[n], random.nextDouble());
      x.data[2 * n] = x1 + noise * random.nextGaussian();
      x.data[2 * n + 1] = x2 + noise * random.nextGaussian();
    }
  }
  return isCurve ? { x, values } : { x, labels };
}

/** The targets: (N, 1), or (N, classes) with a 1 for each example's class. */
function targetsOf({ x, labels, values }, isSoftmax) {
  if (!isSoftmax) {
    return matrix(x.rows, 1, Float64Array.from(labels ?? values));
  }
  const classes = labels.reduce((most, label) => Math.max(most, label), 1) + 1;
  return map(matrix(x.rows, classes), (zero, i) => (labels[Math.floor(i / classes)] === i % classes ? 1 : 0));
}

// 9 Training ----------------------------------------------------------------------------------------------------------------------------------

/**
 * What determines a training: its network, and the batches of an epoch in order. The config is { data, hidden: [{ units, activation }], output,
 * loss, optimizer, learningRate, batch, seed, initialization, l2, dropout }; examples held out are only measured, and a batch of 0 has all others.
 * A first hidden layer with a `kernel` is a convolution with pooling: its units are as many maps, and kernels of this side.
 * Its backward pass and its update are those of above, unless one of them is replaced by a wrong one, to be found out.
 */
function training(config) {
  const all = examples(config.data, config.seed);
  const targets = targetsOf(all, config.output === "softmax");
  const total = all.x.rows;
  const trained = Math.max(2, total - Math.floor((config.data.heldOut ?? 0) * total + 0.5));
  const part = (from, to) => ({ x: rowsOf(all.x, from, to), targets: rowsOf(targets, from, to), labels: all.labels?.slice(from, to) });
  const batches = [];
  for (let from = 0; from < trained; from += config.batch || trained) {
    batches.push(part(from, Math.min(from + (config.batch || trained), trained)));
  }
  const kernels = config.hidden.map(({ units, kernel }) => (
    kernel ? { channels: 1, rows: SIDE, columns: SIDE, maps: units, side: kernel, pools: true } : null));
  const hidden = config.hidden.map(({ units }, i) => (kernels[i] ? convolution(kernels[i]).units : units));
  const output = config.output === "linear" ? "identity" : config.output;
  const network = networkOf([all.x.columns, ...hidden, targets.columns], [...config.hidden.map(({ activation }) => activation), output], kernels);
  return { config, network, batches, examples: part(0, trained), heldOut: trained < total ? part(trained, total) : null, backward, updateInPlace };
}

/** The state before the first step. */
function start({ config, network }) {
  const parameters = initial(network, config.initialization, config.seed);
  return { step: 0, parameters, optimizer: optimizerOf(config.optimizer, config.learningRate, parameters) };
}

/** An independent state, from which to go on with a learning rate. */
function copyOf({ step, parameters, optimizer }, rate) {
  const memory = optimizer.memory.map((arrays) => arrays.map((each) => each.slice()));
  return { step, parameters: parameters.map(copy), optimizer: { ...optimizer, rate, memory } };
}

/** An activation with dropout: in this step each unit is 0 with probability p, and the others are scaled by 1/(1 - p). */
function dropped(activation, p, seed, layer, step) {
  const place = [layer, step].reduce((state, number) => mixed(in64Bits(state + BigInt(number))), mixed(in64Bits(BigInt(seed))));
  const isDropped = (i) => unit(mixed(in64Bits(place + BigInt(i + 1) * GOLDEN))) < p;
  const masked = (a) => map(a, (x, i) => x * (isDropped(i) ? 0 : 1 / (1 - p)));
  return {
    forward: (z) => masked(activation.forward(z)),
    backward: (z, a, da) => activation.backward(z, activation.forward(z), masked(da)),
  };
}

/** The network of a step: with dropout, its hidden layers have such activations. */
function networkOfStep({ config: { dropout, seed }, network }, step) {
  const last = network.activations.length - 1;
  const ofStep = (activation, i) => (i < last ? dropped(activation, dropout, seed, i + 1, step) : activation);
  return dropout ? { ...network, activations: network.activations.map(ofStep) } : network;
}

/** The gradients of a batch's loss; L2 adds λ w to that of each weight. */
function stepGradients({ config: { loss, l2 }, backward: back }, network, parameters, pass, targets) {
  const sums = gradients(pass, back(network, parameters, pass, targets, loss));
  return sums.map((sum, i) => (l2 && i % 2 === 0 ? combine(sum, parameters[i], (g, w) => g + l2 * w) : sum));
}

/** Takes one step: forward, loss, backward, update. Returns the batch's loss before it. */
function stepInPlace(of, state) {
  const { x, targets } = of.batches[state.step % of.batches.length];
  const network = networkOfStep(of, state.step);
  const pass = forward(network, state.parameters, x);
  of.updateInPlace(state.optimizer, state.parameters, stepGradients(of, network, state.parameters, pass, targets));
  state.step++;
  return lossOf(network, pass, targets, of.config.loss);
}

// 10 The perceptron ---------------------------------------------------------------------------------------------------------------------------

/** w·x + b of Rosenblatt's perceptron { weights, bias }, whose output is 1 if that is at least 0, else 0. */
const preActivation = (perceptron, x) => perceptron.weights.reduce((z, w, i) => z + w * x[i], 0) + perceptron.bias;
const outputFor = (perceptron, x) => (preActivation(perceptron, x) >= 0 ? 1 : 0);

/** The perceptron after an example: w += η e x and b += η e, with e = t - y. */
function corrected(perceptron, x, t, rate) {
  const scaledError = rate * (t - outputFor(perceptron, x));
  return { weights: perceptron.weights.map((w, i) => w + scaledError * x[i]), bias: perceptron.bias + scaledError };
}

/** Trains on points [x1, x2, class] until an epoch has no error: Σ |e| of each epoch, and the perceptrons before and after each example. */
function trainPerceptron(first, points, rate, mostEpochs) {
  const [totalErrors, perceptrons] = [[], [first]];
  for (let epoch = 0; epoch < mostEpochs && totalErrors[epoch - 1] !== 0; epoch++) {
    totalErrors[epoch] = 0;
    for (const [x1, x2, t] of points) {
      const before = perceptrons[perceptrons.length - 1];
      totalErrors[epoch] += Math.abs(t - outputFor(before, [x1, x2]));
      perceptrons.push(corrected(before, [x1, x2], t, rate));
    }
  }
  return { totalErrors, perceptrons };
}

export const engine = {
  exp, log, log1p, expm1, tanh, power, cosPi, sinPi, Random,
  matrix, copy, rowsOf, times, transposeTimes, timesTranspose, columnSums, map, combine,
  constants: { MOMENTUM, BETA1, BETA2, EPSILON, DECAY },
  activations, logSoftmax, losses, clip, networkOf, weights, bias, forward, lossOf, backward, gradients,
  initializations, initial, optimizers, optimizerOf, updateInPlace,
  examples, targetsOf, training, start, copyOf, networkOfStep, stepGradients, stepInPlace,
  preActivation, outputFor, corrected, trainPerceptron,
};
globalThis.engine = engine; // for tests
