/*
 * Trains 784-256-10 (ReLU, softmax with cross-entropy, Adam, batches of 64) on MNIST and writes all parameters as little-endian
 * floats, whose hash is the one that `train` prints:
 *
 *     ./digits train-images-idx3-ubyte train-labels-idx1-ubyte EPOCHS SEED [cosine] | sha256sum
 *
 * An independent reimplementation, written from two pages without a look at the Java code: docs/internals/numerics.md ("One order of
 * additions", "One seed, one hash") and docs/math.md (above all 6). [Brackets] say where a part is defined.
 *
 *     gcc   -std=c11 -O3 -march=native -ffp-contract=off -Wall -Wextra -pedantic -o digits digits.c -lm
 *     clang -std=c11 -O3 -march=native -ffp-contract=off -Wall -Wextra -pedantic -o digits digits.c -lm
 *
 * Every -O and -march gives the same bits; -ffast-math does not. Of <math.h> only fmaf, sqrtf and sqrt are used, which IEEE 754 defines.
 */
enum { HIDDEN = 256, TILE = 16, W1 = 0, B1 = W1 + 784 * HIDDEN, W2 = B1 + HIDDEN, B2 = W2 + HIDDEN * 10, PARAMETERS = B2 + 10 };

#include "training.h"

static float a[BATCH][HIDDEN], dz1[BATCH][HIDDEN]; /* A and the gradient of Z1, one row per image */

static int inputs_of(int parameter) { return parameter < W2 ? PIXELS : HIDDEN; }

static float shift; /* a pixel p is x = s p - t: scaled(p) is s p, shift is t */

static float scaled(int p) { return (float) (p / (255 * 0.3081)); }

/* ---- A step: every sum in the order of the table [One order of additions] ---- */

static void start_hidden(float *z) { /* what Z1 is where all pixels are 0: b1 - t times the sum of W1's rows */
    for (int j = 0; j < HIDDEN; j++) {
        float sum = 0;
        for (int first = 0; first < PIXELS; first += TILE) {
            float tile = 0;
            for (int i = first; i < first + TILE; i++) tile += theta[W1 + i * HIDDEN + j];
            sum += tile;
        }
        z[j] = theta[B1 + j] - shift * sum;
    }
}

static void forward_hidden(int row, const float *start) { /* adds the lit pixels' s p, then ReLU */
    memcpy(a[row], start, sizeof a[row]);
    for (int i = 0; i < PIXELS; i++) {
        const float x = scaled(image[row][i]);
        if (x > 0) for (int j = 0; j < HIDDEN; j++) a[row][j] = fmaf(x, theta[W1 + i * HIDDEN + j], a[row][j]);
    }
    for (int j = 0; j < HIDDEN; j++) a[row][j] = a[row][j] > 0 ? a[row][j] : 0;
}

static void forward_output(int row, float *z) {
    for (int c = 0; c < CLASSES; c++) {
        float sum = 0;
        for (int first = 0; first < HIDDEN; first += SLICE) {
            float share = 0;
            for (int j = first; j < first + SLICE; j++) share = fmaf(a[row][j], theta[W2 + j * CLASSES + c], share);
            sum += share;
        }
        z[c] = sum + theta[B2 + c];
    }
}

static void backward_output(int row) { /* one more image's share of dW2 and db2; its dZ1 */
    for (int j = 0; j < HIDDEN; j++) {
        float da = 0;
        for (int c = 0; c < CLASSES; c++) {
            float *dw = &gradient[W2 + j * CLASSES + c];
            *dw = fmaf(a[row][j], dlogits[row][c], *dw);
            da = fmaf(dlogits[row][c], theta[W2 + j * CLASSES + c], da);
        }
        dz1[row][j] = a[row][j] > 0 ? da : 0;
    }
    for (int c = 0; c < CLASSES; c++) gradient[B2 + c] += dlogits[row][c];
}

static void backward_hidden(int n) {
    for (int row = 0; row < n; row++)
        for (int j = 0; j < HIDDEN; j++) gradient[B1 + j] += dz1[row][j];
    for (int i = 0; i < PIXELS; i++) {
        float *dw = gradient + W1 + i * HIDDEN;
        for (int j = 0; j < HIDDEN; j++) dw[j] = -shift * gradient[B1 + j];
        for (int row = 0; row < n; row++) {
            const float x = scaled(image[row][i]);
            if (x > 0) for (int j = 0; j < HIDDEN; j++) dw[j] = fmaf(x, dz1[row][j], dw[j]);
        }
    }
}

static double differentiate(int n) {
    float start[HIDDEN], logits[CLASSES];
    double loss = 0;
    shift = (float) (0.1307 / 0.3081);
    memset(gradient, 0, sizeof gradient);
    start_hidden(start);
    for (int row = 0; row < n; row++) {
        forward_hidden(row, start);
        forward_output(row, logits);
        loss += cross_entropy(row, logits, n);
        backward_output(row);
    }
    backward_hidden(n);
    return loss / n;
}

static void write_parameters(void) {
    write_layer(W1, B1, PIXELS, HIDDEN);
    write_layer(W2, B2, HIDDEN, CLASSES);
}
