/*
 * Trains 28x28-conv8x5-pool2-conv16x5-pool2-128-10 (ReLU, softmax with cross-entropy, Adam, batches of 64) on MNIST and writes all
 * parameters as little-endian floats, whose hash is the one that `train --hidden conv8x5,pool2,conv16x5,pool2,128` prints:
 *
 *     ./convolution train-images-idx3-ubyte train-labels-idx1-ubyte EPOCHS SEED [cosine] | sha256sum
 *
 * Written from docs/internals/numerics.md ("One order of additions", "One seed, one hash") and docs/math.md (above all 6). It is built as
 * digits.c is.
 */
enum { SIDE_OF_KERNEL = 5, TAPS = SIDE_OF_KERNEL * SIDE_OF_KERNEL, MAPS1 = 8, MAPS2 = 16, HIDDEN = 128, LANES = 16 };
enum { SIDE1 = 12, FLAT1 = MAPS1 * SIDE1 * SIDE1, SIDE2 = 4, FLAT2 = MAPS2 * SIDE2 * SIDE2 }; /* sides of pooled maps */
enum { K1 = 0, C1 = K1 + TAPS * MAPS1, K2 = C1 + MAPS1, C2 = K2 + MAPS1 * TAPS * MAPS2 };
enum { W1 = C2 + MAPS2, B1 = W1 + FLAT2 * HIDDEN, W2 = B1 + HIDDEN, B2 = W2 + HIDDEN * 10, PARAMETERS = B2 + 10 };

#include "training.h"

/* A convolution with kernels of 5 by 5 and windows of 2 by 2: where its weights (channels times taps, maps) and biases are. */
struct convolution {
    int weights, biases, channels, side, maps;
};
static const struct convolution first = {K1, C1, 1, SIDE, MAPS1}, second = {K2, C2, MAPS1, SIDE1, MAPS2};

/* A batch, one row per image: inputs, A of each layer and their gradients, and where in Y, (places, maps), a pooled unit is from. */
static float x[BATCH][PIXELS], a1[BATCH][FLAT1], a2[BATCH][FLAT2], a3[BATCH][HIDDEN];
static float da1[BATCH][FLAT1], da2[BATCH][FLAT2], dz3[BATCH][HIDDEN];
static int from1[BATCH][FLAT1], from2[BATCH][FLAT2];

static int inputs_of(int parameter) {
    return parameter < K2 ? TAPS : parameter < W1 ? MAPS1 * TAPS : parameter < W2 ? FLAT2 : HIDDEN;
}

static int tap(const struct convolution *c, int i) { /* where in the inputs the tap i of a kernel is, from the kernel's first one */
    return (i / TAPS * c->side + i / SIDE_OF_KERNEL % SIDE_OF_KERNEL) * c->side + i % SIDE_OF_KERNEL;
}

static void convolve(const struct convolution *c, const float *in, float *a, int *from) {
    const int full = c->side - SIDE_OF_KERNEL + 1, side = full / 2;
    static float y[24 * 24 * MAPS1]; /* (places, maps) */
    for (int at = 0; at < full * full; at++) {
        float *sums = y + at * c->maps;
        memcpy(sums, theta + c->biases, (size_t) c->maps * sizeof *sums);
        for (int i = 0; i < c->channels * TAPS; i++) {
            const float pixel = in[at / full * c->side + at % full + tap(c, i)], *w = theta + c->weights + i * c->maps;
            for (int map = 0; map < c->maps; map++) sums[map] = fmaf(pixel, w[map], sums[map]);
        }
    }
    for (int unit = 0; unit < c->maps * side * side; unit++) { /* the largest of a window; of equal ones the left and the upper */
        int map = unit / (side * side), upper = (unit / side % side * 2 * full + unit % side * 2) * c->maps + map;
        int lower = upper + full * c->maps;
        if (y[upper] < y[upper + c->maps]) upper += c->maps;
        if (y[lower] < y[lower + c->maps]) lower += c->maps;
        from[unit] = y[upper] < y[lower] ? lower : upper;
        a[unit] = y[from[unit]] > 0 ? y[from[unit]] : 0;
    }
}

static float tree(const float *lanes) { /* halves are added: j and j + 8, then 4, 2 and 1 apart */
    float sums[LANES];
    memcpy(sums, lanes, sizeof sums);
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int j = 0; j < half; j++) sums[j] += sums[j + half];
    return sums[0];
}

/* dY is dA where A is above 0, at the place that A is from. Adds the share of a group of images to dW and db. */
static void backward(const struct convolution *c, int images, const float *in, const float *a, const float *da, const int *from) {
    const int full = c->side - SIDE_OF_KERNEL + 1, units = c->maps * (full / 2) * (full / 2);
    const int inputs = c->channels * c->side * c->side, weights = c->channels * TAPS * c->maps;
    static float dw[LANES][MAPS1 * TAPS * MAPS2], db[LANES][MAPS2], dy[24 * 24 * MAPS1], lanes[LANES]; /* dY is (places, maps) */
    memset(dw, 0, sizeof dw);
    memset(db, 0, sizeof db);
    for (int n = 0; n < images; n++) {
        memset(dy, 0, sizeof dy);
        for (int u = n * units; u < (n + 1) * units; u++) {
            dy[from[u]] = a[u] > 0 ? da[u] : 0;
            db[n][u % units / (units / c->maps)] += dy[from[u]];
        }
        for (int at = 0; at < full * full; at++)
            for (int i = 0; i < c->channels * TAPS; i++) {
                const float pixel = in[n * inputs + at / full * c->side + at % full + tap(c, i)], *d = dy + at * c->maps;
                for (int map = 0; map < c->maps; map++) dw[n][i * c->maps + map] = fmaf(pixel, d[map], dw[n][i * c->maps + map]);
            }
    }
    for (int k = 0; k < weights + c->maps; k++) {
        for (int n = 0; n < LANES; n++) lanes[n] = k < weights ? dw[n][k] : db[n][k - weights];
        gradient[c->weights + k] += tree(lanes); /* biases come after weights */
    }
}

static void backward_inputs(int row) { /* dA1 from dY2, in whose border of 4 places are zeros: maps, then rows and columns of a kernel */
    enum { BORDER = SIDE_OF_KERNEL - 1, WIDE = 8 + 2 * BORDER };
    float dy[MAPS2][WIDE][WIDE];
    memset(dy, 0, sizeof dy);
    memset(da1[row], 0, sizeof da1[row]);
    for (int u = 0; u < FLAT2; u++) {
        int at = from2[row][u] / MAPS2, map = from2[row][u] % MAPS2;
        dy[map][BORDER + at / 8][BORDER + at % 8] = a2[row][u] > 0 ? da2[row][u] : 0;
    }
    for (int i = 0; i < FLAT1; i += SIDE1) { /* rows of pixels */
        int channel = i / (SIDE1 * SIDE1), r = i / SIDE1 % SIDE1;
        for (int t = 0; t < MAPS2 * TAPS; t++) {
            const int map = t / TAPS, v = t % SIDE_OF_KERNEL;
            const float w = theta[K2 + (channel * TAPS + t % TAPS) * MAPS2 + map];
            const float *d = dy[map][BORDER + r - t / SIDE_OF_KERNEL % SIDE_OF_KERNEL] + BORDER - v;
            for (int j = 0; j < SIDE1; j++) da1[row][i + j] = fmaf(d[j], w, da1[row][i + j]);
        }
    }
}

static void forward_dense(int row, float *z) { /* the hidden units, then the logits */
    for (int j = 0; j < HIDDEN; j++) {
        float sum = theta[B1 + j];
        for (int start = 0; start < FLAT2; start += SLICE) {
            float share = 0;
            for (int i = start; i < start + SLICE; i++) share = fmaf(a2[row][i], theta[W1 + i * HIDDEN + j], share);
            sum += share;
        }
        a3[row][j] = sum > 0 ? sum : 0;
    }
    for (int c = 0; c < CLASSES; c++) {
        float sum = 0;
        for (int start = 0; start < HIDDEN; start += SLICE) {
            float share = 0;
            for (int j = start; j < start + SLICE; j++) share = fmaf(a3[row][j], theta[W2 + j * CLASSES + c], share);
            sum += share;
        }
        z[c] = sum + theta[B2 + c];
    }
}

static void backward_dense(int row) { /* one more image's share of dW and db of both layers; its dZ3 and dA2 */
    for (int j = 0; j < HIDDEN; j++) {
        float da = 0;
        for (int c = 0; c < CLASSES; c++) {
            float *dw = &gradient[W2 + j * CLASSES + c];
            *dw = fmaf(a3[row][j], dlogits[row][c], *dw);
            da = fmaf(dlogits[row][c], theta[W2 + j * CLASSES + c], da);
        }
        dz3[row][j] = a3[row][j] > 0 ? da : 0;
        gradient[B1 + j] += dz3[row][j];
    }
    for (int c = 0; c < CLASSES; c++) gradient[B2 + c] += dlogits[row][c];
    for (int i = 0; i < FLAT2; i++) {
        float da = 0;
        for (int j = 0; j < HIDDEN; j++) {
            float *dw = &gradient[W1 + i * HIDDEN + j];
            *dw = fmaf(a2[row][i], dz3[row][j], *dw);
            da = fmaf(dz3[row][j], theta[W1 + i * HIDDEN + j], da);
        }
        da2[row][i] = da;
    }
}

static double differentiate(int n) {
    float logits[CLASSES];
    double loss = 0;
    memset(gradient, 0, sizeof gradient);
    for (int row = 0; row < n; row++) {
        for (int i = 0; i < PIXELS; i++) x[row][i] = (float) ((image[row][i] / 255.0 - 0.1307) / 0.3081);
        convolve(&first, x[row], a1[row], from1[row]);
        convolve(&second, a1[row], a2[row], from2[row]);
        forward_dense(row, logits);
        loss += cross_entropy(row, logits, n);
        backward_dense(row);
    }
    for (int row = 0; row < n; row += LANES) {
        int images = n - row < LANES ? n - row : LANES;
        backward(&second, images, a1[row], a2[row], da2[row], from2[row]);
        for (int n = row; n < row + images; n++) backward_inputs(n);
        backward(&first, images, x[row], a1[row], da1[row], from1[row]);
    }
    return loss / n;
}

static void write_parameters(void) {
    write_layer(K1, C1, TAPS, MAPS1);
    write_layer(K2, C2, MAPS1 * TAPS, MAPS2);
    write_layer(W1, B1, FLAT2, HIDDEN);
    write_layer(W2, B2, HIDDEN, CLASSES);
}
