/* A trainer in C for networks of ReLU layers with softmax cross-entropy, by SGD or Adam. gcc -O2 [-DREAL=float] trainer.c -lm */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef REAL
#define REAL double
#endif
#define MOST 32

typedef struct { char name[64]; int rows, columns; double *v; } Array;
static Array arrays[MOST];
static int count;

static Array *find(const char *name) {
    for (int i = 0; i < count; i++) if (!strcmp(arrays[i].name, name)) return &arrays[i];
    return NULL;
}

static REAL *copy(Array *a) {
    REAL *c = malloc(sizeof(REAL) * a->rows * a->columns);
    for (int i = 0; i < a->rows * a->columns; i++) c[i] = (REAL) a->v[i];
    return c;
}

static void print(const char *prefix, int k, const char *suffix, int rows, int columns, const REAL *v) {
    printf("%sfc%d.%s %d %d\n", prefix, k + 1, suffix, rows, columns);
    for (int i = 0; i < rows * columns; i++) printf("%.17g\n", (double) v[i]);
}

int main(int argc, char **argv) {
    const char *slip = argc > 1 ? argv[1] : "none";
    char line[4096];
    if (!fgets(line, sizeof line, stdin)) return 1;
    double lr = atof(strstr(line, " lr:") + 4);
    int batch = atoi(strstr(line, " batch:") + 7);
    int adam = strstr(line, " adam ") != NULL;
    while (count < MOST && scanf("%63s %d %d", arrays[count].name, &arrays[count].rows, &arrays[count].columns) == 3) {
        Array *a = &arrays[count++];
        a->v = malloc(sizeof(double) * a->rows * a->columns);
        for (int i = 0; i < a->rows * a->columns; i++) if (scanf("%lf", &a->v[i]) != 1) return 1;
    }
    int L = (count - 3) / 2, size[MOST];
    REAL *W[MOST], *b[MOST], *gW[MOST], *gb[MOST], *mW[MOST], *vW[MOST], *mb[MOST], *vb[MOST];
    REAL *a[MOST], *z[MOST], *d[MOST];
    size[0] = find("x")->columns;
    for (int k = 0; k < L; k++) {
        char name[64];
        sprintf(name, "fc%d.weight", k + 1);
        Array *w = find(name);
        sprintf(name, "fc%d.bias", k + 1);
        size[k + 1] = w->rows;
        int n = w->rows * w->columns;
        W[k] = copy(w); b[k] = copy(find(name));
        gW[k] = calloc(n, sizeof(REAL)); mW[k] = calloc(n, sizeof(REAL)); vW[k] = calloc(n, sizeof(REAL));
        gb[k] = calloc(w->rows, sizeof(REAL)); mb[k] = calloc(w->rows, sizeof(REAL)); vb[k] = calloc(w->rows, sizeof(REAL));
        z[k] = calloc(w->rows, sizeof(REAL)); a[k + 1] = calloc(w->rows, sizeof(REAL)); d[k] = calloc(w->rows, sizeof(REAL));
    }
    a[0] = calloc(size[0], sizeof(REAL));
    Array *order = find("order"), *x = find("x"), *t = find("t");
    int step = 0;
    for (int e = 0; e < order->rows; e++)
        for (int from = 0; from < order->columns; from += batch) {
            int to = from + batch < order->columns ? from + batch : order->columns, n = to - from;
            REAL loss = 0;
            step++;
            for (int k = 0; k < L; k++) {
                memset(gW[k], 0, sizeof(REAL) * size[k] * size[k + 1]);
                memset(gb[k], 0, sizeof(REAL) * size[k + 1]);
            }
            for (int r = from; r < to; r++) {
                int row = (int) order->v[e * order->columns + r];
                for (int i = 0; i < size[0]; i++) a[0][i] = (REAL) x->v[row * size[0] + i];
                for (int k = 0; k < L; k++)
                    for (int j = 0; j < size[k + 1]; j++) {
                        REAL s = 0;
                        for (int i = 0; i < size[k]; i++) s += W[k][j * size[k] + i] * a[k][i];
                        z[k][j] = s + b[k][j];
                        a[k + 1][j] = z[k][j] > 0 ? z[k][j] : 0;
                    }
                int O = size[L];
                REAL top = z[L - 1][0], sum = 0;
                for (int o = 1; o < O; o++) if (z[L - 1][o] > top) top = z[L - 1][o];
                if (!strcmp(slip, "softmax-without-max")) top = 0;
                for (int o = 0; o < O; o++) sum += (REAL) exp(z[L - 1][o] - top);
                for (int o = 0; o < O; o++) {
                    REAL p = (REAL) exp(z[L - 1][o] - top) / sum, target = (REAL) t->v[row * O + o];
                    d[L - 1][o] = p - target;
                    if (target > 0) loss -= (REAL) log(p);
                }
                for (int k = L - 1; k >= 0; k--) {
                    for (int j = 0; j < size[k + 1]; j++) {
                        gb[k][j] += d[k][j];
                        for (int i = 0; i < size[k]; i++) gW[k][j * size[k] + i] += d[k][j] * a[k][i];
                    }
                    for (int i = 0; k > 0 && i < size[k]; i++) {
                        REAL s = 0;
                        for (int j = 0; j < size[k + 1]; j++) s += d[k][j] * W[k][j * size[k] + i];
                        d[k - 1][i] = z[k - 1][i] > 0 ? s : 0;
                    }
                }
            }
            int by = !strcmp(slip, "gradient-summed") ? 1 : n;
            if (!strcmp(slip, "last-batch-full-divisor")) by = batch;
            printf("loss 1 1\n%.17g\n", (double) (loss / n));
            for (int k = 0; k < L; k++) {
                for (int i = 0; i < size[k] * size[k + 1]; i++) gW[k][i] /= by;
                for (int j = 0; j < size[k + 1]; j++) gb[k][j] /= by;
                print("grad.", k, "weight", size[k + 1], size[k], gW[k]);
                print("grad.", k, "bias", 1, size[k + 1], gb[k]);
            }
            for (int k = 0; k < L; k++)
                for (int which = 0; which < 2; which++) {
                    REAL *p = which ? b[k] : W[k], *g = which ? gb[k] : gW[k], *m = which ? mb[k] : mW[k], *v = which ? vb[k] : vW[k];
                    int length = which ? size[k + 1] : size[k] * size[k + 1];
                    if (which && !strcmp(slip, "bias-frozen")) continue;
                    for (int i = 0; i < length; i++) {
                        if (!adam) { p[i] -= (REAL) lr * g[i]; continue; }
                        m[i] = (REAL) 0.9 * m[i] + (1 - (REAL) 0.9) * g[i];
                        v[i] = (REAL) 0.999 * v[i] + (1 - (REAL) 0.999) * g[i] * g[i];
                        REAL c1 = 1 - (REAL) pow(0.9, step), c2 = 1 - (REAL) pow(0.999, step);
                        if (!strcmp(slip, "adam-second-uncorrected")) c2 = 1;
                        p[i] -= (REAL) lr * (m[i] / c1) / ((REAL) sqrt(v[i] / c2) + (REAL) 1e-8);
                    }
                }
            for (int k = 0; k < L; k++) {
                print("", k, "weight", size[k + 1], size[k], W[k]);
                print("", k, "bias", 1, size[k + 1], b[k]);
            }
        }
    return 0;
}
