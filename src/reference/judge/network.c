/* A network of ReLU layers with softmax and cross-entropy, trained by gradient descent. cc -O2 network.c -o network -lm */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { char name[32]; int rows, columns; double *v; } Array;
static Array arrays[100];
static int count;

static void read_arrays(void) { /* NAME ROWS COLUMNS, then the numbers */
    Array *a = arrays;
    while (scanf("%31s %d %d", a->name, &a->rows, &a->columns) == 3) {
        a->v = malloc(sizeof(double) * a->rows * a->columns);
        for (int i = 0; i < a->rows * a->columns; i++) scanf("%lf", &a->v[i]);
        a = &arrays[++count];
    }
}

static void show(const char *prefix, Array *a, double *v) {
    printf("%s%s %d %d\n", prefix, a->name, a->rows, a->columns);
    for (int i = 0; i < a->rows * a->columns; i++) printf("%.17g\n", v[i]);
}

int main(void) {
    char setup[1000];
    fgets(setup, sizeof setup, stdin);
    double lr = atof(strstr(setup, " lr:") + 4);
    int batch = atoi(strstr(setup, " batch:") + 7);
    read_arrays(); /* x, t, order, fc1.weight, fc1.bias, ... */
    Array *x = &arrays[0], *t = &arrays[1], *order = &arrays[2], *fc = &arrays[3];
    int L = (count - 3) / 2;
    double *g[100], *a[51], *d[51];
    a[0] = malloc(sizeof(double) * x->columns);
    for (int k = 0; k < 2 * L; k++) g[k] = malloc(sizeof(double) * fc[k].rows * fc[k].columns);
    for (int k = 0; k < L; k++) {
        a[k + 1] = malloc(sizeof(double) * fc[2 * k].rows);
        d[k] = malloc(sizeof(double) * fc[2 * k].rows);
    }
    for (int e = 0; e < order->rows; e++)
        for (int start = 0; start < order->columns; start += batch) {
            int n = order->columns - start < batch ? order->columns - start : batch;
            double loss = 0;
            for (int k = 0; k < 2 * L; k++) memset(g[k], 0, sizeof(double) * fc[k].rows * fc[k].columns);
            for (int r = start; r < start + n; r++) {
                int row = (int) order->v[e * order->columns + r];
                memcpy(a[0], x->v + row * x->columns, sizeof(double) * x->columns);
                for (int k = 0; k < L; k++) /* z = W a + b, a = max(0, z) */
                    for (int j = 0; j < fc[2 * k].rows; j++) {
                        double z = fc[2 * k + 1].v[j];
                        for (int i = 0; i < fc[2 * k].columns; i++) z += fc[2 * k].v[j * fc[2 * k].columns + i] * a[k][i];
                        a[k + 1][j] = k < L - 1 && z < 0 ? 0 : z;
                    }
                double *z = a[L], max = z[0], sum = 0;
                for (int o = 1; o < t->columns; o++) max = z[o] > max ? z[o] : max;
                for (int o = 0; o < t->columns; o++) sum += exp(z[o] - max);
                for (int o = 0; o < t->columns; o++) {
                    double target = t->v[row * t->columns + o];
                    loss -= target * (z[o] - max - log(sum)) / n;
                    d[L - 1][o] = (exp(z[o] - max) / sum - target) / n;
                }
                for (int k = L - 1; k >= 0; k--) { /* dW = d aT, db = d, then d of the layer below */
                    int units = fc[2 * k].rows, inputs = fc[2 * k].columns;
                    for (int j = 0; j < units; j++) {
                        g[2 * k + 1][j] += d[k][j];
                        for (int i = 0; i < inputs; i++) g[2 * k][j * inputs + i] += d[k][j] * a[k][i];
                    }
                    for (int i = 0; k > 0 && i < inputs; i++) {
                        d[k - 1][i] = 0;
                        for (int j = 0; j < units && a[k][i] > 0; j++) d[k - 1][i] += d[k][j] * fc[2 * k].v[j * inputs + i];
                    }
                }
            }
            printf("loss 1 1\n%.17g\n", loss);
            for (int k = 0; k < 2 * L; k++) show("grad.", &fc[k], g[k]);
            for (int k = 0; k < 2 * L; k++) {
                for (int i = 0; i < fc[k].rows * fc[k].columns; i++) fc[k].v[i] -= lr * g[k][i];
                show("", &fc[k], fc[k].v);
            }
        }
    return 0;
}
