/*
 * What digits.c and convolution.c share: random numbers, functions, the loss, Adam, and the files of MNIST. [Brackets] say where a part is
 * defined, in docs/internals/numerics.md and docs/math.md. Every -O and -march gives the same bits; -ffast-math does not. Of <math.h> only
 * fmaf, sqrtf and sqrt are used, which IEEE 754 defines.
 *
 * The file that includes it defines PARAMETERS before, and after it what is declared here without a body.
 */
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if !defined __GNUC__ || defined __clang__
#pragma STDC FP_CONTRACT OFF /* gcc does not know it and takes -ffp-contract=off */
#endif
#ifdef __FAST_MATH__
#error "-ffast-math changes results"
#endif
_Static_assert(FLT_EVAL_METHOD == 0, "float must be computed in float (on 32-bit x86: -msse2 -mfpmath=sse)");

enum { SIDE = 28, PIXELS = SIDE * SIDE, CLASSES = 10, BATCH = 64, SLICE = 64 };

/* All parameters in one array, layer after layer, weights as (inputs, units); gradient and moments have the same places. */
static float theta[PARAMETERS], gradient[PARAMETERS], moment1[PARAMETERS], moment2[PARAMETERS];

/* A batch, one row per image: pixels, label, gradients of the logits. */
static const uint8_t *image[BATCH];
static int label[BATCH];
static float dlogits[BATCH][CLASSES];

static int inputs_of(int parameter);      /* how many terms the sums have to which a parameter belongs */
static double differentiate(int n);       /* the mean loss of the batch's n images; its gradient goes to gradient */
static void write_parameters(void);

static _Noreturn void fail(int code, const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(code);
}

/* ---- Functions [math.md 6: Functions] ---- */

static float horner(float x, const float *coefficients, int count) { /* the highest power's coefficient first */
    float sum = coefficients[0];
    for (int i = 1; i < count; i++) sum = fmaf(sum, x, coefficients[i]);
    return sum;
}

static float own_exp(float x) { /* x <= 0 */
    static const float c[] = {0x1.6a23d0p-10f, 0x1.123a20p-7f, 0x1.5558f2p-5f, 0x1.555492p-3f, 0x1.fffffcp-2f, 1, 1};
    if (x < -87) return 0;
    float k = fmaf(x, 0x1.715476p0f, 0x1.8p23f) - 0x1.8p23f; /* adding 1.5 * 2^23 rounds to an integer */
    float r = fmaf(k, -0x1.62e4p-1f, x);
    float y = horner(fmaf(k, -0x1.7f7d1cp-20f, r), c, 7);
    for (; k < 0; k++) y /= 2; /* times 2^k, exactly */
    return y;
}

static float own_log(float x) { /* x >= 1 */
    static const float c[] = {-0x1.08058ep-3f, 0x1.1e66b8p-3f, -0x1.f3113cp-4f, 0x1.1ed718p-3f, -0x1.559dccp-3f, 0x1.99d028p-3f,
                              -0x1.fffef0p-3f, 0x1.555506p-2f, -0.5f};
    float e = 0;
    for (; 3.0 * x >= 4; e++) x /= 2; /* x becomes 1 + f, from 2/3 to below 4/3 */
    float f = x - 1;
    return fmaf(e, 0x1.62e43p-1f, fmaf(horner(f, c, 9), f * f, f));
}

static double power(double base, long exponent) {
    double result = 1;
    for (; exponent > 0; exponent /= 2, base *= base)
        if (exponent % 2 == 1) result *= base;
    return result;
}

static double cos_pi(double x) { /* cosine of pi x, x from 0 to 1 */
    const double pi = 0x1.921fb54442d18p1;
    if (x > 0.5) return -cos_pi(1 - x);
    int sine = x > 0.25;
    double y = pi * (sine ? 0.5 - x : x), sum = 1;
    for (int k = sine ? 17 : 16; k >= 2; k -= 2) sum = 1 - sum * (y * y) / ((k - 1) * k);
    return sine ? y * sum : sum;
}

/* ---- Random numbers, as Java's SplittableRandom [math.md 6: Random numbers] ---- */

static const uint64_t GAMMA = 0x9e3779b97f4a7c15;

static uint64_t draw_long(uint64_t *state) {
    uint64_t z = *state += GAMMA;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static uint32_t draw_int(uint64_t *state) {
    uint64_t z = *state += GAMMA;
    z = (z ^ z >> 33) * 0x62a9d9ed799705f5;
    return (uint32_t) ((z ^ z >> 28) * 0xcb24d0a5c88c35b3 >> 32);
}

static uint32_t draw_below(uint64_t *state, uint32_t n) {
    uint32_t u, r;
    if ((n & (n - 1)) == 0) return draw_int(state) & (n - 1);
    do {
        u = draw_int(state) >> 1;
        r = u % n;
    } while (u + (n - 1) - r > INT32_MAX);
    return r;
}

static void initialise(uint64_t state) { /* every number from -bound to bound; the end itself, if reached, rounds to the same float */
    for (int k = 0; k < PARAMETERS; k++) {
        double bound = (float) (1 / sqrt(inputs_of(k))), u = (double) (draw_long(&state) >> 11) * 0x1p-53;
        theta[k] = (float) (u * (bound - -bound) + -bound);
    }
}

static void shuffle(uint32_t *order, uint32_t count, uint64_t seed, long epoch) { /* each epoch from 0, 1, 2, ... anew */
    uint64_t state = draw_long(&seed) + (uint64_t) epoch;
    for (uint32_t i = 0; i < count; i++) order[i] = i;
    for (uint32_t i = count - 1; i >= 1; i--) {
        uint32_t j = draw_below(&state, i + 1), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

/* ---- A step [math.md 6: A step] ---- */

static float cross_entropy(int row, const float *z, int n) { /* the image's loss; its share of the gradient goes to dlogits */
    float largest = z[0], sum = 0, *dz = dlogits[row];
    for (int c = 1; c < CLASSES; c++) if (z[c] > largest) largest = z[c];
    for (int c = 0; c < CLASSES; c++) sum += dz[c] = own_exp(z[c] - largest);
    float s = 1 / (sum * (float) n);
    for (int c = 0; c < CLASSES; c++) dz[c] *= s;
    dz[label[row]] -= 1 / (float) n;
    return own_log(sum) - (z[label[row]] - largest);
}

static void adam(double eta, long t) { /* t counts from 1 */
    const float beta1 = (float) 0.9, rest1 = (float) (1 - 0.9), beta2 = (float) 0.999, rest2 = (float) (1 - 0.999);
    const float epsilon = (float) 1e-8, coarse = 0x1.8p-77f, rate = (float) (eta * sqrt(1 - power(0.999, t)) / (1 - power(0.9, t)));
    for (int k = 0; k < PARAMETERS; k++) {
        float g = gradient[k];
        float m = moment1[k] = beta1 * moment1[k] + rest1 * g + coarse - coarse;
        float v = moment2[k] = beta2 * moment2[k] + rest2 * g * g + coarse - coarse;
        theta[k] -= rate * m / (sqrtf(v) + epsilon);
    }
}

static void train(const uint8_t *images, const uint8_t *labels, uint32_t count, long epochs, uint64_t seed, int cosine) {
    const long batches = (count + BATCH - 1) / BATCH, steps = epochs * batches;
    long done = 0;
    uint32_t *order = malloc(count * sizeof *order);
    if (order == NULL) fail(1, "order of the images", "out of memory");
    initialise(seed);
    for (long epoch = 1; epoch <= epochs; epoch++) {
        double losses = 0;
        shuffle(order, count, seed, epoch);
        for (uint32_t first = 0; first < count; first += BATCH, done++) {
            int n = count - first < BATCH ? (int) (count - first) : BATCH;
            for (int row = 0; row < n; row++) {
                image[row] = images + (size_t) PIXELS * order[first + (uint32_t) row];
                label[row] = labels[order[first + (uint32_t) row]];
            }
            losses += differentiate(n);
            double share = cosine ? (1 + cos_pi((double) done / (double) steps)) / 2 : 1; /* [math.md, 5: Schedules], f = 0 */
            adam(0.001 * share, done + 1);
        }
        fprintf(stderr, "epoch %ld: loss %.9g\n", epoch, losses / (double) batches);
    }
    free(order);
}

/* ---- Files and arguments ---- */

static uint32_t read_big_endian(FILE *file) { /* 0, which is never right here, at the file's end */
    uint8_t b[4];
    return fread(b, 1, 4, file) < 4 ? 0 : (uint32_t) b[0] << 24 | (uint32_t) b[1] << 16 | (uint32_t) b[2] << 8 | b[3];
}

static uint8_t *read_idx(const char *path, uint32_t magic, uint32_t size, uint32_t *count) { /* items of so many bytes */
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail(1, path, strerror(errno));
    if (read_big_endian(file) != magic) fail(1, path, size > 1 ? "not an IDX file of images" : "not an IDX file of labels");
    *count = read_big_endian(file);
    if (*count == 0 || *count > INT32_MAX / size) fail(1, path, "impossible number of items");
    if (size > 1 && (read_big_endian(file) != SIDE || read_big_endian(file) != SIDE)) fail(1, path, "images are not 28 x 28");
    uint8_t *bytes = malloc((size_t) *count * size);
    if (bytes == NULL) fail(1, path, "out of memory");
    if (fread(bytes, size, *count, file) < *count || getc(file) != EOF) fail(1, path, "length is not what the header says");
    fclose(file);
    return bytes;
}

static void write_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int low = 0; low < 32; low += 8) putchar((int) (bits >> low & 0xff));
}

static void write_layer(int weights, int biases, int inputs, int units) { /* weights as (units, inputs) */
    for (int j = 0; j < units; j++)
        for (int i = 0; i < inputs; i++) write_float(theta[weights + i * units + j]);
    for (int j = 0; j < units; j++) write_float(theta[biases + j]);
}

static long long whole_number(const char *name, const char *text, long long least, long long most) {
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || number < least || number > most) fail(2, text, name);
    return number;
}

int main(int argc, char **argv) {
    int cosine = argc == 6 && strcmp(argv[5], "cosine") == 0;
    if (argc != 5 && !cosine) fail(2, "usage", "IMAGES LABELS EPOCHS SEED [cosine]");
    long epochs = (long) whole_number("EPOCHS must be a number from 1 to 1000", argv[3], 1, 1000);
    uint64_t seed = (uint64_t) whole_number("SEED must be a whole number of 64 bits", argv[4], INT64_MIN, INT64_MAX);
    uint32_t count, count_of_labels;
    uint8_t *images = read_idx(argv[1], 0x803, PIXELS, &count), *labels = read_idx(argv[2], 0x801, 1, &count_of_labels);
    if (count != count_of_labels) fail(1, argv[2], "not as many labels as images");
    for (uint32_t i = 0; i < count; i++) if (labels[i] >= CLASSES) fail(1, argv[2], "a label is not 0 to 9");

    train(images, labels, count, epochs, seed, cosine);
    write_parameters();
    if (fflush(stdout) != 0 || ferror(stdout)) fail(1, "standard output", "cannot be written");
    free(images);
    free(labels);
    return 0;
}
